"""`funnel show`: one deal on a card."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Deal, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    history: Annotated[
        bool, typer.Option("--history", help="With every dated change and the whole log.")
    ] = False,
) -> None:
    """Show one deal.

    Its state, its gate, what wants attention, and the last words.
    """
    from funnel_cli.reports.card import card

    session = session_of(ctx)
    session.show(card(session.deal(deal), session.book, with_history=history))
