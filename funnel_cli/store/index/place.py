"""Where the index of a book is: in the user's cache folder, out of everybody else's reach.

It is derived and never required: one that is torn, foreign, of another program or Python, or that
others could have written is as good as none, and where it cannot be kept the run goes on without.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

import funnel_cli
from funnel_cli.frozen import dataclass
from funnel_cli.store.index.coding import CLASSES
from funnel_cli.store.index.content import Index, as_index

_MAGIC = b"funnel index\n"
_FOREIGN_HANDS = stat.S_IWGRP | stat.S_IWOTH
_DECIDING = (".", "store", "store/index", "store/reading")
"""The folders of the program that decide what a record is."""


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """The index of the book whose real path is `root`, and the file that it is kept in."""

    root: str
    file: Path

    def read(self) -> Index | None:
        """The index; `None` if there is none that this program can trust."""
        try:
            data = _own_bytes(self.file)
        except OSError:
            return None
        head, _, body = data.partition(b"\n\n")
        if head != _head(body):
            return None
        index = as_index(body)
        return index if index.root == self.root else None

    def write(self, index: Index) -> None:
        """Keep the index, in one step; where that cannot be, everything stays as it was."""
        body = index.as_bytes()
        draft = self.file.with_name(f"{self.file.name}.{os.urandom(4).hex()}")
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(draft, _head(body) + b"\n\n" + body)
            draft.replace(self.file)
        except OSError:
            with suppress(OSError):
                draft.unlink()

    def forget(self) -> None:
        """Remove the index; the next command reads every file anew."""
        with suppress(OSError):
            self.file.unlink()


def index_place(root: Path, environ: Mapping[str, str]) -> IndexPlace | None:
    """Where the index of the book at `root` is: below XDG_CACHE_HOME, else ~/.cache.

    `None` where there is no such folder, or where FUNNEL_NO_INDEX asks for none.
    """
    home = environ.get("HOME")
    caches = environ.get("XDG_CACHE_HOME") or (f"{home}/.cache" if home else "")
    if environ.get("FUNNEL_NO_INDEX") or not caches.startswith("/"):
        return None
    real = os.path.realpath(root)
    return IndexPlace(real, Path(caches, "funnel", f"{_digest(os.fsencode(real))}.index"))


@cache
def fingerprint() -> str:
    """What an index depends on beside the book: the Python, the program, the shape of its records."""
    shapes = [(name, found.__annotations__) for name, found in CLASSES.items() if is_dataclass(found)]
    facts = (sys.version, funnel_cli.__version__, shapes, sorted(_code()))
    return _digest(repr(facts).encode("utf-8", "backslashreplace"))


def _code() -> Iterator[tuple[str, str, int, int]]:
    """The files of the program that decide what a record is, with their sizes and times."""
    for place in _DECIDING:
        with suppress(OSError), os.scandir(Path(funnel_cli.__file__).parent / place) as found:
            for file in found:
                if file.name.endswith(".py"):
                    facts = file.stat()
                    yield place, file.name, facts.st_size, facts.st_mtime_ns


def _head(body: bytes) -> bytes:
    """What stands before the body of an index: whose it is, and its checksum."""
    return _MAGIC + f"{fingerprint()} {crc32(body):08x}".encode()


def _digest(data: bytes) -> str:
    """A name for these bytes; nobody gains by two things of one name."""
    return f"{crc32(data):08x}{crc32(data[::-1]):08x}"


def _own_bytes(path: Path) -> bytes:
    """What the file holds; `OSError` unless file and folder are the user's, and only theirs to write."""
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(file, "rb", buffering=0) as stream:  # noqa: PTH123 - a descriptor has no path to open
        facts = os.fstat(file)
        if not (stat.S_ISREG(facts.st_mode) and _is_own(facts) and _is_own(path.parent.stat())):
            raise PermissionError(path)
        return stream.read()


def _is_own(facts: os.stat_result) -> bool:
    """Whether it belongs to the user, and nobody else can write it."""
    return facts.st_uid == os.geteuid() and not facts.st_mode & _FOREIGN_HANDS


def _write_new(path: Path, data: bytes) -> None:
    """Write a new file that is the user's alone."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(file, "wb") as stream:  # noqa: PTH123 - a descriptor has no path to open
        stream.write(data)
