"""The overview of a period for who does not open the book: where it stands, what it hangs on, what is next.

Nothing is counted here: every figure is the one of the report that owns it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from funnel_cli.forecasting.habit import first_closing
from funnel_cli.forecasting.needs import Plan, plan_for
from funnel_cli.forecasting.outlook import Outlook, View, outlooks
from funnel_cli.forecasting.pipeline_changes import Waterfall, month_so_far, waterfall
from funnel_cli.forecasting.weighted import Forecast, Where, asked
from funnel_cli.records.book import Book
from funnel_cli.reports.attainment import landing_lines
from funnel_cli.reports.deals import deal_table
from funnel_cli.reports.faults import faults_table
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.reports.health import FunnelHealth, health
from funnel_cli.reports.losses import Losses, losses, losses_document
from funnel_cli.reports.movement import Movement, movement_table, movements
from funnel_cli.reports.next_steps import next_week_plan, plan_table
from funnel_cli.reports.pictures import (
    Month,
    bridge_picture,
    course_table,
    funnel_picture,
    months,
    target_picture,
)
from funnel_cli.reports.plan import plan_document
from funnel_cli.reports.shape import shape_table
from funnel_cli.reports.stalled import Stall, stalled_document, stalls, unaged
from funnel_cli.reports.waterfall import waterfall_document
from funnel_cli.time.standing import Standing
from funnel_cli.values.dates import Calendar
from funnel_cli.values.message import Text, message
from funnel_cli.values.period import Period, backwards, following, onwards, quarter_of, week_of
from funnel_cli.values.table import Document, Kind, Table

_SHORTEST = 28
"""Days of a period that a target and a forecast are made for; below, those of the running month are shown."""

_LONGEST = 92
"""Days of a period beside which the one after it is shown."""

_MONTHS_BACK = 6
_MONTHS_AHEAD = 2
"""How many months the course shows, the running one ahead."""

_WON_COLUMNS = ("id", "closed", "amount", "source", "owner")

_MOST = 10
"""So many rows of a list are shown to people."""


class Overview(NamedTuple):
    """All that is told of a period as of the book's day.

    `looks` are of the periods that are forecast, the longest one last; `months` the course around the day;
    `happened` the days that are looked back on, of which are `moved`, `won`, `lost` and `changed`.
    """

    period: Period
    looks: tuple[Outlook, ...]
    months: tuple[Month, ...]
    health: FunnelHealth
    happened: Period
    changed: Waterfall
    moved: tuple[Movement, ...]
    won: tuple[Standing, ...]
    lost: Losses
    stalled: tuple[Stall, ...]
    unaged: int
    steps: tuple[Standing, ...]
    needs: Plan


def overview(
    deals: Sequence[Standing],
    book: Book,
    period: Period,
    matches: Callable[[Standing], bool] = lambda _: True,
    owner: str | None = None,
    *,
    is_of_people: bool = True,
) -> Overview:
    """The overview of these deals; `matches` says of a deal on another day whether it is one of them.

    `is_of_people` says whether they are all the deals of some people.
    """
    calendar = Calendar(book.day, book.method.settings.fiscal_year_start)
    main = calendar.month() if period.days < _SHORTEST else period
    shown = _shown(main, quarter_of(book.day, calendar.fiscal_year_start))
    ahead = (month := calendar.month(), *islice(onwards(month), _MONTHS_AHEAD - 1))
    view = View(book.method.settings.forecast, owner=owner, whose=matches if is_of_people else None)
    every = tuple(dict.fromkeys((*shown, *ahead)))
    looks = dict(zip(every, outlooks(deals, book, every, view), strict=True))
    happened = period if period.start <= book.day else month_so_far(book.day)
    found = health(deals, book, main, owner)
    return Overview(
        period=period,
        looks=tuple(looks[each] for each in shown),
        months=months(_past(deals, book, month, owner), (looks[each] for each in ahead)),
        health=found,
        happened=happened,
        changed=waterfall(book, happened, calendar.quarter(), matches),
        moved=movements((each.deal for each in deals), happened, book.method),
        won=_won(deals, book, happened),
        lost=losses(deals, book, happened, ("reason",)),
        stalled=stalls(deals, book),
        unaged=unaged(deals),
        steps=next_week_plan(deals, week_of(book.day)),
        needs=plan_for(deals, book, main, owner=owner),
    )


def _shown(main: Period, quarter: Period) -> tuple[Period, ...]:
    after = (following(main),) if main.days <= _LONGEST else ()
    return tuple(dict.fromkeys((main, *after, quarter)))


def _past(deals: Sequence[Standing], book: Book, month: Period, owner: str | None) -> tuple[Forecast, ...]:
    first = first_closing(deals)
    if first is None:
        return ()
    before = [each for each in islice(backwards(month), _MONTHS_BACK) if each.last >= first]
    return asked(deals, book, before[::-1], owner=owner)


def _won(deals: Sequence[Standing], book: Book, happened: Period) -> tuple[Standing, ...]:
    (found,) = asked(deals, book, [happened])
    return tuple(sorted(found.sets[Where.WON], key=lambda each: (each.deal.closed or book.day, each.deal.id)))


def overview_document(found: Overview, book: Book, query: str = "") -> Document:
    """Target, forecast, funnel, what moved, won and lost, stalled, plan, with four pictures."""
    expected = forecast_document(found.looks, book, View(book.method.settings.forecast), has_methods=True)
    tables = {each.name: each for each in expected.tables}
    return Document(
        schema="funnel.report/1",
        title=message("Report {period}", period=found.period),
        head={"period": found.period, "query": query},
        lines=(
            *(said for each in found.looks for said in landing_lines(each.forecast)),
            *tables["periods"].notes,
        ),
        tables=(
            replace(
                tables["figures"],
                title=message("Where we stand against the target"),
                picture=target_picture(each.forecast for each in found.looks),
            ),
            replace(
                tables["range"],
                title=message("The forecast, its range, and what it hangs on"),
                notes=(*expected.lines, *tables["range"].notes, *expected.notes),
            ),
            course_table(found.months, book.currency),
            *_funnel_tables(found, book),
            *_past_tables(found, book),
            _stalled_table(found, book),
            replace(plan_table(found.steps, book), first=_MOST),
            _needs_table(found, book),
        ),
    )


def _funnel_tables(found: Overview, book: Book) -> Iterator[Table]:
    shape = found.health.shape
    held = shape_table(shape, book)
    columns = tuple(
        replace(each, on_screen=False) if each.kind is Kind.BAR else each for each in held.columns
    )
    yield replace(held, title=message("The funnel"), columns=columns, picture=funnel_picture(shape))
    yield faults_table(found.health.diagnoses)


def _past_tables(found: Overview, book: Book) -> Iterator[Table]:
    """What changed, what moved, what was won and what was lost."""
    changed = waterfall_document(found.changed)
    yield replace(
        changed.tables[0],
        title=message("What changed in the funnel"),
        notes=(*changed.lines, *changed.notes),
        picture=bridge_picture(found.changed),
    )
    yield replace(movement_table(found.moved, book), first=_MOST)
    yield deal_table(
        "won",
        found.won,
        book,
        _WON_COLUMNS,
        title=message("Won in {period}", period=found.happened),
        empty=message("No deal was won."),
        first=_MOST,
    )
    reasons, _, said = losses_document(found.lost, book).tables
    yield replace(reasons, title=message("Lost in {period}, and why", period=found.happened))
    yield replace(said, name="lost")


def _stalled_table(found: Overview, book: Book) -> Table:
    document = stalled_document(found.stalled, book, unknown=found.unaged, is_whole=True)
    return replace(
        document.tables[0],
        title=document.title,
        first=_MOST,
        rest=None,
        numbered=False,
        notes=(*document.lines, *document.notes),
    )


def _needs_table(found: Overview, book: Book) -> Table:
    document = plan_document(found.needs, book)
    lines: tuple[Text, ...] = (*document.lines, *document.notes)
    title = message("What the target of {period} takes", period=found.needs.period)
    return replace(document.tables[0], title=title, notes=lines)
