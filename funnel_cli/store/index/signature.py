"""How a file is recognised without opening it: what the file system says of it.

A file that was changed keeps the time of its last change (ctime) only if both changes fell into one
tick of the clock. What is younger than `DOUBT` when it is read is therefore not recognised later.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from struct import Struct

Signature = bytes
"""Size, times of the last writing and the last change in nanoseconds, inode; all zero: never the same."""

_FACTS = Struct("<QqqQ")

LENGTH = _FACTS.size
"""How long a signature is."""

UNKNOWN: Signature = bytes(LENGTH)

DOUBT = 2_000_000_000
"""Nanoseconds for which a change may not show in the times of a file."""


def signatures(folder: str, names: Iterable[str]) -> list[Signature]:
    """The signature of each file in the folder; `UNKNOWN` of one that cannot be looked at."""
    try:
        place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return [UNKNOWN for _ in names]
    try:
        return [_signature(name, place) for name in names]
    finally:
        os.close(place)


def _signature(name: str, place: int) -> Signature:
    try:
        facts = os.stat(name, dir_fd=place, follow_symlinks=False)
    except OSError:
        return UNKNOWN
    return _FACTS.pack(facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)


def is_sure(signature: Signature, now: int) -> bool:
    """Whether a file with that signature, read after `now`, will be recognised if it stays the same."""
    if signature == UNKNOWN:
        return False
    times: tuple[int, ...] = _FACTS.unpack(signature)
    _, written, changed, _ = times
    return changed <= now - DOUBT and abs(now - written) >= DOUBT
