"""What the reader of workbooks does not tell: cells with an error, what formats write, what is day 0."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from itertools import product
from locale import windows_locale
from zipfile import BadZipFile, ZipFile
from zlib import error as BrokenStream

from funnel_cli.exchange.sheet import NO_RESULT, letters
from funnel_cli.exchange.sheet_text import OLD_EXCEL
from funnel_cli.exchange.units import currency_of, currency_there, measure_of, possible_currencies
from funnel_cli.values.message import Message, message

_CellPlace = tuple[int, int]
"""Row and column of a cell, from 0."""

_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\b([^>]*)>")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf\b([^>]*)>")
_CELL = re.compile(r"<(?:\w+:)?c\b([^>]*)>")
_ERROR = re.compile(
    r"<(?:\w+:)?c\b([^>]*\bt=\"e\"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)
_UNCALCULATED = re.compile(
    r"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    r"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*?)(/>|>\s*</(?:\w+:)?c>|>)")
_STANDS_AT = re.compile(rb"\br=[\"']([A-Za-z]{0,9})([0-9]{1,18})")

_ATTRIBUTE = re.compile(r"([\w:-]+)=\"([^\"]*)\"")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

_MOST_CELLS = 20_000_000
"""How many cells of a sheet are laid out, the empty ones between included: all rows of Excel, 19 wide."""

_MOST_BYTES = 200_000_000
"""How large the parts of a workbook may be together, unpacked."""

PERCENT = "%"
_PERCENTS = {"9": PERCENT, "10": PERCENT}
"""The formats of every workbook that show a number as percents."""

_IN_FORMAT = re.compile(
    r"\[\$(?P<sign>[^\]-]+)(?:-(?P<locale>[^\]]*))?\]|\"(?P<text>[^\"]+)\"|(?P<bare>(?:\\[^\W\d_]|[$€£¥￥])+)"
)
"""How a format of numbers says a currency or a unit: [$€-407], "EUR", "万元", $, \\k\\r."""

_LOCALES = windows_locale | {0x4809: "en_SG"}  # for which the library has another country
_REGION = re.compile(r"[-_]([A-Z]{2})\b")

_DIVIDED = re.compile(r"[0#?],+(?![,0#?])")
"""How a format shows thousands of what a cell holds: 0.0,"k"."""

_IN_ODS = re.compile(
    r"<table:(table|table-row|(?:covered-)?table-cell)(?=[\s/>])([^>]*)>(?:\s*<text:p>([^<]*)</text:p>)?"
)

_NO_WORKBOOK = (
    BadZipFile,
    BrokenStream,
    KeyError,
    UnicodeDecodeError,
    NotImplementedError,
    RuntimeError,
    EOFError,
)
"""What a file raises that is no .xlsx or a torn one; the reader of workbooks says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What each cell of a sheet shows beside its value: an error such as #N/A, a currency, a unit; of an .ods
    also the first and the last cell of those that are one.
    """

    errors: Mapping[_CellPlace, str] = field(default_factory=dict)
    signs: Mapping[_CellPlace, str] = field(default_factory=dict)
    merged: Sequence[tuple[_CellPlace, _CellPlace]] = ()


def marks_of(data: bytes) -> dict[str, Marks]:
    """The marks of each sheet by its name; nothing for an .xlsb."""
    try:
        with ZipFile(BytesIO(data)) as parts:
            if "content.xml" in parts.namelist():
                return _marks_of_ods(_part(parts, "content.xml"))
            if "xl/workbook.xml" not in parts.namelist():
                return {}
            styles = (
                _signs_by_style(_part(parts, "xl/styles.xml")) if "xl/styles.xml" in parts.namelist() else {}
            )
            return {name: _marks(_part(parts, path), styles) for name, path in _sheets(parts)}
    except _NO_WORKBOOK:
        return {}


def too_large(data: bytes) -> Message | None:
    """Why the reader, which lays out every cell up to the farthest, would find no room; `None` if it would.

    Without room it takes the program with it.
    """
    try:
        with ZipFile(BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                return message("unpacked it is larger than {count} MB", count=_MOST_BYTES // 10**6)
            corners = map(_corner, map(parts.read, parts.namelist()))
            return next(
                (
                    message(
                        "its cells reach as far as {cell}; delete what stands far from the table",
                        cell=f"{letters(column - 1)}{row}",
                    )
                    for row, column in corners
                    if row * column > _MOST_CELLS
                ),
                None,
            )
    except _NO_WORKBOOK:
        return None


def _corner(xml: bytes) -> _CellPlace:
    """The last row and the last column, from 1, in which a cell of an .xlsx is filled, not only coloured."""
    rows = columns = row = column = 0
    for found in _ROW_OR_CELL.finditer(xml):
        kind, said, end = found.groups()
        place = _STANDS_AT.search(said)
        row = int(place[2]) if place else row + (kind == b"row")
        if kind == b"row":
            column = 0
            continue
        column = _column(place[1].decode().upper()) if place else column + 1
        if end == b">":
            rows, columns = max(rows, row), max(columns, column)
    return rows, columns


def _marks_of_ods(xml: str) -> dict[str, Marks]:
    """The marks of an .ods, whose cells say currency and error themselves; a row or cell may repeat."""
    found: dict[str, Marks] = {}
    row = rows = column = 0
    errors: dict[_CellPlace, str] = {}
    signs: dict[_CellPlace, str] = {}
    merged: list[tuple[_CellPlace, _CellPlace]] = []
    for kind, tag, text in _IN_ODS.findall(xml):
        said = _said(tag)
        if kind == "table":
            row, rows, errors, signs, merged = 0, 0, {}, {}, []
            found[unescape(said.get("table:name", ""))] = Marks(errors, signs, merged)
        elif kind.endswith("row"):
            row, rows, column = row + rows, int(said.get("table:number-rows-repeated", 1)), 0
        else:
            columns = int(said.get("table:number-columns-repeated", 1))
            sign = PERCENT if said.get("office:value-type") == "percentage" else said.get("office:currency")
            is_error = said.get("calcext:value-type") == "error"
            error = "" if not is_error else text if text.startswith("#") else NO_RESULT
            places = product(range(row, row + rows), range(column, column + columns))
            for place in places if sign or error else ():
                (errors if error else signs)[place] = error or sign or ""
            if more := int(said.get("table:number-rows-spanned", 1)) - 1:
                merged.append(((row, column), (row + more, column)))
            column += columns
    return found


def _part(parts: ZipFile, path: str) -> str:
    return parts.read(path).decode("utf-8")


def _said(tag: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(tag))


def _sheets(parts: ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name, and the part of the file that holds its cells."""
    relations = map(_said, _RELATION.findall(_part(parts, "xl/_rels/workbook.xml.rels")))
    targets = {each["Id"]: each["Target"] for each in relations}
    for said in map(_said, _SHEET.findall(_part(parts, "xl/workbook.xml"))):
        target = targets[next(value for name, value in said.items() if name.endswith(":id"))]
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in parts.namelist():
            yield unescape(said["name"]), path


