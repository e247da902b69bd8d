"""Deals as rows: the columns that every table of deals is made of, and the list of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from funnel_cli.finding.deal_keys import rivals
from funnel_cli.finding.names import ERP_STATES, term_of
from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import LOST, WON
from funnel_cli.records.method import Method
from funnel_cli.records.method_parts import cure_of
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.time.history import is_ahead
from funnel_cli.time.standing import CATEGORIES, OVERRIDE, Standing
from funnel_cli.time.sums import Sum, in_book_currency, summed
from funnel_cli.values.message import Label, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import (
    Cell,
    Document,
    Late,
    Table,
    Told,
    ValueColumn,
    day,
    days,
    money,
    share,
    table,
    text,
)

OUTCOME_LABELS = {WON: message("won"), LOST: message("lost")}
_ORIGIN_LABELS = {
    "stage": message("of the stage"),
    OVERRIDE: message("the rep's own"),
    "outcome": message("decided"),
}
CATEGORY_LABELS = {category.id: category.label for category in CATEGORIES}


def stage_term(standing: Standing) -> Term | str | None:
    """The deal's stage or outcome: its id for machines, its title for people."""
    if standing.stage:
        return standing.stage.term
    place = standing.deal.stage
    return Term(place, OUTCOME_LABELS[place]) if place in OUTCOME_LABELS else place


def place_term(place: str, method: Method) -> Term | str:
    """A stage or outcome by its id; the bare word where the method knows no such stage."""
    if place in OUTCOME_LABELS:
        return Term(place, OUTCOME_LABELS[place])
    stage = method.stage(place)
    return stage.term if stage else place


def origin_term(origin: str) -> Term:
    """Whose probability it is."""
    return Term(origin, _ORIGIN_LABELS[origin])


def _source_term(standing: Standing) -> Term | str | None:
    return term_of(standing.deal.source, standing.book.method.sources)


def _reason_term(standing: Standing) -> Term | str | None:
    lost = standing.deal.lost
    return term_of(lost.reason, standing.book.method.lost_reasons) if lost else None


def category_term(standing: Standing) -> Term:
    """The forecast category of a deal."""
    category = standing.category
    return Term(category, CATEGORY_LABELS.get(category) or Label({"en": category}))


_ERP_NOTE = re.compile(r"ERP (-?[0-3])(?:: (.+))?", re.DOTALL)
"""How the log notes what the ERP answered."""


def words_of(entry: LogEntry) -> Text | None:
    """What an entry of the log says; an answer of the ERP in the reader's language."""
    noted = _ERP_NOTE.fullmatch(entry.text or "")
    if noted is None or entry.text is None:
        return entry.text
    status = term_of(noted[1], ERP_STATES)
    if noted[2]:
        return Term(entry.text, message("ERP: {status}: {said}", status=status, said=noted[2]))
    return Term(entry.text, message("ERP: {status}", status=status))


def erp_term(standing: Standing) -> Term | str | None:
    """What the ERP answered to the contract of a won deal."""
    contract = standing.deal.contract
    return term_of(str(contract.erp.status), ERP_STATES) if contract and contract.erp else None


def next_step(standing: Standing) -> Cell:
    """The next step as due and action, or `None`."""
    step = standing.deal.next_step
    if step is None:
        return None
    parts: dict[str, Cell] = {"due": step.due, "action": step.action}
    due = step.due and _in_short(step.due, standing.book.day)
    if due and step.action:
        return Told(parts, message("{due} {action}", due=due, action=step.action))
    return Told(parts, due or step.action or "")


def _in_short(day: Day, today: Day) -> str:
    """The day as month and day, 12-04, where its year is plain: within half a year."""
    return day.isoformat() if abs((day - today).days) > _HALF_A_YEAR else f"{day:%m-%d}"


def _erp_message(standing: Standing) -> str | None:
    contract = standing.deal.contract
    return contract.erp.message if contract and contract.erp else None


def _erp_cure(standing: Standing) -> Label | None:
    cure = cure_of(_erp_message(standing), standing.book.method.erp)
    return cure.cure if cure else None


class _Total(NamedTuple):
    """A sum per currency, and what it is the sum of where there are several."""

    amount: Money
    weighted: Money | None
    label: Term | None = None


