"""From a change to the bytes of files: only the lines that must change, and nothing on a doubt."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from pathlib import Path

import pytest
from running import ACME, GAMMA, METHOD, new_book

from funnel_cli.records.book import Book, Change, Edit
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Target
from funnel_cli.records.method import Choice
from funnel_cli.store.journal.recovery import Changed
from funnel_cli.store.laid_out_files import FileUnreadable
from funnel_cli.store.read import read_book
from funnel_cli.store.writing import NotAsMeant, diff, file_of, writes
from funnel_cli.values.errors import placed
from funnel_cli.values.message import message

ACME_FILE = "data/opportunities/acme-erp.yaml"
OURS = "# ours\r\n- {set: 2026-11-01, period: 2026-11, amount: 1}\r\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return new_book(tmp_path)


@pytest.fixture
def book(root: Path) -> Book:
    return read_book(root)


def edit(before: Opportunity | None, after: Opportunity | None) -> Change:
    return Change(note=message("a test"), edits=(Edit(before=before, after=after),))


def renamed(book: Book, id: str = "acme-erp", name: str | None = "New name") -> Change:
    before = book.opportunities[id]
    return edit(before, replace(before, name=name))


def test_an_edit_is_the_bytes_that_were_read_and_the_new_ones_and_writes_nothing(
    root: Path, book: Book
) -> None:
    planned = writes(root, book, renamed(book))
    assert planned == {
        ACME_FILE: (ACME.encode(), ACME.replace('"ERP roll-out"', "New name").encode()),
    }

    writes(root, book, renamed(book))
    assert (root / ACME_FILE).read_text(encoding="utf-8") == ACME

    deal = book.opportunities["acme-erp"]
    assert writes(root, book, edit(deal, deal)) == {}


def test_whatever_is_written_the_history_gets_the_line_that_an_edit_by_hand_left_out(root: Path) -> None:
    (root / ACME_FILE).write_text(ACME.replace("amount: 120000.00 ", "amount: 130000 "), encoding="utf-8")
    ((_, new),) = writes(root, read_book(root), renamed(read_book(root))).values()
    assert new
    assert b"- {date: 2026-09-01, amount: 130000}\n- {date: 2026-10-20, stage: develop}\n" in new


def test_a_json_record_stays_json(root: Path, book: Book) -> None:
    ((old, new),) = writes(root, book, renamed(book, "gamma-gates")).values()
    assert old == GAMMA.encode()
    assert new
    assert b'"name": "New name"' in new


def test_a_new_record_has_no_bytes_before_and_a_deleted_one_none_after(root: Path, book: Book) -> None:
    deal = Opportunity(id="new-one", customer="Eta", amount=Decimal("5.50"), stage="verify")
    planned = writes(root, book, edit(None, deal))
    assert planned == {
        "data/opportunities/new-one.yaml": (
            None,
            b"id: new-one\ncustomer: Eta\namount: 5.50\nstage: verify\n",
        )
    }

    assert writes(root, book, edit(book.opportunities["acme-erp"], None)) == {
        ACME_FILE: (ACME.encode(), None)
    }


def test_a_byte_order_mark_and_crlf_stay(root: Path) -> None:
    data = b"\xef\xbb\xbf" + ACME.replace("\n", "\r\n").encode()
    (root / ACME_FILE).write_bytes(data)
    book = read_book(root)
    ((old, new),) = writes(root, book, renamed(book)).values()
    assert old == data
    assert new == data.replace(b'"ERP roll-out"', b"New name")


@pytest.mark.parametrize("now", [ACME.replace("120000.00", "1.00"), "id: acme-erp\n", "", "[", None], ids=str)
def test_a_record_that_is_not_what_the_change_was_based_on_is_refused(
    now: str | None, root: Path, book: Book
) -> None:
    if now is None:
        (root / ACME_FILE).unlink()
    else:
        (root / ACME_FILE).write_text(now, encoding="utf-8")
    with pytest.raises(Changed):
        writes(root, book, renamed(book))


def test_a_comment_written_since_is_no_reason_to_refuse(root: Path, book: Book) -> None:
    (root / ACME_FILE).write_text(ACME + "# since\n", encoding="utf-8")
    ((_, new),) = writes(root, book, renamed(book)).values()
    assert new
    assert new.endswith(b"# since\n")


@pytest.mark.parametrize(
    "name", ["\udcff", "", "a\x00b", "a\u2028b", "x" * 100_000, "a: b # c", "NO", "1.10", "007"]
)
def test_a_text_comes_back_exactly_or_is_refused(name: str, root: Path, book: Book) -> None:
    deal = Opportunity(id="new-one", customer="Eta", name=name, stage="verify")
    try:
        planned = writes(root, book, edit(None, deal))
    except NotAsMeant:
        return
    ((path, (_, new)),) = planned.items()
    assert new
    (root / path).write_bytes(new)
    assert read_book(root).opportunities["new-one"] == deal


def test_a_target_is_a_line_at_the_end(root: Path, book: Book) -> None:
    target = Target(set=Day(2026, 11, 22), period="2027-01", amount=Decimal(250000))
    ((path, (old, new)),) = writes(root, book, Change(note=message("t"), added=(target,))).items()
    assert path == "data/targets.yaml"
    assert old
    assert new == old + b"- {set: 2026-11-22, period: 2027-01, amount: 250000, tier: target}\n"


def test_the_first_target_makes_the_file(root: Path) -> None:
    (root / "data/targets.yaml").unlink()
    target = Target(set=Day(2026, 11, 22), period="2027-01", amount=Decimal(250000))
    planned = writes(root, read_book(root), Change(note=message("t"), added=(target,)))
    assert planned == {
        "data/targets.yaml": (None, b"- {set: 2026-11-22, period: 2027-01, amount: 250000, tier: target}\n")
    }


@pytest.mark.parametrize("held", ["- {", "key: value\n", "- a\n- a: b: c\n"])
def test_a_list_that_cannot_be_read_is_not_added_to(held: str, root: Path, book: Book) -> None:
    (root / "data/targets.yaml").write_text(held, encoding="utf-8")
    target = Target(set=Day(2026, 11, 22), period="2027-01", amount=Decimal(250000))
    with pytest.raises(FileUnreadable):
        writes(root, book, Change(note=message("t"), added=(target,)))


@pytest.mark.parametrize("kind", ["folder", "link", "dangling", "fifo"])
def test_what_is_no_plain_file_is_told_as_the_reader_tells_it(kind: str, root: Path) -> None:
    file = root / "data/targets.yaml"
    file.unlink()
    (root / "elsewhere").write_text("[]\n", encoding="utf-8")
    make: dict[str, Callable[[], None]] = {
        "folder": file.mkdir,
        "link": lambda: file.symlink_to(root / "elsewhere"),
        "dangling": lambda: file.symlink_to("nowhere"),
        "fifo": lambda: os.mkfifo(file),
    }
    make[kind]()
    book = read_book(root)
    target = Target(set=Day(2026, 11, 22), period="2027-01", amount=Decimal(250000))
    with pytest.raises(FileUnreadable) as refused:
        writes(root, book, Change(note=message("t"), added=(target,)))
    told = [placed(each) for each in book.problems if each.path == "data/targets.yaml"]
    assert told == list(refused.value.details)


def test_a_diff_has_no_byte_order_mark_and_a_new_file_only_grows() -> None:
    assert list(diff({"a": (None, b"\xef\xbb\xbfnew"), "b": (b"old", None)})) == [
        "--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+new\n",
        "--- a/b\n+++ b/b\n@@ -1 +0,0 @@\n-old\n",
    ]


def test_a_record_stays_where_it_stands(book: Book) -> None:
    assert file_of(book.opportunities["gamma-gates"]) == "data/opportunities/gamma-gates.json"
    assert file_of(Opportunity(id="new", stage="verify")) == "data/opportunities/new.yaml"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("targets.yaml", OURS, OURS + "- {set: 2026-11-22, period: 2026-12, amount: 300, tier: target}\r\n"),
        ("targets.yml", "", "- {set: 2026-11-22, period: 2026-12, amount: 300, tier: target}\n"),
        ("targets.json", "[]\n", None),
    ],
)  # fmt: skip
def test_a_target_goes_to_the_end_of_its_file_as_that_is_written(
    tmp_path: Path, name: str, before: str, after: str | None
) -> None:
    root = new_book(tmp_path)
    (root / "data/targets.yaml").unlink()
    (root / "data" / name).write_bytes((before or "# none yet\n").encode())
    target = Target(set=Day(2026, 11, 22), period="2026-12", amount=Decimal(300))
    ((path, (_, new)),) = writes(root, read_book(root), Change(note=message("x"), added=(target,))).items()
    text = (new or b"").decode().removeprefix("# none yet\n")
    assert path == f"data/{name}"
    assert text == after or (after is None and '"2026-12"' in text)


def test_a_word_goes_behind_those_of_its_list_and_the_rest_of_the_method_stays(
    root: Path, book: Book
) -> None:
    change = Change(note=message("a test"), words={"sources": (Choice(id="web"),)})
    ((old, new),) = writes(root, book, change).values()
    assert old == METHOD.encode()
    assert new == METHOD.replace("转介绍}}\n", "转介绍}}\n- web\n").encode()