def _signs_by_style(xml: str) -> dict[str, str]:
    """What each style of cells writes behind its numbers, by the style's number."""
    formats = map(_said, _FORMAT.findall(xml))
    signs = _PERCENTS | {
        each["numFmtId"]: sign for each in formats if (sign := _sign(unescape(each["formatCode"])))
    }
    styles = _STYLES.search(xml)
    found = map(_said, _STYLE.findall(styles[0]) if styles else ())
    return {str(at): signs[id] for at, each in enumerate(found) if (id := each.get("numFmtId")) in signs}


def _sign(code: str) -> str | None:
    """The unit and the currency that a format of numbers writes; no unit of what it has divided itself."""
    if PERCENT in code:
        return PERCENT
    unit = currency = ""
    for found in _IN_FORMAT.finditer(code):
        text: str = (found["sign"] or found["text"] or found["bare"].replace("\\", "")).strip()
        measure = measure_of(text)
        if measure and measure.zeros > 0:
            unit, text = unit or text, measure.sign or ""
        if not currency and (currency_of(text, "") or possible_currencies(text)):
            currency = currency_there(text, _region(found["locale"] or "")) or text
    if unit and not _DIVIDED.search(code):
        return unit if currency in unit else f"{unit} {currency}"
    return currency or None


def _region(locale: str) -> str:
    """The country of a locale such as 411 or ja-JP, which formats give a currency."""
    is_number = re.fullmatch("[0-9A-Fa-f]+", locale)
    found = _REGION.search(_LOCALES.get(int(locale, 16) & 0xFFFF, "") if is_number else locale)
    return found[1] if found else "-"


def _marks(xml: str, styles: Mapping[str, str]) -> Marks:
    shown = [(_said(tag), unescape(text)) for tag, text in (_ERROR.findall(xml) if 't="e"' in xml else ())]
    shown += [
        (_said(tag), NO_RESULT) for tag in (_UNCALCULATED.findall(xml) if ":f" in xml or "<f" in xml else ())
    ]
    errors = {place: text for said, text in shown if (place := _place(said.get("r", "")))}
    signs: dict[_CellPlace, str] = {}
    for said in map(_said, _CELL.findall(xml) if styles else ()):
        if (sign := styles.get(said.get("s", ""))) and (place := _place(said.get("r", ""))):
            signs[place] = sign
    return Marks(errors, signs)


def _place(reference: str) -> _CellPlace | None:
    """Row and column of a reference such as B7."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    return int(found[2]) - 1, _column(found[1]) - 1


def _column(said: str) -> int:
    """The number of a column such as AB, from 1."""
    column = 0
    for letter in said:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


_OLD = re.compile(rb"\x22\0\x02\0\x01\0\x0e\0\x02\0")
"""An .xls: the record Date1904, which is set, and the head of CalcPrecision, which always follows it."""

_ODD = re.escape(bytes(range(1, 256, 2)))
_PARTS = {
    "xl/workbook.xml": re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=\"(?:1|true)\""),
    "xl/workbook.bin": re.compile(rb"\x99\x01[\x0c-\x7f][" + _ODD + rb"]"),
    "content.xml": re.compile(rb"<table:null-date\b[^>]*\bdate-value=\"1904-01-01\""),
}
"""The part of an .xlsx, .xlsb and .ods that says it, and how; in the binary one the record BrtWbProp, whose
lowest bit it is."""


def counts_from_1904(data: bytes) -> bool:
    """Whether the workbook says that it counts days from 1904."""
    if data.startswith(OLD_EXCEL):
        return bool(_OLD.search(data))
    try:
        with ZipFile(BytesIO(data)) as parts:
            return any(_PARTS[name].search(parts.read(name)) for name in _PARTS.keys() & {*parts.namelist()})
    except _NO_WORKBOOK:
        return False
