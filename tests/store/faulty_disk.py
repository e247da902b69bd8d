"""Disks that stop or fail at a chosen call, and a small book to write on them."""

import errno
import os
from contextlib import suppress
from datetime import date as Day
from pathlib import Path
from typing import Any

from funnel_cli.store.journal.commit import commit
from funnel_cli.store.journal.disk import Disk
from funnel_cli.store.journal.entry import Entry
from funnel_cli.store.journal.place import Place

DAY = Day(2026, 11, 22)
CALLS = frozenset(
    {"make_folder", "open_new", "write", "set_mode", "sync", "rename", "link", "remove", "remove_folder"}
    | {"renameat2"}
)

Writes = dict[str, tuple[bytes | None, bytes | None]]
Texts = dict[str, bytes]


class Killed(BaseException):
    """What a process that was killed would not live to see; nothing of ours catches it."""


class QuickDisk(Disk):
    """Writes half of what it is given at a time, and does not wait for the platter: enough for kills."""

    def __init__(self, exchanges: bool = True) -> None:
        self.exchanges = exchanges
        self.count = 0

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in CALLS:
            return found

        def call(*args: object) -> object:
            self.count += 1
            self.before(name)
            return found(*args)

        return call

    def before(self, name: str) -> None:
        """What happens before a call; here nothing."""

    def write(self, file: int, text: memoryview) -> int:
        return os.write(file, text[: max(1, len(text) // 2)])

    def sync(self, file: int) -> None:
        assert file >= 0

    def renameat2(self, source: Path, target: Path, flags: int) -> None:
        if not self.exchanges:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        super().renameat2(source, target, flags)


class DyingDisk(QuickDisk):
    """Dead from its n-th call on."""

    def __init__(self, last: int, exchanges: bool = True) -> None:
        super().__init__(exchanges)
        self.last = last

    def before(self, name: str) -> None:
        if self.count >= self.last:
            raise Killed(name)


class FailingDisk(QuickDisk):
    """Fails at its n-th call, and with `forever` at all later ones; `only` limits it to some calls."""

    def __init__(
        self, first: int, code: int, *, forever: bool, exchanges: bool = True, only: frozenset[str] = CALLS
    ) -> None:
        super().__init__(exchanges)
        self.first = first
        self.code = code
        self.forever = forever
        self.only = only

    def before(self, name: str) -> None:
        if name in self.only and (self.count == self.first or (self.forever and self.count > self.first)):
            raise OSError(self.code, os.strerror(self.code))


class LocklessDisk(QuickDisk):
    """A file system without locks."""

    def lock(self, file: int, *, alone: bool) -> None:
        raise OSError(errno.ENOLCK, f"{os.strerror(errno.ENOLCK)} {file} {alone}")


def deal(number: int) -> str:
    return f"data/opportunities/deal-{number}.yaml"


def make_book(root: Path, count: int) -> Path:
    """A book of so many deals and one that will be removed."""
    (root / "data/opportunities").mkdir(parents=True)
    (root / "stages.yaml").write_bytes(b"method: four-stage\n")
    for number in range(count):
        (root / deal(number)).write_bytes(b"stage: verify\n")
    (root / "data/opportunities/gone.yaml").write_bytes(b"stage: lost\n")
    return root


def edits(count: int) -> Writes:
    """Edits of so many deals, a removal, and a new record in a new folder."""
    writes: Writes = {deal(number): (b"stage: verify\n", b"stage: develop\n") for number in range(count)}
    writes["data/opportunities/gone.yaml"] = (b"stage: lost\n", None)
    writes["data/reviews/2026-W47.yaml"] = (None, b"week: 2026-W47\n")
    return writes


def texts(root: Path) -> Texts:
    """Every file of the book but the journal's, by path."""
    found = (path for path in root.rglob("*") if path.is_file() and ".funnel" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def after(before: Texts, writes: Writes) -> Texts:
    """What the book holds once everything is written."""
    wanted = {str(path): new for path, (_, new) in writes.items()}
    return {path: text for path, text in {**before, **wanted}.items() if text is not None}


def save(root: Path, writes: Writes, disk: Disk | None = None) -> Entry:
    """Commit on a quick disk, or the given one, without waiting for a lock."""
    return commit(root, writes, "a change", day=DAY, disk=disk or QuickDisk(), patience=0)


def crash(root: Path, writes: Writes, written: int = 0, *, exchanges: bool = True) -> None:
    """Kill a save just before its decision is carried out, or with so many files written."""

    class Crash(QuickDisk):
        def before(self, name: str) -> None:
            moves = {"rename", "renameat2"} if exchanges else {"rename", "link"}
            self.moves += name in moves and Place(root).pending.exists()
            if self.moves > written:
                raise Killed(name)

        moves = 0

    with suppress(Killed):
        save(root, writes, Crash(exchanges))
