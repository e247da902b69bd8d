"""Reports by name, for files that scripts make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from funnel_cli.finding.names import choice_named
from funnel_cli.finding.query import Query
from funnel_cli.forecasting.needs import plan_for
from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.forecasting.pipeline_changes import month_so_far, waterfall
from funnel_cli.forecasting.teams import calls_asked
from funnel_cli.forecasting.track_record import PastQuestion, accuracy
from funnel_cli.records.book import Book
from funnel_cli.records.method import Choice
from funnel_cli.reports.accuracy import accuracy_document
from funnel_cli.reports.attainment import results
from funnel_cli.reports.chased import besides
from funnel_cli.reports.conversion import conversion_document, passage
from funnel_cli.reports.deals import listing
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.reports.goals import stage_goals
from funnel_cli.reports.health import health, health_document, vitals
from funnel_cli.reports.losses import losses, losses_document
from funnel_cli.reports.next_steps import agenda
from funnel_cli.reports.payments import Owed, payments, payments_document
from funnel_cli.reports.plan import plan_document
from funnel_cli.reports.record_files import records_document
from funnel_cli.reports.sources import results_by, results_document
from funnel_cli.reports.target import targets_document
from funnel_cli.reports.territory import AREAS, balance, territory_document
from funnel_cli.reports.waterfall import waterfall_document
from funnel_cli.time.standing import Standing, removed
from funnel_cli.values.dates import Calendar
from funnel_cli.values.message import Label, Text, message
from funnel_cli.values.period import Period, following, preceding
from funnel_cli.values.table import Document, Table


def _monthly_document(
    period: Period, query: str, deals: Document, forecast: Document, changed: Document, judged: Document
) -> Document:
    """The pack of the period, made of these reports: their tables under names of its own."""
    return Document(
        schema="funnel.month/1",
        title=message("Monthly pack {period}", period=period),
        head={"period": period, "query": query},
        tables=(
            _kept(deals, "deals", "deals", message("Deals"), numbered=False),
            _kept(forecast, "figures", "forecast", message("Forecast")),
            _kept(forecast, "range", "range", message("How it may end"), on_screen=True),
            _kept(changed, "bars", "waterfall", message("Waterfall"), notes=(*changed.lines, *changed.notes)),
            _kept(changed, "deals", "changes", message("What changed, deal by deal")),
            _kept(judged, "accuracy", "accuracy", message("Forecast accuracy"), notes=tuple(_said(judged))),
            _kept(judged, "periods", "past", message("Forecast and outcome, period by period")),
        ),
        notes=forecast.notes,
    )


def _kept(document: Document, part: str, name: str, title: Text, **told: object) -> Table:
    """The table of the document under another name and title."""
    found = next(each for each in document.tables if each.name == part)
    return replace(found, name=name, title=title, **told)  # type: ignore[arg-type] # words of `Table`


def _said(judged: Document) -> Iterator[Text]:
    """What stands above and below the scores, and at them."""
    tables: Sequence[Table] = judged.tables
    yield from (*judged.lines, *tables[0].notes, *judged.notes)


class Order(NamedTuple):
    """What an export is made of: the deals that the query means, the book as of the day and as written.

    `contents` is what each file asked for says, by its path.
    """

    deals: Sequence[Standing]
    book: Book
    written: Book
    calendar: Calendar
    query: Query
    periods: Sequence[Period] = ()
    contents: Iterable[tuple[str, object]] = ()

    @property
    def period(self) -> Period | None:
        """The first period, for a report of one."""
        return next(iter(self.periods), None)

    @property
    def text(self) -> str:
        """The query as typed in a shell."""
        return self.query.text


def _forecast(order: Order) -> Document:
    periods = order.periods or (order.calendar.next_month(), order.calendar.next_quarter())
    view = View(order.book.method.settings.forecast, owner=order.query.owner, whose=order.query.whose)
    return forecast_document(outlooks(order.deals, order.book, periods, view), order.book, view, order.text)


def _month(order: Order) -> Document:
    period = order.period or last_whole_month(order.calendar)
    ahead = (following(period), order.calendar.quarter(), order.calendar.next_quarter())
    shown = tuple(dict.fromkeys((period, *ahead)))
    view = View(order.book.method.settings.forecast, owner=order.query.owner, whose=order.query.whose)
    looks = outlooks(order.deals, order.book, shown, view)
    return _monthly_document(
        period,
        order.text,
        listing(order.deals, order.book, order.text),
        forecast_document(looks, order.book, view, order.text, has_methods=True),
        waterfall_document(waterfall(order.book, period, order.calendar.quarter(), order.query.matches)),
        _accuracy(order._replace(periods=())),
    )


def last_whole_month(calendar: Calendar) -> Period:
    """The newest month that is over at the end of the day."""
    month = calendar.month()
    return month if month.last <= calendar.today else preceding(month)


def _health(order: Order) -> Document:
    period = order.period or order.calendar.quarter()
    held = health(order.deals, order.book, period, order.query.owner)
    gone = [each.deal for each in removed(order.book) if order.query.matches(each)]
    moved = vitals(order.deals, order.book, held, removed=gone)
    return health_document(held, moved, order.book, order.text, is_whole=True)


def _plan(order: Order) -> Document:
    period = order.period or order.calendar.quarter()
    made = plan_for(order.deals, order.book, period, owner=order.query.owner)
    return plan_document(made, order.book, order.text)


def _targets(order: Order) -> Document:
    period = order.period
    found = results(order.deals, order.book, period, order.query.owner) if period else ()
    goals = stage_goals(order.deals, order.book, period, order.query.owner)
    return targets_document(order.book, order.written.targets, period, order.query.owner, found, goals)


def _waterfall(order: Order) -> Document:
    span = order.period or month_so_far(order.book.day)
    found = waterfall(order.book, span, order.calendar.quarter(), order.query.matches)
    return waterfall_document(found, order.text)


def _accuracy(order: Order) -> Document:
    query = order.query
    question = PastQuestion(
        written=order.written,
        book=order.book,
        deals=order.deals,
        matches=query.matches,
        owner=query.owner,
        has_calls=query.is_only_owner,
    )
    found = accuracy(question, order.periods)
    calls = calls_asked(order.deals, order.book, found.periods, query)
    return accuracy_document(found, order.book, query.text, calls, has_all=True)


def _conversion(order: Order) -> Document:
    found = passage(order.deals, order.book, order.period)
    return conversion_document(found, order.book, order.text)


def _losses(order: Order) -> Document:
    found = losses(order.deals, order.book, order.period)
    return losses_document(found, order.book, order.text)


def _sources(order: Order) -> Document:
    found = results_by(order.deals, order.book, period=order.period)
    return results_document(found, order.book, order.text)


def _territory(order: Order) -> Document:
    found = [balance(order.deals, order.book, area, order.period) for area in AREAS]
    return territory_document(found, order.book, order.text)


def _next(order: Order) -> Document:
    return agenda(order.deals, order.book, *besides(order.deals, order.book, order.query.owner))


def _payments(order: Order) -> Sequence[Owed]:
    return payments((each.deal for each in order.deals), order.book)


EXPORTS: Mapping[str, Callable[[Order], Document]] = {
    "accuracy": _accuracy,
    "conversion": _conversion,
    "forecast": _forecast,
    "deals": lambda order: listing(order.deals, order.book, order.text),
    "health": _health,
    "losses": _losses,
    "month": _month,
    "next": _next,
    "payments": lambda order: payments_document(_payments(order), order.book, order.text, is_whole=True),
    "plan": _plan,
    "records": lambda order: records_document(order.contents),
    "sources": _sources,
    "targets": _targets,
    "territory": _territory,
    "waterfall": _waterfall,
}

MONTH = "month"
"""The pack of several reports, as of the end of its period."""

FACT_EXPORT = "facts"
"""What is no report but the whole book, as tables for an engine."""

EXPORTED_REPORTS = (
    Choice(id="accuracy", title=Label({"en": "Forecast accuracy", "zh": "预测准确率"})),
    Choice(id="conversion", title=Label({"en": "Conversion", "zh": "转化率"})),
    Choice(id=FACT_EXPORT, title=Label({"en": "Facts", "zh": "事实表"})),
    Choice(id="forecast", title=Label({"en": "Forecast", "zh": "预测"})),
    Choice(id="deals", title=Label({"en": "List of deals", "zh": "商机列表"})),
    Choice(id="health", title=Label({"en": "Funnel health", "zh": "漏斗健康"})),
    Choice(id="losses", title=Label({"en": "Losses", "zh": "输单分析"})),
    Choice(id=MONTH, title=Label({"en": "Monthly pack", "zh": "月度汇总"})),
    Choice(id="next", title=Label({"en": "Next steps", "zh": "下一步"})),
    Choice(id="payments", title=Label({"en": "Payments", "zh": "回款"})),
    Choice(id="plan", title=Label({"en": "Plan", "zh": "倒推计划"})),
    Choice(id="records", title=Label({"en": "Records", "zh": "记录"})),
    Choice(id="sources", title=Label({"en": "Sources", "zh": "线索来源"})),
    Choice(id="targets", title=Label({"en": "Targets", "zh": "业绩目标"})),
    Choice(id="territory", title=Label({"en": "Territory", "zh": "区域"})),
    Choice(id="waterfall", title=Label({"en": "Waterfall", "zh": "漏斗变化瀑布图"})),
)
"""What the reports are called."""

SEVERAL = frozenset({"accuracy", "forecast"})
"""The reports that are about several periods at once."""

PERIODLESS = frozenset({"deals", "next", "payments", "records"})
"""The reports that are about no period: every word asks for deals."""

PAST = frozenset({"accuracy", "conversion", "losses", MONTH, "sources", "waterfall"})
"""The reports that look back: a month without a year is the last one there was."""


def report_named(word: str) -> str:
    """The report that the word means; raises `NoSuchWord`."""
    return choice_named(message("report"), word, EXPORTED_REPORTS).id


def export(report: str, order: Order) -> Document:
    """The report of that name, which is not `FACT_EXPORT`; raises `NoSuchWord` with the list."""
    return EXPORTS[report_named(report)](order)
