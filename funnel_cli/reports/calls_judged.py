"""The calls of reps, managers and directors beside what came, each by its own norm."""

from __future__ import annotations

from collections.abc import Sequence

from funnel_cli.forecasting.teams import DIRECTOR, MANAGER, REP, CallScore, Party
from funnel_cli.reports.accuracy_in_words import in_words
from funnel_cli.values.columns import count, share, table, text
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import Table

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
        text("team", message("Team"), lambda each: each.party.team, on_screen=False),
        count("periods", message("Periods"), lambda each: len(each.pairs), weight=7),
        share("wape", message("Missed by"), lambda each: each.miss, weight=9),
        share("bias", message("Lean"), weight=8),
        share("norm", message("Norm"), on_screen=False),
        text("grade", message("Grade"), lambda each: each.verdict.grade.value, on_screen=False),
        text("verdict", message("Beside the norm"), judged, weight=8, is_prose=True),
        title=message("Calls, as of the day before each period, beside what came"),
        on_screen=bool(some),
    )
