"""`funnel lead show`: one lead on a card."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import session_of
from funnel_cli.commands.people.options import LeadWord


def run(ctx: typer.Context, lead: LeadWord) -> None:
    """Show one lead.

    Its marks and grade, the people, the log, how it came to its stage, and what it wants.
    """
    from funnel_cli.people import lead_named
    from funnel_cli.reports.lead_list import lead_card

    session = session_of(ctx)
    session.show(lead_card(lead_named(session.book, lead).whom, session.book))
