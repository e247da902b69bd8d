import os
from pathlib import Path

import pytest

from funnel_cli.records.book import Book
from funnel_cli.store.methods import BrokenMethod
from funnel_cli.store.read import read_book, read_method, record_in
from funnel_cli.store.reading.folder import Folder

METHOD = "method: test\nstages: [{id: verify, probability: 10%}]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path, "stages.yaml", METHOD)
    put(tmp_path, "data/opportunities/acme.yaml", deal("acme"))
    return tmp_path


def put(root: Path, path: str, text: str) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def deal(id: str) -> str:
    return f"id: {id}\ncustomer: Acme\nstage: verify\n"


def summary(book: Book) -> tuple[list[str], int, list[tuple[str, str]]]:
    return [*book.opportunities], book.unread, [(each.path, each.code) for each in book.problems]


def opportunities(*names: str) -> list[str]:
    return [f"data/opportunities/{name}" for name in names]


def test_a_book_without_records_is_empty(tmp_path: Path) -> None:
    put(tmp_path, "stages.yaml", METHOD)
    assert summary(read_book(tmp_path)) == ([], 0, [])


def test_every_kind_of_file_is_read(root: Path) -> None:
    put(root, "data/customers/acme.yml", "id: acme\nname: Acme\n")
    put(root, "data/targets.yaml", "- {set: 2026-11-01, period: 2026-12, amount: 5}\n")
    put(root, "data/rates.json", '[{"date": "2026-11-01", "from": "USD", "to": "CNY", "rate": 7.12}]')
    put(root, "data/calls.yaml", "- {filed: 2026-11-22, period: 2026-12, amount: 5}\n")
    put(root, "data/reviews/2026-W47.yaml", "as_of: 2026-11-22\nweek: 2026-W47\n")
    book = read_book(root)
    found = (book.opportunities, book.customers, book.targets, book.rates, book.calls, book.reviews)
    assert [len(some) for some in found] == [1, 1, 1, 1, 1, 1]
    assert book.problems == ()


def test_reading_changes_nothing(root: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    read_book(root)
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_a_broken_record_is_named_counted_and_leaves_the_others(root: Path) -> None:
    put(root, "data/opportunities/torn.yaml", "id: torn\nname: Acme\n")
    assert summary(read_book(root)) == (["acme"], 1, [("data/opportunities/torn.yaml", "missing-key")])


def test_a_record_with_a_warning_counts(root: Path) -> None:
    put(root, "data/opportunities/odd.yaml", deal("odd") + "colour: red\n")
    assert summary(read_book(root)) == (["acme", "odd"], 0, [("data/opportunities/odd.yaml", "unknown-key")])


@pytest.mark.parametrize("twin", ["acme.json", "acme.yml", "ACME.yaml"])
def test_two_files_of_one_id_are_both_refused(root: Path, twin: str) -> None:
    put(root, f"data/opportunities/{twin}", deal("acme"))
    paths = sorted(opportunities("acme.yaml", twin))
    assert summary(read_book(root)) == ([], 2, [(path, "duplicate-id") for path in paths])


@pytest.mark.parametrize(
    "copy",
    [
        "acme (conflicted copy 2026-11-22).yaml",
        "acme 2.yaml",
        "acme.sync-conflict-20261122-120000-ABCDEFG.yaml",
        "acme.yaml.icloud",
        ".acme.yaml.icloud",
    ],
)
def test_a_copy_of_a_sync_client_names_both_files_and_is_no_deal(root: Path, copy: str) -> None:
    put(root, f"data/opportunities/{copy}", deal("acme"))
    book = read_book(root)
    assert summary(book) == (["acme"], 1, [(f"data/opportunities/{copy}", "bad-name")])
    assert book.problems[0].message.args == {"other": "acme.yaml"}


@pytest.mark.parametrize("name", [".acme.yaml.swp", "acme.yaml~", ".DS_Store", "#acme.yaml#", "._acme.yaml"])
def test_left_overs_of_editors_are_ignored(root: Path, name: str) -> None:
    put(root, f"data/opportunities/{name}", "?")
    assert summary(read_book(root)) == (["acme"], 0, [])


@pytest.mark.parametrize("folder", ["opportunities", "leads", "customers", "reviews"])
@pytest.mark.parametrize("name", ["acme.yaml.bak", "x.orig", "x.yaml.rej", "4913", "y.yaml~", ".z.yaml.swp"])
def test_left_overs_are_ignored_in_every_folder(root: Path, folder: str, name: str) -> None:
    put(root, f"data/{folder}/{name}", "?")
    assert read_book(root).problems == ()


@pytest.mark.parametrize("name", ["belt.YAML", "belt.Yml", "Belt.yaml", "BELT.JSON"])
def test_a_name_in_capitals_is_told_how_it_has_to_be_spelt(root: Path, name: str) -> None:
    put(root, f"data/opportunities/{name}", deal("belt"))
    book = read_book(root)
    (problem,) = book.problems
    assert (problem.code, problem.message.args, book.unread) == ("bad-name", {"name": name.lower()}, 1)


def test_a_file_that_icloud_moved_away_is_told_as_that(root: Path) -> None:
    put(root, "data/opportunities/.belt.yaml.icloud", "?")
    book = read_book(root)
    (problem,) = book.problems
    assert (problem.message.args, book.unread) == ({"id": "belt"}, 1)


def test_what_is_no_record_is_named_but_hides_no_deal(root: Path) -> None:
    put(root, "data/opportunities/notes.txt", "?")
    (root / "data/opportunities/old").mkdir()
    paths = opportunities("notes.txt", "old")
    assert summary(read_book(root)) == (["acme"], 0, [(path, "bad-name") for path in paths])


def test_links_pipes_and_folders_are_named_and_not_followed(root: Path) -> None:
    folder = root / "data/opportunities"
    (folder / "linked.yaml").symlink_to("acme.yaml")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "folder.yaml").mkdir()
    paths = opportunities("folder.yaml", "linked.yaml", "pipe.yaml")
    assert summary(read_book(root)) == (["acme"], 3, [(path, "not-a-file") for path in paths])


