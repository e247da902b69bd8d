"""`funnel pause`: let a deal rest."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, Reason, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="The day it runs again.")] = None,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Let a deal rest.

    No stall is told of it until it runs again.
    """
    from funnel_cli.rules.moving import pause

    session = session_of(ctx)
    session.keep_to(deal)
    rest = session.calendar.day(until) if until else None
    session.apply(pause(session.deal_to_change(deal), session.day_of(date), rest, reason), is_dry=dry_run)
