import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from faulty_disk import (
    DAY,
    DyingDisk,
    FailingDisk,
    Killed,
    LocklessDisk,
    QuickDisk,
    Texts,
    after,
    crash,
    deal,
    edits,
    make_book,
    save,
    texts,
)

from funnel_cli.store.journal.commit import PendingReturn, PendingSave, SaveFailed, commit
from funnel_cli.store.journal.disk import DISK
from funnel_cli.store.journal.lock import Locked, writing
from funnel_cli.store.journal.place import Place
from funnel_cli.store.journal.recovery import Changed, pending
from funnel_cli.store.layout import NotARecord
from funnel_cli.values.errors import Conflict
from funnel_cli.values.message import message

OLD = b"stage: verify\n"
NEW = b"stage: develop\n"
SIZES = pytest.mark.parametrize(
    ("size", "exchanges"),
    [(1, True), (3, True), (20, True), (1, False), (3, False)],
    ids=["1-exchange", "3-exchange", "20-exchange", "1-replace", "3-replace"],
)
KINDS = pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "replace"])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book", 3)


def kill_points(tmp_path: Path, size: int, exchanges: bool) -> Iterator[Path]:
    """A book for every call at which a save of so many files can be killed, just after that.

    Of many files, which are more of the same, every seventh call.
    """
    for last in count(1, 1 if size < 20 else 7):
        root = make_book(tmp_path / str(last), size)
        try:
            save(root, edits(size), DyingDisk(last, exchanges))
        except Killed:
            yield root
            shutil.rmtree(root)
        else:
            return


def snapshot(root: Path) -> dict[str, tuple[int, bytes]]:
    """Permissions and text of every file but the journal's."""
    return {path: ((root / path).stat().st_mode, text) for path, text in texts(root).items()}


def read(root: Path) -> Texts:
    """The book as a reader sees it."""
    overlay = {path.relative_to(root).as_posix(): text for path, text in pending(root, 0).items()}
    return {path: text for path, text in {**texts(root), **overlay}.items() if text is not None}


def test_every_file_has_its_new_text(book: Path) -> None:
    expected = after(texts(book), edits(3))
    save(book, edits(3))
    assert texts(book) == expected


def test_the_entry_names_files_and_deals(book: Path) -> None:
    entry = save(book, edits(1))
    assert (entry.number, entry.files, entry.deals) == (
        1,
        (deal(0), "data/opportunities/gone.yaml", "data/reviews/2026-W47.yaml"),
        ("deal-0", "gone"),
    )


def test_a_change_that_changes_nothing_is_not_filed(book: Path) -> None:
    entry = save(book, {deal(0): (OLD, OLD)})
    assert (entry.number, Place(book).numbers(Place(book).done)) == (0, [])


def test_the_journal_is_private_and_ignores_itself(book: Path) -> None:
    save(book, edits(1))
    folder = book / "data/.funnel"
    assert (stat.S_IMODE(folder.stat().st_mode), (folder / ".gitignore").read_text()) == (0o700, "*\n")


@KINDS
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o600, 0o664])
def test_permissions_stay(book: Path, mode: int, exchanges: bool) -> None:
    (book / deal(0)).chmod(mode)
    save(book, {deal(0): (OLD, NEW)}, QuickDisk(exchanges))
    assert stat.S_IMODE((book / deal(0)).stat().st_mode) == mode


def test_a_new_record_has_the_permissions_the_umask_leaves(book: Path) -> None:
    save(book, {"data/opportunities/new.yaml": (None, NEW)})
    (book / "plain").touch()
    assert (book / "data/opportunities/new.yaml").stat().st_mode == (book / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("before", "expected"),
    [(b"stage: edited\n", OLD), (None, OLD), (b"stage: new\n", None)],
    ids=["edited", "removed", "made"],
)
def test_a_file_changed_since_it_was_read_is_a_conflict(
    book: Path, before: bytes | None, expected: bytes | None
) -> None:
    (book / deal(0)).unlink()
    if before is not None:
        (book / deal(0)).write_bytes(before)
    unchanged = texts(book)
    with pytest.raises(Changed) as refusal:
        save(book, {deal(1): (OLD, NEW), deal(0): (expected, NEW)})
    assert (refusal.value.exit_code, texts(book)) == (6, unchanged)


@pytest.mark.parametrize(
    "path",
    [
        "../outside.yaml", "/etc/outside.yaml", "data/../../outside.yaml", "data/.funnel/lock.yaml",
        "data/opportunities/.hidden.yaml", "data/opportunities/run.sh",
        "data/opportunities/a b.yaml", "notes.yaml", "data/opportunities/line.yaml\n",
    ],
)  # fmt: skip
def test_only_record_files_are_written(book: Path, path: str) -> None:
    with pytest.raises(NotARecord):
        save(book, {path: (None, NEW)})


