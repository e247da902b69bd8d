"""The lock of a book: one writer at a time, readers for a moment, and nobody waits for ever."""

from __future__ import annotations

import errno
import json
import os
import platform
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from datetime import datetime as Moment
from pathlib import Path

from funnel_cli.store.handles import located
from funnel_cli.store.journal import MOMENT
from funnel_cli.store.journal.disk import DISK, Disk
from funnel_cli.store.system import opened
from funnel_cli.values.errors import Conflict
from funnel_cli.values.message import N_, Message, message

PATIENCE = 5.0
"""Seconds a writer waits for another one."""

_PAUSE = 0.01
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


class Locked(Conflict):
    """Another process has been writing to the book for longer than we wait (exit 6)."""

    sentence = N_("Process {pid} on {host} has been writing to this book since {since}; nothing was saved.")
    cure = N_("Try again when it has finished.")
    code = "locked"

    @property
    def holder(self) -> Message:
        """Who has been writing, and since when."""
        return Message(N_("Process {pid} on {host} has been writing since {since}."), self.args_by_name)


class StillChanging(Conflict):
    """Other commands changed the book so often that it could not be read between two of them (exit 6)."""

    sentence = N_("Other commands changed this book again and again while it was read.")
    cure = N_("Try again when they have finished.")
    code = "still_changing"


@contextmanager
def writing(path: Path, patience: float = PATIENCE, disk: Disk = DISK) -> Iterator[Message | None]:
    """Hold the lock file alone; the value is a warning where the file system knows no locks.

    Raises `Locked` after `patience` seconds, `OSError` where something else has the name. The file is
    never removed: its name is the lock.
    """
    file = _opened(path, os.O_RDWR | os.O_CREAT)
    try:
        held = _acquire(disk, file, patience, alone=True)
        if held is False:
            raise _locked(file)
        _sign(file)
        yield (
            None if held else message("Locks do not work on this file system; save from one place at a time.")
        )
    finally:
        with suppress(OSError):  # a disk may tell of a late error here; nothing of ours depends on this file
            os.close(file)


@contextmanager
def reading(path: Path, patience: float = MOMENT) -> Iterator[bool]:
    """Share the lock file with other readers if that can be had within `patience` seconds; whether it was.

    Writes nothing; goes on without a lock if there is no file, no right to it, or no end of waiting.
    """
    try:
        file = _opened(path, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        yield _acquire(DISK, file, patience, alone=False) is True
    finally:
        os.close(file)


def wait_until_gone(path: Path, patience: float = PATIENCE) -> None:
    """Return when there is nothing of that name, or after so many seconds."""
    end = time.monotonic() + patience
    while path.exists() and time.monotonic() < end:
        time.sleep(_PAUSE)


def holder(path: Path) -> Message | None:
    """Who holds the lock file at this moment, as far as it tells; `None` if nobody does.

    `OSError` if it may not be looked at.
    """
    try:
        file = _opened(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        return _locked(file).holder if _acquire(DISK, file, 0, alone=False) is False else None
    finally:
        os.close(file)


def _opened(path: Path, flags: int) -> int:
    with located(path) as here:
        file = opened(here.name, flags, 0o600, here.folder)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise OSError(errno.EINVAL, "Not a regular file")
        return file


def _acquire(disk: Disk, file: int, patience: float, *, alone: bool) -> bool | None:
    """Whether the lock was had within so many seconds; `None` where there are no locks."""
    end = time.monotonic() + patience
    while True:
        try:
            disk.lock(file, alone=alone)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(_PAUSE)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return None
            raise
        else:
            return True


def _sign(file: int) -> None:
    """Write who holds the lock, in place and of one size; the file's time says since when.

    A file with another name elsewhere is left as it is: a book may come from anybody, and bring a name
    for what is no lock.
    """
    if os.fstat(file).st_nlink > 1:
        return
    name = json.dumps({"pid": os.getpid(), "host": platform.node()[:64]}).ljust(128)
    with suppress(OSError):  # a courtesy: recovery has to work on a full disk too
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, name.encode())


def _locked(file: int) -> Locked:
    """The refusal that names the holder as far as the file tells."""
    since = Moment.fromtimestamp(int(os.fstat(file).st_mtime), UTC).astimezone()
    try:
        os.lseek(file, 0, os.SEEK_SET)
        holder = json.loads(os.read(file, 1024))
        return Locked(pid=holder["pid"], host=holder["host"], since=since.isoformat(" "))
    except (OSError, ValueError, KeyError, TypeError):
        return Locked(pid="?", host="?", since=since.isoformat(" "))
