"""Quotas by area as a table, and how they are made."""

from __future__ import annotations

from collections.abc import Iterator

from funnel_cli.message import Term, Text, message
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.reports.cuts import GROUP_TITLES
from funnel_cli.reports.deals import money_notes
from funnel_cli.reports.explanation import Figure, weighted_amounts
from funnel_cli.reports.planning.quota import Area, Balance
from funnel_cli.table import Column, Document, Kind, Row, Table

QUOTA = Term("quota", message("Quota"))
DEVIATION = Term("deviation", message("Against the mean"))


def quota_document(found: Balance, book: Book) -> Document:
    """What each area holds, and who has more or less than the mean."""
    deals = tuple(deal for area in found.areas for deal in area.deals)
    return Document(
        schema="funnel.quota/1",
        title=message("Quotas"),
        head={"by": Term(found.by, GROUP_TITLES[found.by]), "period": found.period},
        lines=tuple(_lines(found)),
        tables=(
            Table(
                name="areas",
                columns=(
                    Column(key="area", title=GROUP_TITLES[found.by], weight=10),
                    Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=6),
                    Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=7),
                    Column(key="quota", title=message("Quota"), kind=Kind.MONEY, weight=9),
                    Column(key="share", title=message("Share"), kind=Kind.RATIO, weight=5),
                    Column(key="deviation", title=message("Against the mean"), kind=Kind.RATIO, weight=8),
                    Column(key="currency", title=message("Currency"), on_screen=False),
                    Column(key="ids", title=message("Deals"), on_screen=False),
                ),
                rows=tuple(_row(area, found) for area in found.areas),
                notes=money_notes(deals, book),
                empty=message("No open deal to make a quota of."),
            ),
        ),
    )


def quota_figures(found: Balance, book: Book) -> Iterator[Figure]:
    """Each area's quota with its deals, and how far it is from the mean."""
    for area in found.areas:
        formula = message("Σ amount × probability of the open deals of the area")
        yield Figure(QUOTA, area.quota, formula, weighted_amounts(area.deals, book), of=area.key)
        formula = message("quota ÷ mean of the areas − 1")
        yield Figure(DEVIATION, found.deviation(area), formula, of=area.key)


def _lines(found: Balance) -> Iterator[Text]:
    """What a quota is, and whose is the largest and the smallest."""
    if found.period:
        yield message("Open deals due in {period}: amount × probability.", period=found.period)
    else:
        yield message("All open deals, whenever they are due: amount × probability.")
    if len(found.known) > 1 and found.mean:
        known = sorted(found.known, key=lambda area: area.quota.amount)
        yield message(
            "{most} holds the most ({above} of the mean), {least} the least ({below}).",
            most=known[-1].key,
            above=(found.deviation(known[-1]) or 0) + 1,
            least=known[0].key,
            below=(found.deviation(known[0]) or 0) + 1,
        )


def _row(area: Area, found: Balance) -> Row:
    """What one area holds."""
    amount: Money = area.sum.amount_converted
    return (
        area.key,
        area.sum.deals,
        amount,
        area.quota,
        found.share(area),
        found.deviation(area),
        found.currency,
        tuple(deal.deal.id for deal in area.deals),
    )
