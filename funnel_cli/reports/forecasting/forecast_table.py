"""The forecast as tables: by group, where every deal falls, and the figures against the target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from funnel_cli.message import Term, Text, message
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.reports.deals import money_notes
from funnel_cli.reports.forecasting.forecast import Forecast, Group, Where
from funnel_cli.reports.forecasting.targets import own_target
from funnel_cli.reports.sums import Sum, added, ratio
from funnel_cli.standing import Standing
from funnel_cli.table import Cell, Column, Document, Kind, Row, Table

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

GROUP_TITLES = {
    "stage": message("Stage"),
    "month": message("Month"),
    "owner": message("Owner"),
    "source": message("Source"),
    "customer": message("Customer"),
    "region": message("Region"),
}


def forecast_document(forecasts: Sequence[Forecast], book: Book, *, by: str, query: str = "") -> Document:
    """The forecasts of one or more periods, side by side in each table."""
    return Document(
        schema="funnel.forecast/1",
        title=message("Forecast"),
        head={
            "basis": Term("weighted", message("weighted: amount × probability, by expected close")),
            "by": Term(by, GROUP_TITLES[by]),
            "query": query,
        },
        tables=(
            _groups_table(forecasts, book, by),
            figures_table(forecasts, book),
            _sets_table(forecasts, book),
        ),
        lines=(message("Open deals expected to close in the period: amount × probability."),),
        notes=tuple(_outside_notes(forecasts)),
    )


def _groups_table(forecasts: Sequence[Forecast], book: Book, by: str) -> Table:
    """The counted deals by group, with a total per period and currency."""
    return Table(
        name="forecast",
        columns=(
            Column(key="period", title=message("Period"), weight=10),
            Column(key=by, title=GROUP_TITLES[by], weight=10),
            Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=6),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=7),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="probability", title=message("Odds"), kind=Kind.RATIO, weight=5),
            Column(key="weighted", title=message("Weighted"), kind=Kind.MONEY, weight=9),
            Column(key="ids", title=message("Deals"), on_screen=False),
        ),
        rows=tuple(_group_row(each, group, book, by) for each in forecasts for group in each.groups),
        totals=tuple(row for each in forecasts for row in _total_rows(each, book)),
        notes=tuple({note: None for each in forecasts for note in money_notes(each.counted, book)}),
        empty=message("No open deal is expected to close then."),
    )


def _group_row(each: Forecast, group: Group, book: Book, by: str) -> Row:
    """One group of one period."""
    amount, weighted = _moneys(group.sum, group.currency)
    return (
        each.period,
        _group_name(group.key, book, by),
        group.sum.deals,
        amount,
        group.currency,
        ratio(weighted.amount, amount.amount),
        weighted,
        tuple(deal.deal.id for deal in group.deals),
    )


def _group_name(key: str | None, book: Book, by: str) -> Cell:
    """The group's id, with its title where it is a stage."""
    stage = book.method.stage(key) if by == "stage" else None
    return Term(stage.id, stage.label) if stage else key


def _total_rows(each: Forecast, book: Book) -> Iterator[Row]:
    """The period's sum per currency, and the converted one where there are several."""
    result = each.total
    for amount in result.amounts:
        deals = [deal for deal in each.counted if _currency(deal, book) == amount.currency]
        yield _total_row(each, len(deals), amount, _moneys(result, amount.currency)[1], None)
    if len(result.amounts) > 1:
        label = Term("converted", message("all in {currency}", currency=book.currency))
        yield _total_row(each, result.deals, result.amount_converted, result.weighted_converted, label)


def _total_row(each: Forecast, deals: int, amount: Money, weighted: Money, label: Cell) -> Row:
    odds = ratio(weighted.amount, amount.amount)
    return (each.period, label, deals, amount, amount.currency, odds, weighted, None)


def figures_table(forecasts: Sequence[Forecast], book: Book) -> Table:
    """Won, weighted, landing and what they mean for the target, a row per period."""
    return Table(
        name="figures",
        title=message("Against the target"),
        columns=(
            Column(key="period", title=message("Period"), weight=10),
            Column(key="won", title=message("Won"), kind=Kind.MONEY, weight=7),
            Column(key="weighted", title=message("Weighted"), kind=Kind.MONEY, weight=6),
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
            message(
                "Landing = won + weighted. Gap = target − landing. Attained = won ÷ target. "
                "Coverage = open amount expected in the period ÷ (target − won)."
            ),
        ),
    )


def _figure_notes(each: Forecast, book: Book) -> Iterator[Text]:
    """What the period's figures leave out, and whose target stands in for one that is not set."""
    yield from money_notes((*each.sets[Where.WON], *each.counted), book)
    if each.owner and each.target and own_target(book, each.period, each.owner) is None:
        yield message(
            "{owner} has no target for {period}: held against the whole book's.",
            owner=each.owner,
            period=each.period,
        )


def _sets_table(forecasts: Sequence[Forecast], book: Book) -> Table:
    """Every deal of the book in exactly one set of each period, with the set's totals."""
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
        rows=tuple(
            row
            for each in forecasts
            for where in Where
            for row in _set_rows(each, where, each.sets[where], book)
        ),
    )


def _set_rows(each: Forecast, where: Where, deals: Sequence[Standing], book: Book) -> Iterator[Row]:
    """A row per currency of the set; one of zeros where it is empty."""
    currencies = sorted({_currency(deal, book) for deal in deals}) or [book.currency]
    for currency in currencies:
        some = [deal for deal in deals if _currency(deal, book) == currency]
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


def _currency(deal: Standing, book: Book) -> str:
    """The currency a deal is counted under; the book's where it has no amount."""
    return deal.amount.currency if deal.amount else book.currency


def _moneys(result: Sum, currency: str) -> tuple[Money, Money]:
    """Amount and weighted amount in one currency, zero where there is none."""
    amounts = (money for money in result.amounts if money.currency == currency)
    weighted = (money for money in result.weighted if money.currency == currency)
    return added(amounts, currency), added(weighted, currency)


def _outside_notes(forecasts: Sequence[Forecast]) -> Iterator[Text]:
    """What the headline leaves out, said once."""
    if not forecasts:
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
