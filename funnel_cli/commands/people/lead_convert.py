"""`funnel lead convert`: a deal of a lead."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, TakeNegative, session_of
from funnel_cli.commands.people.options import LeadWord


def run(
    ctx: typer.Context,
    lead: LeadWord,
    amount: Annotated[
        str | None, typer.Option(metavar="MONEY", help="What they would sign; default the lead's.")
    ] = None,
    close: Annotated[
        str | None, typer.Option(metavar="DAY", help="When they would sign; default the lead's.")
    ] = None,
    stage: Annotated[str | None, typer.Option(metavar="STAGE", help="Default the first.")] = None,
    force: TakeNegative = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Make a deal of a lead.

    The record moves and keeps its id, its fields, its log and what you wrote beside them. A lead
    that is not qualified yet is refused with exit 4.
    """
    from funnel_cli.commands.people.finding import lead_to_change, new_customer_id
    from funnel_cli.money import parse_amount
    from funnel_cli.names import stage_named
    from funnel_cli.rules.leads import convert

    session = session_of(ctx)
    session.takes_negative = force
    method = session.written.method
    change = convert(
        lead_to_change(session, lead),
        session.written,
        session.day_of(date),
        stage=stage_named(method, stage) if stage else method.stages[0],
        amount=parse_amount(amount) if amount else None,
        close=session.calendar.day(close) if close else None,
        new_customer_id=new_customer_id(session),
    )
    session.apply(change, is_dry=dry_run)
