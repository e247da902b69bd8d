"""What counts of a funnel of counts: of all the lines of a period and channel, the latest."""

from __future__ import annotations

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count
from funnel_cli.values.period import Period, named


def period_counted(line: Count, book: Book) -> Period:
    """The days that a line is about, whatever they are called."""
    return named(line.period, book.method.settings.fiscal_year_start)


def in_force(book: Book, period: Period, channel: str) -> Count | None:
    """The line that counts for just that period and channel; of one day's the last, or `None`."""
    lines = [line for line in book.counts if line.channel == channel and period_counted(line, book) == period]
    return max(reversed(lines), key=lambda line: line.filed, default=None)
