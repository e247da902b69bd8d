"""`funnel stalled`: what does not move, and why."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import Words, session_of


def run(ctx: typer.Context, words: Words = None) -> None:
    """Show which deals are stalled, and why.

    Past the limit of their stage and with no next step ahead: which clock ran out, the first open
    criterion, and what such a stall usually means.
    """
    from funnel_cli.reports.stalled import stalled_document, stalls, unaged

    session = session_of(ctx)
    query, deals = session.query(words or ())
    some, book = stalls(deals, session.book), session.book
    session.show(stalled_document(some, book, query.text, unknown=unaged(deals)))
