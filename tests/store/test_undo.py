import stat
from collections.abc import Callable
from datetime import date as Day
from itertools import pairwise
from pathlib import Path

import pytest
from faulty_disk import DAY, QuickDisk, deal, edits, make_book, save, texts

from funnel_cli.store.journal import place as places
from funnel_cli.store.journal.commit import ReadOnly, commit
from funnel_cli.store.journal.entry import Entry, MadeBy
from funnel_cli.store.journal.place import Place
from funnel_cli.store.journal.undo import (
    CopyDamaged,
    EditedSince,
    GoneSince,
    NothingToRedo,
    NothingToUndo,
    changed_last,
    entries,
    redo,
    undo,
    undoable,
)
from funnel_cli.values.message import Label, Message, Text, message

DISK = QuickDisk()
A, B, C = b"stage: verify\n", b"stage: develop\n", b"stage: propose\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book", 3)


def stage(root: Path) -> bytes:
    return (root / deal(0)).read_bytes()


def two_steps(root: Path) -> None:
    save(root, {deal(0): (A, B)})
    save(root, {deal(0): (B, C)})


def test_what_somebody_else_put_there_hides_no_later_command(book: Path) -> None:
    save(book, {})
    for stranger in ("1", "999999999"):
        (book / "data/.funnel/undo" / stranger).mkdir()
    entry = save(book, {deal(0): (A, B)})
    assert (entry.number, undo(book, disk=DISK).deals) == (2, ("deal-0",))


def test_undo_takes_a_change_of_many_files_back(book: Path) -> None:
    before = texts(book)
    save(book, edits(3))
    undo(book, disk=DISK)
    assert texts(book) == before


def test_redo_does_it_again(book: Path) -> None:
    save(book, edits(3))
    after = texts(book)
    undo(book, disk=DISK)
    redo(book, disk=DISK)
    assert texts(book) == after


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([undo, undo], A),
        ([undo, undo, redo], B),
        ([undo, undo, redo, redo], C),
        ([undo, redo, undo, undo], A),
    ],
)
def test_undo_goes_back_step_by_step_and_redo_forward(
    book: Path, steps: list[Callable[..., object]], expected: bytes
) -> None:
    two_steps(book)
    for step in steps:
        step(book, disk=DISK)
    assert stage(book) == expected


def test_a_new_command_clears_what_can_be_redone(book: Path) -> None:
    two_steps(book)
    undo(book, disk=DISK)
    save(book, {deal(1): (A, B)})
    with pytest.raises(NothingToRedo):
        redo(book, disk=DISK)


def test_a_new_command_after_undo_is_undone_before_the_older_one(book: Path) -> None:
    two_steps(book)
    undo(book, disk=DISK)
    save(book, {deal(1): (A, B)})
    undo(book, disk=DISK)
    undo(book, disk=DISK)
    assert stage(book) == A


def test_nothing_to_undo_in_a_new_book(book: Path) -> None:
    with pytest.raises(NothingToUndo):
        undo(book, disk=DISK)


def test_undo_refuses_when_a_file_was_edited_since(book: Path) -> None:
    save(book, edits(3))
    (book / deal(1)).write_bytes(C)
    before = texts(book)
    with pytest.raises(EditedSince) as refusal:
        undo(book, disk=DISK)
    assert (refusal.value.exit_code, refusal.value.message.args["path"], texts(book)) == (6, deal(1), before)


def test_what_is_as_it_was_before_or_gone_as_it_was_counts_as_undone_and_as_redone(book: Path) -> None:
    new = deal(7)
    save(book, {deal(0): (A, B)})
    save(book, {new: (None, A), deal(1): (A, B)})
    (book / new).unlink()
    undo(book, disk=DISK)
    assert ((book / new).exists(), (book / deal(1)).read_bytes()) == (False, A)
    (book / deal(0)).write_bytes(A)
    assert undo(book, disk=DISK).deals == ()
    assert undoable(book) == ()
    (book / deal(1)).write_bytes(B)
    for _ in range(2):
        redo(book, disk=DISK)
    assert (stage(book), (book / deal(1)).read_bytes(), len(undoable(book))) == (A, B, 2)


def test_undo_names_a_file_that_is_gone_and_changes_nothing(book: Path) -> None:
    save(book, edits(3))
    (book / deal(1)).unlink()
    before = texts(book)
    with pytest.raises(GoneSince) as refusal:
        undo(book, disk=DISK)
    assert (refusal.value.message.args["path"], texts(book)) == (deal(1), before)


def test_redo_refuses_when_a_file_was_edited_since(book: Path) -> None:
    save(book, edits(3))
    undo(book, disk=DISK)
    (book / deal(1)).write_bytes(C)
    with pytest.raises(EditedSince):
        redo(book, disk=DISK)


def test_undo_refuses_a_damaged_copy(book: Path) -> None:
    save(book, edits(3))
    (book / "data/.funnel/undo/1/0.old").write_bytes(C)
    with pytest.raises(CopyDamaged):
        undo(book, disk=DISK)


def test_the_copy_does_not_change_under_an_editor_that_writes_in_place(book: Path) -> None:
    with (book / deal(0)).open("r+b") as editor:
        save(book, {deal(0): (A, B)})
        editor.write(C)
    undo(book, disk=DISK)
    assert stage(book) == A


def test_permissions_come_back_with_a_removed_record(book: Path) -> None:
    (book / deal(0)).chmod(0o640)
    save(book, {deal(0): (A, None)})
    undo(book, disk=DISK)
    assert stat.S_IMODE((book / deal(0)).stat().st_mode) == 0o640


