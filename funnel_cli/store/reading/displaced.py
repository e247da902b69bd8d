"""What stands in the folder of the records and is no part of a book: called nearly like one, or not."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from funnel_cli.store.layout import DATA, LINES, RECORD_FOLDERS, SUFFIXES
from funnel_cli.store.reading.folder import begins
from funnel_cli.values.errors import Problem, Severity
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


def displaced(data: Path, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each of the names in the folder that may hide a part of the book, and that part: `targets.yaml`.

    A copy by a sync client, the part itself in other letters, or what iCloud leaves in its place. What
    has only the beginning of its name from a part (`leads-2025`, `rates-usd.yaml`) is the user's own.
    """
    for name in names:
        if name not in _OWN:
            folded = name.removeprefix(".").casefold()
            likes = (each for each in (*_FOLDERS, *_LISTS) if begins(folded, each.partition(".")[0]))
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
        Problem(f"{DATA}/{name}", 0, 0, "bad-name", _why(name, part, names))
        for name, part in displaced(data, names)
    ]


def _why(name: str, part: str, names: Iterable[str]) -> Message:
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
