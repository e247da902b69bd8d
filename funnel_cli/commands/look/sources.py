"""`funnel sources`: what each source brings."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Explain, PeriodOrQuery, session_of


def run(
    ctx: typer.Context,
    words: PeriodOrQuery = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="RESULT_KEY", help="source, owner, customer, region, industry, size or customer_kind."
        ),
    ] = "source",
    explain: Explain = False,
) -> None:
    """Show what each source brings: deals, wins, win rate, amount and days.

    Over the whole history, or what came in and was decided in a period. --by asks the same of each
    owner, region, size of deal, and of new and existing customers.
    """
    from funnel_cli.reports.explanation import with_explanation
    from funnel_cli.reports.sources import results_by, results_document, results_figures

    session = session_of(ctx)
    period, query, deals = session.period_and_deals(words or (), is_past=True)
    found = results_by(deals, session.book, by, period)
    document = results_document(found, session.book, query.text)
    if explain:
        figures = tuple(results_figures(found, session.book))
        document = with_explanation(document, figures, session.spot)
    session.show(document)
