"""`funnel conversion`: how deals get through the funnel."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Explain, PeriodOrQuery, session_of


def run(
    ctx: typer.Context,
    words: PeriodOrQuery = None,
    calibration: Annotated[
        bool,
        typer.Option("--calibration", help="Hold the method's odds against what deals in each stage did."),
    ] = False,
    explain: Explain = False,
) -> None:
    """Show how many deals get through, are won, and how long it takes.

    Over the whole history, or over what was decided in a period. --calibration tells whether the
    method's percentages hold for your own deals.
    """
    from funnel_cli.reports.calibration import calibration_document, calibration_figures, calibrations
    from funnel_cli.reports.conversion import (
        conversion_document,
        conversion_figures,
        passage,
    )
    from funnel_cli.reports.explanation import with_explanation

    session = session_of(ctx)
    period, query, deals = session.period_and_deals(words or (), is_past=True)
    book = session.book
    if calibration:
        stages = calibrations([each.deal for each in deals], book, period)
        document, figures = calibration_document(stages, period, query.text), calibration_figures(stages)
    else:
        found = passage(deals, book, period)
        document = conversion_document(found, book, query.text)
        figures = conversion_figures(found, book)
    if explain:
        document = with_explanation(document, tuple(figures), session.spot)
    session.show(document)
