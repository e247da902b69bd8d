"""`funnel reopen`: open a closed deal again."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, Reason, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    to: Annotated[
        str | None, typer.Option(metavar="STAGE", help="Default the stage it was closed from.")
    ] = None,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Open a closed deal again.

    Its old outcome stays in the history.
    """
    from funnel_cli.names import stage_named
    from funnel_cli.rules.moving import reopen

    session = session_of(ctx)
    session.keep_to(deal)
    stage = stage_named(session.written.method, to) if to else None
    target = session.deal_to_change(deal)
    change = reopen(target, session.written, session.day_of(date), to=stage, reason=reason)
    session.apply(change, is_dry=dry_run)
