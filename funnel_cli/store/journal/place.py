"""Where a book keeps its journal: `data/.funnel`, and which names it may write to.

    lock            held while somebody writes; never removed
    tx.new-…/       a transaction being staged; nothing has happened yet
    tx.go/          a transaction that is decided: it is carried out, or taken back as a whole
    undo/N/         what was carried out, the newest with the highest number
    kept/N/         what was taken back because a file had been edited meanwhile
    drafts/         copies of records in an editor
    .gitignore      keeps git away from all of it

A transaction holds `manifest.json`, for its n-th file a copy of the text before (`n.old`), and a
slot (`n.new`): the new text at first, and once the two have changed places, the user's own file.
That one stays as long as its entry, since an editor may have it open and save into it later.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import accumulate, takewhile
from pathlib import Path

from funnel_cli.store.handles import is_link, kind, names, opened_folder, real
from funnel_cli.store.journal import JOURNAL, PENDING
from funnel_cli.store.journal.disk import DISK, UNREADABLE, Disk, digest, read_plain
from funnel_cli.store.journal.entry import Entry, as_entry, is_signed_here
from funnel_cli.store.layout import IsALink, NotARecord
from funnel_cli.store.system import is_own, leads_elsewhere

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}"
_MORE = r"(?:\.[A-Za-z0-9_-]{1,64}){0,32}"
_RECORD = re.compile(rf"stages\.yaml|data(?:/{_NAME})*/{_NAME}{_MORE}\.(?:yaml|yml|json)")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_IGNORE = b"*\n"

MANIFEST = "manifest.json"
_STAGED = "tx.new-"

KEEP = 200
"""How many entries undo remembers."""


ROOM = 50_000_000
"""How many bytes on the disk the entries of undo may take; the newest stays whatever it takes."""

AT_ONCE = 250
"""How many names one command clears away: a book from elsewhere, or a large import, may bring any number."""

BLOCK = 4096
"""What a file takes on the disk, at least, in bytes."""


class Place:
    """The journal of the book at `root`, which is followed to where it really is, and the disk it is on."""

    def __init__(self, root: Path, disk: Disk = DISK) -> None:
        self.root = real(root)
        self.disk = disk
        self.folder = self.root / JOURNAL
        self.lock, self.pending = self.folder / "lock", self.root / PENDING
        self.done, self.kept = self.folder / "undo", self.folder / "kept"
        self.drafts = self.folder / "drafts"
        self.ignored = self.folder / ".gitignore"
        self._numbers: dict[Path, int] = {}

    def staging(self) -> Path:
        """A new name to stage under; random, since a process number comes back after a crash."""
        return self.folder / f"{_STAGED}{os.urandom(8).hex()}"

    def name(self, path: Path) -> str:
        """How a message calls a file or folder of the book."""
        return path.relative_to(self.root).as_posix()

    def prepare(self) -> None:
        """Make the folders if they are missing; `NotARecord` or `IsALink` where something has their name."""
        for folder, mode in (
            (self.root / "data", 0o777),
            (self.folder, 0o700),
            (self.done, 0o700),
            (self.kept, 0o700),
        ):
            found = kind(folder)
            if found is None:
                with suppress(FileExistsError):  # somebody else was faster
                    self.disk.make_folder(folder, mode)
                self.disk.sync_folder(folder.parent)
                found = kind(folder)
            _demand(stat.S_ISDIR, found, self.name(folder))

    def ignore(self) -> None:
        """Let git ignore the folder; a torn file is replaced."""
        found = read_plain(self.ignored)
        if found is None or found[0] != _IGNORE:
            self.disk.put_file(self.ignored, _IGNORE, self.staging())

    def target(self, path: str) -> Path:
        """Where a record file is; `NotARecord` or `IsALink` unless it is one, in real folders."""
        if not _RECORD.fullmatch(path):
            raise NotARecord(path=path)
        *folders, file = accumulate(path.split("/"), "{}/{}".format)
        for folder in folders:
            _demand(stat.S_ISDIR, self._facts(folder), folder)
        _demand(stat.S_ISREG, self._facts(file), file)
        return self.root / path

    def _facts(self, path: str) -> os.stat_result | None:
        try:
            return os.lstat(f"{self.root}/{path}")
        except FileNotFoundError:
            return None

    def digest(self, path: str) -> str | None:
        """The SHA-256 of a record file, `None` if there is none, `UNREADABLE` if it is not plain."""
        try:
            return digest(self.target(path))
        except (NotARecord, OSError):
            return UNREADABLE

    def read(self, folder: Path, number: int = 0) -> Entry | None:
        """The entry in a folder; `None` if it is torn, foreign, or names anything but records."""
        try:
            found = kind(folder)
            if found is None or not stat.S_ISDIR(found.st_mode) or not is_own(found):
                return None
            manifest = read_plain(folder / MANIFEST, begins=is_signed_here)
        except OSError:
            return None
        entry = as_entry(manifest[0], number) if manifest else None
        is_of_records = entry is not None and all(_RECORD.fullmatch(path) for path in entry.files)
        return entry if is_of_records else None

    def numbers(self, folder: Path) -> list[int]:
        """The numbers in `done` or `kept`, newest first; `OSError` if it is a link or cannot be listed."""
        return sorted((int(name) for name in names(folder) if _NUMBER.fullmatch(name)), reverse=True)

    def entries(self) -> Iterator[Entry]:
        """The entries of this machine and user, newest first."""
        for number in self.numbers(self.done):
            entry = self.read(self.done / str(number), number)
            if entry:
                yield entry

    def file_away(self, source: Path, folder: Path) -> int:
        """Move a transaction into `done` or `kept`; its number there.

        What somebody else may have put there gives no number, and its name is not used.
        """
        places = (self.done, self.kept)
        number = 1 + max(self._newest(place) for place in places)
        while any(os.path.lexists(place / str(number)) for place in places):
            number += 1
        self.disk.rename(source, folder / str(number))
        self._numbers[folder] = number
        return number

    def look_anew(self) -> None:
        """Forget what was seen before the book was locked."""
        self._numbers.clear()

    def _newest(self, folder: Path) -> int:
        """The highest number in `done` or `kept` of an entry of this machine and user; 0 without one.

        Thousands of others' may stand above it: it is looked for once.
        """
        if folder not in self._numbers:
            numbers = self.numbers(folder)
            self._numbers[folder] = next((n for n in numbers if self.read(folder / str(n))), 0)
        return self._numbers[folder]

    def newest(self) -> Entry | None:
        """The newest entry of this machine and user that can be undone."""
        number = self._newest(self.done)
        return self.read(self.done / str(number), number) if number else None

    def _fitting(self, numbers: list[int]) -> int:
        """How many entries of undo, the newest first, have room together; at least one."""
        taken = accumulate(_taken(self.done / str(number)) for number in numbers)
        return max(1, sum(1 for _ in takewhile(lambda size: size <= ROOM, taken)))

    def tidy(self) -> None:
        """Remove what crashes left behind, and whole entries beyond `KEEP` and `ROOM`, the oldest first.

        No more than `AT_ONCE` names go, the rest with later commands. What others have put above the newest
        entry of this machine and user takes no place from it.
        """
        own = self._newest(self.done)
        done, kept = self.numbers(self.done), self.numbers(self.kept)
        theirs, ours = [n for n in done if n > own], [n for n in done if n <= own]
        beyond = [(self.done, n) for n in (*theirs[KEEP:], *ours[self._fitting(ours[:KEEP]) :])]
        beyond += [(self.kept, number) for number in kept[KEEP:]]
        for folder, number in beyond[:AT_ONCE]:
            self.disk.rename(folder / str(number), self.staging())
        room = AT_ONCE
        for name in names(self.folder):
            if name.startswith(_STAGED) and room > 0:
                with suppress(OSError):  # a folder in it is none of ours, and stays
                    room -= self._cleared(self.folder / name, room)

    def _cleared(self, left: Path, room: int) -> int:
        """Remove a file that was left behind, or a folder with as many of its files; how many names went."""
        found = kind(left)
        if found is None or not stat.S_ISDIR(found.st_mode):
            self.disk.remove(left)
            return 1
        inside = names(left)
        for name in inside[:room]:
            self.disk.remove(left / name)
        if len(inside) <= room:
            self.disk.remove_folder(left)
        return min(len(inside), room) + 1


def refusal_of(error: OSError, place: Place) -> IsALink | None:
    """The refusal of a link inside the book, if that was what stood in the way."""
    path = Path(str(error.filename))
    is_inside = is_link(error) and path.is_relative_to(place.root)
    return IsALink(path=place.name(path)) if is_inside else None


def _taken(entry: Path) -> int:
    """The bytes that an entry takes on the disk, each file in whole blocks; counted until `ROOM` is full."""
    total = 0
    with suppress(FileNotFoundError), opened_folder(entry) as here, os.scandir(here) as files:
        for file in files:
            total += -(-file.stat(follow_symlinks=False).st_size // BLOCK) * BLOCK
            if total > ROOM:
                break
    return total


def slot(transaction: Path, position: int) -> Path:
    """Where the n-th file's new text waits, and where the user's own file is once it is in place."""
    return transaction / f"{position}.new"


def copy(transaction: Path, position: int) -> Path:
    """The copy of the n-th file's text before; never a link, an editor may write in place."""
    return transaction / f"{position}.old"


def _demand(is_kind: Callable[[int], bool], found: os.stat_result | None, path: str) -> None:
    if found and leads_elsewhere(found):
        raise IsALink(path=path)
    if found and not is_kind(found.st_mode):
        raise NotARecord(path=path)


def kept_name(number: int) -> str:
    """How a message calls a folder in `kept`."""
    return f"{JOURNAL}/kept/{number}"
