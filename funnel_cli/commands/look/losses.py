"""`funnel losses`: why deals are lost."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Explain, PeriodOrQuery, session_of


def run(
    ctx: typer.Context,
    words: PeriodOrQuery = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="LOSS_KEY", help="Cut by this alone: reason, stage, competitor, owner, source, size, …"
        ),
    ] = None,
    explain: Explain = False,
) -> None:
    """Show why deals were lost.

    By reason, by the stage they were lost from and by who won them, with what was said. Over the
    whole history, or in a period.
    """
    from funnel_cli.reports.explanation import with_explanation
    from funnel_cli.reports.losses import USUAL, losses, losses_document, losses_figures

    session = session_of(ctx)
    period, query, deals = session.period_and_deals(words or (), is_past=True)
    book = session.book
    found = losses(deals, book, period, (by,) if by else USUAL)
    document = losses_document(found, book, query.text)
    if explain:
        document = with_explanation(document, tuple(losses_figures(found, book)), session.spot)
    session.show(document)
