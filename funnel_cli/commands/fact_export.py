"""`funnel export facts`: one book or many as tables for an SQL engine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from functools import partial
from pathlib import Path

from funnel_cli.exchange.book_partitions import of_each
from funnel_cli.exchange.fact_folders import (
    FactTerms,
    Manifest,
    folder_facts,
    manifest_table,
    refreshed,
)
from funnel_cli.render.output import UnknownFormat
from funnel_cli.reports.star import FactTable
from funnel_cli.session import PARTIAL, Session
from funnel_cli.store.layout import ClosedFolder, is_book, is_left_over, was_book
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import FunnelError, UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.wishes import at_home

ENGINE_FILES = (".sqlite", ".duckdb")
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
    missing: dict[str, Message] = field(default_factory=dict)


def export_facts(session: Session, words: Sequence[str]) -> None:
    """Write the facts of the book, or of each book in the folders named, where `-o` says.

    Books that cannot be read are named, and files that could not; the exit code is 5 then.
    """
    place = _place(session)
    books = books_named(words) if words else {name_of(session.root): session.root}
    day = day_asked(session)
    is_file = place.suffix and not os.path.isdir(place)  # noqa: PTH112 - false where it may not be looked at
    _tell(session, place, day, (_into_file if is_file else _into_folders)(session, place, books, day))


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
    if place.suffix and place.suffix not in ENGINE_FILES and not os.path.isdir(place):  # noqa: PTH112
        raise UnknownFormat(place.suffix, ENGINE_FILES)
    if place.suffix != ".sqlite":
        demand_engine()
    return place


def books_named(words: Iterable[Path | str]) -> dict[str, Path]:
    """The books by name, of folders that are one or hold some; raises `TwoBooksOfAName`."""
    books: dict[str, Path] = {}
    for root in (root for word in words for root in _books_in(at_home(word))):
        name = name_of(root)
        twin = next((known for known in books if known.casefold() == name.casefold()), None)
        if twin is not None:
            raise TwoBooksOfAName(name=name, books=(str(books[twin]), str(root)))
        books[name] = root
    return dict(sorted(books.items()))


def _books_in(place: Path) -> tuple[Path, ...]:
    """The book at the place; else those below it, however deep; else the place, to be named as missing."""
    return (place,) if _may_be_book(place) else tuple(_books_below(place)) or (place,)


def _books_below(place: Path, above: tuple[str, ...] = ()) -> Iterator[Path]:
    """The books in the folder and in its folders, outside those it lies in; itself if it cannot be listed."""
    here = os.path.realpath(place)
    if here in above or not os.path.isdir(place):  # noqa: PTH112 - false where it may not be looked at
        return
    try:
        names = sorted(os.listdir(place))  # noqa: PTH208 - names are all it takes
    except OSError:  # what is in it is missing
        yield place
        return
    for name in names:
        if _may_be_book(place / name):
            yield place / name
        elif not is_left_over(name):
            yield from _books_below(place / name, (*above, here))


def _may_be_book(place: Path) -> bool:
    """Whether it is a book, or was one, or may not be looked into and is no folder of a desktop's own."""
    try:
        return is_book(place) or (was_book(place) and not is_left_over(place.name))
    except ClosedFolder:
        return not is_left_over(place.name)


def name_of(root: Path) -> str:
    """The name that tells a book's facts from those of others: its folder's."""
    return os.path.basename(os.path.abspath(root)) or "book"  # noqa: PTH100, PTH119 - links keep their name


def day_asked(session: Session) -> Day:
    """The as-of day, which asks no book, since there may be many or none here."""
    wish = session.wishes.as_of or session.environ.get("FUNNEL_AS_OF")
    return Calendar(session.today).back.day(wish) if wish else session.today


def _into_folders(session: Session, place: Path, books: dict[str, Path], day: Day) -> _Tally:
    """The facts of each book as Parquet files in a folder of its own, unless they are there already."""
    asked = asked_of(session, day)
    work = partial(refreshed, place=place, asked=asked)
    # one process where names are made up: who makes them up must see them all
    done = of_each(books, work, is_alone=asked.made_up is not None)
    tally = _Tally()
    for name, found in zip(books, done, strict=True):
        if isinstance(found, Message):
            tally.missing[name] = found
        else:
            tally.manifests.append(found.manifest)
            tally.unchanged += found.facts is None
            tally.facts += found.facts or 0
    return tally


def _into_file(session: Session, path: Path, books: dict[str, Path], day: Day) -> _Tally:
    """The facts of all books in one file, with a table of what they stand on."""
    from funnel_cli.exchange.fact_files import write_duckdb, write_sqlite

    tally = _Tally()

    def tables() -> Iterator[FactTable]:
        for table in tables_of(books, asked_of(session, day), tally.manifests, tally.missing):
            tally.facts += len(table.rows)
            yield table
        yield manifest_table(tally.manifests)

    (write_sqlite if path.suffix == ".sqlite" else write_duckdb)(path, tables())
    return tally


def asked_of(session: Session, day: Day) -> FactTerms:
    """How the run asks books for their facts."""
    from funnel_cli.masked_session import made_up_in

    return FactTerms(day, dict(session.environ), made_up_in(session))


def tables_of(
    books: Mapping[str, Path], asked: FactTerms, manifests: list[Manifest], missing: dict[str, Message]
) -> Iterator[FactTable]:
    """The facts of all books one after the other; what they stand on, and what is missing, is added.

    A single book that cannot be read raises what it lacks.
    """
    for named in books.items():
        try:
            manifest, tables = folder_facts(named, asked)
        except FunnelError as error:
            if len(books) == 1:
                raise
            missing[named[0]] = error.message
        else:
            manifests.append(manifest)
            yield from tables


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
    for name, reason in tally.missing.items():
        tell(message("Missing: {book}. {reason}", book=name, reason=reason))
    if tally.missing or any(manifest.is_partial for manifest in tally.manifests):
        session.exit_code = PARTIAL
