"""The forecast as tables: by group, where every deal falls, and the figures against the target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from funnel_cli.cuts import GROUP_TITLES
from funnel_cli.forecasting.outlook import Outlook, View
from funnel_cli.forecasting.targets import own_target
from funnel_cli.forecasting.weighted import Basis, Forecast, Where
from funnel_cli.message import Term, Text, message
from funnel_cli.model import Book
from funnel_cli.reports.deals import ahead_notes, sum_notes
from funnel_cli.reports.forecasting.group_table import (
    BASIS_TITLES,
    currency_of,
    groups_table,
)
from funnel_cli.reports.forecasting.outlook_table import methods_table, range_table
from funnel_cli.reports.forecasting.what_if_table import Supposed, what_if_table
from funnel_cli.standing import Standing
from funnel_cli.sums import added, together
from funnel_cli.table import Column, Document, Kind, Late, Row, Table

SET_LABELS = {
    Where.WON: message("won"),
    Where.LOST: message("lost"),
    Where.CLOSED_ELSEWHERE: message("closed elsewhere"),
    Where.UNDATED: message("undated"),
    Where.OVERDUE: message("overdue"),
    Where.OPEN: message("open, due in the period"),
    Where.OPEN_ELSEWHERE: message("open, due elsewhere"),
    Where.OMITTED: message("omitted"),
}

BASIS_LABELS = {
    Basis.WEIGHTED: message("weighted: amount × probability, by expected close"),
    Basis.WALK: message("walk: every open deal at the pace and win rate of your own"),
    Basis.COMBINED: message("combined: half pipeline, half habit"),
}

BASIS_LINES = {
    Basis.WEIGHTED: message("Open deals expected to close in the period: amount × probability."),
    Basis.WALK: message(
        "All open deals, whatever date they carry: amount × the odds to be won inside the period."
    ),
    Basis.COMBINED: message("Half of what the pipeline and new business promise, half of what is usual."),
}

LANDINGS = {
    Basis.WEIGHTED: message(
        "Landing = won + weighted. Gap = target − landing. Attained = won ÷ target. "
        "Coverage = open amount expected in the period ÷ (target − won)."
    ),
    Basis.WALK: message(
        "Landing = won + walk. Gap = target − landing. Attained = won ÷ target. "
        "Coverage = open amount expected in the period ÷ (target − won)."
    ),
    Basis.COMBINED: message(
        "Landing = combined, a total to which nothing is added. Gap = target − landing. "
        "Attained = won ÷ target. Coverage = open amount expected in the period ÷ (target − won)."
    ),
}


def forecast_document(
    outlooks: Sequence[Outlook], book: Book, view: View, query: str = "", supposed: Supposed | None = None
) -> Document:
    """The forecasts of one or more periods, side by side in each table."""
    forecasts = [each.forecast for each in outlooks]
    basis = next((each.basis for each in forecasts), Basis.WEIGHTED)
    return Document(
        schema="funnel.forecast/1",
        title=message("Forecast"),
        head={
            "basis": Term(basis.value, BASIS_LABELS[basis]),
            "by": Term(view.by, GROUP_TITLES[view.by]),
            "query": query,
            "assumed": tuple(each.word for each in supposed.assumed) if supposed else (),
        },
        tables=(
            groups_table(outlooks, book, view.by, basis),
            *([what_if_table(supposed, outlooks)] if supposed else []),
            figures_table(forecasts, book),
            methods_table(outlooks, book),
            range_table(outlooks),
            _sets_table(forecasts, book),
        ),
        lines=(*(supposed.lines if supposed else ()), BASIS_LINES[basis]),
        notes=tuple(_outside_notes(forecasts)),
    )


def figures_table(forecasts: Sequence[Forecast], book: Book) -> Table:
    """Won, expected, landing and what they mean for the target, a row per period."""
    basis = next((each.basis for each in forecasts), Basis.WEIGHTED)
    return Table(
        name="figures",
        title=message("Against the target"),
        columns=(
            Column(key="period", title=message("Period"), weight=10),
            Column(key="won", title=message("Won"), kind=Kind.MONEY, weight=7),
            Column(
                key="weighted",
                title=message("Weighted"),
                kind=Kind.MONEY,
                weight=6,
                on_screen=basis is Basis.WEIGHTED,
            ),
            Column(
                key="expected",
                title=BASIS_TITLES[basis],
                kind=Kind.MONEY,
                weight=6,
                on_screen=basis is not Basis.WEIGHTED,
            ),
            Column(key="landing", title=message("Landing"), kind=Kind.MONEY, weight=9),
            Column(key="target", title=message("Target"), kind=Kind.MONEY, weight=9),
            Column(key="gap", title=message("Gap"), kind=Kind.MONEY, weight=8),
            Column(key="attainment", title=message("Attained"), kind=Kind.RATIO, weight=5),
            Column(key="coverage", title=message("Coverage"), kind=Kind.RATIO, weight=5),
            Column(key="currency", title=message("Currency"), on_screen=False),
        ),
        rows=tuple(
            (
                each.period,
                each.won,
                each.weighted,
                each.expected,
                each.landing,
                each.target,
                each.gap,
                each.attainment,
                each.coverage,
                each.won.currency,
            )
            for each in forecasts
        ),
        notes=(
            *{note: None for each in forecasts for note in _figure_notes(each, book)},
            *ahead_notes(deal for each in forecasts[:1] for some in each.sets.values() for deal in some),
            LANDINGS[basis],
        ),
    )


def _figure_notes(each: Forecast, book: Book) -> Iterator[Text]:
    """What the period's figures leave out, and whose target stands in for one that is not set."""
    yield from sum_notes(together((each.brought, each.total), book.currency))
    if each.owner and each.target and own_target(book, each.period, each.owner) is None:
        yield message(
            "{owner} has no target for {period}: held against the whole book's.",
            owner=each.owner,
            period=each.period,
        )


