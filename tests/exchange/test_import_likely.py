from __future__ import annotations

from pathlib import Path

import pytest
from running import new_book, run, tree

HEADER = "Customer,Name,Stage,Amount,Created"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return new_book(tmp_path)


def sheet(book: Path, *rows: str) -> str:
    file = book.parent / "deals.csv"
    file.write_text("\n".join([HEADER, *rows, ""]), "utf-8")
    return str(file)


def taken(book: Path, *rows: str) -> list[tuple[str, list[str]]]:
    """Customer and remarks of each row of a dry run."""
    items = run(f"import {sheet(book, *rows)} --dry-run --json", book).json["items"]
    return [(row["customer"], row["reasons"]) for row in items]


def test_a_row_is_written_with_the_books_spelling_and_says_so(book: Path) -> None:
    assert taken(book, "ACME (ltd),Belts,verify,5,2026-11-02") == [
        ("Acme Ltd", ["ACME (ltd) is written as Acme Ltd"])
    ]


def test_a_former_name_is_written_as_the_present_one(book: Path) -> None:
    run("customer merge 'Acme Ltd' Gamma", book)
    assert taken(book, "acme ltd,Belts,verify,5,2026-11-02")[0][0] == "Gamma"


def test_a_row_that_differs_in_nothing_but_spelling_changes_nothing(book: Path) -> None:
    rows = "Acme Ltd,Belts,verify,5,2026-11-02"
    run(f"import {sheet(book, rows)}", book)
    before = tree(book)
    run(f"import {sheet(book, rows.upper().replace('VERIFY', 'verify').replace('BELTS', 'Belts'))}", book)
    assert tree(book) == before


def test_two_spellings_in_one_sheet_are_one_customer(book: Path) -> None:
    rows = taken(
        book,
        "华能矿业（集团）有限公司,Belts,verify,5,2026-11-02",
        "华能矿业(集团)有限公司,Lamps,verify,5,2026-11-02",
    )
    assert [customer for customer, _ in rows] == ["华能矿业（集团）有限公司"] * 2


def test_what_is_alike_in_book_or_sheet_is_pointed_out_and_stays(book: Path) -> None:
    assert taken(
        book,
        "Acme GmbH,Belts,verify,5,2026-11-02",
        "Brauerei Hofmann,Belts,verify,5,2026-11-02",
        "Brauerei Hoffmann AG,Belts,verify,5,2026-11-02",
        "Dale,Belts,verify,5,2026-11-02",
    ) == [
        ("Acme GmbH", ["maybe the same customer as Acme Ltd"]),
        ("Brauerei Hofmann", []),
        ("Brauerei Hoffmann AG", ["maybe the same customer as Brauerei Hofmann"]),
        ("Dale", []),
    ]


def test_a_likeness_is_no_deal_that_is_overdue(book: Path) -> None:
    answer = run(f"import {sheet(book, 'Acme GmbH,Belts,verify,5,2026-11-02')} --dry-run", book)
    assert "expected to close on a day" not in answer.out
