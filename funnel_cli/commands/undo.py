"""Commands that go back and forth: undo, redo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from funnel_cli.commands.options import flag, session_of
from funnel_cli.reports.record_files import Undoable, step_document, steps_document
from funnel_cli.session import Session
from funnel_cli.values.message import Message, message

if TYPE_CHECKING:
    from funnel_cli.store.journal.entry import Entry


def undo(
    ctx: typer.Context,
    list: Annotated[bool, flag("Only show what could be taken back.", "--list")] = False,
) -> None:
    """Take the last command back.

    Refused if a file was edited since. An undo can itself be undone: funnel redo

    The last 200 steps are kept, as far as they take no more than 50 MB; the newest always is.
    """
    from funnel_cli.store.journal.undo import undo, undoable

    session = session_of(ctx)
    if list:
        session.show(
            steps_document(Undoable(e.number, e.day, e.note, e.files) for e in undoable(session.root))
        )
        return
    _tell_step(session, message("Undone: {note}"), undo(session.root))


def redo(ctx: typer.Context) -> None:
    """Do again what was undone.

    Refused if a file was edited since.
    """
    from funnel_cli.store.journal.undo import redo

    session = session_of(ctx)
    _tell_step(session, message("Done again: {note}"), redo(session.root))


def _tell_step(session: Session, template: Message, entry: Entry) -> None:
    """Say which command was taken back or done again, and in which files."""
    session.saved.append(Message(template.text, {"note": entry.note}))
    session.tell_each(entry.notices)
    if session.is_json:
        session.show(step_document(entry.note, entry.number, entry.files), with_book=False)
    else:
        session.say(session.saved[-1])
