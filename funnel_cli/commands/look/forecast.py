"""`funnel forecast`: what will be won in a period."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import ATTENTION, Strict, session_of


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PERIOD|QUERY]...", help="2026-12, next-quarter, FY26; owner:me.", show_default=False
        ),
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="KEY", help="stage, month, owner, source, customer or region.")
    ] = "stage",
    include: Annotated[
        list[str] | None,
        typer.Option(metavar="SET", help="Count overdue or undated deals in the first period."),
    ] = None,
    strict: Strict = False,
) -> None:
    """Forecast what will be won in a period.

    Without a period, of next month and of next quarter. The headline is amount × probability of the
    open deals expected to close in the period. Overdue and undated deals are shown beside it.
    """
    from funnel_cli.reports.forecasting.forecast import asked
    from funnel_cli.reports.forecasting.forecast_table import forecast_document

    session = session_of(ctx)
    periods, query, deals = session.periods_and_deals(words or ())
    calendar = session.calendar
    forecasts = asked(
        deals,
        session.book,
        periods or (calendar.next_month(), calendar.next_quarter()),
        by=by,
        include=include or (),
        owner=query.owner,
    )
    session.show(forecast_document(forecasts, session.book, by=by, query=query.text))
    if strict and any(each.is_short for each in forecasts):
        session.exit_code = session.exit_code or ATTENTION
