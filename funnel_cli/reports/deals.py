"""Deals as rows: the columns every list of deals is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache

from funnel_cli.history import is_ahead
from funnel_cli.message import Label, Term, Text, message
from funnel_cli.method import Method
from funnel_cli.model import LOST, WON, Book
from funnel_cli.money import Money
from funnel_cli.names import ERP_STATES, term_of
from funnel_cli.period import Period
from funnel_cli.standing import CATEGORIES, Standing
from funnel_cli.sums import Sum, summed
from funnel_cli.table import Cell, Column, Kind, Late, Row, RowsOf, Table

OUTCOME_LABELS = {WON: message("won"), LOST: message("lost")}
ORIGIN_LABELS = {
    "stage": message("of the stage"),
    "override": message("the rep's own"),
    "outcome": message("decided"),
}
CATEGORY_LABELS = {category.id: category.label for category in CATEGORIES}


def stage_term(standing: Standing) -> Term | str | None:
    """The deal's stage or outcome: its id for machines, its title for people."""
    if standing.stage:
        return Term(standing.stage.id, standing.stage.label)
    place = standing.deal.stage
    return Term(place, OUTCOME_LABELS[place]) if place in OUTCOME_LABELS else place


def place_term(place: str, method: Method) -> Term | str:
    """A stage or outcome by its id; the bare word where the method knows no such stage."""
    if place in OUTCOME_LABELS:
        return Term(place, OUTCOME_LABELS[place])
    stage = method.stage(place)
    return Term(stage.id, stage.label) if stage else place


def origin_term(origin: str | None) -> Term | None:
    """Whose probability it is."""
    return Term(origin, ORIGIN_LABELS[origin]) if origin else None


def category_term(standing: Standing) -> Term:
    """The forecast category of a deal."""
    category = standing.category
    return Term(category, CATEGORY_LABELS.get(category) or Label({"en": category}))


def erp_term(standing: Standing) -> Term | str | None:
    """What the ERP answered to the contract of a won deal."""
    contract = standing.deal.contract
    return term_of(str(contract.erp.status), ERP_STATES) if contract and contract.erp else None


def next_step(standing: Standing) -> Cell:
    """The next step as due and action, or `None`."""
    step = standing.deal.next_step
    return {"due": step.due, "action": step.action} if step else None


Value = Callable[[Standing], Cell]

FIELDS: dict[str, tuple[Column, Value]] = {
    column.key: (column, value)
    for column, value in (
        (Column(key="id", title=message("Deal"), weight=10, is_whole=True), lambda s: s.deal.id),
        (Column(key="customer", title=message("Customer"), weight=7), lambda s: s.deal.customer),
        (Column(key="name", title=message("Name"), weight=4), lambda s: s.deal.name),
        (Column(key="stage", title=message("Stage"), weight=9), stage_term),
        (
            Column(key="probability", title=message("Odds"), kind=Kind.RATIO, weight=5),
            lambda s: s.probability,
        ),
        (
            Column(key="probability_from", title=message("Odds from"), weight=1),
            lambda s: origin_term(s.probability_from),
        ),
        (Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=9), lambda s: s.amount),
        (
            Column(key="currency", title=message("Currency"), weight=1),
            lambda s: s.amount and s.amount.currency,
        ),
        (Column(key="weighted", title=message("Weighted"), kind=Kind.MONEY, weight=6), lambda s: s.weighted),
        (
            Column(key="expected_close", title=message("Close"), kind=Kind.DAY, weight=8),
            lambda s: s.deal.expected_close,
        ),
        (Column(key="next_step", title=message("Next step"), weight=7), next_step),
        (Column(key="owner", title=message("Owner"), weight=3), lambda s: s.deal.owner),
        (Column(key="source", title=message("Source"), weight=2), lambda s: s.deal.source),
        (Column(key="category", title=message("Category"), weight=2), category_term),
        (Column(key="created", title=message("Created"), kind=Kind.DAY, weight=2), lambda s: s.deal.created),
        (
            Column(key="entered", title=message("In stage since"), kind=Kind.DAY, weight=2),
            lambda s: s.entered,
        ),
        (Column(key="days", title=message("Days"), kind=Kind.DAYS, weight=4), lambda s: s.days),
        (Column(key="silent", title=message("Silent days"), kind=Kind.DAYS, weight=4), lambda s: s.silent),
        (Column(key="paused", title=message("Paused")), lambda s: s.is_paused),
        (Column(key="closed", title=message("Closed"), kind=Kind.DAY), lambda s: s.deal.closed),
        (
            Column(key="lost_reason", title=message("Lost reason")),
            lambda s: s.deal.lost.reason if s.deal.lost else None,
        ),
        (
            Column(key="contract", title=message("Contract")),
            lambda s: s.deal.contract.number if s.deal.contract else None,
        ),
        (Column(key="erp", title=message("ERP")), erp_term),
        (
            Column(key="erp_message", title=message("ERP says")),
            lambda s: s.deal.contract.erp.message if s.deal.contract and s.deal.contract.erp else None,
        ),
        (Column(key="tags", title=message("Tags")), lambda s: s.deal.tags),
        (Column(key="file", title=message("File"), weight=1), lambda s: s.deal.file),
    )
}


