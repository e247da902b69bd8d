"""Where a row says its deal stands: its stage or outcome, the closing day, and contradictions.

A status column decides, then the flags that some systems export, then the name of the stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day

from funnel_cli.exchange.known import NO, ONCE, YES, bare
from funnel_cli.exchange.labels import SAYS_OPEN, Meanings
from funnel_cli.exchange.row_facts import RowFacts
from funnel_cli.records.deal import LOST, OUTCOMES, WON
from funnel_cli.values.message import Message, message

_WORDS = {WON: message("won"), LOST: message("lost"), SAYS_OPEN: message("open")}

LabelFault = tuple[str, Message]
"""A stable code and the sentence."""


def decided(row: RowFacts, known: Meanings) -> str | None:
    """The outcome that columns other than the stage tell of: `won`, `lost`, or `None`."""
    status = known.of_status(row.texts.get("status", ""))
    if status in OUTCOMES:
        return status
    if _flag(row, "is_won") in YES:
        return WON
    if _flag(row, "is_closed") in YES and _flag(row, "is_won") in NO:
        return LOST
    return LOST if _is_archived(row) and not row.texts.get("percent", "?").strip("0.,% ") else None


def row_stage(row: RowFacts, known: Meanings) -> str | None:
    """The stage or outcome of the row, `None` where nothing says."""
    status = known.of_status(row.texts.get("status", ""))
    by_status = None if status == SAYS_OPEN else status
    return decided(row, known) or known.of_stage(row.texts.get("stage", "")) or by_status


def closing_day(row: RowFacts, stage: str | None) -> Day | None:
    """The day on which a deal of that outcome was decided, `None` for open ones and where nothing says."""
    if stage not in OUTCOMES:
        return None
    own = row.days.get("won_on" if stage == WON else "lost_on")
    return own or row.days.get("closed") or _exact(row, "close") or _exact(row, "expected_close")


def outcome_remarks(row: RowFacts, stage: str | None) -> Iterator[Message]:
    """What is to be said of a deal whose outcome is dated by the day on which it was expected."""
    days = {"won_on" if stage == WON else "lost_on", "closed", "close"}
    if stage in OUTCOMES and days.isdisjoint(row.days) and (day := closing_day(row, stage)):
        yield message(
            "{stage} on {day}, the day it was expected, for want of another", stage=_WORDS[stage], day=day
        )


def says_paused(row: RowFacts, known: Meanings) -> bool:
    """Whether a label of the row says that the deal rests."""
    labels = (row.texts.get("status", ""), row.texts.get("stage", ""))
    return any(known.is_pause(label) for label in labels if label)


def outcome_faults(row: RowFacts, known: Meanings) -> Iterator[LabelFault]:
    """Why nobody can tell where the deal of the row stands."""
    label, stage, sure = row.texts.get("stage", ""), row_stage(row, known), decided(row, known)
    meant = known.of_stage(label)
    is_said_open = known.of_status(row.texts.get("status", "")) == SAYS_OPEN
    if stage is None:
        yield "missing-stage", message("no stage")
    elif stage in OUTCOMES and closing_day(row, stage) is None:
        yield "missing-close", message("it is {stage}, and no column says on which day", stage=_WORDS[stage])
    if meant in OUTCOMES and ((sure and sure != meant) or (sure is None and is_said_open)):
        yield (
            "outcome",
            message(
                "it is {outcome}, but its stage says “{label}”",
                outcome=_WORDS[sure or SAYS_OPEN],
                label=label,
            ),
        )
    if sure is None and _is_archived(row):
        yield "outcome", message("it is inactive, but neither won nor lost")


def recurring_faults(row: RowFacts) -> Iterator[LabelFault]:
    """A fault where the amount is paid again and again, so that it is not what the customer signs."""
    every = row.texts.get("every", "")
    if row.amount is not None and bare(every) not in ONCE:
        fault = message("the amount is paid “{every}”; a deal holds that of the whole contract", every=every)
        yield "recurring", fault


def _exact(row: RowFacts, field: str) -> Day | None:
    """The day of a field, unless it is only the last of a period."""
    return None if field in row.loose else row.days.get(field)


def _flag(row: RowFacts, field: str) -> str:
    """A yes or no, in lower case."""
    return row.texts.get(field, "").casefold()


def _is_archived(row: RowFacts) -> bool:
    """Whether the row is marked as inactive."""
    return _flag(row, "active") in NO
