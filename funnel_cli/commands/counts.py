"""Commands of a funnel of counts: counts add, counts show."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Date, DryRun, argument, option, session_of
from funnel_cli.finding.names import choice_named, word_among
from funnel_cli.usage import BadCommandLine
from funnel_cli.values.message import N_, Message, message


def add(
    ctx: typer.Context,
    period: Annotated[str, argument("PERIOD", "Month, week or quarter: 2026-11.")],
    channel: Annotated[str, argument("CHANNEL", "Where they came from: baidu.")],
    words: Annotated[
        list[str] | None, argument("[STEP=NUMBER]...", "impressions=120000 clicks=2.4k cost=3000.")
    ] = None,
    date: Date = None,
    dry_run: DryRun = False,
) -> None:
    """Write down how often each step was taken.

    For a period and a channel; on a terminal it asks for the steps if none is named. cost= is what the
    channel cost. Earlier lines stay on record, the latest counts.
    """
    from funnel_cli.commands.appending import append
    from funnel_cli.commands.questions import step_counts
    from funnel_cli.rules.counting import add_counts, counted, counts_something, demand_steps, spent

    session = session_of(ctx)
    method = session.written.method
    demand_steps(method)
    if counts_something(channel, method):
        raise BadCommandLine(
            what=Message(N_("Missing argument '{name}'."), {"name": "CHANNEL"}), command="funnel counts add"
        )
    when = session.calendar.back.period(period)
    asked = {} if words else session.asked(step_counts(method), {})
    typed, cost = spent(words or [f"{step}={number}" for step, number in asked.items()], method)
    news, day = counted(typed, method), session.day_of(date)
    append(session, lambda book: add_counts(when, channel, news, book, day, cost), is_dry=dry_run)


def show(
    ctx: typer.Context,
    period: Annotated[str | None, argument("[PERIOD]", "Default the one that was counted last.")] = None,
    channel: Annotated[str | None, argument("[CHANNEL]", "Just this one; default all.")] = None,
    against: Annotated[str, option("REFERENCE", "ideal or last: what a rate is held against.")] = "ideal",
) -> None:
    """Show counts and rates, and the weakest step.

    By channel, beside the method's ideal and the period before, with the usual causes of a weak step.
    """
    from funnel_cli.reports.counts import REFERENCES, counts, last_counted
    from funnel_cli.reports.counts_table import costs, counts_document
    from funnel_cli.rules.counting import demand_begun, demand_steps

    session = session_of(ctx)
    demand_steps(session.written.method)
    held = choice_named(message("reference"), against, REFERENCES)
    names = sorted({line.channel for line in session.book.counts})
    only = word_among(message("channel"), channel, names) if channel else None
    when = session.calendar.back.period(period) if period else last_counted(session.book)
    found = counts(session.book, when, held, only)
    if not found.channels:
        demand_begun(when, session.day)
    session.show(counts_document(found, session.book, held, costs(session.book, found, only)))
