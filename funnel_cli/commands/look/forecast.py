"""`funnel forecast`: what will be won in a period."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import ATTENTION, Explain, Strict, session_of


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PERIOD|QUERY]...", help="2026-12, next-quarter, FY26; owner:me.", show_default=False
        ),
    ] = None,
    basis: Annotated[
        str, typer.Option(metavar="BASIS", help="What the headline is made with: weighted, walk or combined.")
    ] = "weighted",
    by: Annotated[
        str,
        typer.Option(metavar="KEY", help="stage, month, owner, source, region, industry, size, …"),
    ] = "stage",
    include: Annotated[
        list[str] | None,
        typer.Option(metavar="SET", help="Count overdue or undated deals in the first period."),
    ] = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(metavar="ASSUMPTION", help="lose:DEAL, win:DEAL, push:DEAL:+30d or amount:DEAL:80k."),
    ] = None,
    explain: Explain = False,
    strict: Strict = False,
) -> None:
    """Forecast what will be won in a period.

    Without a period, of next month and of next quarter. Amount × probability by expected close, beside
    the walk at your own pace, your habit, and a range. With --what-if several assumptions may follow.
    """
    from funnel_cli.forecasting.outlook import outlooks, view_named
    from funnel_cli.forecasting.walk import paces
    from funnel_cli.reports.forecast import forecast_document, forecast_figures
    from funnel_cli.reports.what_if import Supposed, assumptions, parted, standing_then, supposing

    session = session_of(ctx)
    assumed, asked = parted(what_if or (), words or ())
    periods, query, deals = session.periods_and_deals(asked)
    wanted = periods or (session.calendar.next_month(), session.calendar.next_quarter())
    view = view_named(basis, by, include or (), query.owner)
    known, own = session.book, paces(session.book)
    found = assumptions(assumed, known, session.calendar, session.deal)
    then = supposing(known, found)
    looks = outlooks(standing_then(deals, then) if found else deals, then, wanted, view, own)
    without = Supposed(found, outlooks(deals, known, wanted, view, own)) if found else None
    document = forecast_document(looks, then, view, query.text, without)
    if explain:
        from funnel_cli.reports.explanation import with_explanation

        document = with_explanation(document, tuple(forecast_figures(looks, then)), session.spot)
    session.show(document)
    if strict and any(each.forecast.is_short for each in looks):
        session.exit_code = session.exit_code or ATTENTION
