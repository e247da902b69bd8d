"""P2: what was saved is there after a power cut, and before that it is all or nothing."""

import shutil
from collections.abc import Iterator
from itertools import count as count_from
from pathlib import Path
from random import Random

import pytest
from cases import is_whole, recover, seen
from faulty_disk import DAY, Texts, after, edits, make_book, texts
from figures import Figures, sampled
from persistence import RecordingDisk, Tree, after_a_cut, put

from funnel_cli.store.journal.commit import PendingReturn, PendingSave, SaveFailed, commit
from funnel_cli.store.journal.undo import undo

MANY = 200
FEWER = 10
"""So many files in the short form."""

SIZES = pytest.mark.parametrize(
    ("size", "exchanges"),
    [(1, True), (3, True), (MANY, True), (1, False), (3, False), (MANY, False)],
    ids=["1-exchange", "3-exchange", "200-exchange", "1-replace", "3-replace", "200-replace"],
)


def cuts(disk: RecordingDisk, most: int, *, long: bool) -> Iterator[tuple[bool, Tree]]:
    """Every different state that a power cut can leave, and whether it came after the last call."""
    random = Random(0)  # noqa: S311 - the same sample every time
    end = len(disk.calls)
    known = set()
    for moment in {*sampled(range(end), most, long=long), end}:
        for tree in after_a_cut(disk, moment, random):
            state = (moment == end, *tree.items())
            if state not in known:
                known.add(state)
                yield moment == end, tree


def outcome(tree: Tree, root: Path, old: Texts, new: Texts) -> Texts:
    """What the book holds when power is back: for a reader at once, on the disk after the next command."""
    put(tree, root)
    try:
        assert is_whole(root, old, new)
        expected = seen(root)
        recover(root)
        assert texts(root) == expected
        return expected
    finally:
        shutil.rmtree(root)


@SIZES
def test_whatever_a_power_cut_leaves_is_the_old_book_or_the_new_one(
    size: int, exchanges: bool, folder: Path, long: bool, figures: Figures
) -> None:
    size = min(size, MANY if long else FEWER)
    root = make_book(folder / "book", size)
    old = texts(root)
    new = after(old, edits(size))
    disk = RecordingDisk(root, exchanges=exchanges)
    commit(root, edits(size), "a change", day=DAY, disk=disk)
    count = 0
    for is_saved, tree in cuts(disk, 40 if size < FEWER else 8, long=long and size < FEWER):
        found = outcome(tree, folder / "cut", old, new)
        assert found == new if is_saved else found in (old, new)
        count += 1
    figures("P2", "states that a power cut can leave of a save", count)


@pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "replace"])
def test_whatever_a_power_cut_leaves_of_an_undo_is_old_or_new(
    exchanges: bool, folder: Path, long: bool, figures: Figures
) -> None:
    root = make_book(folder / "book", 3)
    before = texts(root)
    commit(root, edits(3), "a change", day=DAY)
    disk = RecordingDisk(root, exchanges=exchanges)
    undo(root, disk=disk)
    count = 0
    for is_saved, tree in cuts(disk, 100, long=long):
        found = outcome(tree, folder / "cut", after(before, edits(3)), before)
        assert found == before or not is_saved
        count += 1
    figures("P2", "states that a power cut can leave of an undo", count)


@pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "replace"])
def test_a_second_power_cut_while_the_first_is_recovered_from_changes_nothing(
    exchanges: bool, folder: Path, long: bool, figures: Figures
) -> None:
    root = make_book(folder / "book", 3)
    old = texts(root)
    new = after(old, edits(3))
    first = RecordingDisk(root, exchanges=exchanges)
    commit(root, edits(3), "a change", day=DAY, disk=first)
    pending = [tree for _, tree in cuts(first, 100, long=True) if "data/.funnel/tx.go" in tree]
    count = 0
    for tree in sampled(pending, 8, long=long):
        put(tree, folder / "first")
        wanted = seen(folder / "first")
        second = RecordingDisk(folder / "first", exchanges=exchanges)
        commit(folder / "first", {}, "nothing", day=DAY, disk=second)
        for _, again in cuts(second, 40, long=long):
            assert outcome(again, folder / "cut", old, new) == wanted
            count += 1
        shutil.rmtree(folder / "first")
    figures("P2", "states that a second power cut can leave of the recovery", count)


class BrokenDisk(RecordingDisk):
    """A disk on which one call fails; what was to be synced may be there or not."""

    left = 0

    def sync(self, file: int) -> None:
        self._count()
        super().sync(file)

    def rename(self, source: Path, target: Path) -> None:
        self._count()
        super().rename(source, target)

    def renameat2(self, source: Path, target: Path, flags: int) -> None:
        self._count()
        super().renameat2(source, target, flags)

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise OSError(5, "this cannot be done")


@pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "replace"])
def test_after_a_call_that_failed_a_power_cut_still_leaves_old_or_new(
    exchanges: bool, folder: Path, long: bool, figures: Figures
) -> None:
    count = 0
    for number in count_from(1, 1 if long else 7):
        root = make_book(folder / "book", 3)
        old = texts(root)
        new = after(old, edits(3))
        disk = BrokenDisk(root, exchanges=exchanges)
        disk.left = number
        allowed = [old, new]
        try:
            commit(root, edits(3), "a change", day=DAY, disk=disk)
        except SaveFailed:
            allowed = [old]
        except (PendingSave, PendingReturn):
            pass
        for tree in after_a_cut(disk, len(disk.calls), Random(number)):  # noqa: S311
            assert outcome(tree, folder / "cut", old, new) in allowed
            count += 1
        shutil.rmtree(root)
        if disk.left > 0:
            break
    figures("P2", "states that a power cut can leave after a call that failed", count)


class ForgetfulDisk(RecordingDisk):
    """A disk that leaves one sync out."""

    left = 0
    forgot = ""

    def sync(self, file: int) -> None:
        self.left -= 1
        if self.left == 0:
            self.forgot = Path(f"/proc/self/fd/{file}").readlink().name
        else:
            super().sync(file)


def is_safe(disk: ForgetfulDisk, place: Path, old: Texts, new: Texts) -> bool:
    """Whether every power cut leaves old or new, and new once it is saved."""
    for is_saved, tree in cuts(disk, 1, long=True):
        try:
            found = outcome(tree, place, old, new)
        except AssertionError:
            return False
        if found != new and (is_saved or found != old):
            return False
    return True


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="what was synced is read off /proc")
def test_no_sync_can_be_left_out_but_that_of_the_copy_for_undo(folder: Path) -> None:
    spared = set()
    for number in count_from(1):
        root = make_book(folder / "book", 1)
        commit(root, {}, "nothing", day=DAY)
        old = texts(root)
        new = after(old, edits(1))
        disk = ForgetfulDisk(root)
        disk.left = number
        commit(root, edits(1), "a change", day=DAY, disk=disk)
        if disk.left > 0:
            break
        if is_safe(disk, folder / "cut", old, new):
            spared.add(disk.forgot.partition(".")[2])
        shutil.rmtree(root)
    assert spared == {"old"}
