"""`funnel waterfall`: what changed among the deals that are due in a window."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Explain, session_of
from funnel_cli.wishes import OnePeriodAtATime


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PERIOD|QUERY]...", help="2026-11-01..today, 2026-10; owner:me.", show_default=False
        ),
    ] = None,
    window: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", help="When the deals are due; default this quarter."),
    ] = None,
    explain: Explain = False,
) -> None:
    """Show what changed among the deals due in a window.

    From the day before the first day to the end of the last; by default since the beginning of the
    month. Start and changes add up to the end.
    """
    from funnel_cli.forecasting.pipeline_changes import month_so_far, waterfall
    from funnel_cli.reports.explanation import with_explanation
    from funnel_cli.reports.waterfall import waterfall_document, waterfall_figures

    session = session_of(ctx)
    spans, query, _ = session.periods_and_deals(words or (), is_past=True)
    if len(spans) > 1:
        raise OnePeriodAtATime
    calendar = session.calendar
    result = waterfall(
        session.book,
        spans[0] if spans else month_so_far(session.day),
        calendar.period(window) if window else calendar.quarter(),
        query.matches,
    )
    document = waterfall_document(result, query.text)
    if explain:
        document = with_explanation(document, tuple(waterfall_figures(result)), session.spot)
    session.show(document)
