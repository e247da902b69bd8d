"""One reading of a book: what the index knows is taken from there, the rest is read and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TypeVar

from funnel_cli.errors import Problem
from funnel_cli.model import Record
from funnel_cli.on_demand import OnDemand
from funnel_cli.store.index.coding import Coded, NotKept, coded_problems, decoded, decoded_problems, encoded
from funnel_cli.store.index.content import BETWEEN, NO_ROW, NOTHING, Drawer, Entry, Index, Page, Row, names_in
from funnel_cli.store.index.elsewhere import WORTH, begun, can_share
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

Progress = Callable[[int, int], object]
"""What is told how many of how many files were read."""

Outcome = tuple[R | None, list[Problem], Entry]
"""The record in a file, what is wrong with it, and what to keep of it."""

File = tuple[str, Signature]
"""The name of a file in its folder, and how it is recognised."""

Carried = tuple[bytes, tuple[Coded, ...]]
"""A row and its problems, on the way from one process to another."""


def _say_nothing(done: int, total: int) -> None:
    """How far a reading is, where nobody looks."""


class Reading:
    """The files of a folder as they are now; `known` is what earlier readings left, `news` is for the next.

    `now` is when it began, in nanoseconds; 0 keeps nothing. `is_other` says that something is not as
    it was known, `is_news` that this is worth keeping.
    """

    def __init__(self, folder: Folder, known: Index, now: int = 0, progress: Progress = _say_nothing) -> None:
        self.folder = folder
        self.known = known
        self.now = now
        self.news = Index(known.root)
        self.is_other = False
        self.is_news = False
        self.progress = progress

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
    ) -> Found[Mapping[str, R]]:
        """The records of a folder by the stems of their files, in order, and what is wrong there.

        What `decoder` makes is asked for those files only that are not as they were known; of the others a
        record is made when somebody looks at it.
        """
        known = self.known.drawers.get(place, Drawer())
        drawer = self.news.drawers[place] = self._opened(place, is_stem, known)
        files = names_in(drawer.files)
        signs = self._signatures(place, files)
        shelve = shelved(cls)
        read: dict[str, Outcome[R]] = {}
        if known.is_as(drawer.files, b"".join(signs)):
            drawer.take(known)
        else:
            self.is_other = True
            entries = dict(known.entries())
            news = [
                (name, sign)
                for name, sign in zip(files, signs, strict=True)
                if sign == UNKNOWN or entries.get(name, NOTHING).signature != sign
            ]
            some = self._read(place, news, decoder(), shelve) if news else []
            read = {name: outcome for (name, _), outcome in zip(news, some, strict=True)}
            drawer.put({name: read[name][2] if name in read else entries[name] for name in files})
        return _on_demand(drawer, files, read, shelve), _problems(drawer, read)

    def _read(
        self, place: str, files: list[File], decode: Decode[R], shelve: Callable[[Row], R]
    ) -> list[Outcome[R]]:
        """What came of reading these files; of many a second process reads half."""
        half = len(files) // 2 if len(files) >= WORTH and can_share() else len(files)
        there = begun(partial(self._carried, place, files[half:], decode)) if files[half:] else list
        read: list[Outcome[R]] = []
        for file in files[:half]:
            read.append(self._read_one(place, file, decode, shelve))
            self.progress(len(read) * len(files) // half, len(files))
        for file, coded in zip(files[half:], there() or [None] * len(files[half:]), strict=True):
            one = self._received(file, coded, shelve) if coded else None
            read.append(one or self._read_one(place, file, decode, shelve))
        return read

    def _carried(self, place: str, files: list[File], decode: Decode[R]) -> list[Carried | None]:
        """What came of reading these files, to be handed to another process; `None`: nothing that can be."""
        return [self._carried_one(f"{place}/{name}", decode) for name, _ in files]

    def _carried_one(self, path: str, decode: Decode[R]) -> Carried | None:
        try:
            record, problems = decode(path, self.folder.read(path))
            return row_of(record) if record else NO_ROW, coded_problems(problems)
        except (Unreadable, NotKept):
            return None

    def _received(self, file: File, coded: Carried, shelve: Callable[[Row], R]) -> Outcome[R]:
        """What another process read."""
        entry = Entry(file[1], *coded)
        is_sure_of_it = is_sure(file[1], self.now)
        self.is_news |= is_sure_of_it
        record = shelve(entry.row) if entry.row else None
        return record, decoded_problems(entry.faults), entry if is_sure_of_it else NOTHING

    def _opened(self, place: str, is_stem: Callable[[str], bool], known: Drawer) -> Drawer:
        """The folder as it is now: what stands there, and which of it can be a record."""
        names = self.folder.listing(place)
        said = BETWEEN.join(names)
        if said == known.names:
            return Drawer(known.names, known.strays, known.files)
        self.is_other = True
        self.is_news |= bool(known.names)
        paths, strays = record_files([name for name in names if not is_left_over(name)], place, is_stem)
        files = BETWEEN.join(path.rpartition("/")[2] for path in paths)
        return Drawer(said, coded_problems(strays), said if files == said else files)

    def _read_one(self, place: str, file: File, decode: Decode[R], shelve: Callable[[Row], R]) -> Outcome[R]:
        """The record in a file, what is wrong with it, and what to keep; nothing if it did not open.

        A record that is kept comes as it is kept: it knows its past.
        """
        path = f"{place}/{file[0]}"
        try:
            record, problems = decode(path, self.folder.read(path))
        except Unreadable as refusal:
            return None, [refusal.problem(path)], NOTHING
        entry = self._learned(record, problems, file[1])
        return shelve(entry.row) if entry.row else record, problems, entry

    def _learned(self, record: Record | None, problems: list[Problem], signature: Signature) -> Entry:
        """What to keep of a file that was read, if it will be recognised."""
        if not is_sure(signature, self.now):
            return NOTHING
        try:
            entry = Entry(signature, row_of(record) if record else NO_ROW, coded_problems(problems))
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


def _on_demand(
    drawer: Drawer, files: list[str], read: Mapping[str, Outcome[R]], shelve: Callable[[Row], R]
) -> Mapping[str, R]:
    """The records by the stems of their files: those that were read, the others when they are asked for."""
    places = {name.rpartition(".")[0]: place for place, name in enumerate(files)}
    rows = drawer.rows

    def made(stem: str) -> R | None:
        place = places[stem]
        if outcome := read.get(files[place]):
            return outcome[0]
        return shelve(row) if (row := rows[place]) else None

    return OnDemand(places, made)


def _problems(drawer: Drawer, read: Mapping[str, Outcome[R]]) -> list[Problem]:
    """What is wrong in a folder: with what can be no record, and in the files."""
    known = (some for name, some in drawer.faults.items() if name not in read)
    return [
        *decoded_problems((*drawer.strays, *(each for some in known for each in some))),
        *(problem for _, problems, _ in read.values() for problem in problems),
    ]
