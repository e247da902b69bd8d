"""Files and folders opened as what they are called: no link is followed, no pipe is waited for.

What a book holds may come from anybody. A path is therefore walked from folder to folder by handles,
each asked for what it is, so that nothing that is put in its place meanwhile leads elsewhere. It must be
`real` down to the book's root: links above that are the user's own. Where there are no handles of folders
(Windows), each part of the path is looked at instead, just before it is used.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from funnel_cli.store.system import folder_handle


class Spot(NamedTuple):
    """A name in a folder that is held open; the whole path, in no folder, where folders cannot be."""

    name: str
    folder: int | None


def real(root: Path) -> Path:
    """The root with every link on the way to it followed."""
    return Path(os.path.realpath(root))


@contextmanager
def located(path: Path) -> Iterator[Spot]:
    """How a file or folder at a real path is reached: its name in the folder that it stands in.

    `OSError` with ELOOP and its path for the first link on the way. An error of what is done inside names
    the whole path.
    """
    here = folder_handle(os.fspath(path.parent), is_passed=True)
    try:
        yield Spot(os.fspath(path) if here is None else path.name or "/", here)
    except OSError as error:
        if not os.path.isabs(str(error.filename)):  # noqa: PTH117 - a name, or none
            error.filename = os.fspath(path)
        raise
    finally:
        _let_go(here)


@contextmanager
def opened_folder(folder: Path) -> Iterator[int | Path]:
    """A handle of the folder at a real path, to list or to change it, or the path; errors as in `located`."""
    here = folder_handle(os.fspath(folder))
    try:
        yield folder if here is None else here
    finally:
        _let_go(here)


def _let_go(handle: int | None) -> None:
    """Close a handle of a folder; what was done is done, and nothing of it depends on this."""
    if handle is not None:
        with suppress(OSError):
            os.close(handle)


def names(folder: Path) -> list[str]:
    """What stands in the folder at a real path, none if it is not there; errors as in `located`."""
    try:
        with opened_folder(folder) as here:
            return os.listdir(here)  # noqa: PTH208 - a handle has no path
    except FileNotFoundError:
        return []


def kind(path: Path) -> os.stat_result | None:
    """What stands at a real path, a link as a link; `None` if nothing does. Errors as in `located`."""
    try:
        with located(path) as here:
            return os.stat(here.name, dir_fd=here.folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def close_to_others(folder: Path, mode: int) -> None:
    """Give the folder at a real path these permissions; what a link in its place leads to keeps its own."""
    with opened_folder(folder) as here:
        os.chmod(here, mode)  # noqa: PTH101 - a handle has no path


def is_plain(path: Path) -> bool:
    """Whether there is a regular file at the path; not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def is_link(error: OSError) -> bool:
    """Whether a link stood in the way."""
    return error.errno == errno.ELOOP