def _sets_table(forecasts: Sequence[Forecast], book: Book) -> Table:
    """Every deal of the book in exactly one set of each period, with the set's totals, for machines."""
    rows = Late(
        lambda: [
            row
            for each in forecasts
            for where in Where
            for row in _set_rows(each, where, each.sets[where], book)
        ]
    )
    return Table(
        name="sets",
        title=message("Where every deal falls"),
        columns=(
            Column(key="period", title=message("Period"), weight=10),
            Column(key="set", title=message("Set"), weight=10),
            Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=9),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=8),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="weighted", title=message("Weighted"), kind=Kind.MONEY, weight=7),
            Column(key="paused", title=message("Paused"), kind=Kind.COUNT, weight=2),
            Column(key="ids", title=message("Deals"), on_screen=False),
        ),
        rows=rows,
        quiet=Late(lambda: [place for place, row in enumerate(rows) if row[_DEALS] == 0]),
        on_screen=False,
    )


_DEALS = 2
"""The column of the sets that counts their deals."""


def _set_rows(each: Forecast, where: Where, deals: Sequence[Standing], book: Book) -> Iterator[Row]:
    """A row per currency of the set; one of zeros where it is empty."""
    currencies = sorted({currency_of(deal, book) for deal in deals}) or [book.currency]
    for currency in currencies:
        some = [deal for deal in deals if currency_of(deal, book) == currency]
        amount = added((deal.amount for deal in some if deal.amount), currency)
        weighted = added((deal.weighted for deal in some if deal.weighted), currency)
        paused = sum(deal.is_paused for deal in some)
        ids = tuple(deal.deal.id for deal in some)
        yield (
            each.period,
            Term(where.value, SET_LABELS[where]),
            len(some),
            amount,
            currency,
            weighted,
            paused,
            ids,
        )


def _outside_notes(forecasts: Sequence[Forecast]) -> Iterator[Text]:
    """What the headline leaves out, said once; the other two look at no date."""
    if not forecasts or forecasts[0].basis is not Basis.WEIGHTED:
        return
    first = forecasts[0]
    counted = {deal.deal.id for deal in first.counted}
    for where in (Where.OVERDUE, Where.UNDATED):
        left_out = [deal for deal in first.sets[where] if deal.deal.id not in counted]
        if left_out:
            yield message(
                "Not in the forecast: {count} {set} (--include {id}).",
                count=len(left_out),
                set=SET_LABELS[where],
                id=where.value,
            )
