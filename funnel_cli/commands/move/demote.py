"""`funnel demote`: back to an earlier stage."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, Reason, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    to: Annotated[str, typer.Option(metavar="STAGE", help="The earlier stage.")],
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Move a deal back to an earlier stage.

    The reason is kept in its history.
    """
    from funnel_cli.names import stage_named
    from funnel_cli.rules.moving import demote

    session = session_of(ctx)
    session.keep_to(deal)
    stage = stage_named(session.written.method, to)
    target = session.deal_to_change(deal)
    session.apply(demote(target, session.written, session.day_of(date), stage, reason), is_dry=dry_run)
