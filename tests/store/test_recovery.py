import errno
import json
import os
import shutil
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from faulty_disk import (
    CALLS,
    FailingDisk,
    QuickDisk,
    Writes,
    after,
    crash,
    deal,
    edits,
    make_book,
    save,
    texts,
)

from funnel_cli.store.journal import LOOKS, Overlay
from funnel_cli.store.journal import entry as entries
from funnel_cli.store.journal.disk import digest_of
from funnel_cli.store.journal.entry import Entry
from funnel_cli.store.journal.lock import StillChanging, writing
from funnel_cli.store.journal.place import Place
from funnel_cli.store.journal.recovery import pending
from funnel_cli.store.journal.snapshot import read_whole, stamp

OLD = b"stage: verify\n"
NEW = b"stage: develop\n"
EDITED = b"stage: edited by hand\n"
DEALS: Writes = {deal(number): (OLD, NEW) for number in range(3)}
KINDS = pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "replace"])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book", 4)


def stages(root: Path) -> list[bytes]:
    return [(root / deal(number)).read_bytes() for number in range(3)]


def kept(root: Path) -> set[bytes]:
    return {path.read_bytes() for path in (root / "data/.funnel/kept").rglob("*.new")}


def notices(entry: Entry) -> list[str]:
    return [notice.text for notice in entry.notices]


@KINDS
@pytest.mark.parametrize("written", [0, 1, 2])
def test_an_interrupted_change_is_finished_first(book: Path, written: int, exchanges: bool) -> None:
    crash(book, DEALS, written, exchanges=exchanges)
    entry = save(book, {deal(3): (OLD, EDITED)}, QuickDisk(exchanges))
    assert (stages(book), notices(entry)) == ([NEW] * 3, ["An interrupted change was finished: {note}"])


@KINDS
def test_recovery_needs_no_space_on_the_disk(book: Path, exchanges: bool) -> None:
    crash(book, edits(3), 1, exchanges=exchanges)
    expected = after(texts(book), edits(3))
    takes_space = frozenset({"make_folder", "open_new", "write"})
    save(book, {}, FailingDisk(1, errno.ENOSPC, forever=True, exchanges=exchanges, only=takes_space))
    assert texts(book) == expected


@KINDS
@pytest.mark.parametrize("written", [0, 1])
def test_an_edit_in_the_middle_takes_the_rest_back_and_blocks_nothing(
    book: Path, written: int, exchanges: bool
) -> None:
    crash(book, DEALS, written, exchanges=exchanges)
    (book / deal(1)).write_bytes(EDITED)
    entry = save(book, {deal(3): (OLD, NEW)}, QuickDisk(exchanges))
    assert (stages(book), (book / deal(3)).read_bytes()) == ([OLD, EDITED, OLD], NEW)
    assert NEW in kept(book)
    assert [sorted(notice.args) for notice in entry.notices] == [["folder", "note", "reason"]]


@KINDS
def test_an_edit_of_what_was_written_stays_and_the_rest_is_finished(book: Path, exchanges: bool) -> None:
    crash(book, DEALS, 2, exchanges=exchanges)
    (book / deal(1)).write_bytes(EDITED)
    save(book, {}, QuickDisk(exchanges))
    assert stages(book) == [NEW, EDITED, NEW]


@KINDS
def test_a_file_that_cannot_be_written_takes_the_rest_back(book: Path, exchanges: bool) -> None:
    crash(book, DEALS, 1, exchanges=exchanges)

    class Immutable(QuickDisk):
        def rename(self, source: Path, target: Path) -> None:
            self.check(target)
            super().rename(source, target)

        def renameat2(self, source: Path, target: Path, flags: int) -> None:
            self.check(target)
            super().renameat2(source, target, flags)

        def check(self, target: Path) -> None:
            if target == book / deal(2):
                raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    save(book, {deal(3): (OLD, NEW)}, Immutable(exchanges))
    assert (stages(book), (book / deal(3)).read_bytes()) == ([OLD] * 3, NEW)


def test_a_record_that_was_removed_meanwhile_stays_away(book: Path) -> None:
    crash(book, DEALS, 1)
    (book / deal(1)).unlink()
    save(book, {})
    assert [(book / deal(number)).exists() for number in range(3)] == [True, False, True]
    assert (book / deal(0)).read_bytes() == OLD


