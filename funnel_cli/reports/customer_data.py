"""How old what is written down of customers is: the record's own dated entries, and no file's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer
from funnel_cli.records.kinds import Choice
from funnel_cli.values.message import Label, message
from funnel_cli.values.table import Table, day, days, table, text

CURRENT, OLD, UNKNOWN = "current", "old", "unknown"

AGES = (
    Choice(id=CURRENT, title=Label({"en": "current", "zh": "最新"})),
    Choice(id=OLD, title=Label({"en": "old", "zh": "过期"})),
    Choice(id=UNKNOWN, title=Label({"en": "unknown", "zh": "不明"})),
)
"""How old the data of a customer can be."""


class Aged(NamedTuple):
    """A customer whose data is old: since when, and for how many days."""

    customer: Customer
    since: Day
    days: int


class DataAge(NamedTuple):
    """The customers whose data is older than the limit of days, the oldest first; how many have no day."""

    limit: int
    old: tuple[Aged, ...] = ()
    unknown: int = 0


def data_day(customer: Customer) -> Day | None:
    """The last day on which its record was changed, found right, or a form of it filed; `None` of none."""
    filed = [filing.date for some in customer.forms.values() for filing in some]
    return max((*filed, *customer.checked), default=None)


def age(customer: Customer, book: Book) -> str | None:
    """How old its data is on the book's day; `None` without a record, or where the method asks nothing."""
    limit, since = book.method.health.customer_days, data_day(customer)
    if limit is None or not customer.file:
        return None
    if since is None:
        return UNKNOWN
    return OLD if (book.day - since).days > limit else CURRENT


def data_age(book: Book) -> DataAge | None:
    """The age of the data of every customer with a record; `None` where the method asks nothing."""
    limit = book.method.health.customer_days
    if limit is None:
        return None
    dated = [(each, data_day(each)) for each in book.customers.values()]
    aged = (Aged(who, since, (book.day - since).days) for who, since in dated if since)
    old = sorted(
        (each for each in aged if each.days > limit), key=lambda each: (each.since, each.customer.id)
    )
    return DataAge(limit, tuple(old), sum(since is None for _, since in dated))


def old_data_table(found: Sequence[Aged]) -> Table:
    """A row a customer whose data is old; people see the table only where there are some."""
    return table(
        "old_data",
        found,
        text("customer", message("Customer"), "customer.name", weight=10, is_whole=True),
        day("since", message("Data of"), weight=8),
        days("days", message("Days"), weight=9),
        title=message("Customers whose data is old"),
    )
