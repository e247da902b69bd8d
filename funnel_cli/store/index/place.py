"""Where the index of a book is: in the user's cache folder, out of everybody else's reach.

It is derived and never required: one that is torn, foreign, of another program or Python, or that
others could have written is as good as none, and where it cannot be kept the run goes on without.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from io import FileIO
from pathlib import Path
from struct import Struct
from zlib import crc32

import funnel_cli
from funnel_cli.frozen import dataclass
from funnel_cli.store.index.coding import CLASSES
from funnel_cli.store.index.content import Index, Parts, as_index

_MAGIC = "funnel index\n"
_SUMS = Struct("<6Q")
_HEAD = len(_MAGIC) + len("0123456789abcdef\n") + _SUMS.size
"""How long the head of an index is: what it is, the fingerprint, length and checksum of each part."""

_FOREIGN_HANDS = stat.S_IWGRP | stat.S_IWOTH
_DECIDING = (".", "store", "store/index", "store/reading")
"""The folders of the program that decide what a record is."""


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """The index of the book whose real path is `root`, and the file that it is kept in."""

    root: str
    file: Path

    def read(self, *, only_pages: bool = False) -> Index | None:
        """The index; `None` if there is none that this program can trust.

        With `only_pages` no more of it than the files that are read as a whole, however large the book.
        """
        try:
            with _own_file(self.file) as stream:
                whole = os.fstat(stream.fileno()).st_size
                sums = _sums(stream.read(_HEAD))
                if sums is None or _HEAD + sum(length for length, _ in sums) != whole:
                    return None
                parts = [stream.read(length) for length, _ in (sums[:1] if only_pages else sums)]
        except OSError:
            return None
        if any(crc32(part) != crc for part, (_, crc) in zip(parts, sums, strict=False)):
            return None
        index = as_index(*parts)
        return index if index.root == self.root else None

    def write(self, index: Index) -> None:
        """Keep the index, in one step; where that cannot be, everything stays as it was."""
        parts = index.parts()
        draft = self.file.with_name(f"{self.file.name}.{os.urandom(4).hex()}")
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(draft, (_head(parts), *parts))
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
    shapes = [
        (name, [(field.name, str(field.type)) for field in fields(found)])
        for name, found in CLASSES.items()
        if is_dataclass(found)
    ]
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


def _head(parts: Parts) -> bytes:
    """What stands before the parts of an index: whose it is, their lengths and checksums."""
    return f"{_MAGIC}{fingerprint()}\n".encode() + _SUMS.pack(
        *(n for each in parts for n in (len(each), crc32(each)))
    )


def _sums(head: bytes) -> list[tuple[int, int]] | None:
    """Length and checksum of each part that stand in the head; `None` if it is not this program's."""
    whose, sums = head[: -_SUMS.size], head[-_SUMS.size :]
    if whose != f"{_MAGIC}{fingerprint()}\n".encode():
        return None
    numbers = iter(_SUMS.unpack(sums))
    return [*zip(numbers, numbers, strict=True)]


def _digest(data: bytes) -> str:
    """A name for these bytes; nobody gains by two things of one name."""
    return f"{crc32(data):08x}{crc32(data[::-1]):08x}"


def _own_file(path: Path) -> FileIO:
    """The file, opened; `OSError` unless file and folder are the user's, and only theirs to write."""
    stream = FileIO(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC))
    facts = os.fstat(stream.fileno())
    if not (stat.S_ISREG(facts.st_mode) and _is_own(facts) and _is_own(path.parent.stat())):
        stream.close()
        raise PermissionError(path)
    return stream


def _is_own(facts: os.stat_result) -> bool:
    """Whether it belongs to the user, and nobody else can write it."""
    return facts.st_uid == os.geteuid() and not facts.st_mode & _FOREIGN_HANDS


def _write_new(path: Path, parts: Iterable[bytes]) -> None:
    """Write a new file that is the user's alone."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(file, "wb") as stream:  # noqa: PTH123 - a descriptor has no path to open
        stream.writelines(parts)
