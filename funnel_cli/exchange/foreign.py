"""Files that are no text at all: what they are is told by their first bytes, whatever their name."""

from __future__ import annotations

from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Message, message


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
        found = _in_zip(data[:_NAMES] + data[-_NAMES:])
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


def _in_zip(names: bytes) -> tuple[type[NotATable], Message]:
    if b"Index/Document.iwa" in names:
        return Workbook, message("a Numbers workbook")
    return Packed, message("a zip archive")
