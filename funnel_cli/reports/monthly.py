"""The tables of a month as they are kept: deals, the forecast beside the target, the waterfall, accuracy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from funnel_cli.values.message import Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table


def monthly_document(
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
