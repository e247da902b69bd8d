"""`funnel health`: shape, size and the three usual faults."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Explain, Words, session_of


def run(
    ctx: typer.Context,
    words: Words = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", help="Whose target it is held against; default this quarter."),
    ] = None,
    against: Annotated[
        str, typer.Option(metavar="REFERENCE", help="Hold the stages against ideal or last period.")
    ] = "ideal",
    explain: Explain = False,
) -> None:
    """Check the funnel's shape and its usual faults.

    And its weighted total against the target of a period, its velocity, and each stage against the
    ideal or the last period. --part compared, in_out, pushes, concentration and conversion show more.
    """
    from funnel_cli.reports.health import health, health_document, vitals
    from funnel_cli.standing import removed

    session = session_of(ctx)
    query, deals = session.query(words or (), only_open=False)
    when = session.calendar.period(period) if period else session.calendar.quarter()
    book = session.book
    held = health(deals, book, when, query.owner)
    gone = [each.deal for each in removed(book) if query.matches(each)]
    found = vitals(deals, book, held, removed=gone, reference=against)
    document = health_document(held, found, book, query.text)
    if explain:
        from funnel_cli.reports.explanation import with_explanation
        from funnel_cli.reports.health import health_figures

        figures = tuple(health_figures(held, found, book))
        document = with_explanation(document, figures, session.spot)
    session.show(document)