def deal_table(
    name: str,
    deals: Iterable[Standing],
    book: Book,
    shown: Sequence[str],
    *,
    title: Text | None = None,
    notes: tuple[Text, ...] = (),
    empty: Text | None = None,
) -> Table:
    """A table of deals with every field, `shown` ones on a screen, and a total per currency."""
    some = tuple(deals)
    columns = tuple(_column(key, shown) for key in FIELDS)

    @cache
    def sums() -> Sum:
        currencies = {deal.amount.currency for deal in some if deal.amount}
        return summed(some, book, converts=len(currencies) > 1)

    return Table(
        name=name,
        columns=columns,
        rows=RowsOf(some, [value for _, value in FIELDS.values()]),
        totals=Late(lambda: _totals(sums(), columns, book)),
        title=title,
        notes=Late(lambda: (*notes, *sum_notes(sums()), *ahead_notes(some))),
        empty=empty,
    )


def money_notes(deals: Iterable[Standing], book: Book) -> tuple[Text, ...]:
    """What a sum over these deals leaves out, in words: amounts or odds unknown."""
    return sum_notes(summed(deals, book, converts=False))


def sum_notes(result: Sum) -> tuple[Text, ...]:
    """What the sum leaves out, in words."""
    notes: list[Text] = []
    if result.without_amount:
        notes.append(message("{count} without an amount: counted, not summed.", count=result.without_amount))
    if result.without_odds:
        notes.append(message("{count} without odds: counted, not weighted.", count=result.without_odds))
    return tuple(notes)


def looked_at(period: Period | None, in_period: Text) -> Text:
    """Over what was looked: the sentence about the period, or that it was the whole history."""
    return in_period if period else message("Over the whole history.")


def ahead_notes(deals: Iterable[Standing]) -> tuple[Text, ...]:
    """Which of these deals are won or lost only on a day after the book's."""
    ahead = tuple(each.deal.id for each in deals if is_ahead(each.deal, each.book.day))
    if not ahead:
        return ()
    return (message("Won or lost on a day that is still to come: {deals}.", deals=ahead),)


def converted_term(result: Sum, currency: str) -> Term:
    """What a sum in one currency is the sum of, where there are several: all deals, or those with a rate."""
    if result.no_rate:
        left_out = len(result.no_rate)
        return Term("converted", message("in {currency}, without {count}", currency=currency, count=left_out))
    return Term("converted", message("all in {currency}", currency=currency))


def _column(key: str, shown: Sequence[str]) -> Column:
    """The field's column, on the screen if it is among those shown."""
    column = FIELDS[key][0]
    return column if key in shown else replace(column, on_screen=False)


def _totals(result: Sum, columns: Sequence[Column], book: Book) -> tuple[Row, ...]:
    """One row of sums per currency, and the converted one where there are several."""
    weighted = {money.currency: money for money in result.weighted}
    sums = [_total_row(columns, money, weighted.get(money.currency)) for money in result.amounts]
    if len(sums) > 1:
        label = converted_term(result, book.currency)
        sums.append(_total_row(columns, result.amount_converted, result.weighted_converted, label))
    return tuple(sums)


def _total_row(columns: Sequence[Column], amount: Money, weighted: Money | None, label: Cell = None) -> Row:
    """A row that holds only the sums, their currency, and what it is the sum of."""
    cells: dict[str, Cell] = {
        "id": label,
        "amount": amount,
        "weighted": weighted,
        "currency": amount.currency,
    }
    return tuple(cells.get(column.key) for column in columns)
