"""`funnel plan`: from a target back to wins and leads, and by when."""

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
            metavar="[PERIOD|QUERY]...", help="2026-Q4, next-quarter; owner:me.", show_default=False
        ),
    ] = None,
    target: Annotated[
        str | None, typer.Option(metavar="MONEY", help="What to reach; default the target written down.")
    ] = None,
    explain: Explain = False,
) -> None:
    """Work out what a target takes: wins, deals in each stage, leads, and by when.

    Of this quarter or another period, at the rates of your own deals, leant on the method's. Leads
    that come too late for the period are said so, and counted for the next.
    """
    from funnel_cli.forecasting.needs import plan
    from funnel_cli.forecasting.targets import lines_behind
    from funnel_cli.money import parse_amount
    from funnel_cli.reports.explanation import target_parts, with_explanation
    from funnel_cli.reports.plan import aim, plan_document
    from funnel_cli.reports.plan_figures import plan_figures

    session = session_of(ctx)
    periods, query, deals = session.periods_and_deals(words or ())
    if len(periods) > 1:
        raise OnePeriodAtATime
    book, period = session.book, periods[0] if periods else session.calendar.quarter()
    made = plan(
        deals,
        book,
        period,
        target=aim(*parse_amount(target), book) if target else None,
        owner=query.owner,
    )
    document = plan_document(made, book, query.text)
    if explain:
        lines = () if target else lines_behind(book, period, query.owner)
        parts = target_parts(lines, book, session.written.targets)
        figures = tuple(plan_figures(made, book, parts))
        document = with_explanation(document, figures, session.spot)
    session.show(document)
