"""`funnel lead qualify`: a lead whose need is real."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, Reason, session_of
from funnel_cli.commands.people.options import LeadWord


def run(
    ctx: typer.Context,
    lead: LeadWord,
    grade: Annotated[str | None, typer.Option(metavar="GRADE", help="A, B or C; else by the marks.")] = None,
    mark: Annotated[
        list[str] | None,
        typer.Option(metavar="CRITERION=LEVEL", help="budget=high, cycle=middle, fit=low …; repeatable."),
    ] = None,
    reason: Reason = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Mark a lead as real, and grade it.

    Only then can it become a deal.
    """
    from funnel_cli.commands.people.finding import lead_to_change
    from funnel_cli.rules.leads import grade_named, marks_from, qualify

    session = session_of(ctx)
    change = qualify(
        lead_to_change(session, lead),
        session.written,
        session.day_of(date),
        marks=marks_from(mark or ()),
        graded=grade_named(grade, session.written.method),
        reason=reason,
    )
    session.apply(change, is_dry=dry_run)