def test_two_files_of_one_list_are_both_refused(root: Path) -> None:
    put(root, "data/targets.yaml", "- {set: 2026-11-01, period: 2026-12, amount: 5}\n")
    put(root, "data/targets.json", "[]")
    book = read_book(root)
    assert (book.targets, [problem.code for problem in book.problems]) == (
        (),
        ["duplicate-id", "duplicate-id"],
    )


def test_a_list_that_cannot_be_read_is_a_problem(root: Path) -> None:
    put(root, "data/rates.yaml", "a: [")
    assert [(each.path, each.code) for each in read_book(root).problems] == [
        ("data/rates.yaml", "yaml-syntax")
    ]


def test_a_missing_method_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenMethod):
        read_method(tmp_path)


def test_what_is_pending_lies_over_the_disk(root: Path) -> None:
    folder = root / "data/opportunities"
    overlay = {folder / "acme.yaml": None, folder / "new.yaml": deal("new").encode()}
    assert summary(read_book(root, overlay)) == (["new"], 0, [])


def test_the_bytes_of_a_record_or_a_pending_method_hold_what_the_book_holds(root: Path) -> None:
    rules, _ = read_method(root, {root / "stages.yaml": METHOD.replace("test", "other").encode()})
    assert rules.method == "other"

    rules, _ = read_method(root)
    path = "data/opportunities/acme.yaml"
    assert record_in(path, deal("acme").encode(), rules) == (read_book(root).opportunities["acme"], [])

    found, problems = record_in("data/opportunities/acme.yaml", b"id: [", read_method(root)[0])
    assert (found, [problem.code for problem in problems]) == (None, ["yaml-syntax"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("data/customers/acme.yaml", "id: acme\nname: Acme\n"),
        ("data/reviews/2026-W47.yaml", "as_of: 2026-11-22\nweek: 2026-W47\n"),
    ],
)
def test_the_bytes_of_a_record_of_any_kind_are_read(root: Path, path: str, text: str) -> None:
    found, _ = record_in(path, text.encode(), read_method(root)[0])
    assert getattr(found, "file", None) == path


def test_a_list_is_found_in_any_format(root: Path) -> None:
    put(root, "data/targets.yml", "")
    assert Folder(root).find("data/targets.yaml") == ["data/targets.yml"]