def test_a_linked_folder_is_not_written_into(book: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (book / "data/leads").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotARecord):
        save(book, {"data/leads/a.yaml": (None, NEW)})
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_linked_record_is_not_written_through(book: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yaml").write_bytes(OLD)
    (book / "data/opportunities/link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(NotARecord):
        save(book, {"data/opportunities/link.yaml": (OLD, NEW)})


def test_a_linked_journal_is_refused(book: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (book / "data/.funnel").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotARecord):
        save(book, edits(1))


@SIZES
def test_killed_at_any_call_all_records_are_old_or_all_are_new(
    tmp_path: Path, size: int, exchanges: bool
) -> None:
    old = texts(make_book(tmp_path / "old", size))
    new = after(old, edits(size))
    for root in kill_points(tmp_path, size, exchanges):
        assert all(text in (old.get(path), new.get(path)) for path, text in texts(root).items())
        seen = read(root)
        save(root, {}, QuickDisk(exchanges))
        assert texts(root) in (old, new)
        assert texts(root) == seen


@SIZES
def test_killed_again_at_any_call_of_the_recovery_it_is_still_all_or_nothing(
    tmp_path: Path, size: int, exchanges: bool
) -> None:
    old = texts(make_book(tmp_path / "old", size))
    new = after(old, edits(size))
    for point, root in enumerate(kill_points(tmp_path, size, exchanges)):
        if not Place(root).pending.exists():
            continue
        for last in count(1 + point % size, size):  # of many files, a different choice of calls each time
            again = tmp_path / "again"
            shutil.copytree(root, again)
            try:
                save(again, {}, DyingDisk(last, exchanges))
            except Killed:
                save(again, {}, QuickDisk(exchanges))
                assert texts(again) in (old, new)
                shutil.rmtree(again)
            else:
                shutil.rmtree(again)
                break


def test_a_process_that_is_gone_at_any_call_leaves_all_or_nothing(tmp_path: Path) -> None:
    class Exit(DyingDisk):
        def before(self, name: str) -> None:
            if self.count >= self.last:
                os._exit(len(name))

    old = texts(make_book(tmp_path / "old", 3))
    new = after(old, edits(3))
    for last in count(1):
        root = make_book(tmp_path / str(last), 3)

        def write(root: Path = root, last: int = last) -> None:
            save(root, edits(3), Exit(last))

        if in_child(write) == 0:
            break
        save(root, {})
        assert texts(root) in (old, new)


@KINDS
@pytest.mark.parametrize(
    ("code", "forever"),
    [(errno.ENOSPC, True), (errno.EIO, False), (errno.EACCES, False), (errno.EROFS, True)],
    ids=["full", "broken once", "forbidden once", "read-only"],
)
def test_failed_means_nothing_changed_and_saved_means_saved(
    tmp_path: Path, code: int, forever: bool, exchanges: bool
) -> None:
    for first in count(1):
        root = make_book(tmp_path / str(first), 3)
        before, old = snapshot(root), texts(root)
        new = after(old, edits(3))
        disk = FailingDisk(first, code, forever=forever, exchanges=exchanges)
        try:
            save(root, edits(3), disk)
        except SaveFailed:
            assert snapshot(root) == before
            save(root, {})
            assert snapshot(root) == before
        except PendingSave:
            assert read(root) == new
            save(root, {})
            assert texts(root) == new
        except PendingReturn:
            assert read(root) == old
            save(root, {})
            assert texts(root) == old
        else:
            assert texts(root) == new
            if disk.count < first:
                break
        shutil.rmtree(root)


def test_a_folder_made_for_nothing_goes_again(book: Path) -> None:
    full = FailingDisk(1, errno.ENOSPC, forever=True, only=frozenset({"write"}))
    save(book, {})
    with pytest.raises(SaveFailed):
        save(book, edits(1), full)
    assert not (book / "data/reviews").exists()


def test_a_full_disk_leaves_nothing_in_the_journal_however_often_it_is_tried(book: Path) -> None:
    for _ in range(2):
        with pytest.raises(SaveFailed):
            save(book, edits(1), FailingDisk(1, errno.ENOSPC, forever=True, only=frozenset({"write"})))
    assert not [*(book / "data/.funnel").glob("tx.*")]


@pytest.mark.parametrize("number", range(3), ids=["changed", "removed", "new"])
def test_a_record_that_may_not_be_replaced_is_named_and_not_its_slot(book: Path, number: int) -> None:
    path, pair = list(edits(1).items())[number]

    class Shut(QuickDisk):
        """Folders of records that nobody may change."""

        def rename(self, source: Path, target: Path) -> None:
            self.renameat2(source, target, 0)

        def renameat2(self, source: Path, target: Path, flags: int) -> None:
            if book / path in (source, target):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
            super().renameat2(source, target, flags)

    with pytest.raises(SaveFailed) as failure:
        save(book, {path: pair}, Shut())
    assert repr(path) in repr(failure.value.message)


def test_a_record_on_another_file_system_is_refused_in_words_and_stays(book: Path) -> None:
    save(book, {})
    before = texts(book)
    apart = FailingDisk(1, errno.EXDEV, forever=True, only=frozenset({"renameat2"}))
    with pytest.raises(SaveFailed, match="another file system"):
        save(book, edits(3), apart)
    assert texts(book) == before


def test_left_overs_of_a_crash_are_cleared_whatever_their_name(book: Path) -> None:
    save(book, {})
    left = book / f"data/.funnel/tx.new-{os.getpid()}"
    left.mkdir()
    (left / "0.new").write_bytes(b"half")
    save(book, edits(3))
    assert not left.exists()


def test_a_locked_book_names_its_holder(book: Path) -> None:
    save(book, {})
    with writing(Place(book).lock), pytest.raises(Locked) as refusal:
        save(book, edits(3))
    assert (refusal.value.exit_code, refusal.value.message.args["pid"]) == (6, os.getpid())


def test_without_locks_it_warns_and_goes_on(book: Path) -> None:
    entry = save(book, edits(3), LocklessDisk())
    assert [notice.text for notice in entry.notices] == [
        "Locks do not work on this file system; save from one place at a time."
    ]


def test_a_recovery_is_told_even_if_the_command_is_refused(book: Path) -> None:
    crash(book, edits(3))
    with pytest.raises(Changed) as refusal:
        save(book, {deal(0): (b"never\n", NEW)})
    assert message("An interrupted change was finished: {note}", note="a change") in refusal.value.details


def in_child(work: Callable[[], object]) -> int:
    """Start some work in a process of its own and wait; its exit code."""
    return wait(start(work))


def start(work: Callable[[], object]) -> int:
    process = os.fork()
    if process == 0:
        code = 99
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return process


def wait(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def add_line(root: Path, path: str, line: bytes) -> None:
    """Read, add a line, save; and again from the start when somebody was faster."""
    while True:
        text = (root / path).read_bytes()
        try:
            commit(root, {path: (text, text + line)}, "a line", day=DAY, disk=QuickDisk(), patience=30)
        except Conflict:
            continue
        return


@pytest.mark.parametrize("paths", [(deal(0), deal(0)), (deal(0), deal(1))], ids=["same", "different"])
def test_two_processes_lose_no_edit(book: Path, paths: tuple[str, str]) -> None:
    def work(path: str, name: str) -> None:
        for number in range(50):
            add_line(book, path, f"# {name} {number}\n".encode())

    children = [start(partial(work, path, name)) for path, name in zip(paths, "ab", strict=True)]
    codes = [wait(child) for child in children]
    saved = "".join((book / path).read_text() for path in dict.fromkeys(paths))
    lines = [line for line in saved.splitlines() if line.startswith("#")]
    assert (codes, sorted(lines)) == ([0, 0], sorted(f"# {name} {n}" for name in "ab" for n in range(50)))


def save_by_rename(path: Path, text: bytes) -> None:
    new = path.with_suffix(".swp")
    new.write_bytes(text)
    new.replace(path)


def save_in_place(path: Path, text: bytes) -> None:
    path.write_bytes(text)


@pytest.mark.parametrize("editor", [save_by_rename, save_in_place])
def test_what_an_editor_saves_meanwhile_is_never_lost(
    book: Path, editor: Callable[[Path, bytes], None]
) -> None:
    path = book / deal(0)

    def is_kept(text: bytes) -> bool:
        with suppress(FileNotFoundError):  # filed away while we looked
            return any(file.read_bytes().startswith(text) for file in (book / "data/.funnel").rglob("*.new"))
        return False

    def edit() -> None:
        for number in range(200):
            text = b"edit %d\n" % number
            editor(path, text)
            tries = (path.read_bytes().startswith(text) for _ in range(2000))
            assert any(tries) or any(is_kept(text) for _ in range(20)), text

    process = start(edit)
    code = None
    while code is None:
        text = path.read_bytes()
        if text:
            with suppress(Changed):
                save(book, {deal(0): (text, text + b"# ours\n")})
        gone, status = os.waitpid(process, os.WNOHANG)
        code = os.waitstatus_to_exitcode(status) if gone else None
    assert code == 0


def test_the_real_disk_does_the_same(book: Path) -> None:
    expected = after(texts(book), edits(3))
    save(book, edits(3), DISK)
    assert texts(book) == expected
