"""`funnel export facts`: one book or many as tables for an SQL engine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from funnel_cli.exchange.book_partitions import book_at, own_root
from funnel_cli.exchange.fact_folders import (
    Manifest,
    carry_on,
    folder_of,
    known_manifest,
    manifest_of,
    manifest_table,
    write_facts,
)
from funnel_cli.render import UnknownFormat
from funnel_cli.session import PARTIAL, Session
from funnel_cli.store.layout import METHOD_FILE
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import FunnelError, UsageRefused
from funnel_cli.values.message import N_, message

if TYPE_CHECKING:
    from funnel_cli.reports.star import FactTable

FILES = (".sqlite", ".duckdb")
"""The extensions of a file of facts; a name without one is a folder of Parquet files."""


class NoPlaceForFacts(UsageRefused):
    """Facts were asked for without saying where they go."""

    sentence = N_("Say where the facts go.")
    cure = N_("Name a folder for Parquet, or a file: -o facts, -o facts.sqlite or -o facts.duckdb")


class NoFormForFacts(UsageRefused):
    """An option that shapes an answer was given, and facts have the one shape that their tables have."""

    sentence = N_("Facts have their own form; {option} does not go with them.")
    cure = N_("The name behind -o says which form it is.")


class TwoBooksOfAName(UsageRefused):
    """Two books to be exported are in folders of one name, by which their facts are told apart."""

    sentence = N_("Two of these books are called {name}: {books}.")
    cure = N_("Facts are told apart by the names of the books' folders; name one of them otherwise.")


@dataclass
class _Tally:
    """What was done: the manifests by book, those not written again, and the books that were not there."""

    manifests: list[Manifest] = field(default_factory=list)
    unchanged: int = 0
    facts: int = 0
    missing: list[tuple[str, FunnelError]] = field(default_factory=list)


def export_facts(session: Session, words: Sequence[str]) -> None:
    """Write the facts of the book, or of each book in the folders named, where `-o` says.

    Books that cannot be read are named, and files that could not; the exit code is 5 then.
    """
    place = _place(session)
    books = books_named(words) if words else {name_of(session.root): session.root}
    day, tally = day_asked(session), _Tally()
    if place.suffix and not place.is_dir():
        _into_file(session, place, books, day, tally)
    else:
        for name, root in books.items():
            with _Named(name, tally, is_only=len(books) == 1):
                _into_folder(session, folder_of(place, name), name, root, day, tally)
    _tell(session, place, day, tally)


def _place(session: Session) -> Path:
    """Where the facts go; raises a refusal for a name or an option that does not go with them."""
    from funnel_cli.exchange.fact_files import demand_engine

    wishes, place = session.wishes, session.wishes.output
    given = {
        "--format": wishes.format,
        "--fields": wishes.fields,
        "--part": wishes.part,
        "--raw": wishes.is_raw,
        "--excel": wishes.is_for_excel,
    }
    if place is None:
        raise NoPlaceForFacts
    for option, value in given.items():
        if value:
            raise NoFormForFacts(option=option)
    if place.suffix and place.suffix not in FILES and not place.is_dir():
        raise UnknownFormat(place.suffix, FILES)
    if place.suffix != ".sqlite":
        demand_engine()
    return place


def books_named(words: Iterable[Path | str]) -> dict[str, Path]:
    """The books by name, of folders that are one or hold some; raises `TwoBooksOfAName`."""
    from funnel_cli.wishes import at_home

    books: dict[str, Path] = {}
    for root in (root for word in words for root in _books_in(at_home(word))):
        name = name_of(root)
        twin = next((known for known in books if known.casefold() == name.casefold()), None)
        if twin is not None:
            raise TwoBooksOfAName(name=name, books=(str(books[twin]), str(root)))
        books[name] = root
    return dict(sorted(books.items()))


def _books_in(place: Path) -> tuple[Path, ...]:
    """The book at the place; else those right below it; else the place, to be named as missing."""
    if (place / METHOD_FILE).exists() or not place.is_dir():
        return (place,)
    return tuple(sorted(each.parent for each in place.glob(f"*/{METHOD_FILE}"))) or (place,)


def name_of(root: Path) -> str:
    """The name that tells a book's facts from those of others: its folder's."""
    return os.path.basename(os.path.abspath(root)) or "book"  # noqa: PTH100, PTH119 - links keep their name


def day_asked(session: Session) -> Day:
    """The as-of day, which asks no book, since there may be many or none here."""
    wish = session.wishes.as_of or session.environ.get("FUNNEL_AS_OF")
    return Calendar(session.today).back.day(wish) if wish else session.today


@dataclass(frozen=True)
class _Named:
    """What keeps a book that cannot be read from stopping the others, unless it is the only one."""

    name: str
    tally: _Tally
    is_only: bool

    def __enter__(self) -> None:
        """Nothing is to be done first."""

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        if self.is_only or not isinstance(error, FunnelError):
            return False
        self.tally.missing.append((self.name, error))
        return True


def _into_folder(session: Session, folder: Path, name: str, root: Path, day: Day, tally: _Tally) -> None:
    """The book's facts as Parquet files in a folder of its own, unless they are there already."""
    from funnel_cli.store.contents import digest_of

    known = known_manifest(folder)
    if known and known.holds_on(day) and known.source == session.meant("source", digest_of(own_root(root))):
        tally.manifests.append(carry_on(folder, known, day))
        tally.unchanged += 1
        return
    manifest, tables = facts_of(session, name, root, day)
    write_facts(folder, manifest, tables)
    tally.manifests.append(manifest)
    tally.facts += sum(len(table.rows) for table in tables)


def _into_file(session: Session, path: Path, books: dict[str, Path], day: Day, tally: _Tally) -> None:
    """The facts of all books in one file, with a table of what they stand on."""
    from funnel_cli.exchange.fact_files import write_duckdb, write_sqlite

    def tables() -> Iterator[FactTable]:
        for name, root in books.items():
            with _Named(name, tally, is_only=len(books) == 1):
                manifest, some = facts_of(session, name, root, day)
                tally.manifests.append(manifest)
                tally.facts += sum(len(table.rows) for table in some)
                yield from some
        yield manifest_table(tally.manifests)

    (write_sqlite if path.suffix == ".sqlite" else write_duckdb)(path, tables())


def facts_of(session: Session, name: str, root: Path, day: Day) -> tuple[Manifest, tuple[FactTable, ...]]:
    """What the book's facts stand on, and its tables; raises `NoBook` and what else a book may lack."""
    from funnel_cli.reports.star import star
    from funnel_cli.time.history import book_on

    digest, read = book_at(root, session.environ)
    source, written = session.meant("source", digest), session.answered_from(read)
    return manifest_of(name, written, day, source), star(name, written, book_on(written, day))


def _tell(session: Session, place: Path, day: Day, tally: _Tally) -> None:
    """Say what was written, and name what is missing from it."""
    session.say_saved(
        message(
            "Facts as of {day} in {path}: {books:book|books}, {same} unchanged, {facts:row|rows} written.",
            day=day,
            path=str(place),
            books=len(tally.manifests),
            same=tally.unchanged,
            facts=tally.facts,
        )
    )
    tell = partial(session.tell, is_error=True)
    for manifest in tally.manifests:
        if manifest.is_partial:
            tell(message("Partial: {book}, without {files}.", book=manifest.book, files=manifest.unread))
    for name, error in tally.missing:
        tell(message("Missing: {book}. {reason}", book=name, reason=error.message))
    if tally.missing or any(manifest.is_partial for manifest in tally.manifests):
        session.exit_code = PARTIAL
