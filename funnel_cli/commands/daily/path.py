"""`funnel path`: where a deal's file is."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import Deal, session_of


def run(ctx: typer.Context, deal: Deal) -> None:
    """Print where a deal's file is.

    For an editor or a script.
    """
    from funnel_cli.reports.card import place

    session = session_of(ctx)
    found = session.deal(deal)
    if session.wishes.format or session.wishes.output:
        session.show(place(found, str(session.root)))
    else:
        session.say(str(session.root / found.file))
