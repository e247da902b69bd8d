"""Commands that go back and forth: undo, redo."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import session_of


def undo(
    ctx: typer.Context,
    list: Annotated[bool, typer.Option("--list", help="Only show what could be taken back.")] = False,
) -> None:
    """Take the last command back.

    Refused if a file was edited since. An undo can itself be undone: funnel redo

    The last 200 steps are kept, as far as they take no more than 50 MB; the newest always is.
    """
    from funnel_cli.reports.steps import steps_document
    from funnel_cli.store.journal.undo import undo, undoable
    from funnel_cli.values.message import message

    session = session_of(ctx)
    if list:
        session.show(steps_document((e.number, e.day, e.note, e.files) for e in undoable(session.root)))
        return
    session.tell_step(message("Undone: {note}"), undo(session.root))


def redo(ctx: typer.Context) -> None:
    """Do again what was undone.

    Refused if a file was edited since.
    """
    from funnel_cli.store.journal.undo import redo
    from funnel_cli.values.message import message

    session = session_of(ctx)
    session.tell_step(message("Done again: {note}"), redo(session.root))
