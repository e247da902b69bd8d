"""Territories as tables: what each owner, region and industry holds, and whether that is balanced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from funnel_cli.message import Term, Text, message
from funnel_cli.model import Book
from funnel_cli.reports.cuts import GROUP_TITLES
from funnel_cli.reports.deals import money_notes
from funnel_cli.reports.planning.quota import Area, Balance
from funnel_cli.table import Column, Document, Kind, Row, Table

BALANCE = {
    "even": Term("even", message("even")),
    "heavy": Term("heavy", message("too much")),
    "light": Term("light", message("too little")),
}


MAIN = "territory"
"""What the table of the first kind of area is called, whichever that is."""

MOST_NAMED = 3
"""So many areas that hold too little are named in words."""


def territory_document(found: Sequence[Balance], book: Book, query: str = "") -> Document:
    """A table per kind of area, the first the main one, and what to move."""
    first = found[0]
    deals = tuple(deal for area in first.areas for deal in area.deals)
    return Document(
        schema="funnel.territory/1",
        title=message("Territory"),
        head={"period": first.period, "query": query, "by": first.by, "quota": first.total},
        lines=tuple(_lines(found, book)),
        tables=tuple(_table(each, book, MAIN if each is first else each.by) for each in found),
        notes=(
            message(
                "Quota: amount × probability. Balanced: within ±{tolerance} of the mean.",
                tolerance=book.method.health.tolerance,
            ),
            *money_notes(deals, book),
        ),
    )


def verdict(area: Area, found: Balance, book: Book) -> str | None:
    """Whether the area holds "even", "heavy" or "light"; `None` for the unknown, and for one alone."""
    deviation = found.deviation(area)
    if deviation is None or len(found.known) == 1:
        return None
    if abs(deviation) <= book.method.health.tolerance:
        return "even"
    return "heavy" if deviation > 0 else "light"


def _lines(found: Sequence[Balance], book: Book) -> Iterator[Text]:
    """Which deals are meant, and between which areas there is something to even out."""
    if found[0].period:
        yield message("Open deals due in {period}.", period=found[0].period)
    else:
        yield message("All open deals, whenever they are due.")
    for each in found:
        named = [(area.key, verdict(area, each, book)) for area in _by_quota(each)]
        heavy = tuple(key for key, said in named if said == "heavy")
        light = tuple(key for key, said in named if said == "light")
        if heavy and light and each.by == "owner":
            yield message("Move deals from {heavy} to {light}.", heavy=heavy, light=light)
        elif light:
            title, least = GROUP_TITLES[each.by], light[:MOST_NAMED]
            yield message("{area}: look for new needs in {light}.", area=title, light=least)


def _by_quota(found: Balance) -> tuple[Area, ...]:
    """The areas that have a name, those that hold the least first."""
    return tuple(sorted(found.known, key=lambda area: area.quota.amount))


def _table(found: Balance, book: Book, name: str) -> Table:
    """What the areas of one kind hold."""
    return Table(
        name=name,
        columns=(
            Column(key="area", title=GROUP_TITLES[found.by], weight=10),
            Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=7),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=6),
            Column(key="quota", title=message("Quota"), kind=Kind.MONEY, weight=9),
            Column(key="share", title=message("Share"), kind=Kind.RATIO, weight=5),
            Column(key="deviation", title=message("Against the mean"), kind=Kind.RATIO, weight=8),
            Column(key="verdict", title=message("Balance"), weight=9),
            Column(key="currency", title=message("Currency"), on_screen=False),
        ),
        rows=tuple(_row(area, found, book) for area in found.areas),
        empty=message("No open deal to make a quota of."),
    )


def _row(area: Area, found: Balance, book: Book) -> Row:
    said = verdict(area, found, book)
    return (
        area.key,
        area.sum.deals,
        area.sum.amount_converted,
        area.quota,
        found.share(area),
        found.deviation(area),
        BALANCE[said] if said else None,
        found.currency,
    )
