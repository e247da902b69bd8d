"""A pack is a book of its own, and is taken in elsewhere byte for byte."""

import errno
from pathlib import Path

import pytest
from running import run, tree

RECORD = "data/opportunities/acme-erp.yaml"


@pytest.fixture
def pack(book: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    assert run(f"handover --from li.wei -o {folder}", book).exit == 0
    return folder


def test_a_pack_holds_the_records_byte_for_byte_a_page_for_each_deal_and_can_be_read_as_a_book(
    book: Path, pack: Path
) -> None:
    assert (pack / RECORD).read_bytes() == (book / RECORD).read_bytes()

    assert "ERP roll-out" in (pack / "handover.md").read_text(encoding="utf-8")
    assert (pack / "deals/acme-erp.md").read_text(encoding="utf-8").startswith("# ")

    assert "acme-erp" in run("list", pack).out


def test_a_pack_is_taken_in_elsewhere_byte_for_byte_and_in_one_step(pack: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert run(f"init {other}", tmp_path).exit == 0
    before = tree(other)
    assert run(f"import {pack}", other).exit == 0
    assert (other / RECORD).read_bytes() == (pack / RECORD).read_bytes()
    assert run("undo", other).exit == 0
    assert tree(other) == before


def test_no_amount_becomes_one_of_another_currency(pack: Path, tmp_path: Path) -> None:
    other, record = tmp_path / "other", pack / RECORD
    said = record.read_text(encoding="utf-8")
    assert "currency: CNY\n" in said
    record.write_text(said.replace("currency: CNY\n", ""), encoding="utf-8")
    assert run(f"init {other} --currency EUR", tmp_path).exit == 0
    before = tree(other)
    refused = run(f"import {pack}", other)
    assert (refused.exit, refused.out, tree(other)) == (5, "", before)
    assert f"{RECORD}: it says no currency, and its own book is kept in CNY." in refused.err
    assert run(f"export deals -f jsonl -o {tmp_path}/deals.jsonl", pack).exit == 0
    refused = run(f"import {tmp_path}/deals.jsonl", other)
    assert (refused.exit, refused.out, tree(other)) == (5, "", before)
    record.write_text(said, encoding="utf-8")
    assert run(f"import {pack}", other).exit == 0


def test_what_needs_no_currency_of_its_book_is_taken_into_any(tmp_path: Path) -> None:
    """A deal that says its own from its first line on, and one without an amount."""
    anna, other, packed = tmp_path / "anna", tmp_path / "other", tmp_path / "packed"
    for book, currency in ((anna, "EUR"), (other, "CNY")):
        assert run(f"init {book} --currency {currency}", tmp_path).exit == 0
    assert run("add Press --customer Acme --owner ann --amount USD5", anna).exit == 0
    assert run("add Scales --customer Beta --owner ann", anna).exit == 0
    assert run("rate USD 0.9", anna).exit == 0
    assert run(f"handover --from ann -o {packed}", anna).exit == 0
    assert run(f"export deals -f jsonl -o {tmp_path}/deals.jsonl", anna).exit == 0
    assert run(f"import {tmp_path}/deals.jsonl --dry-run", other).exit == 0
    assert run(f"import {packed}", other).exit == 0


def test_what_is_there_already_is_left_alone(book: Path, pack: Path) -> None:
    before = tree(book)
    assert (run(f"import {pack}", book).exit, tree(book)) == (0, before)


def test_a_record_that_differs_is_refused_with_everything_else(book: Path, pack: Path) -> None:
    run("set acme-erp amount=1", book)
    before = tree(book)
    answer = run(f"import {pack}", book)
    assert (answer.exit, answer.out, tree(book)) == (5, "", before)
    assert "acme-erp" in answer.err


def test_a_record_that_does_not_read_is_refused(pack: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run(f"init {other}", tmp_path)
    (pack / RECORD).write_text("id: [\n", encoding="utf-8")
    assert run(f"import {pack}", other).exit == 5


def test_a_folder_without_records_is_no_pack_and_one_that_holds_something_is_not_packed_into(
    book: Path, tmp_path: Path, pack: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert run(f"import {tmp_path / 'empty'}", book).exit == 2

    before = tree(pack)
    assert (run(f"handover --from li.wei -o {pack}", book).exit, tree(pack)) == (2, before)


def test_a_handover_shows_what_would_change_and_applied_gives_the_deals_to_the_new_owner(book: Path) -> None:
    assert run("handover --from li.wei --to anna --apply", book).exit == 0
    assert run("list owner:li.wei -f csv --fields id", book).out == "id\n"
    assert run("undo", book).exit == 0
    assert "acme-erp" in run("list owner:li.wei", book).out

    before = tree(book)
    answer = run("handover --from li.wei --to anna -n", book)
    assert "+owner: anna" in answer.out
    assert tree(book) == before


@pytest.mark.parametrize("line", ["handover --from nobody", "handover --from li.wei --apply"])
def test_without_an_owner_or_a_taker_it_is_refused(line: str, book: Path) -> None:
    assert run(line, book).exit == 2


def test_a_full_disk_leaves_no_half_of_a_pack(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, write = f"handover --from li.wei -o {tmp_path / 'hk'}", Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if "data" in path.parts:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert run(line, book).exit == 1
    assert [path.name for path in tmp_path.iterdir() if "hk" in path.name] == []
    assert run(line, book).exit == 0
