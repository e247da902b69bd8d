"""`funnel redo`: do again what was undone."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import session_of


def run(ctx: typer.Context) -> None:
    """Do again what was undone.

    Refused if a file was edited since.
    """
    from funnel_cli.message import message
    from funnel_cli.store.journal.undo import redo

    session = session_of(ctx)
    session.tell_step(message("Done again: {note}"), redo(session.root))
