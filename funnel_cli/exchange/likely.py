"""The customers of a sheet, in the book's spelling where it has them, and which others they may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from funnel_cli.exchange.incoming import Incoming
from funnel_cli.exchange.matching import ImportPlan, PlannedRow, RowKind
from funnel_cli.finding.duplicates import Spellings, likely_customers
from funnel_cli.records.book import Book
from funnel_cli.store.layout import slug
from funnel_cli.values.message import Message, message


def as_the_book_spells(incoming: Incoming, book: Book) -> Incoming:
    """The sheet with the book's spelling of customers where only case, spaces and brackets differ.

    Former names become the present ones; a customer that is new is spelled as where it stands first. What
    the sheet says is kept in `typed`.
    """
    spellings = Spellings(book)
    typed: dict[int, str] = {}
    rows = []
    for row in incoming.rows:
        name = row.deal.customer
        known = spellings.of(name) if name else name
        if name and known != name:
            typed[row.line] = name
            rows.append(replace(row, deal=replace(row.deal, customer=known)))
        else:
            rows.append(row)
            if name:
                spellings.add(name)
    return replace(incoming, rows=tuple(rows), typed=typed)


def with_likely(plan: ImportPlan, book: Book) -> ImportPlan:
    """The plan, with a remark on each new row whose customer was spelled anew or may be another."""
    new = (row.row.customer for row in plan.rows if row.kind is RowKind.NEW and row.row)
    likely = {
        name: message("maybe the same customer as {name}", name=other)
        for name, other in likely_customers(filter(None, new), book, slug).items()
    }
    return replace(plan, rows=tuple(_remarked(row, plan.incoming.typed, likely) for row in plan.rows))


def _remarked(row: PlannedRow, typed: Mapping[int, str], likely: Mapping[str, Message]) -> PlannedRow:
    """The row with what there is to say of its customer, if it is new."""
    said: list[Message] = []
    if row.kind is RowKind.NEW and row.row and (name := row.row.customer):
        if row.line in typed:
            said.append(message("{typed} is written as {name}", typed=typed[row.line], name=name))
        if name in likely:
            said.append(likely[name])
    return replace(row, reasons=(*row.reasons, *said)) if said else row
