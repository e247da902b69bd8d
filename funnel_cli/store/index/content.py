"""What the index knows of a book: for each file how it was recognised, what it held, what was wrong.

The rows of each folder are kept as a part of their own, so that a run reads no more than it needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from marshal import dumps
from struct import pack
from typing import NamedTuple
from zlib import crc32

from funnel_cli.store.index.coding import Coded, loaded
from funnel_cli.store.index.signature import LENGTH, UNKNOWN, Signature

Row = bytes | memoryview
"""A record as it is kept; empty for a file that holds none that can be used."""

NO_ROW = b""

BETWEEN = "/"
"""What stands between the names of files where they are kept as one text; none has it in it."""


class Page(NamedTuple):
    """One file that is read as a whole (the method, a list): its value and its problems as kept."""

    signature: Signature
    value: Coded
    problems: tuple[Coded, ...] = ()


class Entry(NamedTuple):
    """One record's file: how it is recognised, its row, what is wrong with it."""

    signature: Signature
    row: Row
    faults: tuple[Coded, ...] = ()


NOTHING = Entry(UNKNOWN, NO_ROW)
"""What is kept of a file that will not be recognised."""


class Rows:
    """Rows that stand one after the other, each taken out when it is asked for; `crc` is their checksum."""

    __slots__ = ("crc", "ends", "text")

    def __init__(self, ends: bytes = b"", crc: int = 0, text: bytes = b"") -> None:
        self.ends = memoryview(ends).cast("I")
        self.crc = crc
        self.text = memoryview(text)

    @property
    def length(self) -> int:
        """How many bytes they are together."""
        return self.ends[-1] if self.ends else 0

    def __getitem__(self, place: int) -> Row:
        """The row at that place, counted from 0; raises `IndexError`."""
        return self.text[self.ends[place - 1] if place else 0 : self.ends[place]]

    def __iter__(self) -> Iterator[Row]:
        """Every row, in order."""
        start = 0
        for end in self.ends:
            yield self.text[start:end]
            start = end


def rows_from(some: Sequence[Row]) -> Rows:
    """These rows, one after the other."""
    text = b"".join(some)
    return Rows(pack(f"{len(some)}I", *accumulate(map(len, some))), crc32(text), text)


class Drawer:
    """A folder of records: the names of all that stands there, what is wrong with what cannot be a record,
    and for the files that can, column by column, their entries. `faults` has those that are not empty.
    """

    __slots__ = ("faults", "files", "names", "rows", "signatures", "strays")

    def __init__(self, names: str = "", strays: tuple[Coded, ...] = (), files: str = "") -> None:
        self.names = names
        self.strays = strays
        self.files = files
        self.signatures = b""
        self.rows = Rows()
        self.faults: dict[str, tuple[Coded, ...]] = {}

    def is_as(self, files: str, signatures: bytes) -> bool:
        """Whether these are exactly its files, each as it was."""
        return self.signatures == signatures and self.files == files and UNKNOWN not in signatures

    def take(self, other: Drawer) -> None:
        """Have the entries of another one with the same files."""
        self.signatures, self.rows, self.faults = other.signatures, other.rows, other.faults

    def put(self, entries: dict[str, Entry]) -> None:
        """Have these entries, one for each of its files, in order."""
        self.signatures = b"".join(entry.signature for entry in entries.values())
        self.rows = rows_from([entry.row for entry in entries.values()])
        self.faults = {name: entry.faults for name, entry in entries.items() if entry.faults}

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """The names of its files, each with its entry."""
        for place, (name, row) in enumerate(zip(names_in(self.files), self.rows, strict=True)):
            signature = self.signatures[place * LENGTH : (place + 1) * LENGTH]
            yield name, Entry(signature, row, self.faults.get(name, ()))


class Index:
    """A book's files by path, its folders of records by place, and what is wrong between records."""

    __slots__ = ("clashes", "drawers", "pages", "root")

    def __init__(self, root: str) -> None:
        self.root = root
        self.pages: dict[str, Page] = {}
        self.drawers: dict[str, Drawer] = {}
        self.clashes: tuple[Coded, ...] = ()

    def parts(self) -> tuple[bytes | memoryview, ...]:
        """The index as it is kept: all but the rows, then the rows of each folder, in order."""
        pages = {path: tuple(page) for path, page in self.pages.items()}
        drawers = {place: _coded(drawer) for place, drawer in self.drawers.items()}
        rows = (drawer.rows.text for drawer in self.drawers.values())
        return dumps((self.root, pages, drawers, self.clashes)), *rows


def as_index(data: bytes) -> Index:
    """The index that was kept, the texts of its rows still to be filled in; nothing else may come here."""
    root, pages, drawers, clashes = loaded(data)
    index = Index(root)
    index.pages = {path: Page(*page) for path, page in pages.items()}
    index.drawers = {place: _drawer(*coded) for place, coded in drawers.items()}
    index.clashes = clashes
    return index


def _coded(drawer: Drawer) -> Coded:
    """The folder as it is kept, but for the text of its rows."""
    rows = drawer.rows.ends.tobytes(), drawer.rows.crc
    return drawer.names, drawer.strays, drawer.files, drawer.signatures, drawer.faults, *rows


def _drawer(
    names: str, strays: Coded, files: str, signatures: bytes, faults: Coded, ends: bytes, crc: int
) -> Drawer:
    drawer = Drawer(names, strays, files)
    drawer.signatures, drawer.faults, drawer.rows = signatures, faults, Rows(ends, crc)
    return drawer


def names_in(text: str) -> list[str]:
    """The names of files that are kept as one text."""
    return text.split(BETWEEN) if text else []
