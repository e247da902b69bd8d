"""A book as it stands between two commands: nearly always nothing is pending, and no more is loaded."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TypeVar

from funnel_cli.store.journal import JOURNAL, LOOKS, MOMENT, PENDING, Overlay

T = TypeVar("T")


def read_whole(root: Path, read: Callable[[Overlay], T], patience: float = MOMENT) -> T:
    """What `read` makes of the files of the book at `root` as they are between two commands.

    It is handed what is pending, and again if a command changed something meanwhile; where that goes
    on, the last time with writers kept out. Raises `StillChanging` if that cannot be had within `patience`
    seconds.
    """
    end = monotonic() + patience
    for _ in range(LOOKS):
        before = stamp(root)
        found = read(pending_in(root, end - monotonic()))
        if stamp(root) == before:
            return found
    from funnel_cli.store.journal.lock import StillChanging, reading
    from funnel_cli.store.journal.place import Place

    with reading(Place(root).lock, end - monotonic()) as is_alone:
        before = stamp(root)
        found = read(pending_in(root, 0))
        if is_alone or stamp(root) == before:
            return found
    raise StillChanging


def pending_in(root: Path, patience: float = MOMENT) -> Overlay:
    """What readers take instead of the files on the disk, as `recovery.pending` has it."""
    if not os.path.lexists(root / PENDING):
        return {}
    from funnel_cli.store.journal.recovery import pending

    return pending(root, patience)


def stamp(root: Path) -> object:
    """What is the same before and after reading a book if no command changed it in between.

    When the journal last changed, what can be undone, and whether a change is unfinished; `None`
    without a journal, or if it cannot be read.
    """
    try:
        changed = os.stat(root / JOURNAL).st_mtime_ns  # noqa: PTH116 - quicker by half
        done = os.listdir(root / JOURNAL / "undo")  # noqa: PTH208
    except OSError:
        return None
    return changed, frozenset(done), os.path.lexists(root / PENDING)
