"""How a table calls a deal: by customer and name for people, by its id for machines and pipes."""

from __future__ import annotations

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.values.message import Named, message
from funnel_cli.values.table import Getter, ValueColumn, getter, text

DEAL_TITLE = message("Deal")
"""What the column that says which deal a row is about is called."""

ID_TITLE = message("Id in the book")
"""What a workbook calls the column of the ids of its deals."""


def called(deal: Opportunity) -> Named:
    """The deal as a cell: its id, and what people call it."""
    return Named(deal.id, deal.title)


def called_by(id: str, book: Book) -> Named:
    """The deal of that id as a cell; one that is gone is called by its id."""
    deal = book.opportunities.get(id)
    return called(deal) if deal else Named(id, id)


def deal_column(of: Getter = "deal", *, total: Getter | None = None) -> ValueColumn:
    """The column that says which deal a row is about."""
    deal = getter(of)
    return text("id", DEAL_TITLE, lambda each: called(deal(each)), total=total, weight=10, is_whole=True)
