"""The range of a period in each of many books: it takes a book's whole history, and no SQL can say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from funnel_cli.forecasting.outlook import View, outlooks
from funnel_cli.records.book import Book
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import standings
from funnel_cli.values.columns import currency, money, share, table, text
from funnel_cli.values.message import message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document


@dataclass(frozen=True)
class BookRange:
    """What a period may come to in one book, in its currency; `unread` is how many of its files are not read.

    It ends at or below `p10` one time in ten, `p50` one in two, `p90` nine in ten; `reach` is the chance,
    0-1, that it is at least the target, `None` without one.
    """

    book: str
    won: Money
    weighted: Money
    p10: Money
    p50: Money
    p90: Money
    target: Money | None
    reach: Decimal | None
    unread: int


def range_of(name: str, written: Book, day: Day, period: Period) -> BookRange:
    """The range of the period in a book of that name, as known on the day.

    A pure function of what a book holds: an engine may call it with one book a partition.
    """
    known = book_on(written, day)
    (seen,) = outlooks(standings(known), known, (period,), View(whose=lambda _: True))
    return BookRange(
        book=name,
        won=seen.forecast.won,
        weighted=seen.forecast.weighted,
        p10=seen.spread.p10,
        p50=seen.spread.p50,
        p90=seen.spread.p90,
        target=seen.forecast.target,
        reach=seen.spread.reach,
        unread=written.unread,
    )


def ranges_document(
    ranges: Sequence[BookRange], missing: Sequence[str], day: Day, period: Period
) -> Document:
    """A row per book by name; there is no total, since ranges do not add."""
    partial = tuple(each.book for each in ranges if each.unread)
    return Document(
        schema="funnel.ranges/1",
        title=message("Ranges: {books:book|books}", books=len(ranges)),
        head={
            "as_of": day,
            "period": period,
            "books": tuple(each.book for each in ranges),
            "partial_books": partial,
            "missing_books": tuple(missing),
        },
        lines=(
            message(
                "{period}, as of {day}; each book in its own currency. Ranges do not add.",
                period=period,
                day=day,
            ),
        ),
        tables=(
            table(
                "ranges",
                ranges,
                text("book", message("Book"), weight=10),
                money("won", message("Won"), weight=7),
                money("weighted", message("Weighted"), weight=6),
                money("p10", message("P10"), weight=8),
                money("p50", message("P50"), weight=9),
                money("p90", message("P90"), weight=8),
                money("target", message("Target"), weight=7),
                share("reach", message("Chance"), weight=9),
                currency(lambda each: each.won.currency),
                empty=message("No book could be read."),
            ),
        ),
        is_partial=bool(partial or missing),
    )
