"""`funnel remove`: take a deal out of the funnel."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, Reason, session_of


def run(
    ctx: typer.Context, deal: Deal, reason: Reason = None, date: Date = None, dry_run: DryRun = False
) -> None:
    """Take a deal out of the funnel; its past stays."""
    from funnel_cli.rules.moving import remove

    session = session_of(ctx)
    session.keep_to(deal)
    session.apply(remove(session.deal_to_change(deal), session.day_of(date), reason), is_dry=dry_run)
