"""What came of reading the files of a book, kept in the user's cache folder for the next command.

Derived and never required: one pickle a book, with an entry for each of its files. An entry is taken
where the file has the signature it had, or else the same bytes; a cache that is torn, of another
program or Python, or that others could have written is as good as none.
"""

from __future__ import annotations

import os
import pickle
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import time_ns
from typing import Any, NamedTuple, TypeVar, cast
from zlib import crc32

import funnel_cli
from funnel_cli.store.cache_folder import keep
from funnel_cli.store.system import is_own, open_to_others, opened

T = TypeVar("T")

_Signature = tuple[int, int, int, int]
"""Size, times of the last writing and the last change in nanoseconds, inode."""

_DOUBT = 2_000_000_000
"""Nanoseconds for which a second change may not show in the times of a file."""

DECIDING = (".", "finding", "records", "store", "store/patching", "store/reading", "time", "values")
"""The folders of the program that decide what a record is."""


class Kept(NamedTuple):
    """A file as it was read: its digest, what came of it (pickled), and its signature.

    The signature is `None` where the file was too young to be told by its times from a later one.
    """

    digest: bytes
    content: bytes
    signature: _Signature | None


class Cache:
    """The entries of one book by path; those that were asked for are what the next command will want.

    `file` is where they are kept, `None` for nowhere; `now` is the clock's, in nanoseconds.
    """

    def __init__(self, file: Path | None = None, now: int | None = None) -> None:
        self.file = file
        self.now = time_ns() if now is None else now
        self.entries = _read(file) if file else {}
        self.asked: set[str] = set()
        self.is_changed = False

    def of_file(self, path: str, file: Path, read: Callable[[], bytes], decode: Callable[[bytes], T]) -> T:
        """Return what `file`, called `path` here, holds; it is opened and decoded only if it is news."""
        self.asked.add(path)
        signature = _signature_of(file)
        known = self.entries.get(path)
        if known and signature and known.signature == signature:
            return cast("T", _value(known))
        is_old = signature is not None and self._is_old(signature)
        return self._learned(path, read(), decode, signature if is_old else None)

    def of_bytes(self, path: str, data: bytes, decode: Callable[[bytes], T]) -> T:
        """Return what `data`, the present or future bytes at `path`, hold; decoded only if they are news."""
        self.asked.add(path)
        return self._learned(path, data, decode, None)

    def digest_of(self, path: str) -> bytes | None:
        """The digest of the file as it was read last, `None` if it never was."""
        known = self.entries.get(path)
        return known and known.digest

    def forget_all_but(self, path: str) -> None:
        """Drop every other entry: what this file says decides what they mean."""
        self.entries = {path: self.entries[path]}

    def forget_the_rest(self) -> None:
        """Drop the entries of files that nobody asked for, which are gone."""
        if gone := self.entries.keys() - self.asked:
            self.entries = {path: one for path, one in self.entries.items() if path not in gone}
            self.is_changed = True

    def save(self) -> None:
        """Write what is new, in one step; where that cannot be, everything stays as it was."""
        if not (self.file and self.is_changed):
            return
        self.is_changed = False
        content = pickle.dumps(self.entries)
        keep(self.file, _head(content) + content)

    def _learned(
        self, path: str, data: bytes, decode: Callable[[bytes], T], signature: _Signature | None
    ) -> T:
        from hashlib import sha256

        digest = sha256(data).digest()
        known = self.entries.get(path)
        if known and known.digest == digest:
            if signature:
                self._keep(path, known._replace(signature=signature))
            return cast("T", _value(known))
        value = decode(data)
        self._keep(path, Kept(digest, pickle.dumps(value), signature))
        return value

    def _keep(self, path: str, entry: Kept) -> None:
        self.entries[path] = entry
        self.is_changed = True

    def _is_old(self, signature: _Signature) -> bool:
        _, written, changed, _ = signature
        return changed <= self.now - _DOUBT and abs(self.now - written) >= _DOUBT


def is_usable(file: Path) -> bool:
    """Whether the cache in this file is one that this program can trust."""
    return bool(_read(file))


def _signature_of(file: Path) -> _Signature | None:
    try:
        facts = file.lstat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino


def _value(entry: Kept) -> Any:
    return pickle.loads(entry.content)  # noqa: S301 - only out of a file that `_read` trusts


def _read(file: Path) -> dict[str, Kept]:
    """The entries in the file; none unless it and its folder are the user's, and only theirs to write."""
    try:
        if not _is_own(file.parent):
            return {}
        with open(opened(file), "rb") as stream:  # noqa: PTH123 - a descriptor
            if not _is_own(stream.fileno()):
                return {}
            data = stream.read()
    except OSError:
        return {}
    head = len(_head(b""))
    if data[:head] != _head(data[head:]):
        return {}
    entries: dict[str, Kept] = pickle.loads(data[head:])  # noqa: S301 - the user's own, and whole
    return entries


def _head(content: bytes) -> bytes:
    return f"funnel cache {_program():08x} {crc32(content):08x}\n".encode()


@cache
def _program() -> int:
    """What an entry depends on beside its file: the Python and the program, as a number."""
    facts = (sys.version, funnel_cli.__version__, *sorted(_sources()))
    return crc32(repr(facts).encode("utf-8", "backslashreplace"))


def _sources() -> Iterator[tuple[str, str, int, int]]:
    for place in DECIDING:
        with suppress(OSError), os.scandir(Path(funnel_cli.__file__).parent / place) as found:
            for file in found:
                if file.name.endswith(".py"):
                    facts = file.stat()
                    yield place, file.name, facts.st_size, facts.st_mtime_ns


def _is_own(file: Path | int) -> bool:
    """Whether it belongs to the user, and nobody else can write it."""
    facts = os.stat(file)  # noqa: PTH116 - of a descriptor too
    return is_own(facts) and not open_to_others(facts) & (stat.S_IWGRP | stat.S_IWOTH)