_DEAL_COLUMNS = (
    deal_column(total="label"),
    text("customer", message("Customer"), "deal.customer", weight=7, in_pipe=True),
    text("name", message("Name"), "deal.name", weight=4),
    text("stage", message("Stage"), stage_term, weight=9),
    share("probability", message("Odds"), weight=5),
    text(
        "probability_from",
        message("Odds from"),
        lambda each: each.probability_from and origin_term(each.probability_from),
        weight=1,
    ),
    money("amount", message("Amount"), total="amount", weight=9),
    text("currency", message("Currency"), "amount.currency", total="amount.currency", weight=1),
    money("weighted", message("Weighted"), total="weighted", weight=6),
    day("expected_close", message("Close"), "deal.expected_close", weight=8),
    text("next_step", message("Next step"), next_step, weight=7, is_line=True),
    text("owner", message("Owner"), "deal.owner", weight=3),
    text("source", message("Source"), _source_term, weight=2),
    text("category", message("Category"), category_term, weight=2),
    day("created", message("Created"), "deal.created", weight=2),
    day("entered", message("In stage since"), weight=2),
    days("days", message("Days"), weight=4),
    days("silent", message("Silent days"), weight=4),
    text("paused", message("Paused"), "is_paused"),
    day("closed", message("Closed"), "deal.closed"),
    text("lost_reason", message("Lost reason"), _reason_term),
    text("contract", message("Contract"), "deal.contract.number"),
    text("erp", message("ERP"), erp_term),
    text("erp_message", message("ERP says"), _erp_message),
    text("erp_cure", message("What helps"), _erp_cure),
    text("tags", message("Tags"), "deal.tags"),
    text("competitors", message("Competitors"), lambda each: rivals(each.deal)),
    text("file", message("File"), "deal.file", weight=1),
)

_HALF_A_YEAR = 182

FIELDS = {each.column.key: each for each in _DEAL_COLUMNS}
"""Every column of a deal, seen as it stands, by its key."""

LISTED = ("id", "stage", "probability", "amount", "weighted", "expected_close", "next_step", "days", "owner")
"""What the list shows people."""


def _by_amount(each: Standing) -> tuple[bool, Decimal]:
    """Largest in the book's currency first, those without an amount or a rate last."""
    money = in_book_currency(each, each.book)
    return money is None, Decimal(0) if money is None else -money.amount


LIST_ORDERS: dict[str, Callable[[Standing], Any]] = {
    "amount": _by_amount,
    "close": lambda each: each.deal.expected_close or Day.max,
}
"""By what a list can be ordered; what is equal stands by id."""


def ordered(deals: Iterable[Standing], order: str) -> Sequence[Standing]:
    """The deals by one of the `LIST_ORDERS`."""
    return sorted(sorted(deals, key=attrgetter("deal.id")), key=LIST_ORDERS[order])


def listing(deals: Iterable[Standing], book: Book, query: str, closed: int = 0) -> Document:
    """The deals as one table, in their order, with a total per currency.

    `closed` is how many closed ones match, where only open ones were asked for.
    """
    nothing = message("No deal matches.") if book.opportunities else message("No deal yet: funnel add")
    if closed:
        nothing = message(
            "No open deal matches, but {count:closed one does|closed ones do}; see with: stage:won,lost",
            count=closed,
        )
    return Document(
        schema="funnel.list/1",
        title=message("List of deals"),
        tables=(deal_table("deals", deals, book, LISTED, empty=nothing, numbered=True),),
        head={"query": query},
    )


def deal_table(name: str, deals: Iterable[Standing], book: Book, shown: Sequence[str], **told: Any) -> Table:
    """A table of deals with every field, `shown` ones on a screen, and a total per currency."""
    some = tuple(deals)

    @cache
    def sums() -> Sum:
        currencies = {deal.amount.currency for deal in some if deal.amount}
        return summed(some, book, converts=len(currencies) > 1)

    return table(
        name,
        some,
        *(each if key in shown else _unseen(each) for key, each in FIELDS.items()),
        totals=Late(lambda: _totals(sums(), book)),
        notes=Late(lambda: (*sum_notes(sums()), *ahead_notes(some))),
        **told,
    )


def money_notes(deals: Iterable[Standing], book: Book) -> tuple[Text, ...]:
    """What a sum over these deals leaves out, in words: amounts or odds unknown."""
    return sum_notes(summed(deals, book, converts=False))


def sum_notes(result: Sum) -> tuple[Text, ...]:
    """What the sum leaves out, in words."""
    notes = amount_notes(result)
    if result.without_odds:
        notes += (message("{count} without odds: counted, not weighted.", count=result.without_odds),)
    return notes


def amount_notes(result: Sum) -> tuple[Text, ...]:
    """How many deals the sum leaves out that have no amount, in words."""
    count = result.without_amount
    return (message("{count} without an amount: counted, not summed.", count=count),) if count else ()


def rowless_note(whole: Iterable[Standing], rows: Iterable[Standing]) -> tuple[Text, ...]:
    """Which deals of the whole book's row no row of a rep or team holds."""
    held = {each.deal.id for each in rows}
    left = {each.deal.id: each.deal.title for each in whole if each.deal.id not in held}
    return (
        (message("In the row of the whole book alone: {deals}.", deals=tuple(left.values())),) if left else ()
    )


def span_note(period: Period | None, in_period: Text) -> Text:
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


def _unseen(each: ValueColumn) -> ValueColumn:
    return each._replace(column=replace(each.column, on_screen=False))


def _totals(result: Sum, book: Book) -> tuple[_Total, ...]:
    weighted = {money.currency: money for money in result.weighted}
    sums = tuple(_Total(money, weighted.get(money.currency)) for money in result.amounts)
    if len(sums) > 1:
        label = converted_term(result, book.currency)
        return (*sums, _Total(result.amount_converted, result.weighted_converted, label))
    return sums
