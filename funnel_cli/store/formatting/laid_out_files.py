"""The files of a book that can be laid out anew, and what each would then be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from funnel_cli.store import layout
from funnel_cli.store.formatting.formatted import CannotFormat, formatted
from funnel_cli.store.formatting.order import RECORDS, kind_of
from funnel_cli.store.journal import FilePair
from funnel_cli.store.reading.folder import Folder
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.values.errors import DataRefused, FunnelError
from funnel_cli.values.message import N_


class NoLayout(DataRefused):
    """The file is none whose layout is known."""

    sentence = N_("{path} is no record and no list of the book; its layout is yours.")
    code = "cannot_format"


class FileUnreadable(DataRefused):
    """The file cannot be read, so nothing is done with it."""

    sentence = N_("{path} cannot be read; it was left as it is.")
    cure = N_("Mend the file; see: funnel validate")
    code = "unread"


def files_with_layout(root: Path) -> tuple[str, ...]:
    """Every record and list of the book by its path, in the order of folders and names."""
    folder = Folder(root)
    places = [f"data/{name}" for name in RECORDS]
    records = [f"{place}/{name}" for place in places for name in _listed(folder.names, place)]
    lists = [file for path in layout.LIST_FILES for file in _listed(folder.find, path)]
    return tuple(path for path in (*records, *lists) if path.endswith(layout.SUFFIXES))


def _listed(ask: Callable[[str], list[str]], path: str) -> list[str]:
    """What a folder answers, nothing if it cannot be listed: whoever reads the book is told of that."""
    try:
        return ask(path)
    except Unreadable:
        return []


@dataclass(frozen=True, slots=True)
class Anew:
    """The files whose layout would change, before and after, and why others are left as they are."""

    pairs: Mapping[str, FilePair]
    refusals: tuple[FunnelError, ...]


def laid_out_anew(root: Path, paths: Iterable[str]) -> Anew:
    """These files of the book in the layout of new ones; those that have it are left out."""
    pairs: dict[str, FilePair] = {}
    refusals: list[FunnelError] = []
    for path in paths:
        try:
            old, new = _pair(root, path)
            if old != new:
                pairs[path] = (old, new)
        except (NoLayout, FileUnreadable, CannotFormat) as refusal:
            refusals.append(refusal)
    return Anew(pairs, tuple(refusals))


def _pair(root: Path, path: str) -> tuple[bytes, bytes]:
    """The bytes of a file, and those it would have."""
    if kind_of(path) is None:
        raise NoLayout(path=path)
    try:
        old = read_bytes(root / path)
        return old, formatted(path, old)
    except Unreadable as refusal:
        raise FileUnreadable(path=path, details=[refusal.said]) from None
