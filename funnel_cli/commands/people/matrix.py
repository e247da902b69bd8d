"""`funnel matrix`: who did what, owner × kind of activity."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import session_of


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PERIOD|QUERY]...", help="2026-11, this week without one; owner:me.", show_default=False
        ),
    ] = None,
) -> None:
    """Show who did what: visits, calls and mails by rep.

    And each rep's daily log of the period.
    """
    from funnel_cli.reports.activity import activities, matrix

    session = session_of(ctx)
    periods, query, deals = session.periods_and_deals(words or (), is_past=True)
    period = periods[0] if periods else session.calendar.week()
    session.show(matrix(activities(deals, period), period, query.text))
