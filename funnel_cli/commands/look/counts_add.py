"""`funnel counts add`: how often each step was taken."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, session_of


def run(
    ctx: typer.Context,
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Month, week or quarter: 2026-11.")],
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="Where they came from: baidu.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STEP=NUMBER]...", help="impressions=120000 clicks=2.4k.", show_default=False
        ),
    ] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Write down how often each step was taken.

    For a period and a channel; on a terminal it asks for the steps that are not named. Earlier lines
    stay on record, the latest counts.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.questions import step_counts
    from funnel_cli.rules.counting import add_counts, counted, demand_steps

    session = session_of(ctx)
    method = session.written.method
    demand_steps(method)
    when = session.calendar.back.period(period)
    asked = {} if words else session.asked(step_counts(method), {})
    news = counted(words or (f"{step}={number}" for step, number in asked.items()), method)
    day = session.day_of(date)
    append(session, lambda book: add_counts(when, channel, news, book, day), is_dry=dry_run)
