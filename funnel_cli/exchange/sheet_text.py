"""The text in the bytes of a file: in which encoding it is, and whether it may be a table at all.

What is no text is told by its first bytes, whatever its name.
"""

from __future__ import annotations

import codecs
import re

from funnel_cli.values.errors import DataRefused, UsageRefused
from funnel_cli.values.message import N_, Message, message

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # which begins like the next one
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINES = re.compile(r"[,;\t|].*[\r\n]")
HEAD = 65_536
"""So many characters at the beginning tell what a text is."""


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


class EncodingUnmarked(DataRefused):
    """The bytes are text in an encoding of two or four bytes a sign, without the mark that tells it."""

    sentence = N_("{path} is text in {encoding}, and nothing in the file says so.")
    cure = N_("Name it: --encoding {encoding}")
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


class NoTable(DataRefused):
    """The text is that of another kind of file."""

    sentence = N_("{path} is {kind}, no table of cells.")
    cure = N_("Export it as CSV (UTF-8), and import that.")
    code = "no_table"


def text_of(data: bytes, path: str, encoding: str | None) -> tuple[str, str]:
    """The text and the encoding it was in: as a byte order mark says, else `encoding`, else UTF-8.

    Raises `EncodingUnclear`, `EncodingUnmarked`, `EncodingWrong`, `NoSuchEncoding`, `NotText` or `NoTable`.
    """
    text, used = _decoded(data, path, encoding)
    if "\0" in text:
        _demand_narrow(data, path)
        raise NotText(path=path, line=len(_LINE_END.findall(text, 0, text.index("\0"))) + 1)
    if kind := _other_kind(text):
        raise NoTable(path=path, kind=kind)
    return text, used


def _decoded(data: bytes, path: str, encoding: str | None) -> tuple[str, str]:
    """The text and the encoding it was in."""
    marked = next((bom for bom in _BOMS if data.startswith(bom)), None)
    used = _BOMS[marked] if marked else encoding or "utf-8"
    if not marked and not encoding and b"\0" in data:
        _demand_narrow(data, path)
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


def _demand_narrow(data: bytes, path: str) -> None:
    """Raise `EncodingUnmarked` if the bytes make lines with delimiters by two or by four."""
    for encoding in _WIDE:
        text = data.decode(encoding, errors="replace")
        if "\0" not in text and "\ufffd" not in text and _LINES.search(text):
            raise EncodingUnmarked(path=path, encoding=encoding)


def _other_kind(text: str) -> Message | None:
    begin = text[:HEAD].lstrip()
    if begin.startswith(("{", "[")) and begin[1:].lstrip()[:1] in {*'"{[}]'}:
        return message("a JSON file")
    if re.match(r"<(?:!doctype|html|\?xml|table|\w+>)", begin, re.IGNORECASE):
        return message("an HTML or XML file")
    return None


class NotATable(DataRefused):
    """The bytes are those of a document or a database."""

    sentence = N_("{path} is {kind}, no CSV file.")
    cure = N_("Export its table as CSV (UTF-8), and import that.")
    code = "no_table"


class Workbook(NotATable):
    """The bytes are those of a spreadsheet program whose files cannot be read."""

    cure = N_("Open it, save the sheet as CSV (UTF-8), and import that.")


OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a workbook of the old kind (.xls) begins, and one with a password."""


class Packed(NotATable):
    """The bytes are compressed, or an archive of files."""

    cure = N_("Unpack it, and import the CSV file that is in it.")


_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_NAMES = 65_536  # bytes in which an archive names its first files
_BEGINNINGS: tuple[tuple[bytes, type[NotATable], Message], ...] = (
    (b"\x1f\x8b", Packed, message("a gzip file")),
    (b"\xfd7zXZ\x00", Packed, message("an xz file")),
    (b"\x28\xb5\x2f\xfd", Packed, message("a zstd file")),
    (b"7z\xbc\xaf\x27\x1c", Packed, message("a 7z archive")),
    (b"Rar!\x1a\x07", Packed, message("a RAR archive")),
    (b"SQLite format 3\x00", NotATable, message("an SQLite database")),
    (b"ARROW1\x00\x00", NotATable, message("an Arrow file")),
    (b"%PDF-", NotATable, message("a PDF document")),
    (b"\x89PNG\r\n\x1a\n", NotATable, message("a picture")),
    (b"\xff\xd8\xff", NotATable, message("a picture")),
)
"""How files of other kinds begin; none of it can be the first header of a table."""

_PARQUET = b"PAR1"
_BZIP2 = b"1AY&SY"


def demand_table(data: bytes, path: str) -> None:
    """Raise `NotATable` for the bytes of a file that is known and holds no text."""
    found = next(((cls, kind) for begin, cls, kind in _BEGINNINGS if data.startswith(begin)), None)
    if data.startswith(_ZIP):
        is_numbers = b"Index/Document.iwa" in data[:_NAMES] + data[-_NAMES:]
        kind = message("a Numbers workbook") if is_numbers else message("a zip archive")
        found = (Workbook if is_numbers else Packed), kind
    elif data.startswith(_PARQUET) and data.endswith(_PARQUET) and b"\0" in data:
        found = NotATable, message("a Parquet file")
    elif data.startswith(b"BZh") and data[4:].startswith(_BZIP2):
        found = Packed, message("a bzip2 file")
    elif data[257:262] == b"ustar" and b"\0" in data[:257]:
        found = Packed, message("a tar archive")
    if found:
        cls, kind = found
        raise cls(path=path, kind=kind)


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are those of a workbook that can be read: .xlsx, .xlsb, .xls or .ods."""
    names = data[:_NAMES] + data[-_NAMES:]
    in_zip = data.startswith(_ZIP) and (b"xl/" in names or b"opendocument.spreadsheet" in names)
    return in_zip or data.startswith(OLD_EXCEL)
