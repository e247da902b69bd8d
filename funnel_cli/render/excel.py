"""The document as a workbook of Excel: a sheet for each table, and one that says what stands around them.

Amounts and days are numbers and dates of the workbook, with the currency's own format; no text is a formula.
The same document gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from funnel_cli.render.choice import with_card
from funnel_cli.render.clean import ACTING, escaped
from funnel_cli.render.language import Language
from funnel_cli.render.machine import FORMULA, exact_text
from funnel_cli.render.output import Footing
from funnel_cli.reports.deal_names import DEAL_TITLE, ID_TITLE
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Label, Message, Named, Term, Text, message
from funnel_cli.values.money import Money, minor_digits
from funnel_cli.values.table import Cell, Column, Document, Kind, Row, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_ROWS = 1_048_576
"""So many rows has a sheet of Excel."""

LETTERS = 32_767
"""So many letters has a cell, counted in units of UTF-16."""

_FIRST_DAY = Day(1900, 3, 1)
"""From here on Excel counts days as everybody does; earlier ones are written as texts."""

NARROWEST, WIDEST = 6, 60
_NAME_LENGTH = 31
_MADE = Day(2000, 1, 1)  # the day of a document that belongs to none
_CUT = "…"

_harmful = re.compile(rf"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f{ACTING}\ufffe\uffff]")
_not_in_names = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class TooManyRows(DataRefused):
    """A table has more rows than a sheet of a workbook."""

    sentence = N_("{title} has {count} rows; a sheet of a workbook holds {most}.")
    cure = N_("Write it as CSV: -o FILE.csv")
    code = "too_many_rows"


@dataclass(slots=True)
class _Pen:
    """What writes into one workbook: its formats, made once each, and how many texts had to be cut."""

    book: Workbook
    language: Language
    formats: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)
    cut: int = 0

    def format(self, **wishes: object) -> Format:
        """The format with these properties, the same object for the same ones."""
        key = tuple(sorted(wishes.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **wishes})
        return self.formats[key]

    def words(self, cell: Cell) -> str:
        """The text of a cell: words of ours in the reader's language, those of records as they stand."""
        match cell:
            case str():
                return self.fitting(_harmful.sub(escaped, cell))
            case bool() | Message() | Label() | Term():
                return self.fitting(self.language.spell(cell))
            case tuple():
                return self.fitting("; ".join(map(self.words, cell)))
            case _:
                return self.fitting(_harmful.sub(escaped, exact_text(cell)))

    def fitting(self, said: str) -> str:
        """The text as far as a cell holds it."""
        if len(said) * 2 <= LETTERS or len(said.encode("utf-16-le")) // 2 <= LETTERS:
            return said
        self.cut += 1
        units = said.encode("utf-16-le")[: (LETTERS - len(_CUT)) * 2]
        return units.decode("utf-16-le", "ignore") + _CUT


def as_workbook(document: Document, language: Language, basis: Footing) -> bytes:
    """The bytes of an .xlsx file; raises `TooManyRows`."""
    from xlsxwriter.workbook import Workbook

    shown = with_card(document)
    for table in shown.tables:
        if len(table.rows) + len(table.totals) + 2 > _ROWS:
            title = table.title or document.title
            raise TooManyRows(title=title, count=len(table.rows), most=_ROWS)
    held = BytesIO()
    book = Workbook(held, {"in_memory": True})
    made = datetime.combine(basis.day or _MADE, time())
    book.set_properties({"title": language.say(document.title), "created": made})
    pen = _Pen(book, language)
    names: set[str] = set()
    for number, table in enumerate(shown.tables):
        name = _name(language.say(table.title or (table.columns[0] if number else document).title), names)
        _write_table(pen, book.add_worksheet(name), table, number)
    _write_about(pen, book.add_worksheet(_name(language.say(message("About")), names)), document, basis)
    book.close()
    return held.getvalue()


def _name(wish: str, taken: set[str]) -> str:
    """The name of a sheet as Excel lets it be, like none before it whatever the case."""
    plain = _not_in_names.sub(" ", wish).strip(" '")[:_NAME_LENGTH].strip(" '") or "Sheet"
    if plain.casefold() == "history":  # Excel keeps it for itself
        plain += "_"
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        end = f" {number}"
        found = plain[: _NAME_LENGTH - len(end)] + end
    taken.add(found.casefold())
    return found


def _write_table(pen: _Pen, page: Worksheet, table: Table, number: int) -> None:
    """The table under its titles, to be filtered and sorted; its totals stand apart below it.

    The ids of its deals stand in a last column that nobody sees until he asks for it.
    """
    table, has_ids = _with_ids(table)
    titles = _titles(table.columns, pen)
    widths = [cell_len(title) + 3 for title in titles]  # room for the button of the filter
    for at, row in enumerate(table.rows, start=1):
        _write_row(pen, page, at, row, table.columns, widths)
    if table.rows:
        head = [{"header": title} for title in titles]
        style = {"name": f"part{number + 1}", "columns": head, "style": "Table Style Light 1"}
        page.add_table(0, 0, len(table.rows), len(titles) - 1, style)
    for column, title in enumerate(titles):
        page.write_string(0, column, title, pen.format(bold=True))
    for at, row in enumerate(table.totals, start=len(table.rows) + 2):
        _write_row(pen, page, at, _named(row, table.columns), table.columns, widths, bold=True)
    for column, width in enumerate(widths):
        hidden = {"hidden": has_ids and column == len(titles) - 1}
        page.set_column(column, column, min(max(width, NARROWEST), WIDEST), None, hidden)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _with_ids(table: Table) -> tuple[Table, bool]:
    """The table with the ids of its deals: in a last column, where one says what people call them."""
    place = next((at for at, column in enumerate(table.columns) if column.title == DEAL_TITLE), None)
    if place is None or table.columns[place].key != "id":
        return table, False
    ids = [cell.id if isinstance(cell := row[place], Named) else None for row in table.rows]
    columns = [*table.columns, Column(key="book_id", title=ID_TITLE)]
    if ids and not any(ids):
        columns[place] = columns.pop()
        return replace(table, columns=tuple(columns)), False
    rows = [(*row, id) for row, id in zip(table.rows, ids, strict=True)]
    totals = [(*row, None) for row in table.totals]
    return replace(table, columns=tuple(columns), rows=rows, totals=totals), True


