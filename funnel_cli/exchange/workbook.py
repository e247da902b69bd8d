"""A workbook of Excel or LibreOffice: from its bytes to the rows of one sheet, as texts without a doubt.

Numbers stand in plain digits, days as year, month and day, so that no column has to tell what it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from funnel_cli.exchange.amounts import mark_told
from funnel_cli.exchange.sheet import DEFUSED, FileForm, Sheet, SheetRow, header_place, letters, sheet_of
from funnel_cli.exchange.sheet_text import OLD_EXCEL
from funnel_cli.exchange.xlsx_marks import PERCENT, Marks, counts_from_1904, marks_of, too_large
from funnel_cli.values.errors import DataRefused, NotFound
from funnel_cli.values.message import N_, Message, message

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_CellValue = str | int | float | bool | Day | datetime | time | timedelta

_THOUSAND_OR_NOT = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_TOLD = 6  # so many merged cells are named
_DIGITS = 15  # what Excel shows of a number, and what it means by it

_NO_MARKS = Marks()


class WorkbookUnreadable(DataRefused):
    """The bytes begin like a workbook and are none that can be read."""

    sentence = N_("{path} cannot be read as a workbook: {reason}.")
    cure = N_("Open it and save it anew as .xlsx, without a password; or save the sheet as CSV (UTF-8).")
    code = "no_table"


class SheetUnclear(DataRefused):
    """Several sheets of a workbook could be meant."""

    sentence = N_("{path} has {count:sheet|sheets} that could be meant.")
    cure = N_("Say which one: --sheet NAME")
    code = "sheet"


class NoSuchSheet(NotFound):
    """No sheet of the workbook has that name or number."""

    sentence = N_("There is no sheet {name} in {path}.")
    code = "no_sheet"


class WorkbookPage(NamedTuple):
    """A sheet of a workbook by its name, with the rows that hold something."""

    name: str
    rows: tuple[SheetRow, ...]
    is_hidden: bool
    merged: tuple[str, ...] = ()


def read_workbook(
    data: bytes,
    path: str,
    form: FileForm,
    *,
    decimal: str | None,
    is_header: Callable[[str], bool],
    ask: Callable[[Sequence[str]], str] | None,
) -> Sheet:
    """The table in one sheet of a workbook: the one that `form` names, else the only one with a header.

    `decimal` is the mark in which numbers are spelled; `None` for that of the texts in their column, if these
    tell one. Raises `WorkbookUnreadable`, `SheetUnclear`,
    `NoSuchSheet` or `SheetEmpty`.
    """
    pages = _pages(data, path, decimal)
    page = _meant(pages, path, form, is_header, ask)
    others = [
        message("“{name}” (hidden)", name=each.name)
        if each.is_hidden
        else message("“{name}”", name=each.name)
        for each in pages
        if each is not page
    ]
    notes = [message("Sheets not read: {names}.", names=tuple(others))] if others else []
    if page.merged:
        more = len(page.merged) - _TOLD
        cells = (*page.merged[:_TOLD], *((message("{count} more", count=more),) if more > 0 else ()))
        notes.append(
            message(
                "Merged cells: {cells}. A text or a day holds for all of their rows, a number for the first.",
                cells=cells,
            )
        )
    found = sheet_of(page.rows, path, form, is_header)
    return found._replace(page=page.name, notes=tuple(notes), is_1904=counts_from_1904(data))


def _pages(data: bytes, path: str, decimal: str | None) -> tuple[WorkbookPage, ...]:
    """Every sheet of the workbook; what is drawn and holds no cells is none."""
    from python_calamine import (
        CalamineError,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
        load_workbook,
    )

    if reason := too_large(data):
        raise WorkbookUnreadable(path=path, reason=reason)
    try:
        book = load_workbook(BytesIO(data))
        marks = {} if data.startswith(OLD_EXCEL) else marks_of(data)
        return tuple(
            _page(
                book,
                each.name,
                each.visible != SheetVisibleEnum.Visible,
                marks.get(each.name, _NO_MARKS),
                decimal,
            )
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet
        )
    except PasswordError:
        raise WorkbookUnreadable(path=path, reason=message("it has a password")) from None
    except CalamineError as fault:
        raise WorkbookUnreadable(path=path, reason=str(fault).rstrip(".")) from None


def _page(
    book: CalamineWorkbook, name: str, is_hidden: bool, marks: Marks, decimal: str | None
) -> WorkbookPage:
    sheet = book.get_sheet_by_name(name)
    values = sheet.to_python(skip_empty_area=False)
    spans = _spans(sheet.merged_cell_ranges or marks.merged, values)
    held = {
        (row, column): values[top][column] for top, bottom, column in spans for row in range(top, bottom + 1)
    }
    known: dict[str, str] = {}
    told = {} if decimal else _marks_told(values)

    def cell(at: tuple[int, int], value: _CellValue) -> str:
        if value == "" and at in marks.errors:
            return marks.errors[at]
        if value == "" and isinstance(above := held.get(at, ""), str | Day):
            value = above
        text = _text(value, decimal or told.get(at[1], "."), marks.signs.get(at, ""))
        return known.setdefault(text, text)

    rows = tuple(
        SheetRow(at + 1, tuple(cell((at, place), value) for place, value in enumerate(row)))
        for at, row in enumerate(values)
    )
    merged = tuple(
        f"{letters(column)}{top + 1}:{letters(column)}{bottom + 1}" for top, bottom, column in spans
    )
    return WorkbookPage(name, rows, is_hidden, merged)


def _marks_told(values: Sequence[Sequence[_CellValue]]) -> Mapping[int, str]:
    """The decimal marks that texts tell in the columns where numbers with decimals stand beside them."""
    marks = {}
    for place, column in enumerate(zip(*values, strict=True)):
        if any(isinstance(value, float) and value != int(value) for value in column):
            marks[place] = mark_told(value for value in column if isinstance(value, str))
    return {place: mark for place, mark in marks.items() if mark}


def _spans(
    merged: Iterable[tuple[tuple[int, int], tuple[int, int]]], values: Sequence[Sequence[_CellValue]]
) -> list[tuple[int, int, int]]:
    """The first and last row, and the column, of cells that are one over several rows and hold something."""
    found = []
    for (top, left), (bottom, _) in merged:
        last = min(bottom, len(values) - 1)
        if top < last and left < len(values[top]) and values[top][left] != "":
            found.append((top, last, left))
    return sorted(found)


def _text(value: _CellValue, decimal: str, sign: str) -> str:
    """The cell as a text that can be read in one way only; `sign` is the currency or unit of its format."""
    match value:
        case str():
            said = value[1:] if DEFUSED.match(value) else value
        case bool():
            said = "true" if value else "false"
        case int() | float() if sign == PERCENT:
            said = f"{_number(value * 100, decimal)}%"
        case int() | float():
            said = f"{_number(value, decimal)} {sign}"
        case datetime():
            said = value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        case _:
            said = str(value)
    return said.strip()


def _number(value: float, decimal: str) -> str:
    """The number in plain digits, as exactly as a workbook means it; never what could be a thousand."""
    if abs(value) < 10**_DIGITS and value == int(value):
        return str(int(value))
    plain = f"{Decimal(f'{value:.{_DIGITS}g}'):f}"
    if _THOUSAND_OR_NOT.fullmatch(plain):
        plain += "0"
    return plain.replace(".", decimal)


def _meant(
    pages: Sequence[WorkbookPage],
    path: str,
    form: FileForm,
    is_header: Callable[[str], bool],
    ask: Callable[[Sequence[str]], str] | None,
) -> WorkbookPage:
    """The sheet that is meant: the named one, the only one with a header, or what the asked one says."""
    if form.page is not None:
        return _named(pages, path, form.page)
    filled = [page for page in pages if any(row.filled for row in page.rows)]
    open_ones = [page for page in filled if not page.is_hidden]
    tables = [page for page in open_ones if header_place(page.rows, is_header) is not None]
    for some in (tables, open_ones):
        if len(some) == 1:
            return some[0]
    likely = tables or open_ones or filled or list(pages)
    if ask and len(likely) > 1:
        return _named(pages, path, ask([page.name for page in likely]))
    if len(likely) == 1:
        return likely[0]
    raise SheetUnclear(path=path, count=len(likely), details=[*_listed(pages)])


def _named(pages: Sequence[WorkbookPage], path: str, wish: str) -> WorkbookPage:
    """The sheet of that name, else of that number from 1; raises `NoSuchSheet`."""
    exact = [page for page in pages if page.name == wish]
    alike = [page for page in pages if page.name.strip().casefold() == wish.strip().casefold()]
    if exact or alike:
        return (exact or alike)[0]
    if wish.isdecimal() and 1 <= int(wish) <= len(pages):
        return pages[int(wish) - 1]
    raise NoSuchSheet(path=path, name=wish, details=[*_listed(pages)])


def _listed(pages: Iterable[WorkbookPage]) -> Iterator[Message]:
    for page in pages:
        count = sum(1 for row in page.rows if row.filled)
        if page.is_hidden:
            yield message("{name}, hidden ({count:row|rows})", name=page.name, count=count)
        else:
            yield message("{name} ({count:row|rows})", name=page.name, count=count)
