"""Commands about what will be won: forecast, accuracy, waterfall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from funnel_cli.commands.options import (
    ATTENTION,
    Explain,
    Strict,
    argument,
    flag,
    option,
    session_of,
    show_explained,
)
from funnel_cli.finding.names import choice_named
from funnel_cli.session import Session
from funnel_cli.values.message import message
from funnel_cli.wishes import TeamsAlone


def forecast(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[PERIOD|QUERY]...", "2026-12, next-quarter, FY26; owner:me.")
    ] = None,
    basis: Annotated[
        str | None,
        option(
            "BASIS", "What is called the forecast: weighted, walk or combined; default as the settings say."
        ),
    ] = None,
    by: Annotated[str, option("KEY", "stage, month, owner, source, region, industry, size, …")] = "stage",
    include: Annotated[
        list[str] | None, option("SET", "Count overdue or undated deals in the first period.")
    ] = None,
    what_if: Annotated[
        list[str] | None, option("ASSUMPTION", "lose:DEAL, win:DEAL, push:DEAL:+30d or amount:DEAL:80k.")
    ] = None,
    team: Annotated[bool, flag("By rep, team and whole book, beside their own calls.", "--team")] = False,
    methods: Annotated[
        bool, flag("Show the rival ways, the range and the formulas as well.", "--methods")
    ] = False,
    explain: Explain = False,
    strict: Strict = False,
) -> None:
    """Forecast what will be won in a period.

    Without a period, of next month and of next quarter. Amount × probability by expected close, beside
    the walk at your own pace, your habit, and a range. With --what-if several assumptions may follow.
    """
    from funnel_cli.forecasting.outlook import outlooks, view_named
    from funnel_cli.forecasting.walk import paces
    from funnel_cli.reports.forecast import forecast_document
    from funnel_cli.reports.what_if import Supposed, assumptions, assumptions_in, standing_then, supposing

    session = session_of(ctx)
    if team:
        others = {"--by": by != "stage", "--include": include, "--what-if": what_if, "--methods": methods}
        _by_team(session, words or (), basis, others, explain=explain, strict=strict)
        return
    assumed, asked = assumptions_in(what_if or (), words or ())
    order = session.order(asked, most=None)
    known, own = order.book, paces(order.book)
    view = view_named(basis or known.method.settings.forecast, by, include or (), order.query)
    found = assumptions(assumed, known, session.calendar, session.deal)
    then = supposing(known, found)
    deals = standing_then(order.deals, then) if found else order.deals
    looks = outlooks(deals, then, order.ahead, view, own)
    without = Supposed(found, outlooks(order.deals, known, order.ahead, view, own)) if found else None
    document = forecast_document(looks, then, view, order.text, without, has_methods=methods)
    show_explained(session, document, explain=explain)
    if strict and any(each.forecast.is_short for each in looks):
        session.exit_code = session.exit_code or ATTENTION


def _by_team(
    session: Session,
    words: Sequence[str],
    basis: str | None,
    others: Mapping[str, object],
    *,
    explain: bool,
    strict: bool,
) -> None:
    """Show what each rep, each team and the whole book are to bring; `others` are options that do not fit."""
    from funnel_cli.forecasting.teams import shares
    from funnel_cli.forecasting.walk import paces
    from funnel_cli.forecasting.weighted import BASES
    from funnel_cli.reports.team import team_document

    if unfit := next((option for option, value in others.items() if value), None):
        raise TeamsAlone(option=unfit)
    order = session.order(words, most=None)
    book = order.book
    way = choice_named(message("basis"), basis or book.method.settings.forecast, BASES).id
    found = tuple(shares(order.deals, book, order.ahead, way, paces(book)))
    show_explained(session, team_document(found, book, way, order.text), explain=explain)
    if strict and any(each.gap and each.gap.amount > 0 for each in found):
        session.exit_code = session.exit_code or ATTENTION


def accuracy(
    ctx: typer.Context,
    words: Annotated[list[str] | None, argument("[PERIOD|QUERY]...", "2026-Q3, last-year; owner:me.")] = None,
    kind: Annotated[str, option("month|quarter", "The kind of period to replay.")] = "month",
    has_all: Annotated[bool, flag("Show every horizon, period and stage as well.", "--all")] = False,
    explain: Explain = False,
) -> None:
    """Replay past periods: what each forecast would have said, and what came.

    From dated history alone, as of the day before each month and 90, 60 and 30 days before its end. No
    filed call is needed; those that were filed are judged as well. Without a period, all that are over.
    """
    from funnel_cli.forecasting.track_record import PERIOD_KINDS
    from funnel_cli.reports.accuracy import accuracy_report

    session = session_of(ctx)
    kind = choice_named(message("kind"), kind, PERIOD_KINDS).id
    order = session.order(words or (), is_past=True, most=None)
    show_explained(session, accuracy_report(order, kind, has_all=has_all), explain=explain)


def waterfall(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[PERIOD|QUERY]...", "2026-11-01..today, 2026-10; owner:me.")
    ] = None,
    window: Annotated[str | None, option("PERIOD", "When the deals are due; default this quarter.")] = None,
    explain: Explain = False,
) -> None:
    """Show what changed among the deals due in a window.

    From the day before the first day to the end of the last; by default since the beginning of the
    month. Start and changes add up to the end.
    """
    from funnel_cli.reports.waterfall import waterfall_report

    session = session_of(ctx)
    order = session.order(words or (), is_past=True)
    due = session.calendar.period(window) if window else None
    show_explained(session, waterfall_report(order, due), explain=explain)
