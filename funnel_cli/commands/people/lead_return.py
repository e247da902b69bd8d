"""`funnel lead return`: a lead back in the pool."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import Date, DryRun, Reason, session_of
from funnel_cli.commands.people.options import LeadWord


def run(
    ctx: typer.Context,
    lead: LeadWord,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Give a lead back to the pool.

    It is nobody's from that day on; its log stays, and the reason is kept for whoever takes it next.
    """
    from funnel_cli.commands.people.finding import lead_to_change
    from funnel_cli.rules.leads import give_back

    session = session_of(ctx)
    change = give_back(lead_to_change(session, lead), session.day_of(date), reason)
    session.apply(change, is_dry=dry_run)
