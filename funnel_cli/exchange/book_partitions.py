"""What no SQL can say, worked out from one whole book a partition, where an engine has its processors.

    books = spark.createDataFrame(places, "book string, place string").repartition(len(places))
    books.mapInPandas(
        partial(answer_frames, question="range", day=day, period=period), spark_columns("range")
    )

Whoever does the work has this package and reaches the books' folders. It is the pure function that
`funnel across` calls on the processors of one machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from funnel_cli.finding.names import demand_deals
from funnel_cli.records.book import Book
from funnel_cli.reports.whole_books import ASKED_WHOLE, BookRows, answer_of, question_columns, rows_of
from funnel_cli.store.cache import Cache
from funnel_cli.store.cache_folder import cache_file
from funnel_cli.store.contents import book_digest
from funnel_cli.store.journal import Overlay
from funnel_cli.store.journal.snapshot import read_whole
from funnel_cli.store.layout import NoBook, root_with_data
from funnel_cli.store.read import read_book
from funnel_cli.values.errors import FunnelError
from funnel_cli.values.message import Message, Term
from funnel_cli.values.money import Money, plain_digits
from funnel_cli.values.period import Period
from funnel_cli.values.table import Cell, Kind

_Done = TypeVar("_Done")

_FEW = 3
"""So many books are done before other processes have started."""


def answers_in(
    question: str, books: Mapping[str, Path], environ: Mapping[str, str], day: Day, period: Period
) -> dict[str, BookRows | Message]:
    """What each book answers by its name, or why that book cannot be read.

    A single book that cannot be read raises what it lacks.
    """
    work = partial(_answer_in, question=question, environ=environ, day=day, period=period)
    return dict(zip(books, of_each(books, work), strict=True))


def of_each(
    books: Mapping[str, Path], work: Callable[[tuple[str, Path]], _Done], *, is_alone: bool = False
) -> Iterator[_Done | Message]:
    """What the work makes of each book by its name and folder, in their order, or why it refuses.

    On every processor, unless the work `is_alone`. Of a single book the refusal is raised.
    """
    each = partial(_or_refusal, work=work) if len(books) > 1 else work
    if is_alone or len(books) <= _FEW:
        yield from map(each, books.items())
        return
    from concurrent.futures import ProcessPoolExecutor  # brings what only many books need

    with ProcessPoolExecutor(min(len(books), os.cpu_count() or 1)) as pool:
        yield from pool.map(each, books.items())


def _or_refusal(named: tuple[str, Path], *, work: Callable[[tuple[str, Path]], _Done]) -> _Done | Message:
    try:
        return work(named)
    except FunnelError as error:
        return error.message


def _answer_in(
    named: tuple[str, Path], *, question: str, environ: Mapping[str, str], day: Day, period: Period
) -> BookRows:
    """What the book of that name and folder answers; raises what it lacks."""
    name, root = named
    book = book_at(root, environ)[1]
    demand_deals(book.method)
    return answer_of(ASKED_WHOLE[question], name, book, day, period)


def book_at(root: Path, environ: Mapping[str, str]) -> tuple[str, Book]:
    """The hash of a book's files, and the book; raises `NoBook` and what else a book may lack."""
    root = own_root(root)
    cache = Cache(cache_file(root, environ))

    def whole(pending: Overlay) -> tuple[str, Book]:
        return book_digest(root, pending), read_book(root, pending, cache)

    found = read_whole(root, whole)
    cache.save()
    return found


def own_root(root: Path) -> Path:
    """The book in just this folder and not in one above it; raises `NoBook` and what else it may lack."""
    found = root_with_data(root)
    if not found.samefile(root):
        raise NoBook(folder=root)
    return found


def spark_columns(question: str) -> str:
    """The columns of an answer for Spark.

    Amounts, shares and days are texts and exact, amounts in the book's currency; `missing` is the code of
    why a book could not be read, as in docs/errors.md, and all else of it is null.
    """
    return ", ".join(f"{name} {kind}" for name, kind in _kinds(question).items())


def _kinds(question: str) -> dict[str, str]:
    wholes = (Kind.COUNT, Kind.DAYS)
    columns = [each.column for each in question_columns(ASKED_WHOLE[question])]
    own = {each.key: "int" if each.kind in wholes else "string" for each in columns}
    return {**own, "unread": "int", "missing": "string"}


def answer_rows(question: str, name: str, place: str, day: Day, period: Period) -> list[dict[str, Any]]:
    """What a book answers as rows of `spark_columns`."""
    empty: dict[str, Any] = dict.fromkeys(_kinds(question))
    try:
        found = _answer_in((name, Path(place)), question=question, environ={}, day=day, period=period)
    except FunnelError as error:
        return [{**empty, "book": name, "missing": error.code}]
    columns = question_columns(ASKED_WHOLE[question])
    return [
        {
            **empty,
            **{each.column.key: _plain(each.of(row)) for each in columns},
            "unread": found.unread,
        }
        for row in rows_of((found,))
    ]


def _plain(cell: Cell) -> str | int | None:
    """A cell as an engine takes it."""
    if isinstance(cell, Money):
        return plain_digits(cell.amount)
    if isinstance(cell, Decimal):
        return plain_digits(cell)
    if isinstance(cell, Term):
        return cell.id
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell if isinstance(cell, int) or cell is None else str(cell)


def answer_frames(frames: Iterable[Any], question: str, day: Day, period: Period) -> Iterator[Any]:
    """The answers of the books whose names and folders, `book` and `place`, stand in pandas' frames.

    The frames that come back are of the kind that came, so that pandas is needed only by who hands them out.
    """
    names: Sequence[str] = list(_kinds(question))
    for frame in frames:
        some = zip(frame["book"], frame["place"], strict=True)
        rows = [row for book, place in some for row in answer_rows(question, book, place, day, period)]
        yield type(frame)(rows, columns=names, dtype=object)
