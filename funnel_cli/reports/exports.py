"""Reports by name, for files that scripts make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from funnel_cli.dates import Calendar
from funnel_cli.message import message
from funnel_cli.model import Book
from funnel_cli.names import word_among
from funnel_cli.period import Period
from funnel_cli.reports.deal.listing import listing
from funnel_cli.reports.forecasting.forecast import asked
from funnel_cli.reports.forecasting.forecast_table import forecast_document
from funnel_cli.reports.forecasting.target_table import targets_document
from funnel_cli.reports.funnel.health import health
from funnel_cli.reports.funnel.health_table import health_document
from funnel_cli.reports.weekly.agenda import agenda
from funnel_cli.standing import Standing
from funnel_cli.table import Document


@dataclass(frozen=True, slots=True)
class Order:
    """What an export is made of: the deals asked for, the book, and the periods."""

    deals: Sequence[Standing]
    book: Book
    calendar: Calendar
    periods: Sequence[Period]
    query: str
    owner: str | None


def _forecast(order: Order) -> Document:
    periods = order.periods or (order.calendar.next_month(), order.calendar.next_quarter())
    forecasts = asked(order.deals, order.book, periods, owner=order.owner)
    return forecast_document(forecasts, order.book, by="stage", query=order.query)


def _health(order: Order) -> Document:
    period = order.periods[0] if order.periods else order.calendar.quarter()
    return health_document(health(order.deals, order.book, period, order.owner), order.book, order.query)


EXPORTS: Mapping[str, Callable[[Order], Document]] = {
    "forecast": _forecast,
    "deals": lambda order: listing(order.deals, order.book, order.query),
    "health": _health,
    "next": lambda order: agenda(order.deals, order.book),
    "targets": lambda order: targets_document(order.book, next(iter(order.periods), None), order.owner),
}


def export(report: str, order: Order) -> Document:
    """The report of that name; raises `NoSuchWord` with a suggestion."""
    return EXPORTS[word_among(message("report"), report, list(EXPORTS))](order)
