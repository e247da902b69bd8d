"""Sources: what became of the deals of each source, owner, region, …: wins, win rate, amount, days to win."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from funnel_cli.finding.cuts import GROUP_TITLES, GROUPINGS, cut, grouping_named, name_of
from funnel_cli.forecasting.passage import (
    ENOUGH_DECIDED,
    Conversion,
    Cycle,
    WinRate,
    conversions,
    cycle,
    win_rate,
)
from funnel_cli.records.book import Book
from funnel_cli.reports.conversion import DECIDED, REACHED, SHARE, WAITING, days_to_win, won_of_decided
from funnel_cli.reports.deals import money_notes, span_note
from funnel_cli.reports.explanation import amounts, ones
from funnel_cli.reports.report_order import Order
from funnel_cli.time.facts import created_on
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import (
    STAGE,
    Document,
    Table,
    count,
    currency,
    ends,
    money,
    share,
    table,
    text,
    within,
)

SOURCE_CUTS = tuple(by for by in GROUPINGS if by not in {"stage", "month"})
"""How results may be cut."""


class CutResult(NamedTuple):
    """What became of the deals under one key; `created` in the period, `rate` of those decided in it.

    `name` is what the key is called, `None` where it is not known.
    """

    name: Text | None
    created: tuple[Standing, ...]
    open: tuple[Standing, ...]
    rate: WinRate
    cycle: Cycle
    conversions: tuple[Conversion, ...]


class Results(NamedTuple):
    """The results of each key of a cut, in the period or ever."""

    by: str
    period: Period | None
    results: tuple[CutResult, ...]


def results_by(
    deals: Iterable[Standing], book: Book, by: str = "source", period: Period | None = None
) -> Results:
    """What became of these deals, cut by source or another of `SOURCE_CUTS`; raises `NoSuchWord`.

    A key of which nothing was created, decided or is open is left out.
    """
    by = grouping_named(by, SOURCE_CUTS)
    found = [_result(name_of(key, book, by), some, book, period) for key, some in cut(deals, book, by)]
    some = tuple(each for each in found if each.created or each.open or each.rate.decided)
    return Results(by, period, some)


def _result(name: Text | None, some: tuple[Standing, ...], book: Book, period: Period | None) -> CutResult:
    rate = win_rate(some, book, period)
    return CutResult(
        name,
        created=tuple(
            each
            for each in some
            if not each.is_omitted and (period is None or created_on(each.deal) in period)
        ),
        open=tuple(each for each in some if each.deal.is_open and not each.is_omitted),
        rate=rate,
        cycle=cycle(rate.won),
        conversions=conversions((each.deal for each in some), book.method, period),
    )


def results_report(order: Order, by: str = "source") -> Document:
    """What each source, or what else the deals are cut by, brings."""
    found = results_by(order.deals, order.book, by, order.period)
    return results_document(found, order.book, order.text)


def results_document(found: Results, book: Book, query: str = "") -> Document:
    """A row per key with what came in, what was decided, and how long a win took."""
    title = GROUP_TITLES[found.by]
    return Document(
        schema="funnel.results/1",
        title=message("Results: {by}", by=title),
        head={"by": Term(found.by, title), "period": found.period, "query": query},
        lines=tuple(_lines(found)),
        tables=(_results(found, title, book), _conversions(found, title)),
    )


def _lines(found: Results) -> Iterator[Text]:
    """Where it was looked, and which key does best where enough was decided."""
    when = found.period
    yield span_note(when, message("What came in and was decided in {period}.", period=when))
    known = [
        (each.rate.by_count, each.name)
        for each in found.results
        if each.name is not None and each.rate.decided >= ENOUGH_DECIDED and each.rate.by_count is not None
    ]
    if len(known) > 1:
        best, name = max(known, key=lambda pair: pair[0])
        yield message(
            "Best of those with {enough} decided deals or more: {key}, {share} won.",
            enough=ENOUGH_DECIDED,
            key=name,
            share=best,
        )


def _results(found: Results, title: Text, book: Book) -> Table:
    decided = [deal for each in found.results for deal in (*each.rate.won, *each.rate.lost)]
    return table(
        "results",
        found.results,
        text("key", title, "name", weight=10),
        count("deals", message("New deals"), lambda each: len(each.created), weight=8).made(
            message("deals that were created"), lambda each: ones(each.created, "created")
        ),
        count("open", message("Open"), lambda each: len(each.open), weight=4),
        count("won_deals", message("Won"), lambda each: len(each.rate.won), weight=8),
        count("lost_deals", message("Lost"), lambda each: len(each.rate.lost), weight=7),
        share("by_count", message("Win rate"), "rate.by_count", weight=9).made(
            lambda each: won_of_decided(each.rate)
        ),
        *ends(2, "rate.interval"),
        money("won_amount", message("Amount won"), "rate.won_amount", weight=8).made(
            message("Σ amount of the won deals"), lambda each: amounts(each.rate.won)
        ),
        share("by_amount", message("By amount"), "rate.by_amount", weight=3),
        days_to_win(message("Days to win")),
        currency("rate.won_amount.currency"),
        notes=money_notes(decided, book),
        empty=message("No deal came in, is open or was decided."),
    )


def _conversions(found: Results, title: Text) -> Table:
    """How the deals of each key get through the stages, for who asks."""
    rows = [(each.name, rate) for each in found.results for rate in each.conversions]
    return table(
        "conversion",
        rows,
        text("key", title, lambda row: row[0], weight=10),
        *within(lambda row: row[1], STAGE, REACHED, DECIDED, SHARE, *ends(4), WAITING),
        title=message("Conversion"),
        on_screen=False,
    )
