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
    explain: Explain = False,
) -> None:
    """Check the funnel's shape and its usual faults.

    And its weighted total against the target of a period.
    """
    from funnel_cli.reports.explanation import with_explanation
    from funnel_cli.reports.funnel.health import health
    from funnel_cli.reports.funnel.health_figures import health_figures
    from funnel_cli.reports.funnel.health_table import health_document

    session = session_of(ctx)
    query, deals = session.query(words or (), only_open=False)
    when = session.calendar.period(period) if period else session.calendar.quarter()
    held = health(deals, session.book, when, query.owner)
    document = health_document(held, session.book, query.text)
    if explain:
        document = with_explanation(document, tuple(health_figures(held, session.book)), session.spot)
    session.show(document)