def test_entries_are_named_newest_first_and_those_that_undo_would_take_back(book: Path) -> None:
    two_steps(book)
    undo(book, disk=DISK)
    assert [(entry.number, entry.kind) for entry in entries(book)] == [
        (3, MadeBy.UNDO),
        (2, MadeBy.DO),
        (1, MadeBy.DO),
    ]

    assert [entry.number for entry in undoable(book)] == [1]


def test_the_newest_entry_that_changed_deals_tells_them(book: Path) -> None:
    save(book, {deal(2): (A, B)})
    save(book, {"data/targets.yaml": (None, b"[]\n")})
    assert changed_last(book) == ("deal-2",)


def test_an_empty_journal_tells_of_no_deal(book: Path) -> None:
    assert (changed_last(book), entries(book)) == ((), ())


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("说 \x1b[31m", "说 \x1b[31m"),
        (message("{deal} moved", deal="a"), message("{deal} moved", deal="a")),
        (message("{day} {n}", day=DAY, n=2), message("{day} {n}", day="2026-11-22", n=2)),
        (
            message("{stage}: {why}", stage=Label({"en": "Verify", "zh": "验证"}), why=message("late")),
            message("{stage}: {why}", stage=Label({"en": "Verify", "zh": "验证"}), why=message("late")),
        ),
    ],
)
def test_a_note_can_be_said_later_in_any_language(book: Path, note: str | Message, expected: Text) -> None:
    commit(book, {deal(0): (A, B)}, note, day=DAY, disk=DISK)
    assert [entry.note for entry in entries(book)] == [expected]


def test_an_entry_keeps_the_day_of_its_command_and_so_does_its_undoing(book: Path) -> None:
    commit(book, {deal(0): (A, B)}, "a change", day=Day(2026, 12, 1), disk=DISK)
    undo(book, disk=DISK)
    assert [entry.day for entry in entries(book)] == [Day(2026, 12, 1)] * 2


def test_only_the_oldest_entries_are_forgotten_and_whole(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "KEEP", 2)
    texts = [A, B, C, A, B]
    for before, after in pairwise(texts):
        save(book, {deal(0): (before, after)})
    save(book, {})
    assert Place(book).numbers(Place(book).done) == [4, 3]


def test_the_oldest_entries_go_first_where_there_is_no_room(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "ROOM", 2 * 3 * places.BLOCK)
    for before, after in pairwise([A, B, C, A, B]):
        save(book, {deal(0): (before, after)})
    assert Place(book).numbers(Place(book).done) == [4, 3]


def test_the_newest_entry_stays_whatever_room_it_takes(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "ROOM", 1)
    two_steps(book)
    undo(book, disk=DISK)
    assert (stage(book), Place(book).numbers(Place(book).done)) == (B, [3])


def test_a_read_only_record_is_refused_and_stays_as_it_is(book: Path) -> None:
    (book / deal(0)).chmod(0o444)
    with pytest.raises(ReadOnly) as refusal:
        save(book, edits(3))
    assert refusal.value.args_by_name == {"path": deal(0)}
    assert (texts(book), Place(book).numbers(Place(book).done)) == (
        texts(make_book(book.parent / "b", 3)),
        [],
    )


def test_undo_does_not_write_over_what_was_made_read_only_since(book: Path) -> None:
    save(book, {deal(0): (A, B)})
    (book / deal(0)).chmod(0o444)
    with pytest.raises(ReadOnly):
        undo(book, disk=DISK)
    assert stage(book) == B


def test_a_second_name_of_a_record_is_told_of_and_keeps_the_old_text(book: Path) -> None:
    other = book.parent / "other"
    other.hardlink_to(book / deal(0))
    entry = save(book, {deal(0): (A, B)})
    assert [notice.args for notice in entry.notices] == [{"paths": (deal(0),)}]
    assert (other.read_bytes(), stage(book)) == (A, B)


def test_what_others_put_above_takes_no_place_from_what_can_be_undone(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "KEEP", 2)
    save(book, {})
    for number in range(500, 510):
        (book / "data/.funnel/undo" / str(number)).mkdir()
    two_steps(book)
    assert (len(undoable(book)), len(Place(book).numbers(Place(book).done))) == (2, 4)


def test_a_write_reads_each_entry_of_others_once(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(book, {})
    for number in range(500, 510):
        (book / "data/.funnel/undo" / str(number)).mkdir()
    read: list[str] = []
    asked = Place.read

    def counted(place: Place, folder: Path, number: int = 0) -> Entry | None:
        read.append(folder.name)
        return asked(place, folder, number)

    monkeypatch.setattr(Place, "read", counted)
    save(book, {deal(0): (A, B)})
    assert sorted(name for name in read if len(name) == 3) == [str(number) for number in range(500, 510)]


def test_left_overs_of_any_number_are_cleared_by_and_by(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "AT_ONCE", 5)
    save(book, {})
    left = book / "data/.funnel/tx.new-1"
    left.mkdir()
    for number in range(30):
        (left / f"{number}.new").write_bytes(b"half")
    save(book, {deal(0): (A, B)})
    assert 10 < len([*left.iterdir()]) < 30
    for _ in range(5):
        save(book, {deal(0): (B, A)})
        save(book, {deal(0): (A, B)})
    assert not left.exists()


def test_a_left_over_that_is_none_of_ours_stops_nothing(book: Path) -> None:
    save(book, {})
    deep = book / "data/.funnel/tx.new-0"
    for _ in range(300):
        deep.mkdir()
        deep /= "a"
    ours = book / "data/.funnel/tx.new-1"
    ours.mkdir()
    save(book, {deal(0): (A, B)})
    assert (stage(book), ours.exists()) == (B, False)
