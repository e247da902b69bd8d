"""What a file is that is no CSV file, told by its bytes and not by its name."""

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from running import new_book, run

from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.exchange.sheet_text import NotATable, Packed, Workbook, is_workbook

CSV = b"customer,amount\nAcme,5\n"


def zipped(*names: str) -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, CSV)
    return page.getvalue()


def tarred() -> bytes:
    page = io.BytesIO()
    with tarfile.open(fileobj=page, mode="w") as archive:
        facts = tarfile.TarInfo("deals.csv")
        facts.size = len(CSV)
        archive.addfile(facts, io.BytesIO(CSV))
    return page.getvalue()


def database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create table deals (customer)")
        return connection.serialize()


KINDS = {
    "gzip": (gzip.compress(CSV), Packed),
    "bzip2": (bz2.compress(CSV), Packed),
    "xz": (lzma.compress(CSV), Packed),
    "zip": (zipped("deals.csv"), Packed),
    "tar": (tarred(), Packed),
    "Numbers": (zipped("Index/Document.iwa"), Workbook),
    "Parquet": (b"PAR1" + b"\x15\x04\x00" * 9 + b"PAR1", NotATable),
    "SQLite": (database(), NotATable),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\n", NotATable),
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_named_with_its_cure(kind: str) -> None:
    data, cls = KINDS[kind]
    with pytest.raises(NotATable) as refusal:
        as_sheet(data, "deals.csv")
    assert refusal.type is cls
    assert kind in str(refusal.value.message.args["kind"])


@pytest.mark.parametrize("begin", ["PAR1", "BZh", "PK", "Rar!", "ORC", "GIF8", "7z", "xl/"])
def test_a_header_that_only_begins_so_is_a_header(begin: str) -> None:
    assert as_sheet(f"{begin},amount\nAcme,5\n".encode(), "deals.csv").header == (begin, "amount")


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), True),
        (zipped("mimetype") + b"application/vnd.oasis.opendocument.spreadsheet", True),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, True),
        (zipped("Index/Document.iwa"), False),
        (b"xl/,amount", False),
    ],
)
def test_a_workbook_that_can_be_read_is_told_by_its_bytes(data: bytes, is_one: bool) -> None:
    assert is_workbook(data) is is_one


@pytest.mark.parametrize("kind", ["gzip", "Numbers"])
def test_import_refuses_it_and_writes_nothing(tmp_path: Path, kind: str) -> None:
    book, file = new_book(tmp_path / "book"), tmp_path / "deals.csv"
    file.write_bytes(KINDS[kind][0])
    answer = run(f"import {file} --json", book)
    assert (answer.exit, answer.error["code"]) == (5, "no_table")
