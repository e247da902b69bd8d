"""`funnel list`: deals that a query asks for."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import Words, session_of


def run(ctx: typer.Context, words: Words = None) -> None:
    """List deals.

    Shows open deals unless a stage: word says otherwise (stage:won, stage:lost, stage:develop).
    """
    from funnel_cli.reports.deals import listing

    session = session_of(ctx)
    query, deals = session.query(words or ())
    session.show(listing(deals, session.book, query.text))