def test_a_folder_that_was_removed_meanwhile_blocks_nothing(book: Path) -> None:
    crash(book, {**DEALS, "data/reviews/2026-W47.yaml": (None, NEW)}, 1)
    (book / "data/reviews").rmdir()
    save(book, {deal(3): (OLD, NEW)})
    assert (stages(book), (book / deal(3)).read_bytes()) == ([OLD] * 3, NEW)


def test_an_editor_that_saves_into_the_replaced_file_gets_its_text_back(book: Path) -> None:
    with (book / deal(0)).open("r+b") as editor:
        crash(book, DEALS, 1)
        editor.write(EDITED)
    save(book, {})
    assert stages(book) == [EDITED, OLD, OLD]


def test_an_editor_that_saves_even_later_is_named_and_its_text_kept(book: Path) -> None:
    with (book / deal(0)).open("r+b") as editor:
        save(book, DEALS)
        editor.write(EDITED)
    entry = save(book, {})
    assert [notice.args for notice in entry.notices] == [
        {"path": deal(0), "file": "data/.funnel/undo/1/0.new"}
    ]
    assert (book / "data/.funnel/undo/1/0.new").read_bytes() == EDITED


def rewrite(root: Path, *, sign: bool = True, **body: object) -> None:
    """Change the manifest of a pending change, with a right or wrong checksum."""
    path = Place(root).pending / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["body"].update(body)
    if sign:
        manifest["checksum"] = entries._checksum(manifest["body"])
    path.write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "path",
    [
        "../planted.yaml", "/planted.yaml", "data/.funnel/undo/1.yaml",
        "data/opportunities/../../../x.yaml", 7,
    ],
)  # fmt: skip
def test_a_planted_change_writes_nowhere_but_to_records(book: Path, path: object) -> None:
    crash(book, DEALS)
    before = texts(book.parent)
    rewrite(book, files=[[path, None, digest_of(NEW), None]])
    entry = save(book, {})
    assert texts(book.parent) == before
    assert notices(entry) == ["An unfinished change of unknown origin was set aside in {folder}."]


def nested(depth: int) -> Any:
    """A sentence in a sentence, so many times."""
    return {"text": "{a}", "args": {"a": nested(depth - 1)}} if depth else "x"


@pytest.mark.parametrize(
    "body",
    [
        {"note": {"text": "{who} {count:deal|deals}", "args": {"count": 1}}},
        {"note": {"text": "{a}", "args": {"a": {"amount": "1e99", "currency": "X"}}}},
        {"note": 7},
        {"note": nested(50)},
        {"day": 7},
        {"kind": []},
        {"files": 7},
        {"files": [[]]},
        {"files": [[deal(0), 7, None, None]]},
        {"files": [[deal(0), None, "x", None]]},
        {"files": [[deal(0), None, None, "x"]]},
        {"files": [[deal(0), None, None, -1]]},
    ],
)
def test_a_forged_change_is_set_aside_and_the_next_is_saved(book: Path, body: dict[str, Any]) -> None:
    crash(book, DEALS)
    rewrite(book, **body)
    assert notices(save(book, {})) == ["An unfinished change of unknown origin was set aside in {folder}."]
    assert stages(book) == [OLD] * 3


def test_a_change_from_another_machine_is_set_aside(book: Path) -> None:
    crash(book, DEALS)
    rewrite(book, machine="another")
    save(book, {deal(3): (OLD, NEW)})
    assert (stages(book), (book / deal(3)).read_bytes()) == ([OLD] * 3, NEW)


def test_a_torn_manifest_is_set_aside(book: Path) -> None:
    crash(book, DEALS)
    rewrite(book, sign=False, day="2026-11-23")
    save(book, {})
    assert stages(book) == [OLD] * 3


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"body": 1, "checksum": 2}', "[" * 10000])
def test_a_manifest_that_is_none_is_set_aside(book: Path, text: str) -> None:
    crash(book, DEALS)
    (Place(book).pending / "manifest.json").write_text(text)
    save(book, {})
    assert stages(book) == [OLD] * 3


