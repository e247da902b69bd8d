"""Reports by name, for files that scripts make: a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from funnel_cli.finding.names import choice_named
from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.records.method import Choice
from funnel_cli.reports.accuracy import accuracy_report
from funnel_cli.reports.chased import besides
from funnel_cli.reports.conversion import conversion_report
from funnel_cli.reports.deals import listing
from funnel_cli.reports.forecast import forecast_document
from funnel_cli.reports.health import health_report
from funnel_cli.reports.losses import losses_report
from funnel_cli.reports.next_steps import agenda
from funnel_cli.reports.payments import payments, payments_document
from funnel_cli.reports.plan import plan_report
from funnel_cli.reports.record_files import records_document
from funnel_cli.reports.report_order import Order
from funnel_cli.reports.sources import results_report
from funnel_cli.reports.target import targets_report
from funnel_cli.reports.territory import territory_report
from funnel_cli.reports.waterfall import waterfall_report
from funnel_cli.values.dates import Calendar
from funnel_cli.values.message import Label, Text, message
from funnel_cli.values.period import Period, following, preceding
from funnel_cli.values.table import THE_DEALS, Document, Table


class Export(NamedTuple):
    """What a report is called, what makes it, and which periods it is about.

    It takes `most` periods, any number for `None`; one of none takes every word for a deal's. In one that
    `is_past` a month without a year is the last one there was.
    """

    title: Mapping[str, str]
    of: Callable[[Order], Document]
    most: int | None = 1
    is_past: bool = False


def _deals(order: Order) -> Document:
    return listing(order.deals, order.book, order.text)


def _forecast(order: Order) -> Document:
    view = View(order.book.method.settings.forecast, owner=order.query.owner, whose=order.query.whose)
    found = outlooks(order.deals, order.book, order.ahead, view)
    return forecast_document(found, order.book, view, order.text)


def _next(order: Order) -> Document:
    return agenda(order.deals, order.book, *besides(order.deals, order.book, order.query.owner))


def _payments(order: Order) -> Document:
    found = payments((each.deal for each in order.deals), order.book)
    return payments_document(found, order.book, order.text, is_whole=True)


def last_whole_month(calendar: Calendar) -> Period:
    """The newest month that is over at the end of the day."""
    month = calendar.month()
    return month if month.last <= calendar.today else preceding(month)


def month_pack(order: Order) -> Document:
    """Deals, forecast, waterfall and accuracy of the period, else of the last whole month."""
    period = order.period or last_whole_month(order.calendar)
    ahead = (following(period), order.calendar.quarter(), order.calendar.next_quarter())
    shown = tuple(dict.fromkeys((period, *ahead)))
    view = View(order.book.method.settings.forecast, owner=order.query.owner, whose=order.query.whose)
    looks = outlooks(order.deals, order.book, shown, view)
    deals = listing(order.deals, order.book, order.text)
    forecast = forecast_document(looks, order.book, view, order.text, has_methods=True)
    changed = waterfall_report(order._replace(periods=(period,)))
    judged = accuracy_report(order._replace(periods=()))
    return Document(
        schema="funnel.month/1",
        title=message("Monthly pack {period}", period=period),
        head={"period": period, "query": order.text},
        tables=(
            _kept(deals, "deals", "deals", THE_DEALS, numbered=False),
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
    found = next(each for each in document.tables if each.name == part)
    return replace(found, name=name, title=title, **told)  # type: ignore[arg-type] # words of `Table`


def _said(judged: Document) -> Iterator[Text]:
    tables: Sequence[Table] = judged.tables
    yield from (*judged.lines, *tables[0].notes, *judged.notes)


MONTH = "month"
"""The pack of several reports, as of the end of its period."""

EXPORTS: Mapping[str, Export] = {
    "accuracy": Export({"en": "Forecast accuracy", "zh": "预测准确率"}, accuracy_report, None, is_past=True),
    "conversion": Export({"en": "Conversion", "zh": "转化率"}, conversion_report, is_past=True),
    "forecast": Export({"en": "Forecast", "zh": "预测"}, _forecast, None),
    "deals": Export({"en": "List of deals", "zh": "商机列表"}, _deals, 0),
    "health": Export({"en": "Funnel health", "zh": "漏斗健康"}, health_report),
    "losses": Export({"en": "Losses", "zh": "输单分析"}, losses_report, is_past=True),
    MONTH: Export({"en": "Monthly pack", "zh": "月度汇总"}, month_pack, is_past=True),
    "next": Export({"en": "Next steps", "zh": "下一步"}, _next, 0),
    "payments": Export({"en": "Payments", "zh": "回款"}, _payments, 0),
    "plan": Export({"en": "Plan", "zh": "倒推计划"}, plan_report),
    "records": Export({"en": "Records", "zh": "记录"}, lambda order: records_document(order.contents), 0),
    "sources": Export({"en": "Sources", "zh": "线索来源"}, results_report, is_past=True),
    "targets": Export({"en": "Targets", "zh": "业绩目标"}, targets_report),
    "territory": Export({"en": "Territory", "zh": "区域"}, territory_report),
    "waterfall": Export({"en": "Waterfall", "zh": "漏斗变化瀑布图"}, waterfall_report, is_past=True),
}
"""The reports that are exported, by name."""

FACT_EXPORT = "facts"
"""What is no report but the whole book, as tables for an engine."""

_NAMES = [Choice(id=id, title=Label(each.title)) for id, each in EXPORTS.items()]
_FACTS = Choice(id=FACT_EXPORT, title=Label({"en": "Facts", "zh": "事实表"}))
EXPORTED_REPORTS = (*_NAMES[:2], _FACTS, *_NAMES[2:])
"""What can be exported, by name."""


def report_named(word: str) -> str:
    """The report that the word means; raises `NoSuchWord`."""
    return choice_named(message("report"), word, EXPORTED_REPORTS).id


def export(report: str, order: Order) -> Document:
    """The report of that name, which is not `FACT_EXPORT`; raises `NoSuchWord` with the list."""
    return EXPORTS[report_named(report)].of(order)
