"""`funnel call`: the rep's own number for a period."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, TakeNegative, session_of


def run(
    ctx: typer.Context,
    period: Annotated[str | None, typer.Argument(metavar="[PERIOD]", help="Month, quarter or year.")] = None,
    amount: Annotated[
        str | None, typer.Argument(metavar="[AMOUNT]", help="Without it, the period's calls.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose; filed without it, the settings' owner's.")
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What it rests on.")] = None,
    force: TakeNegative = False,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Show the calls and what came of them, or file one.

    A call is your own number for a period, all that will be won in it. Earlier ones stay on record.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.forecasting.calls import outcomes
    from funnel_cli.model import Call
    from funnel_cli.money import parse_amount
    from funnel_cli.query import owner_named
    from funnel_cli.reports.call import calls_document
    from funnel_cli.rules.adding import file_call

    session = session_of(ctx)
    session.takes_negative = force
    when = session.calendar.period(period) if period else None
    owner = owner and owner_named(owner, session.book)
    if when is None or amount is None:
        asked = outcomes(session.standings, session.book, when, owner)
        session.show(calls_document(asked, session.book, when, owner))
        return
    value, currency = parse_amount(amount)
    call = Call(
        filed=session.day_of(date),
        period=when.name,
        amount=value,
        currency=currency,
        owner=owner or session.written.method.settings.owner,
        note=note,
    )
    append(session, lambda book: file_call(call, when, book), is_dry=dry_run)
