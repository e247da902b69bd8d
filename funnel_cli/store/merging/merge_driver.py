"""Git's merge driver: three files become one, in the place of ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from funnel_cli.store.git import merged_lines
from funnel_cli.store.handles import is_plain, real
from funnel_cli.store.journal.disk import DISK
from funnel_cli.store.layout import demand_no_way_out
from funnel_cli.store.merging.merged_text import holds, merged_text, merged_trees
from funnel_cli.store.patching.patch_json import NotCanonicalJson
from funnel_cli.store.patching.spans import CannotPatch
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.values.errors import FunnelError, system_reason
from funnel_cli.values.message import N_, message


class CannotMerge(FunnelError):
    """The result cannot be written; our file is as it was."""

    sentence = N_("{path} cannot be merged: {reason}.")
    code = "cannot_merge"


@dataclass(frozen=True, slots=True)
class Merged:
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
        if file.exists() and not is_plain(file):
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
