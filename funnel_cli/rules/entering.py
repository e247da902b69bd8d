"""What a method asks of a deal before it is added: main goods, and `entry`, ticked then or later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Day

from funnel_cli.finding.names import milestone_named
from funnel_cli.finding.spare_parts import is_parts_only
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method
from funnel_cli.rules.ticking import how_to_meet, with_ticks
from funnel_cli.time.gate import gate
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import parted


class PartsOnly(UsageRefused):
    """A deal of spare parts alone, which the method keeps out of the funnel."""

    sentence = N_("{deal} is about spare parts only; {method} keeps them out of the funnel.")
    cure = N_(
        "With main goods in it, say both: amount of the main goods, parts of the spare parts, or parts 0."
    )
    code = "parts_only"


def demand_main_goods(deal: Opportunity, method: Method) -> None:
    """Refuse a deal of spare parts alone where the method does: raises `PartsOnly`."""
    if is_parts_only(deal, method):
        raise PartsOnly(deal=deal.title, method=method.label)


def met_on_entry(words: Iterable[str], method: Method) -> dict[str, str | None]:
    """`milestone` or `milestone=evidence` words by the ids of the entry's milestones; raises `NoSuchWord`."""
    pairs = map(parted, words)
    return {milestone_named(method.entry, name).id: evidence or None for name, _, evidence in pairs}


def ticked(deal: Opportunity, met: Mapping[str, str | None], method: Method, day: Day) -> Opportunity:
    """The deal with these milestones met on the day; raises `EvidenceNeeded` where a text is asked for."""
    for id, evidence in met.items():
        deal = with_ticks(deal, [milestone_named(method.entry, id)], day, evidence=evidence)
    return deal


def open_on_entry(deal: Opportunity, book: Book) -> Iterator[Message]:
    """What the method asks of a new deal and does not hold yet, a line each; nothing if all of it does."""
    entrance = book.method.entrance
    missing = gate(deal, entrance, book).open_criteria if entrance else ()
    if missing:
        yield message("{method} asks for this before a deal is added:", method=book.method.label)
    for milestone in missing:
        yield message("  {line}", line=how_to_meet(deal, milestone))
