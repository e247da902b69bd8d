"""Git's merge driver: three files of a book become one, in the place of ours.

What our text says is patched to the merged trees, so that its comments and layout stay; a value that each
side made another gets marks around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from funnel_cli.store.formatting.order import Hint, is_list_file, key_hints, kind_of
from funnel_cli.store.git import merged_lines
from funnel_cli.store.handles import is_plain, real
from funnel_cli.store.journal.disk import DISK
from funnel_cli.store.layout import demand_no_way_out
from funnel_cli.store.patching.edits import Plain, TextEdit, edits
from funnel_cli.store.patching.patch import patched
from funnel_cli.store.patching.patch_json import NotCanonicalJson, formatted_json, patched_json
from funnel_cli.store.patching.spans import CannotPatch
from funnel_cli.store.reading.plain import as_plain, as_plain_list, read_bytes
from funnel_cli.store.reading.source import format_of
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.system import may_be_there
from funnel_cli.store.three_way import Merge, merged
from funnel_cli.values.errors import FunnelError, system_reason
from funnel_cli.values.message import N_, message

OURS, BETWEEN, THEIRS = "<<<<<<< ours", "=======", ">>>>>>> theirs"
"""The marks around a clash, as git writes them and `validate` reads them."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def merged_trees(path: str, base: bytes, ours: bytes, theirs: bytes) -> Merge:
    """What both sides have made of the file at `path`; raises `Unreadable` if one is no record."""
    return merged(_tree(path, base), _tree(path, ours), _tree(path, theirs))


def merged_text(path: str, ours: bytes, merge: Merge) -> bytes:
    """Our text with the merge in it; comments and layout are ours, clashing lines stand between marks.

    What comes out was read again and holds what was meant; with marks in it, so does each side of
    them. Raises `CannotPatch` where that cannot be had.
    """
    kept = _patched(path, ours.decode("utf-8"), _tree(path, ours), merge.ours)
    if not merge.clashes:
        return kept.encode()
    return "".join(_marked(kept, _patched(path, kept, merge.ours, merge.theirs))).encode()


def holds(path: str, data: bytes, meant: Plain) -> bool:
    """Whether these bytes are read as that tree."""
    try:
        return _tree(path, data) == meant
    except Unreadable:
        return False


def _tree(path: str, data: bytes) -> Plain:
    """What the file says; a file that was not there is an empty list or mapping."""
    is_list = is_list_file(path)
    if not data:
        return [] if is_list else {}
    return as_plain_list(data, format_of(path)) if is_list else as_plain(data, format_of(path))


def _patched(path: str, text: str, before: Plain, after: Plain) -> str:
    """The text with the difference between two trees."""
    changes = edits(before, after)
    if not changes:
        return text
    if format_of(path) == "json":
        return _patched_json(text, changes)
    kind: Hint = kind_of(path)
    return patched(text, changes, () if is_list_file(path) else tuple(key_hints(kind)))


def _patched_json(text: str, changes: Iterable[TextEdit]) -> str:
    """The text with the changes; one whose layout is uneven is laid out anew, since a merge cannot wait."""
    try:
        return patched_json(text, changes)
    except NotCanonicalJson:
        return patched_json(formatted_json(text), changes)


def _marked(ours: str, theirs: str) -> Iterator[str]:
    """The lines that both texts share, and between marks those that they do not."""
    mine, other = _LINE.findall(ours), _LINE.findall(theirs)
    end = "\r\n" if "\r\n" in ours else "\n"
    matcher = SequenceMatcher(None, mine, other, autojunk=False)
    for kind, start, stop, other_start, other_stop in matcher.get_opcodes():
        if kind == "equal":
            yield from mine[start:stop]
        else:
            yield OURS + end
            yield from _ended(mine[start:stop], end)
            yield BETWEEN + end
            yield from _ended(other[other_start:other_stop], end)
            yield THEIRS + end


def _ended(lines: list[str], end: str) -> Iterator[str]:
    """The lines, the last one of a file ended too."""
    return (line if line.endswith("\n") else line + end for line in lines)


class CannotMerge(FunnelError):
    """The result cannot be written; our file is as it was."""

    sentence = N_("{path} cannot be merged: {reason}.")
    code = "cannot_merge"


class Merged(NamedTuple):
    """How a merge ended: whether all of it fits, which values clash, whether only lines were compared."""

    is_clean: bool
    clashes: tuple[str, ...] = ()
    by_lines: bool = False


def merge_files(base: Path, ours: Path, theirs: Path, path: str) -> Merged:
    """Merge three files into `ours`, which is that of `path` in the repository.

    Where what git makes of their lines holds what was meant, that is taken, since it has the comments
    of both. What is no record gets git's own marks. Raises `CannotMerge`, `GitFailed`, or `IsALink` for a way
    out of a book.
    """
    demand_no_way_out(ours)
    for file in (base, ours, theirs):
        if may_be_there(file) and not is_plain(file):
            raise CannotMerge(path=path, reason=message("{file} is no regular file", file=str(file)))
    text, fits = merged_lines(base, ours, theirs)
    try:
        mine = read_bytes(ours)
        merge = merged_trees(path, read_bytes(base), mine, read_bytes(theirs))
        if fits and not merge.clashes and holds(path, text, merge.ours):
            _write(ours, text, path)
            return Merged(is_clean=True)
        new = merged_text(path, mine, merge)
    except (Unreadable, CannotPatch, NotCanonicalJson) as obstacle:
        _write(ours, text, path)
        return Merged(is_clean=fits and isinstance(obstacle, Unreadable), by_lines=True)
    _write(ours, new, path)
    return Merged(is_clean=not merge.clashes, clashes=merge.names)


def _write(file: Path, data: bytes, path: str) -> None:
    """Put the bytes in the place of the file in one step; raises `CannotMerge` with the file as it was."""
    try:
        DISK.put_file(real(file.parent) / file.name, data)
    except OSError as error:
        raise CannotMerge(path=path, reason=system_reason(error)) from error
