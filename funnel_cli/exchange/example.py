"""A tiny import, from which the published schema of its answer is read."""

from __future__ import annotations

from funnel_cli.exchange.incoming import incoming_of
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.matching import plan_import
from funnel_cli.exchange.report import import_document
from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.model import Book
from funnel_cli.table import Document

SHEET = b"""\
Deal ID,Account Name,Deal Name,Amount,Stage,Create Date,Close Date,Next Step,Owner,Notes
7,Acme Ltd,Lights,130000,Offer,2026-07-01,2026-12-20,Call,ben,
8,Crane GmbH,,50000,Closed Won,2026-09-01,2026-11-18,,anna,
9,Dale,Doors,many,Verify,2026-11-01,2026-12-01,,anna,
"""


def import_example(book: Book) -> Document:
    """What a sheet would do to the book of the reports' examples: a row that changes a deal, a bad one."""
    incoming = incoming_of(as_sheet(SHEET, "deals.csv", None), ColumnMap(), book.method)
    return import_document(plan_import(incoming, book, book.day), book.currency)
