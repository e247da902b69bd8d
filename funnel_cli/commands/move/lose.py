"""`funnel lose`: close a deal as lost."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    reason: Annotated[
        str, typer.Option("--reason", metavar="REASON", help="One of the method's lost reasons.")
    ],
    competitor: Annotated[str | None, typer.Option(metavar="NAME", help="Who won it.")] = None,
    said: Annotated[str | None, typer.Option(metavar="TEXT", help="What the customer said.")] = None,
    analysis: Annotated[str | None, typer.Option(metavar="TEXT", help="What we think.")] = None,
    avoid: Annotated[str | None, typer.Option(metavar="TEXT", help="How to avoid it next time.")] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Close a deal as lost, with the reason.

    Write down what there is to learn while it is fresh.
    """
    from funnel_cli.model import Loss
    from funnel_cli.names import lost_reason_named
    from funnel_cli.rules.moving import lose

    session = session_of(ctx)
    code = lost_reason_named(session.written.method, reason).id
    loss = Loss(reason=code, competitor=competitor, said=said, analysis=analysis, avoid=avoid)
    target = session.deal_to_change(deal)
    session.apply(lose(target, session.written, session.day_of(date), loss), is_dry=dry_run)
