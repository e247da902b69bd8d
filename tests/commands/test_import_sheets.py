"""`import` of sheets as people keep and send them: through pipes, with titles, with words for their form."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import run, tree

ROOT = Path(__file__).parents[2]
SHEET = "Customer,Name,Stage,Amount\nZed,Belt,develop,1200.50\n"


def amount(book: Path, deal: str = "zed-belt") -> object:
    return next(item["amount"] for item in run("list --json", book).json["items"] if item["id"] == deal)


def piped(words: list[str], text: str, book: Path) -> subprocess.CompletedProcess[bytes]:
    """`funnel` with that text on its standard input, as a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "funnel_cli", "-C", str(book), *words],
        input=text.encode(),
        capture_output=True,
        env=kept | {"PYTHONPATH": str(ROOT), "FUNNEL_AS_OF": "2026-11-22", "LANG": "C.UTF-8"},
        check=False,
    )


@pytest.mark.parametrize("file", ["-", "/dev/stdin"])
def test_a_sheet_may_come_through_a_pipe(file: str, book: Path) -> None:
    done = piped(["import", file], SHEET, book)
    assert (done.returncode, amount(book)) == (0, "1200.50")


def test_an_empty_pipe_is_refused(book: Path) -> None:
    before = tree(book)
    assert (piped(["import", "-"], "", book).returncode, tree(book)) == (5, before)


def test_lines_above_the_header_and_the_delimiter_may_be_told(book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Customer:Name\n" + SHEET.replace(",", ":"), encoding="utf-8")
    assert run(f"import {tmp_path}/a.csv --skip 1 --delimiter :", book).exit == 0
    assert amount(book) == "1200.50"


@pytest.mark.parametrize("sign", ["comma", ","])
def test_a_delimiter_has_a_name(sign: str, book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SHEET, encoding="utf-8")
    assert run(f"import {tmp_path}/a.csv --delimiter {sign}", book).exit == 0


@pytest.mark.parametrize("word", ["colon", "x", '"\'"', "--"])
def test_a_word_that_is_no_delimiter_is_refused(word: str, book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SHEET, encoding="utf-8")
    before = tree(book)
    assert (run(f"import {tmp_path}/a.csv --delimiter={word}", book).exit, tree(book)) == (2, before)


def test_sheet_and_mapping_may_be_in_the_home_folder(book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SHEET.replace("Amount", "Wert1"), encoding="utf-8")
    (tmp_path / "map.yaml").write_text("columns: {amount: Wert1}\n", encoding="utf-8")
    assert run("import '~/a.csv' --map=~/map.yaml", book, HOME=str(tmp_path)).exit == 0
    assert amount(book) == "1200.50"


def test_own_odds_come_in_where_a_mapping_names_them(book: Path, tmp_path: Path) -> None:
    text = "Customer,Name,Stage,Probability (%),Forecast Category\nZed,Belt,develop,90%,Commit\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(
        "columns: {probability: Probability (%), category: Forecast Category}\n", encoding="utf-8"
    )
    run(f"import {tmp_path}/a.csv --map {tmp_path}/map.yaml", book)
    (deal,) = run("list zed --json", book).json["items"]
    assert (deal["probability"], deal["category"]) == (0.9, "commit")


def test_regions_of_customers_come_in_and_go_with_undo(book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Customer,Name,Stage,Region\nZed,Belt,develop,North\n", encoding="utf-8")
    before = tree(book)
    run(f"import {tmp_path}/a.csv", book)
    assert [item["id"] for item in run("list region:North --json", book).json["items"]] == ["zed-belt"]
    run("undo", book)
    assert tree(book) == before


def test_a_mapping_is_not_written_among_the_records(book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SHEET, encoding="utf-8")
    before = tree(book)
    answer = run(f"import {tmp_path}/a.csv --write-map {book}/data/opportunities/new.yaml", book)
    assert (answer.exit, tree(book)) == (2, before)


def test_a_mapping_is_not_written_out_of_a_book_by_a_link(book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SHEET, encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    (book / "maps").symlink_to(tmp_path / "elsewhere")
    answer = run(f"import {tmp_path}/a.csv --write-map {book}/maps/new.yaml", book)
    assert (answer.exit, [*(tmp_path / "elsewhere").iterdir()]) == (5, [])


@pytest.mark.parametrize(
    ("kept_in", "cure", "wanted"),
    [
        ("CNY", "", ["from EUR to CNY"]),
        ("CNY", "rate EUR 7.5", []),
        ("EUR", "", ["from CNY to EUR"]),
        ("EUR", "rate CNY 0.13", []),
    ],
)
def test_amounts_that_no_rate_brings_into_a_sum_are_told(
    kept_in: str, cure: str, wanted: list[str], tmp_path: Path
) -> None:
    sheet = tmp_path / "deals.csv"
    sheet.write_text("Customer,Name,Stage,Amount\nAcme,Belt,verify,EUR 20\nAcme,Lid,verify,CNY 7\n")
    book = tmp_path / "book"
    run(f"init {book} --currency {kept_in}")
    if cure:
        run(cure, book)
    told = [line for line in run(f"import {sheet} -f table", book).err.splitlines() if "No rate" in line]
    assert [pair in line for line, pair in zip(told, wanted, strict=True)] == [True] * len(wanted)
