"""The targets of the book, what came of them, and how they changed."""

from __future__ import annotations

from collections.abc import Iterable

from funnel_cli.message import message
from funnel_cli.model import Book, Target
from funnel_cli.money import Money
from funnel_cli.table import Column, Document, Kind, Table


def targets_document(targets: Iterable[Target], book: Book, *, query: str = "") -> Document:
    """Every target line as it was written down, the period first; a later line of the same kind counts."""
    some = sorted(targets, key=lambda each: (each.period, each.owner or "", each.tier))
    in_force = {
        (each.period, each.owner, each.tier): each for each in sorted(some, key=lambda each: each.set)
    }
    return Document(
        schema="funnel.target/1",
        title=message("Targets"),
        head={"query": query},
        tables=(
            Table(
                name="targets",
                columns=(
                    Column(key="period", title=message("Period"), weight=10),
                    Column(key="owner", title=message("Owner"), weight=8),
                    Column(key="tier", title=message("Tier"), weight=5),
                    Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=9),
                    Column(key="currency", title=message("Currency"), on_screen=False),
                    Column(key="set", title=message("Written on"), kind=Kind.DAY, weight=6),
                    Column(key="submitted", title=message("Submitted"), kind=Kind.DAY, weight=4),
                    Column(key="in_force", title=message("In force"), weight=7),
                ),
                rows=tuple(
                    (
                        each.period,
                        each.owner or message("whole book"),
                        each.tier,
                        Money(each.amount, each.currency or book.currency),
                        each.currency or book.currency,
                        each.set,
                        each.submitted,
                        in_force[each.period, each.owner, each.tier] is each,
                    )
                    for each in some
                ),
                empty=message("No target is written down yet: funnel target 2026-12 300k"),
            ),
        ),
    )
