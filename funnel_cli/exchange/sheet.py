"""A foreign sheet: from the bytes of a CSV file to a header and rows that know their line.

Nothing is interpreted here but the file's own form: its encoding, its delimiter, its quotes, and
the footer that some systems print below the data.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, dropwhile, islice, takewhile, zip_longest
from types import MappingProxyType
from typing import NamedTuple

from funnel_cli.exchange.amounts import DECIMAL_MARKS, as_amounts
from funnel_cli.exchange.known import TOTALS, bare, is_known_header
from funnel_cli.exchange.sheet_text import HEAD, demand_table, text_of
from funnel_cli.exchange.units import measured
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Message
from funnel_cli.values.money import CURRENCIES

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
"""The names under which a delimiter is asked for, and the sign."""

_LOOKED_AT = 50  # rows that decide about the delimiter
_TITLES = 20  # rows above the header, at most
_TWO = 2  # so many known headers make a row the header
_SEP_LINE = re.compile(r'"?sep=([^"\s]|\t)"?(?:\r\n|\r|\n)', re.IGNORECASE)
DEFUSED = re.compile(r"'(?='*[=+\-@\t\r＝＋－＠])")  # what our own export puts before a formula's first sign
NO_RESULT = "#UNCALCULATED"
"""What a cell is taken to show whose formula has no result in a workbook, as other programs write it."""

_LINE_END = re.compile(r"\r\n?|\n")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SAID_OF = re.compile(r"[^\W\d_][^:：]{0,30}[:：]")
"""How a line of a report says something: 制表人：王芳, Date: 2026-11-30."""

_SHOWN = 3
"""So many cells of a column without a header are kept to tell of it."""

_WORDS = tuple(TOTALS)
_FEW = 4  # letters at most in a cell that is a number, with its currency


class QuotesBroken(DataRefused):
    """The quotes of a cell do not pair up."""

    sentence = N_("{path}:{line}: the quotes do not pair up from this line on ({reason}).")
    cure = N_('Inside a quoted cell a quote is written twice: "5"" pipe".')
    code = "csv_quotes"


class SheetEmpty(DataRefused):
    """There is no header, or nothing below it."""

    sentence = N_("{path} holds no rows below a header.")
    code = "empty"


class SheetRow(NamedTuple):
    """The cells of one row, without blanks around them, and the line its text begins on, from 1."""

    line: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many of its cells hold something."""
        return sum(1 for cell in self.cells if cell)


class Sheet(NamedTuple):
    """A table as it was found: as many cells in each of `rows` as in the header.

    `ragged` are rows with another number of cells, `footer` the lines below the data, and totals, that
    were taken for a report's and left out; `titles` are those above the header. Of a workbook `page` is the
    name of the sheet, `is_1904` tells that it counts days from 1904, and there is no encoding and no
    delimiter; `notes` are what is to be said of it.
    A column that has cells and no header is called by its letters; `nameless` has some of their cells.
    Of a table of ours `own` has by its place what a column of ours is read as, `None` if it is worked out.
    """

    path: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    encoding: str | None = None
    delimiter: str | None = None
    ragged: tuple[SheetRow, ...] = ()
    footer: tuple[SheetRow, ...] = ()
    titles: tuple[SheetRow, ...] = ()
    page: str | None = None
    is_1904: bool = False
    notes: tuple[Message, ...] = ()
    nameless: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    own: Mapping[int, str | None] = MappingProxyType({})

    @property
    def around(self) -> tuple[str, ...]:
        """What the cells above the header and below the data say, and the name of a workbook's sheet."""
        cells = (cell for row in (*self.titles, *self.footer) for cell in row.cells)
        return tuple(filter(None, (self.page, *cells)))


class FileForm(NamedTuple):
    """What the user says of a file's form: its encoding, its delimiter (the sign itself), how many lines
    stand above the header, and which sheet of a workbook is meant. What is not said is found out.
    """

    encoding: str | None = None
    delimiter: str | None = None
    skip: int | None = None
    page: str | None = None


