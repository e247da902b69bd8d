"""Where a book keeps its journal: `data/.funnel`, and which names it may write to.

    lock            held while somebody writes; never removed
    tx.new-…/       a transaction being staged; nothing has happened yet
    tx.go/          a transaction that is decided: it is carried out, or taken back as a whole
    undo/N/         what was carried out, the newest with the highest number
    kept/N/         what was taken back because a file had been edited meanwhile

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
from itertools import accumulate
from pathlib import Path

from funnel_cli.errors import DataRefused
from funnel_cli.frozen import dataclass
from funnel_cli.message import N_
from funnel_cli.store.journal.disk import DISK, UNREADABLE, Disk, digest, read_plain
from funnel_cli.store.journal.entry import Entry, as_entry

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}"
_MORE = r"(?:\.[A-Za-z0-9_-]{1,64}){0,32}"
_RECORD = re.compile(rf"stages\.yaml|data(?:/{_NAME})*/{_NAME}{_MORE}\.(?:yaml|yml|json)")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_IGNORE = b"*\n"

MANIFEST = "manifest.json"

KEEP = 200
"""How many entries undo remembers."""


class NotARecord(DataRefused):
    """A write names something that is no plain record file inside the book (exit 5)."""

    sentence = N_("{path} is no plain record file inside the book; nothing was saved.")
    code = "not_a_record"


@dataclass(frozen=True, slots=True)
class Place:
    """The journal of the book at `root`, and the disk it is on."""

    root: Path
    disk: Disk = DISK

    @property
    def folder(self) -> Path:
        """`data/.funnel`."""
        return self.root / "data" / ".funnel"

    @property
    def lock(self) -> Path:
        """The lock file."""
        return self.folder / "lock"

    @property
    def pending(self) -> Path:
        """The transaction that is decided and not yet carried out."""
        return self.folder / "tx.go"

    @property
    def done(self) -> Path:
        """The folder of the entries that can be undone."""
        return self.folder / "undo"

    @property
    def kept(self) -> Path:
        """The folder of the transactions that were taken back."""
        return self.folder / "kept"

    def staging(self) -> Path:
        """A new name to stage under; random, since a process number comes back after a crash."""
        return self.folder / f"tx.new-{os.urandom(8).hex()}"

    def prepare(self) -> None:
        """Make the folders if they are missing; `NotARecord` if something else has their name."""
        for folder, mode in (
            (self.root / "data", 0o777),
            (self.folder, 0o700),
            (self.done, 0o700),
            (self.kept, 0o700),
        ):
            if not os.path.lexists(folder):
                with suppress(FileExistsError):  # somebody else was faster
                    self.disk.make_folder(folder, mode)
                self.disk.sync_folder(folder.parent)
            if not stat.S_ISDIR(folder.lstat().st_mode):
                raise NotARecord(path=folder.relative_to(self.root).as_posix())

    def ignore(self) -> None:
        """Let git ignore the folder; a torn file is replaced."""
        path = self.folder / ".gitignore"
        found = read_plain(path)
        if found is None or found[0] != _IGNORE:
            new = self.staging()
            self.disk.write_file(new, _IGNORE)
            self.disk.rename(new, path)

    def target(self, path: str) -> Path:
        """Where a record file is; `NotARecord` unless it is one, in real folders of this book."""
        if not _RECORD.fullmatch(path):
            raise NotARecord(path=path)
        *folders, file = accumulate(path.split("/"), "{}/{}".format)
        root = os.fspath(self.root)
        if not all(_is(stat.S_ISDIR, f"{root}/{folder}") for folder in folders):
            raise NotARecord(path=path)
        if not _is(stat.S_ISREG, f"{root}/{file}"):
            raise NotARecord(path=path)
        return self.root / path

    def digest(self, path: str) -> str | None:
        """The SHA-256 of a record file, `None` if there is none, `UNREADABLE` if it is not plain."""
        try:
            return digest(self.target(path))
        except (NotARecord, OSError):
            return UNREADABLE

    def read(self, folder: Path, number: int = 0) -> Entry | None:
        """The entry in a folder; `None` if it is torn, foreign, or names anything but records."""
        try:
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
                return None
            found = read_plain(folder / MANIFEST)
        except OSError:
            return None
        entry = as_entry(found[0], number) if found else None
        names = entry is not None and all(_RECORD.fullmatch(path) for path in entry.files)
        return entry if names else None

    def numbers(self, folder: Path) -> list[int]:
        """The numbers in `done` or `kept`, newest first."""
        try:
            names = [path.name for path in folder.iterdir()]
        except FileNotFoundError:
            return []
        return sorted((int(name) for name in names if _NUMBER.fullmatch(name)), reverse=True)

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
        return number

    def _newest(self, folder: Path) -> int:
        """The highest number in `done` or `kept` of an entry of this machine and user; 0 without one."""
        return next((n for n in self.numbers(folder) if self.read(folder / str(n))), 0)

    def tidy(self) -> None:
        """Remove what crashes left behind, and whole entries older than the newest `KEEP`."""
        for folder in (self.done, self.kept):
            for number in self.numbers(folder)[KEEP:]:
                self.disk.rename(folder / str(number), self.staging())
        for left in self.folder.glob("tx.new-*"):
            self.disk.remove_tree(left)


def slot(transaction: Path, position: int) -> Path:
    """Where the n-th file's new text waits, and where the user's own file is once it is in place."""
    return transaction / f"{position}.new"


def copy(transaction: Path, position: int) -> Path:
    """The copy of the n-th file's text before; never a link, an editor may write in place."""
    return transaction / f"{position}.old"


def _is(kind: Callable[[int], bool], path: str) -> bool:
    """Whether a path is free or of that kind; links are not followed."""
    try:
        return kind(os.lstat(path).st_mode)
    except FileNotFoundError:
        return True


def kept_name(number: int) -> str:
    """How a message calls a folder in `kept`."""
    return f"data/.funnel/kept/{number}"
