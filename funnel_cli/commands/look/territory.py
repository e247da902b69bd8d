"""`funnel territory`: what owners, regions and industries hold, and who has too much."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Explain, PeriodOrQuery, session_of


def run(
    ctx: typer.Context,
    words: PeriodOrQuery = None,
    by: Annotated[str | None, typer.Option(metavar="AREA", help="Only by owner, region or industry.")] = None,
    explain: Explain = False,
) -> None:
    """Show what owners, regions and industries hold, against the mean.

    Of each its quota, amount × probability of its open deals, and whether it is about the mean.
    With a period, of the deals due in it.
    """
    from funnel_cli.reports.explanation import with_explanation
    from funnel_cli.reports.territory import AREAS, balance, quota_figures, territory_document

    session = session_of(ctx)
    period, query, deals = session.period_and_deals(words or ())
    book = session.book
    found = [balance(deals, book, area, period) for area in ((by,) if by else AREAS)]
    document = territory_document(found, book, query.text)
    if explain:
        figures = tuple(figure for each in found for figure in quota_figures(each, book))
        document = with_explanation(document, figures, session.spot)
    session.show(document)
