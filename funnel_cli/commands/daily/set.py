"""`funnel set`: fields of one deal or of many."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, Force, Reason, Yes, session_of


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="DEAL|QUERY... KEY=VALUE...", help="Which deals, then what to set; an empty value unsets."
        ),
    ],
    reason: Reason = None,
    date: Date = None,
    force: Force = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Set fields of one deal or of many.

    A first word without a colon is one deal; key:value words are a query and mean many, which is
    asked about first. Stage and outcome are not set: see promote, win and lose.
    """
    from funnel_cli.rules.setting import NotAnAssignment, assignments, set_fields

    session = session_of(ctx)
    session.takes_negative = force
    if all("=" not in word for word in words):
        raise NotAnAssignment(word=words[-1])
    names, values = ([word for word in words if ("=" in word) is is_value] for is_value in (False, True))
    wishes = assignments(values)
    if not wishes.get("customer"):
        session.keep_to(*names)
    deals = session.deals_to_change(names)
    if customer := wishes.get("customer"):
        from funnel_cli.commands.naming import customer_as_meant

        wishes["customer"] = customer_as_meant(session, customer)
    day = session.day_of(date)
    change = set_fields(deals, wishes, session.written, session.calendar, day, reason=reason, is_late=force)
    session.apply(change, is_dry=dry_run, is_sure=yes)
