"""The files of a book: which there are, what they hold, which of them can be a record, and which hide one.

Reading never writes. What a pending transaction has already decided is laid over the disk: the
files it changes, by their paths, with their new bytes, or `None` for a file that goes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from funnel_cli.store.journal import Overlay
from funnel_cli.store.layout import DATA, LINES, RECORD_FOLDERS, SUFFIXES, id_moved_away, is_left_over
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.system import is_link_at
from funnel_cli.values.errors import Problem, Severity, system_reason
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import Message, message

_FOLDERS = [path.rpartition("/")[2] for path in RECORD_FOLDERS]
_LISTS = [path.rpartition("/")[2] for path in LINES]
_OWN = frozenset(
    (*_FOLDERS, *(_stem + end for _stem in (n.partition(".")[0] for n in _LISTS) for end in SUFFIXES))
)
_ENDING = re.compile(r"\.(yaml|yml|json)(?![^\W_])")
_COPY = re.compile(r"[(（]\d{1,2}[)）]| \d{1,2}(?=\.|$)|conflict|copy|-desktop|-laptop|副本|冲突")
"""What sync clients and file managers put into the name of a copy, in small letters."""
_AWAY = ".icloud"


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
        """What stands in a folder, relative to the root, in order, but left-overs; raises `Unreadable`."""
        here = self.root / folder
        names = _names(here, folder.count("/") + 1)
        for path, data in self.overlay.items():
            if path.parent == here:
                (names.discard if data is None else names.add)(path.name)
        return sorted(name for name in names if not is_left_over(name))

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


def _begins(name: str, stem: str) -> bool:
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
    likes = [other for other in names if other != name and _begins(folded, _stem(other).casefold())]
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


def displaced(data: Path, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each of the names in the folder that may hide a part of the book, and that part: `targets.yaml`.

    A copy by a sync client, the part itself in other letters, or what iCloud leaves in its place. What
    has only the beginning of its name from a part (`leads-2025`, `rates-usd.yaml`) is the user's own.
    """
    for name in names:
        if name not in _OWN:
            folded = name.removeprefix(".").casefold()
            likes = (each for each in (*_FOLDERS, *_LISTS) if _begins(folded, each.partition(".")[0]))
            part = next(likes, None)
            if part and (_is_list_like(folded, part) if "." in part else _is_folder_like(data, name, part)):
                yield name, part


def _is_list_like(folded: str, part: str) -> bool:
    rest = folded.removeprefix(part.partition(".")[0])
    is_it = rest in SUFFIXES or rest.endswith((_AWAY, ".txt")) or _COPY.search(rest)
    return bool(is_it and _ENDING.search(folded))


def _is_folder_like(data: Path, name: str, part: str) -> bool:
    rest = name.removeprefix(".").casefold().removeprefix(part)
    if rest and not _COPY.search(rest):
        return rest == _AWAY
    return (data / name).is_dir() and not _is_same(data / name, data / part)


def _is_same(one: Path, other: Path) -> bool:
    """Whether both names lead to one folder, as they do where case does not tell names apart."""
    with suppress(OSError):
        return one.samefile(other)
    return False


def displaced_problems(data: Path, names: Collection[str]) -> list[Problem]:
    """An error for each of the names that may hide a part of the book."""
    return [
        Problem(f"{DATA}/{name}", 0, 0, "bad-name", _why_displaced(name, part, names))
        for name, part in displaced(data, names)
    ]


def _why_displaced(name: str, part: str, names: Iterable[str]) -> Message:
    stem = part.partition(".")[0]
    if beside := next((each for each in names if each in _OWN and each.partition(".")[0] == stem), None):
        return message("This looks like a copy of {other}; keep one of them.", other=beside)
    if name.endswith(_AWAY):
        return message(
            "iCloud has moved {id} away from this Mac; open the folder in Finder and download it.", id=stem
        )
    if (small := name.lower()) in _OWN:
        return message("Names of records are in small letters; rename it to {name}.", name=small)
    return message("This looks like {other} under another name; rename it if it is that.", other=part)


def stray_problems(data: Path, names: Collection[str]) -> Iterator[Problem]:
    """A warning for everything else there that is called like a record, or is a folder with such files."""
    hidden = {name for name, _ in displaced(data, names)}
    for name in names:
        if name not in _OWN and name not in hidden and _has_records(data / name):
            said = message("No part of a book is called so: nothing here is read.")
            yield Problem(f"{DATA}/{name}", 0, 0, "not-read", said, severity=Severity.WARNING)


def _has_records(path: Path) -> bool:
    with suppress(OSError), os.scandir(path) as found:
        return any(each.name.endswith(SUFFIXES) for each in found)
    return path.name.endswith(SUFFIXES)
