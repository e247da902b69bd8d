"""A foreign sheet: from the bytes of a CSV file to a header and rows that know their line.

Nothing is interpreted here but the file's own form: its encoding, its delimiter, its quotes, and
the footer that some systems print below the data.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from funnel_cli.errors import DataRefused, UsageRefused
from funnel_cli.frozen import dataclass
from funnel_cli.message import N_

BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
DELIMITERS = (",", ";", "\t")
LOOKED_AT = 20  # lines that decide about the delimiter
HEAD = 65_536  # characters that are searched for these lines
LINE_END = re.compile(r"\r\n|\r|\n")
SEP_LINE = re.compile(r'"?sep=([^"\s]|\t)"?(?:\r\n|\r|\n)', re.IGNORECASE)
DEFUSED = re.compile(r"'(?=[=+\-@\t\r＝＋－＠])")  # what our own export puts before a formula's first sign
QUOTED = re.compile(r'(?:^|(?<=[,;\t\r\n]))"(?:[^"]|"")*"')


class EncodingUnclear(DataRefused):
    """The bytes have no byte order mark and are not UTF-8."""

    sentence = N_("{path}:{line}: not UTF-8, and nothing in the file says which encoding it is.")
    cure = N_("Name it: --encoding gb18030 (Excel in Chinese), --encoding cp1252 (Excel in Western Europe).")
    code = "encoding"


class EncodingWrong(DataRefused):
    """The bytes do not fit the encoding that was named or marked."""

    sentence = N_("{path}:{line}: not {encoding}.")
    cure = N_("Name another one, such as --encoding gb18030 or --encoding cp1252.")
    code = "encoding"


class NoSuchEncoding(UsageRefused):
    """No encoding has that name."""

    sentence = N_("There is no encoding called {encoding}.")
    cure = N_("Examples: utf-8, gb18030, cp1252.")


class NotText(DataRefused):
    """A NUL byte: a workbook, a picture, or a torn file."""

    sentence = N_("{path}:{line}: holds a NUL byte, so it is no CSV file.")
    cure = N_("If it is a workbook, save it as CSV (UTF-8) and import that.")
    code = "not_text"


class QuotesBroken(DataRefused):
    """The quotes of a cell do not pair up, or a cell is absurdly long."""

    sentence = N_("{path}:{line}: the quotes do not pair up from this line on ({reason}).")
    cure = N_('Inside a quoted cell a quote is written twice: "5"" pipe".')
    code = "csv_quotes"


class SheetEmpty(DataRefused):
    """There is no header, or nothing below it."""

    sentence = N_("{path} holds no rows below a header.")
    code = "empty"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of one row, without blanks around them, and the line its text begins on, from 1."""

    line: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many of its cells hold something."""
        return sum(1 for cell in self.cells if cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table as it was found: as many cells in each of `rows` as in the header.

    `ragged` are rows with another number of cells, `footer` the lines below the data that were
    taken for a report's footer and left out.
    """

    path: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    ragged: tuple[SheetRow, ...] = ()
    footer: tuple[SheetRow, ...] = ()


def as_sheet(data: bytes, path: str, encoding: str | None = None) -> Sheet:
    """The sheet that the bytes of a CSV file hold; `path` is what refusals call the file.

    A byte order mark decides about the encoding, then `encoding`, then strict UTF-8. Raises
    `EncodingUnclear`, `EncodingWrong`, `NoSuchEncoding`, `NotText`, `QuotesBroken` or `SheetEmpty`.
    """
    text, used = _decoded(data, path, encoding)
    if "\0" in text:
        raise NotText(path=path, line=_line_at(text, text.index("\0")))
    said = SEP_LINE.match(text)
    body = text[said.end() :] if said else text
    delimiter = said.group(1) if said else _delimiter(body)
    found = list(_rows(body, delimiter, path, first=2 if said else 1))
    while found and not found[0].filled:
        del found[0]
    if not found:
        raise SheetEmpty(path=path)
    header, *below = found
    rows, footer = _without_footer(below, len(header.cells))
    rows = [_without_blank_tail(row, len(header.cells)) for row in rows]
    if not rows:
        raise SheetEmpty(path=path)
    return Sheet(
        path=path,
        encoding=used,
        delimiter=delimiter,
        header=header.cells,
        rows=tuple(row for row in rows if len(row.cells) == len(header.cells)),
        ragged=tuple(row for row in rows if len(row.cells) != len(header.cells)),
        footer=tuple(footer),
    )


def _decoded(data: bytes, path: str, encoding: str | None) -> tuple[str, str]:
    """The text and the encoding it was in."""
    marked = next((bom for bom in BOMS if data.startswith(bom)), None)
    used = BOMS[marked] if marked else encoding or "utf-8"
    if not marked and not encoding and b"\0" in data:
        raise NotText(path=path, line=data.count(b"\n", 0, data.index(b"\0")) + 1)
    try:
        return data[len(marked or b"") :].decode(used), used
    except LookupError:
        raise NoSuchEncoding(encoding=used) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if marked or encoding:
            raise EncodingWrong(path=path, line=line, encoding=used) from None
        raise EncodingUnclear(path=path, line=line) from None


def _line_at(text: str, place: int) -> int:
    """The line, from 1, of a place in the text."""
    return len(LINE_END.findall(text, 0, place)) + 1


def _delimiter(text: str) -> str:
    """The delimiter met most often outside quotes on the first lines; a comma where there is none."""
    head = "\n".join(QUOTED.sub("", text[:HEAD]).splitlines()[:LOOKED_AT])
    return max(DELIMITERS, key=head.count)


def _rows(text: str, delimiter: str, path: str, first: int) -> Iterator[SheetRow]:
    """Every row with its line, blank ones included; any of CR, LF and CRLF ends a line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for cells in reader:
            yield SheetRow(line + first, tuple(_cell(text) for text in cells))
            line = reader.line_num
    except csv.Error as error:
        raise QuotesBroken(path=path, line=line + first, reason=str(error)) from None


def _cell(text: str) -> str:
    """The text of a cell without blanks around it, nor the sign that keeps a formula from running."""
    return text[1:].strip() if DEFUSED.match(text) else text.strip()


def _without_footer(rows: list[SheetRow], width: int) -> tuple[list[SheetRow], list[SheetRow]]:
    """The rows that hold something, and apart from them the footer: below the first blank row, what
    fills a single cell.
    """
    kept: list[SheetRow] = []
    footer: list[SheetRow] = []
    is_below = False
    for row in rows:
        is_below = is_below or not row.filled
        if row.filled:
            (footer if is_below and row.filled == 1 < width else kept).append(row)
    return kept, footer


def _without_blank_tail(row: SheetRow, width: int) -> SheetRow:
    """The row without blank cells beyond the header's last column."""
    return row if any(row.cells[width:]) else SheetRow(row.line, row.cells[:width])
