"""`funnel win`: close a deal as won."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, Deal, DryRun, Force, Reason, session_of


def run(
    ctx: typer.Context,
    deal: Deal,
    amount: Annotated[str | None, typer.Option(metavar="MONEY", help="What was signed.")] = None,
    contract: Annotated[str | None, typer.Option(metavar="NUMBER", help="The contract's number.")] = None,
    reason: Reason = None,
    force: Force = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Close a deal as won.

    Judges the gate of its present stage; --date says when it was signed.
    """
    from funnel_cli.money import Money, parse_amount
    from funnel_cli.rules.moving import win

    session = session_of(ctx)
    session.takes_negative = force
    session.keep_to(deal)
    won, book = session.deal_to_change(deal), session.written
    signed, currency = parse_amount(amount) if amount else (None, None)
    change = win(
        won,
        book,
        session.day_of(date),
        amount=None if signed is None else Money(signed, currency or won.currency or book.currency),
        contract=contract,
        reason=reason,
        is_forced=force,
    )
    session.apply(change, is_dry=dry_run)
