"""`funnel counts show`: the funnel of counts."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import session_of


def run(
    ctx: typer.Context,
    period: Annotated[
        str | None, typer.Argument(metavar="[PERIOD]", help="Default the one that was counted last.")
    ] = None,
    channel: Annotated[
        str | None, typer.Argument(metavar="[CHANNEL]", help="Just this one; default all.")
    ] = None,
    against: Annotated[
        str, typer.Option(metavar="REFERENCE", help="ideal or last: what a rate is held against.")
    ] = "ideal",
) -> None:
    """Show counts and rates, and the weakest step.

    By channel, beside the method's ideal and the period before, with the usual causes of a weak step.
    """
    from funnel_cli.message import message
    from funnel_cli.names import choice_named, word_among
    from funnel_cli.reports.counts import REFERENCES, Against, counts, newest
    from funnel_cli.reports.counts_table import counts_document
    from funnel_cli.rules.counting import demand_begun, demand_steps

    session = session_of(ctx)
    demand_steps(session.written.method)
    held = Against(choice_named(message("reference"), against, REFERENCES).id)
    names = sorted({line.channel for line in session.book.counts})
    only = word_among(message("channel"), channel, names) if channel else None
    when = session.calendar.back.period(period) if period else newest(session.book)
    found = counts(session.book, when, held, only)
    if not found.channels:
        demand_begun(when, session.day)
    session.show(counts_document(found, session.book, held))
