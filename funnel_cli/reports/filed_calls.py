"""The calls of reps, managers and directors as tables: what each said, what came of it, and by which norm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from funnel_cli.forecasting.calls import CallOutcome
from funnel_cli.forecasting.teams import DIRECTOR, MANAGER, REP, CallScore, Party
from funnel_cli.records.book import Book
from funnel_cli.reports.accuracy_in_words import in_words
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table, count, currency, day, money, share, table, text

CALL_LEVELS = {
    REP: Term(REP, message("rep")),
    MANAGER: Term(MANAGER, message("team")),
    DIRECTOR: Term(DIRECTOR, message("whole book")),
}
"""Whose number it is, by the role whose norm it is judged by."""


def party_name(party: Party) -> Text:
    """What people call the party."""
    return party.name or message("whole book")


def judged(score: CallScore) -> Text:
    """How the party's own calls stand to its norm."""
    if not score.pairs:
        return message("no call judged yet")
    return in_words(score.verdict, len(score.pairs))


def calls_table(scores: Sequence[CallScore]) -> Table:
    """A row per party that called a period that is over, by its own norm."""
    some = list({score.party.name: score for score in scores if score.pairs}.values())
    return table(
        "calls",
        some,
        text("whose", message("Whose call"), lambda each: party_name(each.party), weight=10),
        text("level", message("Level"), lambda each: CALL_LEVELS[each.party.role], weight=6),
        text("team", message("Team"), "party.team", on_screen=False),
        count("periods", message("Periods"), lambda each: len(each.pairs), weight=7),
        share("wape", message("Missed by"), "miss", weight=9),
        share("bias", message("Lean"), weight=8),
        share("norm", message("Norm"), on_screen=False),
        text("grade", message("Grade"), "verdict.grade.value", on_screen=False),
        text("verdict", message("Beside the norm"), judged, weight=8, is_prose=True),
        title=message("Calls, as of the day before each period, beside what came"),
    )


def calls_document(
    outcomes: Iterable[CallOutcome], book: Book, period: Period | None = None, owner: str | None = None
) -> Document:
    """Every call as it was filed, of one period or owner if named, with what its period brought."""
    calls = table(
        "calls",
        outcomes,
        text("period", message("Period"), weight=10),
        text("owner", message("Owner"), "call.owner", on_screen=False),
        text("whose", message("Owner"), lambda each: each.call.owner or message("whole book"), weight=8),
        money("amount", message("Call"), "said", weight=9),
        currency("said.currency"),
        day("filed", message("Filed on"), "call.filed", weight=7),
        text("in_force", message("In force"), weight=3),
        money("won", message("Won"), weight=8),
        share("error", message("Error"), weight=6),
        text("became", message("Outcome"), lambda each: _became(each, book), weight=6),
        text("note", message("Note"), "call.note", weight=2, is_prose=True),
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
    if each.won.amount <= 0:
        return Term("nothing_won", message("nothing was won"))
    if each.error is None:
        return Term("no_rate", message("no rate"))
    if not each.error:
        return Term("exact", message("exact"))
    return Term("too_high", message("too high")) if each.error > 0 else Term("too_low", message("too low"))
