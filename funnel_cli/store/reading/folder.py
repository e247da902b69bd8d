"""The files of a book: which there are, what they hold, and which of them can be a record.

Reading never writes. What a pending transaction has already decided is laid over the disk: the
files it changes, by their paths, with their new bytes, or `None` for a file that goes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from funnel_cli.store.journal import Overlay
from funnel_cli.store.layout import SUFFIXES, id_moved_away, is_left_over
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.system import is_link_at
from funnel_cli.values.errors import Problem, system_reason
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import Message, message


@dataclass(frozen=True, slots=True)
class Folder:
    """The root folder of a book as it will be once what is pending is carried out."""

    root: Path
    overlay: Overlay = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """The bytes of the file at `path`, relative to the root; raises `Unreadable`."""
        from funnel_cli.store.reading.plain import read_bytes

        pending = self.overlay.get(self.root / path) if self.overlay else None
        return read_bytes(f"{self.root}/{path}") if pending is None else pending

    def names(self, folder: str) -> list[str]:
        """What stands in a folder, relative to the root, in order; left-overs of editors are not named."""
        return [name for name in self.listing(folder) if not is_left_over(name)]

    def listing(self, folder: str) -> list[str]:
        """Everything that stands in a folder, relative to the root, in order; raises `Unreadable`."""
        here = self.root / folder
        names = _names(here, folder.count("/") + 1)
        for path, data in self.overlay.items():
            if path.parent == here:
                (names.discard if data is None else names.add)(path.name)
        return sorted(names)

    def find(self, path: str) -> list[str]:
        """The files that may stand for `path`: itself and its twins in the other formats."""
        return twins(path, self.names(path.rpartition("/")[0]))


def twins(path: str, names: Iterable[str]) -> list[str]:
    """Of the names in its folder those that may stand for `path`, as paths."""
    folder, _, name = path.rpartition("/")
    wanted = {name.partition(".")[0] + suffix for suffix in SUFFIXES}
    return [f"{folder}/{name}" for name in names if name in wanted]


def _names(folder: Path, depth: int) -> set[str]:
    """The names in a folder, none if it is not there; raises `Unreadable` if it cannot be listed.

    The folder, and those above it in the book, `depth` in all, must not be links: they could lead anywhere.
    """
    if any(map(is_link_at, (folder, *folder.parents[: depth - 1]))):
        raise Unreadable("not-a-file", message("This is a link; links are not followed."))
    try:
        return set(os.listdir(folder))  # noqa: PTH208 - names are all it takes
    except FileNotFoundError:
        return set()
    except OSError as error:
        reason = system_reason(error)
        raise Unreadable("unreadable", message("This cannot be read: {reason}.", reason=reason)) from None


def record_files(
    names: list[str], folder: str, is_stem: Callable[[str], bool]
) -> tuple[list[str], list[Problem]]:
    """The paths of the files that can be records, and a problem for everything else there.

    Two files of one id, in two formats or by the case of its letters, are both problems; so is a
    copy that a sync client made of one.
    """
    paths: list[str] = []
    problems: list[Problem] = []
    same = grouped_by(names, lambda name: _stem(name).casefold())
    for name in names:
        twins = [twin for twin in same[_stem(name).casefold()] if twin != name]
        if name.endswith(SUFFIXES) and is_stem(_stem(name)) and not twins:
            paths.append(f"{folder}/{name}")
        else:
            code, said = _why(name, twins, names, is_stem)
            problems.append(Problem(f"{folder}/{name}", 0, 0, code, said))
    return paths, problems


def _stem(name: str) -> str:
    return name.rpartition(".")[0] if name.endswith(SUFFIXES) else name


def _in_small_letters(name: str, is_stem: Callable[[str], bool]) -> str | None:
    """The name that a record would have whose file differs from it in capitals only."""
    stem, _, ending = name.rpartition(".")
    wishes = (f"{some}.{ending.lower()}" for some in (stem, stem.lower()))
    return next((wish for wish in wishes if wish.endswith(SUFFIXES) and is_stem(_stem(wish))), None)


def begins(name: str, stem: str) -> bool:
    """Whether the name is the stem with something added, not another word."""
    return name.startswith(stem) and not name[len(stem) : len(stem) + 1].isalnum()


def _why(
    name: str, twins: list[str], names: list[str], is_stem: Callable[[str], bool]
) -> tuple[str, Message]:
    """The code and the sentence for a file that cannot be a record."""
    if twins:
        said = message("{twins} has the same id; keep one of them.", twins=twins)
        return "duplicate-id", said
    folded = name.removeprefix(".").casefold()
    likes = [other for other in names if other != name and begins(folded, _stem(other).casefold())]
    if likes:
        said = message("This looks like a copy of {other}; keep one of them.", other=max(likes, key=len))
        return "bad-name", said
    if evicted := id_moved_away(name):
        return "bad-name", message(
            "iCloud has moved {id} away from this Mac; open the folder in Finder and download it.", id=evicted
        )
    if small := _in_small_letters(name, is_stem):
        return "bad-name", message("Names of records are in small letters; rename it to {name}.", name=small)
    return "bad-name", message("No record is named like this; a record is called by its id: id.yaml.")
