"""One reading of a book: what the index knows is taken from there, the rest is read and kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from funnel_cli.errors import Problem
from funnel_cli.model import Record
from funnel_cli.store.index.coding import NotKept, coded_problems, decoded, decoded_problems, encoded
from funnel_cli.store.index.content import NOTHING, Drawer, Entry, Index, Page
from funnel_cli.store.index.kept import row_of, shelved
from funnel_cli.store.index.signature import UNKNOWN, Signature, is_sure, signatures
from funnel_cli.store.layout import is_left_over
from funnel_cli.store.reading.folder import Folder, record_files
from funnel_cli.store.reading.unreadable import Unreadable

R = TypeVar("R", bound=Record)
T = TypeVar("T")

Found = tuple[T, list[Problem]]
"""What a file holds, and what is wrong with it."""

Decode = Callable[[str, bytes], Found[R | None]]
"""What makes a record of the bytes at a path, relative to the root."""


@dataclass(slots=True)
class Reading:
    """The files of a folder as they are now; `known` is what earlier readings left, `news` is for the next.

    `now` is when it began, in nanoseconds; 0 keeps nothing. `is_other` says that something is not as
    it was known, `is_news` that this is worth keeping.
    """

    folder: Folder
    known: Index
    now: int
    news: Index = field(init=False)
    is_other: bool = False
    is_news: bool = False

    def __post_init__(self) -> None:
        self.news = Index(self.known.root)

    def page(self, path: str, decode: Callable[[bytes], Found[T]]) -> Found[T]:
        """What a single file holds, decoded only if it is not as it was known; raises `Unreadable`."""
        place, _, name = path.rpartition("/")
        (signature,) = self._signatures(place, [name])
        page = self.known.pages.get(path)
        if page and page.signature == signature:
            self.news.pages[path] = page
            return decoded(page.value), decoded_problems(page.problems)
        self.is_other = True
        value, problems = decode(self.folder.read(path))
        if is_sure(signature, self.now):
            with suppress(NotKept):
                self.news.pages[path] = Page(signature, encoded(value), coded_problems(problems))
                self.is_news = True
        return value, problems

    def records(
        self, place: str, cls: type[R], is_stem: Callable[[str], bool], decoder: Callable[[], Decode[R]]
    ) -> Found[list[R]]:
        """The records of a folder in the order of their names, and what is wrong there.

        What `decoder` makes is asked for those files only that are not as they were known.
        """
        known = self.known.drawers.get(place, Drawer())
        drawer = self.news.drawers[place] = self._opened(place, is_stem, known)
        shelve = shelved(cls)
        signs = self._signatures(place, drawer.files)
        if known.is_as(drawer.files, signs):
            drawer.take(known)
            faults = (each for some in known.faults.values() for each in some)
            return [shelve(row) for row in known.rows if row], decoded_problems((*drawer.strays, *faults))
        self.is_other = True
        found: list[R] = []
        problems = decoded_problems(drawer.strays)
        before, decode = known.entries(), decoder()
        for name, signature in zip(drawer.files, signs, strict=True):
            entry = before.get(name, NOTHING)
            if entry.signature == signature != UNKNOWN:
                record, some = shelve(entry.row) if entry.row else None, decoded_problems(entry.faults)
            else:
                record, some, entry = self._read(f"{place}/{name}", signature, decode)
            drawer.put(name, entry)
            problems += some
            found += [record] if record else []
        return found, problems

    def _opened(self, place: str, is_stem: Callable[[str], bool], known: Drawer) -> Drawer:
        """The folder as it is now: what stands there, and which of it can be a record."""
        names = self.folder.listing(place)
        if names == known.names:
            return Drawer(names, known.strays, known.files)
        self.is_other = True
        self.is_news |= bool(known.names)
        paths, strays = record_files([name for name in names if not is_left_over(name)], place, is_stem)
        return Drawer(names, coded_problems(strays), [path.rpartition("/")[2] for path in paths])

    def _read(
        self, path: str, signature: Signature, decode: Decode[R]
    ) -> tuple[R | None, list[Problem], Entry]:
        """The record in a file, what is wrong with it, and what to keep; nothing if it did not open."""
        try:
            record, problems = decode(path, self.folder.read(path))
        except Unreadable as refusal:
            return None, [refusal.problem(path)], NOTHING
        return record, problems, self._learned(record, problems, signature)

    def _learned(self, record: Record | None, problems: list[Problem], signature: Signature) -> Entry:
        """What to keep of a file that was read, if it will be recognised."""
        if not is_sure(signature, self.now):
            return NOTHING
        try:
            entry = Entry(signature, row_of(record) if record else None, coded_problems(problems))
        except NotKept:
            return NOTHING
        self.is_news = True
        return entry

    def _signatures(self, place: str, names: list[str]) -> list[Signature]:
        """How the files are recognised; those of an unfinished change are not."""
        found = signatures(f"{self.folder.root}/{place}", names)
        here = self.folder.root / place
        pending = {path.name for path in self.folder.overlay if path.parent == here}
        if not pending:
            return found
        return [UNKNOWN if name in pending else sign for name, sign in zip(names, found, strict=True)]
