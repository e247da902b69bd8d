"""`funnel resume`: take a paused deal up again."""

from __future__ import annotations

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, session_of


def run(ctx: typer.Context, deal: Deal, date: Date = None, dry_run: DryRun = False) -> None:
    """Take a paused deal up again."""
    from funnel_cli.rules.moving import resume

    session = session_of(ctx)
    session.keep_to(deal)
    session.apply(resume(session.deal_to_change(deal), session.day_of(date)), is_dry=dry_run)
