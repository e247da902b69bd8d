"""`funnel export facts`: books as tables for an engine."""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from running import BROKEN, BROKEN_FILE, DAY, new_book, run, tree


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Two books, anna's and bo's, beside each other."""
    for name in ("anna", "bo"):
        new_book(tmp_path / name)
    return tmp_path


def exported(books: Path, target: str, *names: str, day: str = DAY) -> str:
    """What is said on stdout when the books are exported without a fault."""
    words = " ".join(str(books / name) for name in names)
    answer = run(f"export facts {words} -o {books / target}", FUNNEL_AS_OF=day)
    assert (answer.exit, answer.err) == (0, "")
    return answer.out


def asked_of(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(question).fetchall()


def test_a_sqlite_file_holds_the_versions_of_the_deals_with_exact_amounts(books: Path) -> None:
    exported(books, "facts.sqlite", "anna")
    rows = "select since, until, stage, amount from versions where deal = 'acme-erp' order by since"
    assert asked_of(books / "facts.sqlite", rows) == [
        ("2026-09-01", "2026-10-20", "verify", "120000"),
        ("2026-10-20", "9999-12-31", "develop", "120000"),
    ]


def test_payments_and_what_came_in_stand_in_tables_of_their_own(books: Path) -> None:
    root = books / "anna"
    won = [
        each["id"] for each in json.loads(run("list stage:won --json", root, FUNNEL_AS_OF=DAY).out)["items"]
    ]
    for words in ("1000 2026-12-31 --for deposit", "500 2027-01-31", "300 --received"):
        answer = run(f"payment {won[0]} {words}", root, FUNNEL_AS_OF=DAY)
        assert answer.exit == 0, answer.err
    exported(books, "facts.sqlite", "anna")
    agreed = "select deal, number, purpose, due, agreed, amount from payments order by number"
    assert asked_of(books / "facts.sqlite", agreed) == [
        (won[0], 1, "deposit", "2026-12-31", DAY, "1000"),
        (won[0], 2, None, "2027-01-31", DAY, "500"),
    ]
    came = "select number, day, amount from receipts"
    assert asked_of(books / "facts.sqlite", came) == [(1, DAY, "300")]


def test_a_folder_of_books_stands_for_the_books_in_it(books: Path) -> None:
    exported(books, "whole.sqlite", "")
    exported(books, "each.sqlite", "anna", "bo")
    assert (books / "whole.sqlite").read_bytes() == (books / "each.sqlite").read_bytes()


def test_a_sqlite_file_needs_no_library(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert "1 book" in exported(books, "facts.sqlite", "anna")


def test_a_folder_without_the_library_is_refused_in_one_sentence(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    answer = run(f"export facts {books / 'anna'} -o {books / 'facts'}")
    assert (answer.exit, (books / "facts").exists()) == (2, False)
    assert "pip install 'sales-funnel[facts]'" in answer.err


@pytest.mark.parametrize("form", ["facts.sqlite", "facts"])
def test_the_same_books_on_the_same_day_give_the_same_bytes(books: Path, form: str) -> None:
    exported(books, f"one/{form}", "anna", "bo") if form == "facts" else exported(books, form, "anna")
    first = tree(books / "one") if form == "facts" else (books / form).read_bytes()
    exported(books, f"two/{form}", "anna", "bo") if form == "facts" else exported(books, form, "anna")
    assert first == (tree(books / "two") if form == "facts" else (books / form).read_bytes())


@pytest.mark.parametrize("form", ["facts.sqlite", "facts.duckdb", "facts"])
def test_every_form_holds_the_same_versions(books: Path, form: str) -> None:
    exported(books, form, "anna", "bo")
    query = "select book, deal, since, amount from {} order by all"
    if form == "facts.sqlite":
        named = "select book, deal, since, amount from versions order by 1, 2, 3"
        found = [tuple(map(str, row)) for row in asked_of(books / form, named)]
    elif form == "facts":
        versions = f"'{books / form}/book=*/versions.parquet'"
        found = [tuple(map(str, row)) for row in duckdb.execute(query.format(versions)).fetchall()]
    else:
        with duckdb.connect(str(books / form)) as base:
            found = [tuple(map(str, row)) for row in base.execute(query.format("versions")).fetchall()]
    assert [row[:3] for row in found if row[1] == "acme-erp"] == [
        (book, "acme-erp", since) for book in ("anna", "bo") for since in ("2026-09-01", "2026-10-20")
    ]
    assert {float(row[3]) for row in found if row[1] == "beta-belts"} == {0.1}


def test_only_a_book_that_changed_is_written_again(books: Path) -> None:
    exported(books, "facts", "anna", "bo")
    before = tree(books / "facts")
    run('log acme-erp "Spoke to them"', books / "anna")
    assert "2 books, 1 unchanged" in exported(books, "facts", "anna", "bo")
    changed = {path for path, digest in tree(books / "facts").items() if before[path] != digest}
    assert changed == {"book=anna/_manifest.json", "book=anna/log.parquet"}


def test_facts_stand_on_a_later_day_without_being_written_again(books: Path) -> None:
    exported(books, "facts", "anna")
    assert "1 unchanged" in exported(books, "facts", "anna", day="2026-11-25")
    assert manifest(books, "anna")["as_of"] == "2026-11-25"


def test_a_fact_of_a_day_that_has_come_is_written(books: Path) -> None:
    run("target 2027-01 90k --date 2026-11-24", books / "anna", day="2026-11-24")
    exported(books, "facts", "anna")
    assert manifest(books, "anna")["holds_until"] == "2026-11-24"
    assert "0 unchanged" in exported(books, "facts", "anna", day="2026-11-25")


def test_an_earlier_day_is_written_anew(books: Path) -> None:
    exported(books, "facts", "anna")
    assert "0 unchanged" in exported(books, "facts", "anna", day="2026-09-30")
    rows = duckdb.execute(f"from '{books}/facts/book=anna/versions.parquet' where since > '2026-09-30'")
    assert rows.fetchall() == []


def test_a_book_with_a_broken_record_is_named_partial_and_exits_5(books: Path) -> None:
    (books / "bo" / BROKEN_FILE).write_text(BROKEN, encoding="utf-8")
    answer = run(f"export facts {books / 'anna'} {books / 'bo'} -o {books / 'facts'}")
    assert (answer.exit, answer.err) == (5, f"Partial: bo, without {BROKEN_FILE}.\n")
    assert manifest(books, "bo")["unread"] == [BROKEN_FILE]
    assert (manifest(books, "anna")["is_partial"], manifest(books, "bo")["is_partial"]) == (False, True)


def test_an_unchanged_partial_book_is_still_named_and_exits_5(books: Path) -> None:
    (books / "bo" / BROKEN_FILE).write_text(BROKEN, encoding="utf-8")
    line = f"export facts {books / 'bo'} -o {books / 'facts'}"
    first = run(line)
    assert (run(line).exit, run(line).err) == (first.exit, first.err) == (5, first.err)


@pytest.mark.parametrize("form", ["facts", "facts.sqlite"])
def test_a_book_that_is_not_there_is_named_and_the_others_are_written(books: Path, form: str) -> None:
    (books / "anna" / "below").mkdir()
    answer = run(f"export facts {books / 'anna'} {books / 'nobody'} {books / 'anna/below'} -o {books / form}")
    assert answer.exit == 5
    assert "Missing: nobody" in answer.err
    assert "Missing: below" in answer.err
    assert "1 book," in answer.out


def test_the_only_book_that_is_not_there_is_refused(tmp_path: Path) -> None:
    answer = run(f"export facts {tmp_path / 'nobody'} -o {tmp_path / 'facts'}")
    assert (answer.exit, [*tmp_path.iterdir()]) == (3, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Say where the facts go"),
        ("-o facts.csv", "There is no format .csv"),
        ("-o facts -f json", "--format does not go with them"),
        ("-o data/facts", "is no place for an answer"),
        ("{here} {here}/../anna -o facts", "Two of these books are called anna"),
    ],
)
def test_facts_that_cannot_be_written_so_are_refused_and_nothing_is_written(
    books: Path, monkeypatch: pytest.MonkeyPatch, words: str, said: str
) -> None:
    monkeypatch.chdir(books / "anna")
    before = tree(books)
    answer = run(f"export facts {words.format(here=books / 'anna')}")
    assert (answer.exit, tree(books)) == (2, before)
    assert said in answer.err


def test_a_file_that_cannot_be_written_keeps_what_was_there(books: Path) -> None:
    (books / "facts.sqlite").mkdir()
    (books / "facts.sqlite" / "kept").write_text("so", encoding="utf-8")
    answer = run(f"export facts {books / 'anna'} -o {books / 'nowhere/facts.sqlite'}")
    assert (answer.exit, "nowhere" in answer.err) == (1, True)


def manifest(books: Path, name: str) -> dict[str, object]:
    told: dict[str, object] = json.loads((books / f"facts/book={name}/_manifest.json").read_bytes())
    return told


def test_the_manifest_says_the_day_and_how_many_rows_each_table_has(books: Path) -> None:
    exported(books, "facts", "anna")
    told = manifest(books, "anna")
    assert (told["schema"], told["book"], told["as_of"]) == ("funnel.facts/1", "anna", DAY)
    tables = told["tables"]
    assert isinstance(tables, dict)
    assert {name: table["rows"] for name, table in tables.items()}["deals"] == 4


@pytest.mark.parametrize("name", ["facts.sqlite", "facts.duckdb", "facts"])
def test_facts_take_the_place_of_older_ones_and_stay_as_private_as_they_were(name: str, books: Path) -> None:
    line, place = f"export facts {books / 'anna'} -o {books / name}", books / name
    assert run(line, FUNNEL_AS_OF="2026-11-01").exit == 0
    place.chmod(0o700 if place.is_dir() else 0o600)
    before = place.stat().st_mode
    answer = run(line, FUNNEL_AS_OF="2026-11-22")
    assert (answer.exit, answer.err, place.stat().st_mode) == (0, "", before)
    assert run(f"across shape {place}", FUNNEL_AS_OF="2026-11-22").exit == 0
