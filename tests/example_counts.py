"""An example of the report on counts, with something in every column."""

from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count
from funnel_cli.records.method import Method
from funnel_cli.reports.counts import LAST_PERIOD, counts
from funnel_cli.reports.counts_table import costs, counts_document
from funnel_cli.values.period import month_of, preceding
from funnel_cli.values.table import Document


def counts_example(book: Book, method: Method, day: Day) -> Document:
    """The counts of two channels in the day's month, held against the month before."""
    month = month_of(day)
    wide, narrow = (step.id for step in method.steps)

    def line(period: str, channel: str, first: int, second: int) -> Count:
        return Count(
            filed=day, period=period, channel=channel, counts={wide: first, narrow: second}, cost=Decimal(90)
        )

    lines = (
        line(preceding(month).name, "fair", 100, 9),
        line(month.name, "fair", 200, 7),
        line(month.name, "web", 50, 6),
    )
    counted = replace(book, method=method, counts=lines)
    found = counts(counted, month, LAST_PERIOD)
    return counts_document(found, counted, LAST_PERIOD, costs(counted, found))
