"""`funnel report`: the page for who does not open the book."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import argument, session_of
from funnel_cli.finding.query import is_query_word
from funnel_cli.wishes import OnePeriodAtATime

_RUNNING = frozenset({"week", "month", "quarter", "year"})
"""The words that alone mean the period that is running."""


def report(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[PERIOD|QUERY]...", "week, month, 2026-10, last-quarter; owner:me.")
    ] = None,
) -> None:
    """Tell a period on one page: target, forecast, funnel, won and lost, plan.

    With -o FILE.html as one file with pictures that needs no network, for whoever does not open the
    book; else the same tables. Of this month, or of a period; one that is over as of its last day.
    """
    from funnel_cli.reports.overview import overview, overview_document

    session = session_of(ctx)
    asked = [word for word in words or () if not is_query_word(word)]
    if len(asked) > 1:
        raise OnePeriodAtATime
    word = asked[0] if asked else "month"
    period = session.calendar.back.period(f"this-{word}" if word.lower() in _RUNNING else word)
    session.look_back(period.last)
    query, deals = session.query([each for each in words or () if is_query_word(each)], only_open=False)
    found = overview(deals, session.book, period, query.matches, query.owner, is_of_people=query.is_of_people)
    session.show(overview_document(found, session.book, query.text), piped="md")
