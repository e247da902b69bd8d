"""The calls of the book as a table: what each said, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from funnel_cli.forecasting.calls import Outcome
from funnel_cli.message import Term, message
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.period import Period
from funnel_cli.table import Column, Document, Kind, Row, Table

COLUMNS = (
    Column(key="period", title=message("Period"), weight=10),
    Column(key="owner", title=message("Owner"), on_screen=False),
    Column(key="whose", title=message("Owner"), weight=8),
    Column(key="amount", title=message("Call"), kind=Kind.MONEY, weight=9),
    Column(key="currency", title=message("Currency"), on_screen=False),
    Column(key="filed", title=message("Filed on"), kind=Kind.DAY, weight=7),
    Column(key="in_force", title=message("In force"), weight=3),
    Column(key="won", title=message("Won"), kind=Kind.MONEY, weight=8),
    Column(key="error", title=message("Error"), kind=Kind.RATIO, weight=6),
    Column(key="became", title=message("Outcome"), weight=6),
    Column(key="note", title=message("Note"), weight=2, is_prose=True),
)

TO_COME = Term("to_come", message("to come"))
RUNNING = Term("running", message("still running"))
NOTHING = Term("nothing_won", message("nothing was won"))
TOO_HIGH = Term("too_high", message("too high"))
TOO_LOW = Term("too_low", message("too low"))
EXACT = Term("exact", message("exact"))
NO_RATE = Term("no_rate", message("no rate"))


def calls_document(
    outcomes: Iterable[Outcome], book: Book, period: Period | None = None, owner: str | None = None
) -> Document:
    """Every call as it was filed, of one period or owner if named, with what its period brought."""
    return Document(
        schema="funnel.call/1",
        title=message("Calls"),
        head={"period": period, "owner": owner},
        tables=(
            Table(
                name="calls",
                columns=COLUMNS,
                rows=tuple(_row(each, book) for each in outcomes),
                empty=message("No call is filed yet: funnel call next-month 300k"),
                notes=(message("Error = (call − won) ÷ won, once the period is over."),),
            ),
        ),
    )


def _row(each: Outcome, book: Book) -> Row:
    """One line of the file."""
    call = each.call
    currency = call.currency or book.currency
    return (
        each.period,
        call.owner,
        call.owner or message("whole book"),
        Money(call.amount, currency),
        currency,
        call.filed,
        each.in_force,
        each.won,
        each.error,
        _became(each, book),
        call.note,
    )


def _became(each: Outcome, book: Book) -> Term:
    """What came of it, in a word."""
    if not each.is_over:
        return RUNNING if each.period.start <= book.day else TO_COME
    if not each.won.amount:
        return NOTHING
    if each.error is None:
        return NO_RATE
    return TOO_HIGH if each.error > 0 else TOO_LOW if each.error < 0 else EXACT