def _named(row: Row, columns: Sequence[Column]) -> Row:
    if row[0] is None and columns[0].kind is Kind.TEXT:
        return (message("Total"), *row[1:])
    return row


def _titles(columns: Iterable[Column], pen: _Pen) -> list[str]:
    """The titles of the columns, with the key behind one that another has or that says nothing."""
    found: list[str] = []
    taken: set[str] = set()
    for column in columns:
        title = pen.words(column.title) or column.key
        if title.casefold() in taken:
            title = f"{title} ({column.key})"
        taken.add(title.casefold())
        found.append(title)
    return found


def _write_row(
    pen: _Pen,
    page: Worksheet,
    at: int,
    row: Row,
    columns: Sequence[Column],
    widths: list[int],
    **wishes: object,
) -> None:
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        if cell is not None:
            widths[place] = max(widths[place], _write(pen, page, (at, place), cell, column.kind, wishes))


def _write(
    pen: _Pen, page: Worksheet, at: tuple[int, int], cell: Cell, kind: Kind, wishes: dict[str, object]
) -> int:
    """Write one cell as what it is, a number or a date where Excel has it exactly; how wide it is."""
    said = _number(cell)
    if said is not None:
        form = _form(cell, kind)
        page.write_number(*at, said, pen.format(num_format=form, **wishes))
        return len(f"{said:,.2f}") + len("CNY ") * isinstance(cell, Money)
    if isinstance(cell, Day) and cell >= _FIRST_DAY:
        page.write_datetime(
            *at, datetime.combine(cell, time()), pen.format(num_format="yyyy-mm-dd", **wishes)
        )
        return len("2026-11-28") + 1
    words = pen.words(cell)
    properties = dict(wishes)
    if isinstance(cell, Money | Decimal | int) and not isinstance(cell, bool):
        properties["align"] = "right"
    width = max(map(cell_len, words.split("\n")), default=0) + 1
    if width > WIDEST or "\n" in words:
        properties["text_wrap"] = True
    if words.lstrip("'").startswith(FORMULA):
        properties["quote_prefix"] = True
        words = f"'{words}" if words.startswith("'") else words  # an import takes one off
    page.write_string(*at, words, pen.format(**properties))
    return width


def _number(cell: Cell) -> float | int | None:
    """The cell as a number of Excel, if it is one that loses no digit there."""
    exact = cell.amount if isinstance(cell, Money) else cell
    if isinstance(exact, bool) or not isinstance(exact, Decimal | int):
        return None
    near = float(exact)
    if isinstance(cell, Decimal) or Decimal(f"{near:.15g}") == exact:
        return near
    return None


def _form(cell: Cell, kind: Kind) -> str:
    if isinstance(cell, Money):
        digits = minor_digits(cell.currency)
        return f"[${cell.currency}] #,##0" + ("." + "0" * digits if digits else "")
    if isinstance(cell, int):
        return "0"
    return "0.0%" if kind in {Kind.RATIO, Kind.BAR, Kind.TEXT} else "#,##0.##"


def _emptiness(table: Table) -> list[Text]:
    """What is said of a table without rows, after its title."""
    empty = table.empty or message("Nothing to show.")
    if table.rows:
        return []
    return [message("{title}: {text}", title=table.title, text=empty) if table.title else empty]


def _write_about(pen: _Pen, page: Worksheet, document: Document, basis: Footing) -> None:
    """What stands around the tables: title, day, single values, sentences, and what is missing."""
    page.set_column(0, 0, 30)
    page.set_column(1, 1, WIDEST)
    page.write_string(0, 0, pen.words(document.title), pen.format(bold=True))
    notes = [note for table in document.tables for note in (*_emptiness(table), *table.notes)]
    lines: list[Any] = [*basis.lines, *document.lines, *notes, *document.notes, *basis.notes]
    if pen.cut:
        lines.append(
            message(
                "{count:text|texts} cut: a cell of a workbook holds no more than {most} letters.",
                count=pen.cut,
                most=LETTERS,
            )
        )
    at = 1
    for line in lines:
        _write(pen, page, (at, 0), line, Kind.TEXT, {})
        at += 1
    for key, cell in document.head.items():
        at += 1
        page.write_string(at, 0, key, pen.format(bold=True))
        if cell is not None:
            _write(pen, page, (at, 1), cell, Kind.RATIO if isinstance(cell, Decimal) else Kind.TEXT, {})
    for problem in basis.every_problem:
        at += 1
        where = ":".join(str(part) for part in (problem.path, problem.line) if part)
        _write(pen, page, (at, 0), where, Kind.TEXT, {})
        _write(pen, page, (at, 1), problem.message, Kind.TEXT, {})