def test_a_pending_change_that_is_a_link_is_set_aside(book: Path, tmp_path: Path) -> None:
    crash(book, DEALS)
    shutil.move(Place(book).pending, tmp_path / "elsewhere")
    Place(book).pending.symlink_to(tmp_path / "elsewhere")
    save(book, {})
    assert stages(book) == [OLD] * 3


def test_a_folder_swapped_for_a_link_is_not_written_through(book: Path, tmp_path: Path) -> None:
    crash(book, DEALS)
    shutil.move(book / "data/opportunities", tmp_path / "elsewhere")
    (book / "data/opportunities").symlink_to(tmp_path / "elsewhere")
    save(book, {})
    assert stages(book) == [OLD] * 3


@KINDS
@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_reader_sees_an_interrupted_change_whole(book: Path, written: int, exchanges: bool) -> None:
    crash(book, DEALS, written, exchanges=exchanges)
    assert pending(book, 0) == {book / deal(number): NEW for number in range(written, 3)}


@KINDS
def test_a_reader_sees_what_recovery_will_take_back(book: Path, exchanges: bool) -> None:
    crash(book, DEALS, 1, exchanges=exchanges)
    (book / deal(1)).write_bytes(EDITED)
    assert pending(book, 0) == {book / deal(0): OLD}


def test_a_reader_sees_that_a_record_will_be_gone(book: Path) -> None:
    crash(book, {deal(0): (OLD, None)})
    assert pending(book, 0) == {book / deal(0): None}


def test_a_reader_writes_nothing(book: Path) -> None:
    crash(book, DEALS, 1)
    before = {path: path.lstat() for path in book.rglob("*")}
    pending(book, 0)
    stamp(book)
    found = {path: path.lstat() for path in book.rglob("*")}
    assert [(s.st_mtime_ns, s.st_ctime_ns) for s in found.values()] == [
        (s.st_mtime_ns, s.st_ctime_ns) for s in before.values()
    ]


def test_a_reader_makes_no_journal(book: Path) -> None:
    assert (pending(book), stamp(book), (book / "data/.funnel").exists()) == ({}, None, False)


def test_a_reader_works_in_a_read_only_folder(book: Path) -> None:
    crash(book, DEALS, 1)
    folders = [book / "data/.funnel", book / "data", book]
    for folder in folders:
        folder.chmod(0o500)
    seen = set(pending(book, 0))
    for folder in folders:
        folder.chmod(0o700)
    assert seen == {book / deal(1), book / deal(2)}


def test_a_reader_does_not_wait_for_ever(book: Path) -> None:
    save(book, {})
    with writing(Place(book).lock):
        assert pending(book, 0) == {}


def test_the_stamp_changes_with_every_command(book: Path) -> None:
    save(book, DEALS)
    before = stamp(book)
    save(book, {deal(3): (OLD, NEW)})
    assert stamp(book) != before


def test_a_reader_whose_files_change_meanwhile_reads_again(book: Path) -> None:
    save(book, {})
    looks: list[list[bytes]] = []

    def read(_: Overlay) -> list[bytes]:
        looks.append(stages(book))
        if len(looks) == 1:
            save(book, DEALS)
        return looks[-1]

    assert (read_whole(book, read), looks) == ([NEW] * 3, [[OLD] * 3, [NEW] * 3])


def test_a_reader_whose_files_never_rest_gives_up_at_last(book: Path) -> None:
    save(book, {})
    looks = count()

    def read(_: Overlay) -> int:
        (book / f"data/.funnel/{(look := next(looks))}").touch()
        return look

    assert read_whole(book, read) == LOOKS


def test_a_reader_would_rather_not_answer_than_mix_two_moments(book: Path) -> None:
    save(book, {})
    looks = count()

    def read(_: Overlay) -> None:
        (book / f"data/.funnel/{next(looks)}").touch()

    with writing(Place(book).lock), pytest.raises(StillChanging):
        read_whole(book, read, 0)


def test_every_call_that_changes_a_disk_can_be_stopped() -> None:
    composite = {"exchange", "place", "write_file", "sync_folder", "remove_tree", "lock", "_place_by_link"}
    composite |= {"put_file", "make_folders"}
    calls = {name for name, value in vars(QuickDisk.__base__).items() if callable(value)}
    assert calls == CALLS | composite
