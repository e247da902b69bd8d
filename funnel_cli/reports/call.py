"""The calls of the book as a table: what each said, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from funnel_cli.forecasting.calls import CallOutcome
from funnel_cli.records.book import Book
from funnel_cli.values.columns import currency, day, money, share, table, text
from funnel_cli.values.message import Term, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document


def calls_document(
    outcomes: Iterable[CallOutcome], book: Book, period: Period | None = None, owner: str | None = None
) -> Document:
    """Every call as it was filed, of one period or owner if named, with what its period brought."""
    calls = table(
        "calls",
        outcomes,
        text("period", message("Period"), weight=10),
        text("owner", message("Owner"), lambda each: each.call.owner, on_screen=False),
        text("whose", message("Owner"), lambda each: each.call.owner or message("whole book"), weight=8),
        money("amount", message("Call"), lambda each: each.said, weight=9),
        currency(lambda each: each.said.currency),
        day("filed", message("Filed on"), lambda each: each.call.filed, weight=7),
        text("in_force", message("In force"), weight=3),
        money("won", message("Won"), weight=8),
        share("error", message("Error"), weight=6),
        text("became", message("Outcome"), lambda each: _became(each, book), weight=6),
        text("note", message("Note"), lambda each: each.call.note, weight=2, is_prose=True),
        empty=message("No call is filed yet: funnel call next-month 300k"),
        notes=(message("Error = (call − won) ÷ won, once the period is over."),),
    )
    return Document(
        schema="funnel.call/1",
        title=message("Calls"),
        head={"period": period, "owner": owner},
        tables=(calls,),
    )


def _became(each: CallOutcome, book: Book) -> Term:
    """The outcome in a word."""
    if not each.is_over:
        is_running = each.period.start <= book.day
        return (
            Term("running", message("still running")) if is_running else Term("to_come", message("to come"))
        )
    if not each.won.amount:
        return Term("nothing_won", message("nothing was won"))
    if each.error is None:
        return Term("no_rate", message("no rate"))
    if not each.error:
        return Term("exact", message("exact"))
    return Term("too_high", message("too high")) if each.error > 0 else Term("too_low", message("too low"))
