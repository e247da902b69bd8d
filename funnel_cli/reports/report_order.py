"""What a report is asked: which deals, of which book and which periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from funnel_cli.finding.query import Query
from funnel_cli.records.book import Book
from funnel_cli.time.standing import Standing
from funnel_cli.values.dates import Calendar
from funnel_cli.values.period import Period


class Order(NamedTuple):
    """The deals that the query means, the book as of the day and as written, and the periods named.

    `contents` is what each file asked for says, by its path.
    """

    deals: Sequence[Standing]
    book: Book
    written: Book
    calendar: Calendar
    query: Query
    periods: Sequence[Period] = ()
    contents: Iterable[tuple[str, object]] = ()

    @property
    def period(self) -> Period | None:
        """The first period, for a report of one."""
        return next(iter(self.periods), None)

    @property
    def ahead(self) -> Sequence[Period]:
        """The periods, for a report of what comes: next month and next quarter where none is named."""
        return self.periods or (self.calendar.next_month(), self.calendar.next_quarter())

    @property
    def text(self) -> str:
        """The query as typed in a shell."""
        return self.query.text