def as_sheet(
    data: bytes,
    path: str,
    form: FileForm | None = None,
    *,
    is_header: Callable[[str], bool] = is_known_header,
) -> Sheet:
    """The sheet that the bytes of a CSV file hold; `path` is what refusals call the file.

    A byte order mark decides about the encoding, then `form`, then strict UTF-8. The header is the first
    row below the lines to skip; where nobody says so the first that fits, as `is_header` knows its cells.
    Raises what `text_of` raises, `NotATable`, `QuotesBroken` or `SheetEmpty`.
    """
    form = form or FileForm()
    demand_table(data, path)
    text, used = text_of(data, path, form.encoding)
    said = _SEP_LINE.match(text)
    body = text[said.end() :] if said else text
    sign = form.delimiter or (said.group(1) if said else _delimiter(body[:HEAD]))
    first = 2 if said else 1
    plain = sign == "\t" and _is_never_quoted(body)
    try:
        found = list(_rows(body, sign, path, first, is_loose=True, is_plain=plain))
    except QuotesBroken:  # a quote behind a blank may be a sign like others: Acme, "Big" Steel
        found = list(_rows(body, sign, path, first, is_loose=False))
    return sheet_of(found, path, form, is_header)._replace(encoding=used, delimiter=sign)


def sheet_of(found: Sequence[SheetRow], path: str, form: FileForm, is_header: Callable[[str], bool]) -> Sheet:
    """The sheet that these rows make up, parted into titles, header, data and footer.

    Raises `SheetEmpty`.
    """
    titles, below = _parted(found, form.skip, is_header)
    if not below:
        raise SheetEmpty(path=path)
    cells = below[0].cells
    width = max((place for place, cell in enumerate(cells, start=1) if cell), default=len(cells))
    header = cells[:width]
    data = dropwhile(lambda row: _is_header_again(row, header), below[1:])
    rows, footer = _without_footer(list(data), width)
    rows = [row if any(row.cells[width:]) else SheetRow(row.line, row.cells[:width]) for row in rows]
    if not rows:
        raise SheetEmpty(path=path)
    nameless = _nameless(header, rows)
    return Sheet(
        path=path,
        header=tuple(name or nameless.get(place, ("",))[0] for place, name in enumerate(header)),
        rows=tuple(row for row in rows if len(row.cells) == width),
        ragged=tuple(row for row in rows if len(row.cells) != width),
        footer=tuple(footer),
        titles=tuple(titles),
        nameless=dict(nameless.values()),
    )


def _is_header_again(row: SheetRow, header: Sequence[str]) -> bool:
    pairs = zip_longest(row.cells, header, fillvalue="")
    return row.filled > 0 and all(cell in {"", name} for cell, name in pairs)  # merged, they reach down


def _nameless(header: Sequence[str], rows: Sequence[SheetRow]) -> Mapping[int, tuple[str, tuple[str, ...]]]:
    empty = [place for place, name in enumerate(header) if not name]
    cells = {
        place: dict.fromkeys(row.cells[place] for row in rows if place < len(row.cells) and row.cells[place])
        for place in empty
    }
    return {place: (letters(place), tuple(found)[:_SHOWN]) for place, found in cells.items() if found}


def letters(column: int) -> str:
    """How a workbook calls the column, the first being 0: A, B, … AA."""
    name = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        name = chr(ord("A") + letter) + name
        column -= 1
    return name


def _delimiter(head: str) -> str:
    """The delimiter that parts most of the first rows into the same number of cells, and into most.

    A comma where nothing parts them.
    """
    return max(DELIMITERS.values(), key=lambda sign: _evenness(head, sign))


