"""What counts of a funnel of counts: of all the lines of a period and channel, the latest."""

from __future__ import annotations

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count
from funnel_cli.values.period import Period


def in_force(book: Book, period: Period, channel: str) -> Count | None:
    """The line that counts for just that period and channel; of one day's the last, or `None`."""
    lines = [line for line in book.counts if line.channel == channel and book.period_of(line) == period]
    return max(reversed(lines), key=lambda line: line.filed, default=None)
