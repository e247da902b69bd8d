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
from dataclasses import is_dataclass
from functools import cache
from io import FileIO
from pathlib import Path
from struct import Struct
from zlib import crc32

import funnel_cli
from funnel_cli.frozen import dataclass
from funnel_cli.store.index.coding import CLASSES
from funnel_cli.store.index.content import Index, as_index

_MAGIC = "funnel index\n"
_SUM = Struct("<2Q")
_FOREIGN_HANDS = stat.S_IWGRP | stat.S_IWOTH
_DECIDING = (".", "store", "store/index", "store/reading")
"""The folders of the program that decide what a record is."""


class _Torn(Exception):
    """What stands there was not written by this program in one piece."""


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """The index of the book whose real path is `root`, and the file that it is kept in."""

    root: str
    file: Path

    def read(self, *, but: str = "") -> Index | None:
        """The index, but the folder at that place; `None` if there is none that this program can trust."""
        try:
            with _own_file(self.file) as stream:
                index = as_index(_part(stream, *_sum(stream)))
                rows = {place: drawer.rows for place, drawer in index.drawers.items()}
                if stream.tell() + sum(each.length for each in rows.values()) != _size(stream):
                    return None
                for place, some in rows.items():
                    if place == but:
                        stream.seek(some.length, os.SEEK_CUR)
                    else:
                        some.text = memoryview(_part(stream, some.length, some.crc))
        except (OSError, _Torn):
            return None
        index.drawers.pop(but, None)
        return index if index.root == self.root else None

    def write(self, index: Index) -> None:
        """Keep the index, in one step; where that cannot be, everything stays as it was."""
        parts = index.parts()
        draft = self.file.with_name(f"{self.file.name}.{os.urandom(4).hex()}")
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(draft, (_head(parts[0]), *parts))
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


def _head(part: bytes | memoryview) -> bytes:
    """What stands before an index: whose it is, and length and checksum of its first part."""
    return _whose() + _SUM.pack(len(part), crc32(part))


def _whose() -> bytes:
    """What an index of this program begins with."""
    return f"{_MAGIC}{fingerprint()}\n".encode()


def _sum(stream: FileIO) -> tuple[int, int]:
    """Length and checksum of the first part, which comes next; raises `_Torn` if it is not this program's."""
    whose = _whose()
    if stream.read(len(whose)) != whose or stream.tell() + _SUM.size > _size(stream):
        raise _Torn
    length, crc = _SUM.unpack(stream.read(_SUM.size))
    if not 0 < length < _size(stream):
        raise _Torn
    return length, crc


def _size(stream: FileIO) -> int:
    """How long the file is."""
    return os.fstat(stream.fileno()).st_size


def _part(stream: FileIO, length: int, crc: int) -> bytes:
    """The part of the index that begins here; raises `_Torn` if it is not what was written."""
    part = stream.read(length)
    if crc32(part) != crc:
        raise _Torn
    return part


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


def _write_new(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    """Write a new file that is the user's alone."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(file, "wb") as stream:  # noqa: PTH123 - a descriptor has no path to open
        stream.writelines(parts)
