"""The text of a merged file: ours, changed where it must be, with marks around what clashes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from funnel_cli.store.formatting.order import Hint, is_list_file, key_hints, kind_of
from funnel_cli.store.merging.three_way import Merge, merged
from funnel_cli.store.patching.edits import Plain, TextEdit, edits
from funnel_cli.store.patching.patch import patched
from funnel_cli.store.patching.patch_json import NotCanonicalJson, formatted_json, patched_json
from funnel_cli.store.reading.plain import as_plain, as_plain_list
from funnel_cli.store.reading.source import format_of
from funnel_cli.store.reading.unreadable import Unreadable

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
