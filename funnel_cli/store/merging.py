"""Git's merge driver: three files of a book become one, in the place of ours.

What our text says is patched to the merged trees, so that its comments and layout stay; a value that each
side made another gets marks around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import NEW, RETURNED, STAGES, LeadPast
from funnel_cli.store.editor import modeline
from funnel_cli.store.git import merged_lines
from funnel_cli.store.handles import is_plain, real
from funnel_cli.store.journal.disk import DISK
from funnel_cli.store.key_order import key_hints
from funnel_cli.store.layout import LEADS, OPPORTUNITIES, demand_no_way_out, is_list
from funnel_cli.store.patching.edits import Plain, Put, TextEdit, edits
from funnel_cli.store.patching.patch import with_keys_below
from funnel_cli.store.patching.patch_json import (
    NotCanonicalJson,
    formatted_json,
    json_with_keys_below,
)
from funnel_cli.store.patching.spans import CannotPatch
from funnel_cli.store.patching.spelled import spelled_tree
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.source import as_source, format_of
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.system import may_be_there
from funnel_cli.store.three_way import Merge, merged
from funnel_cli.store.writing import TOLD_ANEW, patched_record
from funnel_cli.values.errors import FunnelError, system_reason
from funnel_cli.values.message import N_, message

OURS, BETWEEN, THEIRS = "<<<<<<< ours", "=======", ">>>>>>> theirs"
"""The marks around a clash, as git writes them and `validate` reads them."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def of_one_kind(path: str, *sides: bytes) -> tuple[bytes, ...]:
    """The sides, each lead among them as the deal that one of the others has made of it.

    What the lead says of itself stands below the deal's `lead`, as after converting it; a lead that was given
    back keeps its stage, which is none of a deal. Raises `Unreadable` or `CannotPatch`.
    """
    trees = [_tree(path, side) for side in sides]
    deals = [tree for tree in trees if isinstance(tree, dict) and isinstance(tree.get("lead"), dict)]
    if not deals:
        return sides
    return tuple(
        _as_deal(path, side, tree, deals[0].get("stage"))
        if side and isinstance(tree, dict) and "lead" not in tree and tree.get("stage", NEW) in STAGES
        else side
        for side, tree in zip(sides, trees, strict=True)
    )


def _as_deal(path: str, data: bytes, lead: dict[str, Plain], stage: Plain) -> bytes:
    """The text of a lead as that of a deal in the stage."""
    text = data.decode("utf-8").replace(modeline(f"{LEADS}/x.yaml"), modeline(f"{OPPORTUNITIES}/x.yaml"), 1)
    past = [key for key in key_hints(LeadPast) if key in lead]
    below = [key for key in past if key in TOLD_ANEW or key not in key_hints(Opportunity)]
    if below:
        text = (json_with_keys_below if format_of(path) == "json" else with_keys_below)(text, below, "lead")
    puts = [Put(("lead", key), lead[key]) for key in past if key not in below]
    if lead.get("stage") != RETURNED:
        puts.append(Put(("stage",), stage))
    return _changed(path, text, puts).encode()


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
    """What the file says, as it is spelled; a file that was not there is an empty list or mapping."""
    if not data:
        return [] if is_list(path) else {}
    as_source(path, data)
    return spelled_tree(data.decode("utf-8"), format_of(path))


def _patched(path: str, text: str, before: Plain, after: Plain) -> str:
    return _changed(path, text, edits(before, after))


def _changed(path: str, text: str, changes: Sequence[TextEdit]) -> str:
    """The text with the changes; JSON of an uneven layout is laid out anew, since a merge cannot wait."""
    if not changes:
        return text
    try:
        return patched_record(path, text, changes).decode()
    except NotCanonicalJson:
        return patched_record(path, formatted_json(text), changes).decode()


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
        was, mine, other = of_one_kind(path, *map(read_bytes, (base, ours, theirs)))
        merge = merged_trees(path, was, mine, other)
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
