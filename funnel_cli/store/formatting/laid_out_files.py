"""The files of a book in the layout of new ones: the same values, the same comments, nothing else changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from funnel_cli.store import layout
from funnel_cli.store.formatting.order import in_field_order
from funnel_cli.store.formatting.yaml_layout import Page, laid_out_yaml
from funnel_cli.store.journal import FilePair
from funnel_cli.store.patching.patch_json import json_tree, written_json
from funnel_cli.store.patching.spans import CannotPatch
from funnel_cli.store.reading.folder import Folder
from funnel_cli.store.reading.json_text import json_value
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.source import as_source, format_of
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.values.errors import DataRefused, FunnelError
from funnel_cli.values.message import N_

_BOM = "\ufeff"
_FOLDERS = (layout.OPPORTUNITIES, layout.CUSTOMERS, layout.LEADS, layout.REVIEWS)


class CannotFormat(DataRefused):
    """The file could not be laid out anew without a change of what it says; it was left as it is."""

    sentence = N_("{path} is written in a way that cannot be laid out anew; it was left as it is.")
    code = "cannot_format"


def formatted(path: str, data: bytes) -> bytes:
    """The bytes of the file at `path`, relative to the root of a book, laid out anew.

    Line ends and a byte order mark stay. The values are those it had, and so are its comments: what
    comes out was read again. Raises `Unreadable`, or `CannotFormat` where that cannot be had.
    """
    kind, text = layout.kind_of(path), as_source(path, data).text
    if format_of(path) == "json":
        return _json(path, text, kind).encode()
    end = "\r\n" if "\r\n" in text else "\n"
    try:
        page = Page(text.replace("\r\n", "\n"))
        new = Page(laid_out_yaml(page, kind))
    except CannotPatch as error:
        raise CannotFormat(path=path) from error
    if new.root.plain != page.root.plain or new.said() != page.said():
        raise CannotFormat(path=path)
    mark = _BOM if data.startswith(_BOM.encode()) else ""
    return (mark + new.text.replace("\n", end)).encode()


def _json(path: str, text: str, kind: type | None) -> str:
    """A JSON text in the layout of new files, its numbers as they stand."""
    new = written_json(in_field_order(json_tree(text), kind))
    if json_value(new) != json_value(text):
        raise CannotFormat(path=path)
    return new


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
    records = [f"{place}/{name}" for place in _FOLDERS for name in _listed(folder.names, place)]
    lists = [file for path in layout.LINES for file in _listed(folder.find, path)]
    return tuple(path for path in (*records, *lists) if path.endswith(layout.SUFFIXES))


def _listed(ask: Callable[[str], list[str]], path: str) -> list[str]:
    """What a folder answers, nothing if it cannot be listed: whoever reads the book is told of that."""
    try:
        return ask(path)
    except Unreadable:
        return []


class Anew(NamedTuple):
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
    if layout.kind_of(path) is None:
        raise NoLayout(path=path)
    try:
        old = read_bytes(root / path)
        return old, formatted(path, old)
    except Unreadable as refusal:
        raise FileUnreadable(path=path, details=[refusal.said]) from None
