"""`funnel export`: a report into a file."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import session_of


def run(
    ctx: typer.Context,
    report: Annotated[
        str, typer.Argument(metavar="REPORT", help="forecast, plan, waterfall, deals, health, …")
    ],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PERIOD|QUERY]...", help="As the report takes them.", show_default=False),
    ] = None,
) -> None:
    """Write a report into a file.

    With -o forecast.csv, or -f csv for stdout. Made for scripts: the same book and the same day give
    the same bytes. If a record could not be read, exit is 5 and "partial" is said on stderr.
    """
    from funnel_cli.reports.exports import Order, export

    session = session_of(ctx)
    periods, query, deals = session.periods_and_deals(words or ())
    order = Order(deals, session.book, session.calendar, periods, query.text, query.owner, query.matches)
    session.show(export(report, order), piped="csv")
