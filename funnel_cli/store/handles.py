"""Files and folders opened as what they are called: no link is followed, no pipe is waited for.

What a book holds may come from anybody. A path is therefore walked from folder to folder by handles,
each asked for what it is, so that nothing that is put in its place meanwhile leads elsewhere. It must be
`real` down to the book's root: links above that are the user's own.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""How a file is opened that could be anything."""

LISTING = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
"""How a folder is opened that is to be listed, changed or made safe."""

_PASSING = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
"""How a folder is opened on the way: where it can be, without the right to list it."""


def real(root: Path) -> Path:
    """The root with every link on the way to it followed."""
    return Path(os.path.realpath(root))


@contextmanager
def within(path: Path) -> Iterator[int]:
    """A handle of the folder that the file or folder at a real path stands in.

    `OSError` with ELOOP and its path for the first link on the way. An error of what is done inside names
    the whole path.
    """
    here = _walked(path.parent)
    try:
        yield here
    except OSError as error:
        if not str(error.filename).startswith("/"):
            error.filename = os.fspath(path)
        raise
    finally:
        os.close(here)


@contextmanager
def listed(folder: Path) -> Iterator[int]:
    """A handle of the folder itself at a real path, to list or to change; errors as in `within`."""
    with within(folder) as parent:
        here = _opened(folder.name or "/", LISTING, parent, os.fspath(folder))
    try:
        yield here
    finally:
        os.close(here)


def names(folder: Path) -> list[str]:
    """What stands in the folder at a real path, none if it is not there; errors as in `within`."""
    try:
        with listed(folder) as here:
            return os.listdir(here)  # noqa: PTH208 - a handle has no path
    except FileNotFoundError:
        return []


def kind(path: Path) -> os.stat_result | None:
    """What stands at a real path, a link as a link; `None` if nothing does. Errors as in `within`."""
    try:
        with within(path) as here:
            return os.stat(path.name or "/", dir_fd=here, follow_symlinks=False)
    except FileNotFoundError:
        return None


def close_to_others(folder: Path, mode: int) -> None:
    """Give the folder at a real path these permissions; what a link in its place leads to keeps its own."""
    with listed(folder) as here:
        os.fchmod(here, mode)


def owner(facts: os.stat_result) -> str:
    """Whom a file belongs to: the user's name, else the number."""
    import pwd

    try:
        return pwd.getpwuid(facts.st_uid).pw_name
    except KeyError:
        return str(facts.st_uid)


def is_plain(path: Path) -> bool:
    """Whether there is a regular file at the path; not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def is_link(error: OSError) -> bool:
    """Whether a link stood in the way."""
    return error.errno == errno.ELOOP


def _walked(folder: Path) -> int:
    """A handle of the folder, that of each part on the way opened from the one before."""
    here = os.open("/", _PASSING)
    done = ""
    for part in folder.parts[1:]:
        done = f"{done}/{part}"
        try:
            there = _opened(part, _PASSING, here, done)
        finally:
            os.close(here)
        here = there
    return here


def _opened(name: str, flags: int, parent: int, path: str) -> int:
    """A handle of the folder; systems tell of a link in its place in several ways."""
    try:
        return os.open(name, flags, dir_fd=parent)
    except OSError as error:
        error.filename = path
        if error.errno == errno.ENOTDIR and _is_link(name, parent):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path) from None
        raise


def _is_link(name: str, parent: int) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
