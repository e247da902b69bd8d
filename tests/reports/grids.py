"""Reading tables in tests: cells by the key of their column, parts by their name."""

from collections.abc import Iterable
from decimal import Decimal

from funnel_cli.reports.explanation import figures_in
from funnel_cli.values.figures import Figure
from funnel_cli.values.message import Named
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Document, Row, Table


def part(document: Document, name: str) -> Table:
    """The document's table of that name."""
    return next(table for table in document.tables if table.name == name)


def cells(table: Table, *keys: str, totals: bool = False) -> list[Row]:
    """The cells of these columns, a tuple per row (or per total); a deal by its id."""
    places = [[column.key for column in table.columns].index(key) for key in keys]
    rows = table.totals if totals else table.rows
    return [tuple(_bare(row[place]) for place in places) for row in rows]


def _bare(cell: Cell) -> Cell:
    return cell.id if isinstance(cell, Named) else cell


def column(table: Table, key: str, *, totals: bool = False) -> list[Cell]:
    """The cells of one column."""
    return [row[0] for row in cells(table, key, totals=totals)]


def ids(table: Table, key: str) -> list[object]:
    """The ids of the terms in one column, and whatever is no term as it stands."""
    return [getattr(cell, "id", cell) for cell in column(table, key)]


def texts(notes: Iterable[object]) -> list[str]:
    """The templates of these messages."""
    return [str(getattr(note, "text", note)) for note in notes]


def explained(*tables: Table) -> list[Figure]:
    """How the figures of these tables are made."""
    return list(figures_in(Document(schema="", title="", tables=tables)))


def cny(amount: str) -> Money:
    """So much in the test book's currency."""
    return Money(Decimal(amount), "CNY")


def usd(amount: str) -> Money:
    """So many dollars."""
    return Money(Decimal(amount), "USD")
