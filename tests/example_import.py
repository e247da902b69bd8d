"""Tiny imports, from which the published schema of their answer is read."""

from dataclasses import replace

from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.import_plan import ImportPlan
from funnel_cli.exchange.incoming import incoming_of
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.matching import plan_import
from funnel_cli.exchange.report import Showing, import_document
from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.records.book import Book
from funnel_cli.values.table import Document

HEADER = b"Deal ID,Account Name,Deal Name,Amount,Stage,Create Date,Close Date,Next Step,Owner,Shoe size\n"
FIRST = b"""\
7,Crane GmbH,Cabins,50000,Verify,2026-09-01,2026-12-18,,anna,
8,Dale,Gates,20000,Verify,2026-09-01,2026-12-18,Call,anna,
"""
SECOND = b"""\
6,Acme Ltd,Lights,130000,Offer,2026-07-01,2026-12-20,Call,ben,
7,Crane GmbH,Cabins,60000,Verify,2026-09-01,2027-01-20,Visit,anna,
9,Dale,Doors,many,Maybe,2026-11-01,2026-12-01,,anna,
"""


def import_examples(book: Book) -> tuple[Document, ...]:
    """What a sheet did to the book of the reports' examples, and what another one would: it changes a deal,
    clashes with one, lacks one, and has a bad row.
    """
    first = _plan(FIRST, book)
    deals = {row.after.id: row.after for row in first.rows if row.after}
    known = replace(book, opportunities={**book.opportunities, **deals})
    return (
        import_document(first, book.currency, Showing(step=1, is_look=False)),
        import_document(_plan(SECOND, known), book.currency),
        import_document(_workbook_plan(known), book.currency),
    )


def _workbook_plan(book: Book) -> ImportPlan:
    """The plan of rows that come from a sheet of a workbook, which has no encoding."""
    sheet = as_sheet(HEADER + FIRST, "deals.xlsx", None)
    page = sheet._replace(encoding=None, delimiter=None, page="Deals")
    return plan_import(
        incoming_of(page, ColumnMap(system="north"), book.method),
        book,
        Terms(method=book.method, day=book.day, taken_over="from the north"),
    )


def _plan(rows: bytes, book: Book) -> ImportPlan:
    incoming = incoming_of(as_sheet(HEADER + rows, "deals.csv", None), ColumnMap(system="north"), book.method)
    return plan_import(incoming, book, Terms(method=book.method, day=book.day))
