"""`funnel path`: where a deal's file is."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import Deal, session_of


def run(ctx: typer.Context, deal: Deal) -> None:
    """Print where a deal's file is.

    For an editor or a script.
    """
    from funnel_cli.reports.place import place

    session = session_of(ctx)
    session.show(place(session.deal(deal), str(session.root)))
