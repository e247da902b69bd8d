"""What became of the deals of each source, owner, region, …: deals, wins, win rate, amount, cycle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from funnel_cli.cuts import GROUP_TITLES, GROUPINGS, cut, grouping_named, name_of
from funnel_cli.facts import created_on
from funnel_cli.forecasting.intervals import ends
from funnel_cli.forecasting.passage import Conversion, conversions
from funnel_cli.message import Term, Text, message
from funnel_cli.model import Book
from funnel_cli.period import Period
from funnel_cli.reports.deals import money_notes
from funnel_cli.reports.explanation import Figure, amounts, number, part
from funnel_cli.reports.funnel.win_rate import Cycle, WinRate, cycle, cycle_days, win_rate
from funnel_cli.standing import Standing
from funnel_cli.table import Column, Document, Kind, Row, Table

ENOUGH_DECIDED = 5
"""Below so many decided deals a win rate is not called the best."""

BYS = tuple(by for by in GROUPINGS if by not in {"stage", "month"})
"""How results may be cut."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the deals under one key; `created` in the period, `rate` of those decided in it."""

    key: str | None
    created: tuple[Standing, ...]
    open: tuple[Standing, ...]
    rate: WinRate
    cycle: Cycle
    conversions: tuple[Conversion, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The results of each key of a cut, in the period or ever."""

    by: str
    period: Period | None
    results: tuple[Result, ...]


def results_by(
    deals: Iterable[Standing], book: Book, by: str = "source", period: Period | None = None
) -> Results:
    """What became of these deals, cut by source or another of `BYS`; raises `NoSuchWord`.

    A key of which nothing was created, decided or is open is left out.
    """
    by = grouping_named(by, BYS)
    found = (_result(key, some, book, period) for key, some in cut(deals, book, by))
    return Results(
        by, period, tuple(each for each in found if each.created or each.open or each.rate.decided)
    )


def _result(key: str | None, some: tuple[Standing, ...], book: Book, period: Period | None) -> Result:
    rate = win_rate(some, book, period)
    return Result(
        key=key,
        created=tuple(each for each in some if period is None or _is_new(each, period)),
        open=tuple(each for each in some if each.deal.is_open),
        rate=rate,
        cycle=cycle(rate.won),
        conversions=conversions((each.deal for each in some), book.method, period),
    )


def _is_new(each: Standing, period: Period) -> bool:
    created = created_on(each.deal)
    return created is not None and created in period


def results_by_document(found: Results, book: Book, query: str = "") -> Document:
    """A row per key with what came in, what was decided, and how long a win took."""
    some = [deal for each in found.results for deal in (*each.rate.won, *each.rate.lost)]
    return Document(
        schema="funnel.results/1",
        title=message("Results: {by}", by=GROUP_TITLES[found.by]),
        head={"by": Term(found.by, GROUP_TITLES[found.by]), "period": found.period, "query": query},
        lines=tuple(_lines(found, book)),
        tables=(
            Table(
                name="results",
                columns=(
                    Column(key="key", title=GROUP_TITLES[found.by], weight=10),
                    Column(key="deals", title=message("New deals"), kind=Kind.COUNT, weight=8),
                    Column(key="open", title=message("Open"), kind=Kind.COUNT, weight=4),
                    Column(key="won_deals", title=message("Won"), kind=Kind.COUNT, weight=8),
                    Column(key="lost_deals", title=message("Lost"), kind=Kind.COUNT, weight=7),
                    Column(key="by_count", title=message("Win rate"), kind=Kind.RATIO, weight=9),
                    Column(key="low", title=message("From"), kind=Kind.RATIO, weight=2),
                    Column(key="high", title=message("To"), kind=Kind.RATIO, weight=2),
                    Column(key="won_amount", title=message("Amount won"), kind=Kind.MONEY, weight=8),
                    Column(key="by_amount", title=message("By amount"), kind=Kind.RATIO, weight=3),
                    Column(key="cycle_days", title=message("Days to win"), kind=Kind.NUMBER, weight=5),
                    Column(key="currency", title=message("Currency"), on_screen=False),
                ),
                rows=tuple(_row(each, found.by, book) for each in found.results),
                notes=money_notes(some, book),
                empty=message("No deal came in, is open or was decided."),
            ),
            _through(found, book),
        ),
    )


def _through(found: Results, book: Book) -> Table:
    """How the deals of each key get through the stages, for who asks."""
    return Table(
        name="conversion",
        title=message("Conversion"),
        columns=(
            Column(key="key", title=GROUP_TITLES[found.by], weight=10),
            Column(key="stage", title=message("Stage"), weight=10),
            Column(key="reached", title=message("Got through"), kind=Kind.COUNT, weight=7),
            Column(key="decided", title=message("Decided"), kind=Kind.COUNT, weight=8),
            Column(key="share", title=message("Conversion"), kind=Kind.RATIO, weight=9),
            Column(key="low", title=message("From"), kind=Kind.RATIO, weight=4),
            Column(key="high", title=message("To"), kind=Kind.RATIO, weight=4),
            Column(key="waiting", title=message("Undecided"), kind=Kind.COUNT, weight=5),
        ),
        rows=tuple(
            _through_row(each, rate, found.by, book) for each in found.results for rate in each.conversions
        ),
        on_screen=False,
    )


def _through_row(each: Result, rate: Conversion, by: str, book: Book) -> Row:
    return (
        name_of(each.key, book, by),
        Term(rate.stage.id, rate.stage.label),
        rate.reached,
        rate.decided,
        rate.share,
        *ends(rate.interval),
        rate.waiting,
    )


def results_by_figures(found: Results, book: Book) -> Iterator[Figure]:
    """The figures of each key with the deals they are made of."""
    for each in found.results:
        of, rate = name_of(each.key, book, found.by), each.rate
        parts = tuple(part(deal.deal, 1, "created") for deal in each.created)
        yield Figure(
            Term("deals", message("New deals")), len(parts), message("deals that were created"), parts, of=of
        )
        formula = message("Σ amount of the won deals")
        name = Term("won_amount", message("Amount won"))
        yield Figure(name, rate.won_amount, formula, amounts(rate.won, book), of=of)
        formula = message("{won} won ÷ ({won} won + {lost} lost)", won=len(rate.won), lost=len(rate.lost))
        yield Figure(Term("by_count", message("Win rate")), rate.by_count, formula, of=of)
        taken = tuple(part(deal.deal, cycle_days(deal), "closed") for deal in each.cycle.deals)
        formula = message("the median of closed − created of the won deals")
        yield Figure(
            Term("cycle_days", message("Days to win")), number(each.cycle.days), formula, taken, of=of
        )


def _lines(found: Results, book: Book) -> Iterator[Text]:
    """Where it was looked, and which key does best where enough was decided."""
    if found.period is None:
        yield message("Over the whole history.")
    else:
        yield message("What came in and was decided in {period}.", period=found.period)
    known = [
        (each.rate.by_count, each)
        for each in found.results
        if each.key is not None and each.rate.decided >= ENOUGH_DECIDED and each.rate.by_count is not None
    ]
    if len(known) > 1:
        best, each = max(known, key=lambda pair: pair[0])
        yield message(
            "Best of those with {enough} decided deals or more: {key}, {share} won.",
            enough=ENOUGH_DECIDED,
            key=name_of(each.key, book, found.by),
            share=best,
        )


def _row(each: Result, by: str, book: Book) -> Row:
    rate = each.rate
    return (
        name_of(each.key, book, by),
        len(each.created),
        len(each.open),
        len(rate.won),
        len(rate.lost),
        rate.by_count,
        *ends(rate.interval),
        rate.won_amount,
        rate.by_amount,
        each.cycle.days,
        rate.won_amount.currency,
    )
