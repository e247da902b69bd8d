"""What no SQL can say, worked out from one whole book a partition, where an engine has its processors.

    books = spark.createDataFrame(places, "book string, place string").repartition(len(places))
    books.mapInPandas(partial(range_frames, day=day, period=period), RANGE_COLUMNS)

Whoever does the work has this package and reaches the books' folders. It is the pure function that
`funnel across range` calls on the processors of one machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Day
from pathlib import Path
from typing import TYPE_CHECKING, Any

from funnel_cli.exchange.fact_files import digits
from funnel_cli.reports.ranges import BookRange, range_of
from funnel_cli.store.cache import Cache, cache_file
from funnel_cli.store.contents import digest_of
from funnel_cli.store.journal.snapshot import read_whole
from funnel_cli.store.layout import NoBook, root_with_data
from funnel_cli.store.read import read_book
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Message
from funnel_cli.values.money import Money

if TYPE_CHECKING:
    from funnel_cli.records.book import Book
    from funnel_cli.store.reading.folder import Overlay
    from funnel_cli.values.period import Period

AMOUNTS = ("won", "weighted", "p10", "p50", "p90", "target")

RANGE_COLUMNS = (
    "book string, currency string, won string, weighted string, p10 string, p50 string, p90 string, "
    "target string, reach string, unread int, missing string"
)
"""The columns of an answer for Spark: amounts in plain digits and exact, in the book's currency; `missing` is
the code of why a book could not be read, as in docs/errors.md; its amounts are null then."""

NAMES = [each.split()[0] for each in RANGE_COLUMNS.split(", ")]


def book_at(root: Path, environ: Mapping[str, str]) -> tuple[str, Book]:
    """The hash of a book's files, and the book; raises `NoBook` and what else a book may lack."""
    root = own_root(root)
    cache = Cache(cache_file(root, environ))

    def whole(pending: Overlay) -> tuple[str, Book]:
        return digest_of(root, pending), read_book(root, pending, cache)

    found = read_whole(root, whole)
    cache.save()
    return found


def own_root(root: Path) -> Path:
    """The book in just this folder and not in one above it; raises `NoBook` and what else it may lack."""
    found = root_with_data(root)
    if not found.samefile(root):
        raise NoBook(folder=root)
    return found


def range_in(
    named: tuple[str, Path], *, environ: Mapping[str, str], day: Day, period: Period
) -> BookRange | Message:
    """The range of the period in the book of that name and folder, or why the book cannot be read."""
    name, root = named
    try:
        return range_of(name, book_at(root, environ)[1], day, period)
    except FunnelError as error:
        return error.message


def range_row(name: str, place: str, day: Day, period: Period) -> dict[str, str | int | None]:
    """The range of the period in a book as a row of `RANGE_COLUMNS`."""
    row: dict[str, str | int | None] = {**dict.fromkeys(NAMES), "book": name, "unread": 0}
    try:
        found = range_of(name, book_at(Path(place), {})[1], day, period)
    except FunnelError as error:
        return row | {"missing": error.code}
    amounts: dict[str, Money | None] = {key: getattr(found, key) for key in AMOUNTS}
    row |= {key: digits(money.amount) for key, money in amounts.items() if money}
    reach = None if found.reach is None else digits(found.reach)
    return row | {"currency": found.won.currency, "reach": reach, "unread": found.unread}


def range_frames(frames: Iterable[Any], day: Day, period: Period) -> Iterator[Any]:
    """The ranges of the books whose names and folders, `book` and `place`, stand in pandas' frames.

    The frames that come back are of the kind that came, so that pandas is needed only by who hands them out.
    """
    for frame in frames:
        some = zip(frame["book"], frame["place"], strict=True)
        rows = [range_row(book, place, day, period) for book, place in some]
        yield type(frame)(rows, columns=NAMES, dtype=object)
