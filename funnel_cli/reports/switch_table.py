"""What taking a book over to another method does: which stage and milestone becomes which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from funnel_cli.records.book import Book
from funnel_cli.reports.switch import Switch
from funnel_cli.time.gate import unearned
from funnel_cli.time.history import book_on
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.table import Document, Table, ValueColumn, count, table, text


def switch_document(switch: Switch, book: Book, files: int) -> Document:
    """Every stage of the old method with what it becomes, and every milestone that was ever ticked.

    `book` is the book as known on the day; `files` counts what is to be written.
    """
    kept = [match for match in switch.milestones if match.uses and match.new is None]
    ticks = sum(match.uses for match in switch.milestones)
    behind = sum(match.uses for match in kept)
    later = _moved(book, switch)
    unmet = sum(bool(unearned(deal, later)) for deal in later.opportunities.values() if deal.is_open)
    return Document(
        schema="funnel.switch/1",
        title=message("From {old} to {new}", old=switch.old.label, new=switch.new.label),
        head={
            "from": switch.old.method,
            "to": switch.new.method,
            "deals": len(book.opportunities),
            "files": files,
            "ticks": ticks,
            "kept_ticks": behind,
            "unearned": unmet,
        },
        tables=(_stages_table(switch), _milestones_table(switch)),
        lines=tuple(_lines(len(book.opportunities), files, ticks, behind, unmet)),
    )


def _moved(book: Book, switch: Switch) -> Book:
    moved = {id: switch.moved(deal) for id, deal in book.opportunities.items()}
    return book_on(Book(method=switch.new, opportunities=moved, customers=book.customers), book.day)


def _lines(deals: int, files: int, ticks: int, kept: int, unmet: int) -> Iterator[Text]:
    """How much is moved, what has no like, and how many deals will not have earned their stage."""
    yield message("{deals:deal|deals} in {files:file|files}.", deals=deals, files=files)
    if kept:
        yield message(
            "{ticks:tick|ticks}, all kept; {kept} of them under milestones that the new method lacks.",
            ticks=ticks,
            kept=kept,
        )
    elif ticks:
        yield message("{ticks:tick|ticks}, all kept.", ticks=ticks)
    if unmet:
        yield message("{count:deal|deals} will be in a stage not earned yet: funnel validate", count=unmet)


def _stages_table(switch: Switch) -> Table:
    title, counted = message("Stage"), count("deals", message("Deals"), "uses", weight=8)
    return table("stages", switch.stages, *_columns(title), counted)


def _milestones_table(switch: Switch) -> Table:
    """A row a milestone that was ticked, or that has a like."""
    used = [match for match in switch.milestones if match.uses or match.new]
    return table(
        "milestones",
        used,
        *_columns(message("Milestone")),
        count("ticks", message("Ticks"), "uses", weight=8),
        title=message("Milestones"),
        empty=message("No milestone is ticked, and none has a like."),
    )


def _columns(title: Message) -> Sequence[ValueColumn]:
    """An old thing, the new one (none: it is kept as it is), and why."""
    return (
        text("old", title, weight=10, is_whole=True),
        text("title", message("Title"), "label", weight=6),
        text("new", message("becomes"), weight=9, is_whole=True),
        text("how", message("Because of"), "how.value", weight=7),
    )
