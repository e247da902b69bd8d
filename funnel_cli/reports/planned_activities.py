"""Planned activities that are neither done nor dropped: visits, calls and others, by how soon they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.reports.diary import Ahead, plans_ahead
from funnel_cli.reports.next_steps import how_soon
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.table import Table, day, table, text

_TOLD = 3
"""So many of one deal are told in a line."""


def planned_ahead(deals: Iterable[Standing], book: Book) -> Table:
    """What is planned on these deals, but for those that rest."""
    return planned_table(plans_ahead(each.deal for each in deals if not each.is_paused), book)


def planned_table(some: Sequence[Ahead], book: Book) -> Table:
    """A row an activity: when, with whom, of which kind and what for; seen where there are any."""
    return table(
        "planned",
        some,
        day("due", message("Due"), "planned.due", weight=5),
        text("when", message("When"), lambda each: how_soon(each.planned.due, book.day), weight=7),
        deal_column(),
        text("kind", message("Kind"), lambda each: book.method.kinds.term(each.planned.kind), weight=6),
        text("text", message("Purpose"), "planned.text", weight=9, is_prose=True),
        text("owner", message("Owner"), weight=2),
        title=message("Planned"),
        on_screen=bool(some),
    )


def planned_facts(deal: Opportunity, book: Book) -> Iterator[tuple[Message, tuple[Text, ...]]]:
    """What is planned on the deal in a line each, the first few."""
    if some := plans_ahead((deal,)):
        told = tuple(_told(each, book) for each in some[:_TOLD])
        more = len(some) - _TOLD
        yield message("Planned"), (*told, message("{count} more", count=more)) if more > 0 else told


def _told(each: Ahead, book: Book) -> Message:
    kind, soon = book.method.kinds.term(each.planned.kind), how_soon(each.planned.due, book.day)
    if each.planned.text:
        return message("{kind} ({when}): {text}", kind=kind, when=soon, text=each.planned.text)
    return message("{kind} ({when})", kind=kind, when=soon)
