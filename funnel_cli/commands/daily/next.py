"""`funnel next`: what is due."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import Words, session_of


def run(ctx: typer.Context, words: Words = None) -> None:
    """Show which next steps are due.

    The most overdue come first.
    """
    from funnel_cli.reports.next_steps import agenda

    session = session_of(ctx)
    _, deals = session.query(words or ())
    session.show(agenda(deals, session.book))
