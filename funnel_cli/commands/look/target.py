"""`funnel target`: what is to be reached."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, session_of

TIERS = ("target", "stretch")


def run(
    ctx: typer.Context,
    period: Annotated[str | None, typer.Argument(metavar="[PERIOD]", help="Month, quarter or year.")] = None,
    amount: Annotated[
        str | None, typer.Argument(metavar="[AMOUNT]", help="Without it, the period's targets.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose; default the whole book's.")
    ] = None,
    tier: Annotated[str, typer.Option(metavar="TIER", help="target or stretch.")] = "target",
    submitted: Annotated[str | None, typer.Option(metavar="DAY", help="When it was handed in.")] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show or write down targets.

    Earlier ones stay on record; the latest counts.
    """
    from funnel_cli.message import message
    from funnel_cli.model import Target
    from funnel_cli.money import parse_amount
    from funnel_cli.names import word_among
    from funnel_cli.reports.forecasting.target_table import targets_document
    from funnel_cli.rules.adding import set_target

    session = session_of(ctx)
    word_among(message("tier"), tier, TIERS)
    when = session.calendar.period(period) if period else None
    if when is None or amount is None:
        session.show(targets_document(session.book, when, owner))
        return
    value, currency = parse_amount(amount)
    target = Target(
        set=session.day_of(date),
        period=when.name,
        amount=value,
        currency=currency,
        owner=owner,
        tier=tier,
        submitted=session.calendar.day(submitted) if submitted else None,
    )
    session.apply(set_target(target, session.book), is_dry=dry_run)
