from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import new_book, run

from funnel_cli.render.excel_csv import decimal_mark
from funnel_cli.render.machine import as_csv
from funnel_cli.values.money import Money
from funnel_cli.values.table import Column, Document, Kind, Table

COLUMNS = (
    Column(key="text", title="T"),
    Column(key="ratio", title="R", kind=Kind.RATIO),
    Column(key="amount", title="A", kind=Kind.MONEY),
)


def written(word: str, decimal: str) -> str:
    row = (word, Decimal("0.35"), Money(Decimal("-1234.5"), "EUR"))
    table = Table(name="t", columns=COLUMNS, rows=(row,))
    return "".join(as_csv(Document(schema="s/1", title="T", tables=(table,)), decimal=decimal))


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("de_DE.UTF-8", ","),
        ("de_CH.UTF-8", "."),
        ("de-AT", ","),
        ("fr_CH", ","),
        ("pt_BR.UTF-8", ","),
        ("es_MX.UTF-8", "."),
        ("ru", ","),
        ("zh_CN.UTF-8", "."),
        ("en_GB.UTF-8", "."),
        ("en_ZA", ","),
        ("C.UTF-8", "."),
        ("POSIX", "."),
    ],
)
def test_the_name_of_a_locale_says_its_decimal_mark(name: str, mark: str) -> None:
    assert decimal_mark({"LANG": name}) == mark


def test_numbers_go_before_the_language_and_all_before_both() -> None:
    assert decimal_mark({"LANG": "en_US", "LC_NUMERIC": "de_DE"}) == ","
    assert decimal_mark({"LANG": "de_DE", "LC_NUMERIC": "de_DE", "LC_ALL": "C"}) == "."


def test_a_comma_in_numbers_takes_semicolons_between_cells() -> None:
    assert written("a.b", ",") == "\ufefftext;ratio;amount\r\na.b;0,35;-1234,50\r\n"


def test_a_point_in_numbers_takes_commas_between_cells() -> None:
    assert written("a;b", ".") == "\ufefftext,ratio,amount\r\na;b,0.35,-1234.50\r\n"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"])), st.sampled_from(".,"))
def test_every_text_comes_back(word: str, decimal: str) -> None:
    page = StringIO(written(word, decimal).removeprefix("\ufeff"), newline="")
    _, row = csv.reader(page, delimiter=";" if decimal == "," else ",")

    assert row[0] in {word, f"'{word}"}


def test_a_german_excel_gets_its_csv(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    run(f"list acme --excel -o {file} --fields id,amount", new_book(tmp_path), LANG="de_DE.UTF-8")

    assert file.read_bytes() == b"\xef\xbb\xbfid;amount\r\nacme-erp;120000,00\r\n"


@pytest.mark.parametrize("form", ["", "-f md", "-f tsv", "-o answer.xlsx"])
def test_what_is_no_csv_is_refused(form: str, tmp_path: Path) -> None:
    answer = run(f"list --excel {form}", new_book(tmp_path))

    assert (answer.exit, answer.out) == (2, "")
    assert answer.err.startswith("--excel shapes CSV, and this answer is none.")
