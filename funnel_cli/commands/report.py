"""Commands that tell a whole period: report, for who does not open the book, and kpi."""

from __future__ import annotations

from typing import Annotated

import typer

from funnel_cli.commands.options import Explain, PeriodOrQuery, argument, option, session_of, show_explained
from funnel_cli.finding.query import is_query_word
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_
from funnel_cli.wishes import OnePeriodAtATime

_RUNNING = frozenset({"week", "month", "quarter", "year"})
"""The words that alone mean the period that is running."""


class NotOfPeople(UsageRefused):
    """Key figures were asked for of deals that are not all those of one owner or one team."""

    sentence = N_("Key figures are of everybody, one owner or one team, not of {query}.")
    cure = N_("For example: funnel kpi 2026-11 owner:anna, or for each: --by owner")


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


def kpi(
    ctx: typer.Context,
    words: PeriodOrQuery = None,
    by: Annotated[str | None, option("KPI_KEY", "A row for each owner or team, and one for all.")] = None,
    explain: Explain = False,
) -> None:
    """Show a period's key figures on one screen.

    Won, attained, growth, new customers, win rate, conversion, cycle, leads, visits, promises and
    accuracy, each as the report says that owns it; by default of this month. owner:anna or team:north
    asks for these alone.
    """
    from funnel_cli.finding.cuts import grouping_named
    from funnel_cli.reports.kpi import KPI_CUTS, kpi, rows
    from funnel_cli.reports.kpi_table import kpi_document

    session = session_of(ctx)
    order = session.order(words or (), is_past=True)
    query = order.query
    if not query.is_only_owner:
        raise NotOfPeople(query=query.text)
    by = None if by is None else grouping_named(by, KPI_CUTS)
    period, book, deals = order.period or session.calendar.month(), session.book, session.standings
    names = rows(deals, book, period, by, query.owner) if by else ()
    whole, *some = (kpi(deals, session.written, book, period, name) for name in (query.owner, *names))
    show_explained(session, kpi_document(whole, some, book, period, query.text, by), explain=explain)
