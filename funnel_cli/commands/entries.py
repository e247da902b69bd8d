"""A log entry as it was typed, for every command that writes one down."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

from funnel_cli.commands.questions import log_questions, plan_questions
from funnel_cli.records.customer import LogEntry, NextStep
from funnel_cli.records.planned import PlannedActivity
from funnel_cli.render.terminal_input import is_text
from funnel_cli.rules.adding import entry_of
from funnel_cli.session import Session
from funnel_cli.values.errors import DataRefused, UsageRefused
from funnel_cli.values.message import N_, message

_STDIN_SIGN = "-"
"""How a command is told that the text comes through standard input."""

_LONGEST = 20_000
"""So many letters a text that comes through standard input has at the most."""

_MOST_BYTES = 4 * _LONGEST
"""So many bytes such a text may take."""


class NoTextPiped(DataRefused):
    """Standard input holds bytes that are no UTF-8, or signs that are none of a text."""

    sentence = N_("What comes through standard input is no text in UTF-8; nothing was saved.")
    cure = N_("Give the text itself, not a file that only a program can read.")
    code = "no_text"


class TooLongPiped(DataRefused):
    """Standard input holds more than anybody would read again."""

    sentence = N_("What comes through standard input is longer than {most} letters; nothing was saved.")
    cure = N_("Write down what matters, and where the rest is kept.")
    code = "too_long"


class NothingPiped(UsageRefused):
    """Standard input was named for a text, and holds none."""

    sentence = N_("Standard input holds no text.")
    cure = N_("For example: funnel log DEAL - < notes.txt")


def whole_text(session: Session, text: str | None) -> str | None:
    """The text as typed; for `-` all lines of standard input, without spaces and empty lines around them.

    Raises `NothingPiped`, `NoTextPiped` or `TooLongPiped`.
    """
    if text != _STDIN_SIGN:
        return text
    if session.can_ask:
        session.tell(message("Type the text; Ctrl-D on a line of its own ends it."))
    piped = sys.stdin.buffer.read(_MOST_BYTES + 1) if sys.stdin else b""
    if len(piped) > _MOST_BYTES:
        raise TooLongPiped(most=_LONGEST)
    try:
        typed = piped.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoTextPiped from None
    lines = [line.rstrip() for line in re.split("\r\n|\n|\r", typed.strip())]
    if not all(map(is_text, lines)):
        raise NoTextPiped
    whole = "\n".join(lines)
    if not whole:
        raise NothingPiped
    if len(whole) > _LONGEST:
        raise TooLongPiped(most=_LONGEST)
    return whole


def entry_told(
    session: Session, typed: Mapping[str, str | None], usual: str, date: str | None = None
) -> tuple[LogEntry, NextStep | None]:
    """The entry that `text`, `kind`, `next` and `due` tell, and the next step agreed with it, if any.

    Without a text it is asked for at a terminal; `usual` is its kind if nothing else is said. Raises
    `NothingSaid`, or what the grammar of days raises.
    """
    typed = {**typed, "text": whole_text(session, typed.get("text"))}
    answers = {key: said for key, said in typed.items() if said}
    if "text" not in answers:
        answers = session.asked(log_questions(session.written.method, session.calendar, usual), answers)
    day = session.day_of(date, is_past=True)
    return entry_of({"kind": usual, **answers}, session.written.method, session.calendar, day)


def plan_told(
    session: Session, typed: Mapping[str, str | None], due: str, date: str | None = None
) -> PlannedActivity:
    """The activity that `text` and `kind` tell, planned for the day `due` means.

    Without a text it is asked for at a terminal. Raises `NothingSaid`, or what the grammar of days raises.
    """
    method, day = session.written.method, session.calendar.day(due)
    usual = method.kinds.usual_plan
    answers = {key: said for key, said in typed.items() if said}
    if "text" not in answers:
        answers = session.asked(plan_questions(method, session.calendar, usual), answers)
    entry, _ = entry_of({"kind": usual, **answers}, method, session.calendar, session.day_of(date))
    return PlannedActivity(due=day, kind=entry.kind, text=entry.text)
