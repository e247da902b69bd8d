"""The exchange rates as they were written down, and which of them is in force."""

from __future__ import annotations

from operator import attrgetter

from funnel_cli.records.book import Book
from funnel_cli.records.lists import latest
from funnel_cli.values.message import message
from funnel_cli.values.table import Document, day, table, text


def rates_document(book: Book, currency: str | None = None) -> Document:
    """Every rate line known on the book's day, of one currency if named; of a pair the latest counts."""
    some = sorted(
        (each for each in book.rates if currency is None or currency in {each.from_, each.to}),
        key=lambda each: (each.from_, each.to, each.date),
    )
    in_force = latest(some, "date", attrgetter("from_", "to"))
    return Document(
        schema="funnel.rates/1",
        title=message("Exchange rates"),
        head={"of": currency},
        tables=(
            table(
                "rates",
                some,
                text("from", message("From"), "from_", weight=10),
                text("to", message("Into"), weight=10),
                text("rate", message("Rate"), lambda each: f"{each.rate:f}", weight=9),
                day("date", message("From which day"), weight=8),
                text(
                    "in_force",
                    message("In force"),
                    lambda each: in_force[each.from_, each.to] is each,
                    weight=7,
                ),
                empty=message("No rate is written down yet: funnel rate USD 0.92"),
            ),
        ),
    )
