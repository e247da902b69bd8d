"""`funnel accuracy`: how good the forecasts were."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Explain, session_of


def run(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PERIOD|QUERY]...", help="2026-Q3, last-year; owner:me.", show_default=False),
    ] = None,
    kind: Annotated[
        str, typer.Option(metavar="month|quarter", help="The kind of period to replay.")
    ] = "month",
    explain: Explain = False,
) -> None:
    """Replay past periods: what each forecast would have said, and what came.

    From dated history alone, as of the day before each month and 90, 60 and 30 days before its end. No
    filed call is needed; those that were filed are judged as well. Without a period, all that are over.
    """
    from funnel_cli.forecasting.track_record import KINDS, PastQuestion, accuracy
    from funnel_cli.message import message
    from funnel_cli.names import choice_named
    from funnel_cli.reports.accuracy import accuracy_document, accuracy_figures
    from funnel_cli.reports.explanation import with_explanation

    session = session_of(ctx)
    kind = choice_named(message("kind"), kind, KINDS).id
    periods, query, deals = session.periods_and_deals(words or (), is_past=True)
    question = PastQuestion(
        written=session.written,
        book=session.book,
        deals=deals,
        matches=query.matches,
        owner=query.owner,
        has_calls=query.is_only_owner,
    )
    found = accuracy(question, periods, kind)
    document = accuracy_document(found, session.book, query.text)
    if explain:
        figures = accuracy_figures(found, question)
        document = with_explanation(document, tuple(figures), session.spot)
    session.show(document)
