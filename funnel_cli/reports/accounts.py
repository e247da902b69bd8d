"""Customers with what is known of them from deals and leads, and which of them are to be called again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from operator import attrgetter

from funnel_cli.finding.people import customers, grade
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer, LogEntry
from funnel_cli.records.lead import Lead
from funnel_cli.time.standing import Standing
from funnel_cli.values.typed import normal

CONTACT_KINDS = frozenset({"visit", "call", "mail"})
"""The log entries that are a contact; a note is none."""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer, its deals and leads, and its last contact, as of the book's day."""

    customer: Customer
    deals: tuple[Standing, ...]
    leads: tuple[Lead, ...]
    last: LogEntry | None

    @property
    def open(self) -> tuple[Standing, ...]:
        """Its open deals."""
        return tuple(deal for deal in self.deals if deal.deal.is_open)

    @property
    def won(self) -> tuple[Standing, ...]:
        """Its won deals."""
        return tuple(deal for deal in self.deals if deal.deal.is_won)

    def silent(self, day: Day) -> int | None:
        """Days since the last contact; `None` where there was none."""
        return (day - self.last.date).days if self.last else None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A customer to be called again: the days since the last contact (`None`: never), and its limit."""

    account: Account
    days: int | None
    limit: int


def accounts(deals: Iterable[Standing], book: Book) -> tuple[Account, ...]:
    """Every customer by name, those without a record included."""
    by_name: dict[str, list[Standing]] = {}
    leads: dict[str, list[Lead]] = {}
    for deal in deals:
        by_name.setdefault(_key(deal.deal.customer, book), []).append(deal)
    for lead in book.leads.values():
        leads.setdefault(_key(lead.customer, book), []).append(lead)
    keys = ((each, _key(each.name, book)) for each in customers(book))
    return tuple(_account(each, by_name.get(key, ()), leads.get(key, ())) for each, key in keys)


def account_of(customer: Customer, deals: Iterable[Standing], book: Book) -> Account:
    """One customer with what is known of it."""
    key = _key(customer.name, book)
    own = (deal for deal in deals if deal.deal.customer and _key(deal.deal.customer, book) == key)
    leads = (lead for lead in book.leads.values() if lead.customer and _key(lead.customer, book) == key)
    return _account(customer, own, leads)


def follow_ups(found: Iterable[Account], book: Book) -> tuple[FollowUp, ...]:
    """The customers not contacted for as long as the method asks for their grade, the longest first.

    The day of the limit counts as due. A grade that the method names no days for is never due.
    """
    limits = book.method.follow_up
    due = [
        FollowUp(each, each.silent(book.day), limit)
        for each in found
        if (limit := limits.get(grade(each.customer, book.method) or ""))
        and (each.last is None or (book.day - each.last.date).days >= limit)
    ]
    return tuple(
        sorted(due, key=lambda each: (-(each.days or 10**6) + each.limit, each.account.customer.name))
    )


def _account(customer: Customer, deals: Iterable[Standing], leads: Iterable[Lead]) -> Account:
    own, met = tuple(deals), tuple(leads)
    entries = [entry for deal in own for entry in deal.deal.log]
    entries += [entry for lead in met for entry in lead.log]
    contacts = (entry for entry in entries if entry.kind in CONTACT_KINDS)
    return Account(customer, own, met, max(contacts, key=attrgetter("date"), default=None))


def _key(name: str | None, book: Book) -> str:
    """What tells customers apart: the present name of the record that has this one, else the name."""
    spelled = normal(name or "")
    record = book.customers_by_name.get(spelled)
    return normal(record.name) if record else spelled