def _evenness(head: str, sign: str) -> tuple[float, int]:
    """Which share of the first rows a delimiter parts into the same number of cells, and how many."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=sign, skipinitialspace=True)
    rows = islice(reader, _LOOKED_AT)
    counts = Counter(len(row) for row in rows if any(row))
    parted = {width: count for width, count in counts.items() if width > 1}
    if not parted:
        return 0, 0
    width = max(parted, key=lambda width: (parted[width], width))
    return parted[width] / counts.total(), width


def _parted(
    rows: Sequence[SheetRow], skip: int | None, is_header: Callable[[str], bool]
) -> tuple[list[SheetRow], list[SheetRow]]:
    """The rows above the header that hold something, and those from the header on."""
    if skip is not None:
        below = [*dropwhile(lambda row: not row.filled, (row for row in rows if row.line > skip))]
        return [row for row in rows if row.filled and row.line <= skip], below
    start = header_place(rows, is_header)
    if start is None:
        start = next((n for n, row in enumerate(rows) if row.filled), len(rows))
    return [row for row in rows[:start] if row.filled], list(rows[start:])


def header_place(rows: Sequence[SheetRow], is_header: Callable[[str], bool]) -> int | None:
    """The place of the first row that looks like a header, if one near the beginning does."""
    first = next((n for n, row in enumerate(rows) if row.filled), len(rows))
    start = next(_headers(rows[first : first + _TITLES], is_header), None)
    return None if start is None else start + first


def _headers(rows: Sequence[SheetRow], is_header: Callable[[str], bool]) -> Iterator[int]:
    """The places of rows that look like the header: known cells, and more of them than titles have."""
    widest = 0
    for place, row in enumerate(rows):
        known = sum(1 for cell in row.cells if cell and is_header(cell))
        if known >= _TWO and row.filled > widest:
            yield place
        widest = max(widest, row.filled)


def _is_never_quoted(text: str) -> bool:
    """Whether tabs alone part the text evenly, though a quote stands where it could only open a cell."""
    rows = [line.split("\t") for line in _LINE_END.split(text) if line.strip()]
    is_even = len({len(row) for row in rows}) == 1
    return is_even and any(cell[:1] == '"' and not _QUOTED.fullmatch(cell) for row in rows for cell in row)


def _rows(
    text: str, delimiter: str, path: str, first: int, *, is_loose: bool, is_plain: bool = False
) -> Iterator[SheetRow]:
    """Every row with its line, blank ones included; any of CR, LF and CRLF ends a line.

    Where `is_loose`, a quote opens a cell behind blanks too; where `is_plain`, it opens none.
    """
    csv.field_size_limit(max(len(text), HEAD))
    lines = io.StringIO(text, newline="")
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        skipinitialspace=is_loose,
        strict=True,
        quoting=csv.QUOTE_NONE if is_plain else csv.QUOTE_MINIMAL,
    )
    line = 0
    known: dict[str, str] = {}  # a column says the same words over and over, and they are kept once
    try:
        for cells in reader:
            yield SheetRow(line + first, tuple(known.setdefault(text, _cell(text)) for text in cells))
            line = reader.line_num
    except csv.Error as error:
        raise QuotesBroken(path=path, line=line + first, reason=str(error)) from None


def _cell(text: str) -> str:
    """The text of a cell without blanks around it, nor the sign that keeps a formula from running."""
    return text[1:].strip() if DEFUSED.match(text) else text.strip()


def _without_footer(rows: list[SheetRow], width: int) -> tuple[list[SheetRow], list[SheetRow]]:
    """The rows that hold something, and apart from them what is none: rows of totals, and notes below the
    first blank row or, at the end, below a row of totals.
    """
    above = _Above()
    last: set[int] = set()
    filled = [row for row in rows if row.filled]
    for row in filled:
        if _is_total(row) or above.is_summed_by(row):
            last.add(row.line)
        else:
            above.rows.append(row)
    notes = [*takewhile(lambda row: _is_note(row, width), reversed(filled))]
    if len(notes) < len(filled) and filled[-len(notes) - 1].line in last:
        last |= {row.line for row in notes}
    kept: list[SheetRow] = []
    footer: list[SheetRow] = []
    is_below = False
    for row in rows:
        is_below = is_below or not row.filled
        if row.filled:
            is_none = row.line in last or (is_below and _is_note(row, width))
            (footer if is_none else kept).append(row)
    return kept, footer


def _is_note(row: SheetRow, width: int) -> bool:
    """Whether the row can be no deal but a line of a report: a single cell, or cells such as 制表人：王芳."""
    if row.filled <= 1:
        return width > 1
    return all(_SAID_OF.match(cell) for cell in row.cells if cell)


def _is_total(row: SheetRow) -> bool:
    first, *others = (cell for cell in row.cells if cell)
    return bool(others) and all(map(_is_sum, others)) and bare(measured(first)[0] or first) in TOTALS


class _Above:
    """The rows above one, and what their cells say, gathered once it is asked for."""

    def __init__(self) -> None:
        self.rows: list[SheetRow] = []
        self._gathered = 0
        self._cells: dict[int, set[str]] = defaultdict(set)
        self._said: set[str] = set()

    def is_summed_by(self, row: SheetRow) -> bool:
        """Whether the row is the sum of some right above it, though merged cells have filled it.

        Beside the word for it and sums it says only what was said before, and less than the row above does.
        Where two such cells stand beside the sum of a single row, it may be a deal.
        """
        if not self.rows or row.filled >= self.rows[-1].filled or not any(map(_may_say_total, row.cells)):
            return False
        self._gather()
        cells = {at: cell for at, cell in enumerate(row.cells) if cell}
        words = {
            at
            for at, cell in cells.items()
            if cell not in self._cells[at] and _says_total_of(cell, self._said)
        }
        if not words:
            return False
        own = {at for at in cells.keys() - words if cells[at] not in self._cells[at]}
        labels = {at for at in cells.keys() - words - own if not _is_sum(cells[at])}
        summed = {at: self._rows_in(cells[at], at) for at in cells.keys() - words - labels}
        says_only_sums = all(summed[at] or cells[at] in CURRENCIES for at in own)
        return says_only_sums and max(summed.values(), default=0) > (1 if len(labels) > 1 else 0)

    def _gather(self) -> None:
        for row in self.rows[self._gathered :]:
            for at, cell in enumerate(row.cells):
                if cell and cell not in self._cells[at]:
                    self._cells[at].add(cell)
                    self._said.add(bare(cell))
        self._gathered = len(self.rows)

    def _rows_in(self, cell: str, at: int) -> int:
        """Of how many rows right above a number is the sum, by either decimal mark; 0 if of none."""
        for mark, total in enumerate(_numbers(cell)):
            if total is not None:
                above = ("".join(row.cells[at : at + 1]) for row in reversed(self.rows))
                sums = accumulate(_numbers(each)[mark] or 0 for each in above)
                if rows := next((n for n, sum in enumerate(sums, start=1) if sum == total), 0):
                    return rows
        return 0


def _may_say_total(cell: str) -> bool:
    name = bare(cell)
    return name.startswith(_WORDS) or name.endswith(_WORDS)


def _says_total_of(cell: str, said: Collection[str]) -> bool:
    """Whether a cell is the word for a sum, alone, with a unit, or beside what was said: Verify Total."""
    name = bare(measured(cell)[0] or cell)
    rests = (name.replace(word, "", 1) for word in TOTALS if name.startswith(word) or name.endswith(word))
    return any(not rest or rest in said for rest in rests)


@lru_cache(maxsize=HEAD)
def _numbers(cell: str) -> tuple[Decimal | None, ...]:
    found = (as_amounts("", [cell], mark).values[0] for mark in DECIMAL_MARKS)
    return tuple(amount and amount.number for amount in found)


def _is_sum(cell: str) -> bool:
    return cell in CURRENCIES or (any(map(str.isdigit, cell)) and sum(map(str.isalpha, cell)) <= _FEW)
