"""What the index knows of a book: for each file how it was recognised, what it held, what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from marshal import dumps
from typing import NamedTuple

from funnel_cli.store.index.coding import Coded, loaded
from funnel_cli.store.index.signature import UNKNOWN, Signature


@dataclass(slots=True)
class Page:
    """One file that is read as a whole (the method, a list): its value and its problems as kept."""

    signature: Signature
    value: Coded
    problems: tuple[Coded, ...] = ()


class Entry(NamedTuple):
    """One record's file: how it is recognised, its row (`None`: it cannot be used), what is wrong with it."""

    signature: Signature
    row: bytes | None
    faults: tuple[Coded, ...] = ()


NOTHING = Entry(UNKNOWN, None)
"""What is kept of a file that will not be recognised."""


@dataclass(slots=True)
class Drawer:
    """A folder of records: the names of all that stands there, what is wrong with what cannot be a record,
    and for the files that can, column by column, their entries. `faults` has those that are not empty.
    """

    names: list[str] = field(default_factory=list)
    strays: tuple[Coded, ...] = ()
    files: list[str] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    rows: list[bytes | None] = field(default_factory=list)
    faults: dict[str, tuple[Coded, ...]] = field(default_factory=dict)

    def is_as(self, files: list[str], signatures: list[Signature]) -> bool:
        """Whether these are exactly its files, each as it was."""
        return self.signatures == signatures and self.files == files and UNKNOWN not in signatures

    def take(self, other: Drawer) -> None:
        """Have the entries of another one with the same files."""
        self.signatures, self.rows, self.faults = other.signatures, other.rows, other.faults

    def put(self, name: str, entry: Entry) -> None:
        """Have this entry for the next of its files."""
        self.signatures.append(entry.signature)
        self.rows.append(entry.row)
        if entry.faults:
            self.faults[name] = entry.faults

    def entries(self) -> Mapping[str, Entry]:
        """Its entries by the names of the files."""
        rows = zip(self.files, self.signatures, self.rows, strict=True)
        return {name: Entry(sign, row, self.faults.get(name, ())) for name, sign, row in rows}


@dataclass(slots=True)
class Index:
    """A book's files by path, its folders of records by place, and what is wrong between records."""

    root: str
    pages: dict[str, Page] = field(default_factory=dict)
    drawers: dict[str, Drawer] = field(default_factory=dict)
    clashes: tuple[Coded, ...] = ()

    def as_bytes(self) -> bytes:
        """The index as `marshal` writes it."""
        pages = {path: (page.signature, page.value, page.problems) for path, page in self.pages.items()}
        drawers = {
            place: (each.names, each.strays, each.files, each.signatures, each.rows, each.faults)
            for place, each in self.drawers.items()
        }
        return dumps((self.root, pages, drawers, self.clashes))


def as_index(data: bytes) -> Index:
    """The index that `as_bytes` wrote; anything else must not come here."""
    root, pages, drawers, clashes = loaded(data)
    return Index(
        root,
        {path: Page(*page) for path, page in pages.items()},
        {place: Drawer(*drawer) for place, drawer in drawers.items()},
        clashes,
    )
