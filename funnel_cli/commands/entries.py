"""A log entry as it was typed, for every command that writes one down."""

from __future__ import annotations

from collections.abc import Mapping

from funnel_cli.commands.questions import log_questions
from funnel_cli.records.customer import LogEntry, NextStep
from funnel_cli.rules.adding import entry_of
from funnel_cli.session import Session


def entry_told(
    session: Session, typed: Mapping[str, str | None], usual: str, date: str | None = None
) -> tuple[LogEntry, NextStep | None]:
    """The entry that `text`, `kind`, `next` and `due` tell, and the next step agreed with it, if any.

    Without a text it is asked for at a terminal; `usual` is its kind if nothing else is said. Raises
    `NothingSaid`, or what the grammar of days raises.
    """
    answers = {key: said for key, said in typed.items() if said}
    if "text" not in answers:
        answers = session.asked(log_questions(session.written.method, session.calendar, usual), answers)
    return entry_of(
        answers.get("text", ""),
        answers.get("kind", usual),
        answers.get("next"),
        answers.get("due"),
        session.written.method,
        session.calendar,
        session.day_of(date),
    )
