"""`funnel promote`: on to the next stage."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, Force, Reason, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    to: Annotated[str | None, typer.Option(metavar="STAGE", help="A later stage; default the next.")] = None,
    reason: Reason = None,
    force: Force = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Move a deal on to the next stage, through its gate.

    Refused with exit 4 and the open criteria unless every stage that is left has its gate met.
    """
    from funnel_cli.names import stage_named
    from funnel_cli.rules.moving import promote

    session = session_of(ctx)
    session.keep_to(deal)
    stage = stage_named(session.written.method, to) if to else None
    change = promote(
        session.deal_to_change(deal),
        session.written,
        session.day_of(date),
        to=stage,
        reason=reason,
        is_forced=force,
    )
    session.apply(change, is_dry=dry_run)
