"""The list: deals that a query asks for."""

from __future__ import annotations

from collections.abc import Iterable

from funnel_cli.message import message
from funnel_cli.model import Book
from funnel_cli.reports.deals import deal_table
from funnel_cli.standing import Standing
from funnel_cli.table import Document

SHOWN = (
    "id",
    "customer",
    "stage",
    "probability",
    "amount",
    "weighted",
    "expected_close",
    "days",
    "owner",
)


def listing(deals: Iterable[Standing], book: Book, query: str) -> Document:
    """The deals as one table, by id, with a total per currency."""
    nothing = message("No deal matches.") if book.opportunities else message("No deal yet: funnel add")
    table = deal_table("deals", deals, book, SHOWN, empty=nothing)
    return Document(
        schema="funnel.list/1",
        title=message("List of deals"),
        tables=(table,),
        head={"query": query},
    )
