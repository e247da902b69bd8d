"""Where an answer may be written, and how it takes the place of what stands there."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from funnel_cli.store.layout import DATA, METHOD_FILE, IsALink, NoBook, demand_no_way_out, find_root
from funnel_cli.store.system import is_link_at
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_


class OverBook(UsageRefused):
    """An answer was to be written over a file of the book, or among its records."""

    sentence = N_("{path} is no place for an answer: it belongs to the records of a book.")
    cure = N_("Name a file outside of data/, and not stages.yaml; nothing was done.")
    code = "over_book"


def check_output_place(target: Path, start: Path) -> None:
    """Raise `OverBook` if the target is the `stages.yaml` of a book, its `data` folder, or inside of it.

    Meant are the book found from `start` and every book that the target lies in, by name or through
    links; links and names that differ only by case lead to the same place.
    """
    named = Path(os.path.realpath(target.parent)) / target.name
    real = Path(os.path.realpath(target))
    for root in _roots((start, named.parent, real.parent)):
        own = [root / DATA, root / METHOD_FILE]
        above = (each for place in (named, real) for each in (place, *place.parents))
        if any(_is_same(each, mine) for each in above for mine in own):
            raise OverBook(path=str(target))


def _roots(starts: Iterable[Path]) -> Iterator[Path]:
    for start in starts:
        with suppress(NoBook):
            yield find_root(start)


def _is_same(one: Path, other: Path) -> bool:
    """Whether both names lead to one place, be it there already or not."""
    try:
        return os.path.samefile(one, other)  # noqa: PTH121 - the pair reads better so
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _demand_no_link(path: Path) -> bool:
    """Raise `IsALink` for a place in a book that is a link or leads out of the book; whether it is in one."""
    demand_no_way_out(path)
    here = Path(os.path.realpath(path.parent))
    is_in_book = any(os.path.lexists(folder / METHOD_FILE) for folder in (here, *here.parents))
    if is_in_book and is_link_at(path):
        raise IsALink(path=path.name)
    return is_in_book


@contextmanager
def in_place_of(path: Path, *, takes_streams: bool = True) -> Iterator[Path]:
    """A file to be filled, which takes the place of the one at the path in one step, and else goes again.

    A reader sees the old or the new one, never a half. As where a shell writes, a link leads to its file,
    which keeps its mode; a file that may not be written is left alone, and a pipe or a device is filled
    itself, unless what is written is no stream. In a book, which may be a stranger's, neither is. Raises
    `OSError`, or `IsALink`.
    """
    is_in_book = _demand_no_link(path)
    there = path.stat() if os.path.exists(path) else None  # noqa: PTH110 - also of no file's name
    is_stream = there is not None and not stat.S_ISREG(there.st_mode)
    if there and ((is_stream and (is_in_book or not takes_streams)) or not os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if is_stream:
        yield path
        return
    real = Path(os.path.realpath(path))
    draft = real.with_name(f".{real.name}.{os.urandom(4).hex()}")
    usual = os.umask(0o077) if there else None  # until it has the mode of the old one it is nobody else's
    try:
        yield draft
        if there:
            draft.chmod(stat.S_IMODE(there.st_mode))
        draft.replace(real)
    finally:
        if usual is not None:
            os.umask(usual)
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@contextmanager
def folder_in_place_of(folder: Path) -> Iterator[Path]:
    """A folder to be filled, which takes the place of the one that is there, and else goes again.

    A reader sees the old or the new one, or for a moment between two names none, and never a half. Raises
    `OSError`, or `IsALink` as `in_place_of` does.
    """
    _demand_no_link(folder)
    real = Path(os.path.realpath(folder))
    mark = os.urandom(4).hex()
    draft, old = (real.with_name(f".{real.name}.{mark}.{kind}") for kind in ("new", "old"))
    try:
        draft.mkdir(mode=0o700 if real.exists() else 0o777, parents=True)
        yield draft
        if real.exists():
            draft.chmod(stat.S_IMODE(real.stat().st_mode))
            real.replace(old)
        draft.replace(real)
    except OSError:
        if old.exists() and not real.exists():
            old.replace(real)
        raise
    finally:
        for left in (draft, old):
            shutil.rmtree(left, ignore_errors=True)
