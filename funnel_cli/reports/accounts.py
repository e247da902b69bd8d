"""Customers with what is known of them: the list, a card, the Basic Fact Card, and whom to call again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date as Day
from operator import attrgetter
from typing import NamedTuple

from funnel_cli.finding.duplicates import duplicate_customers, mergeable, merging
from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import (
    CUSTOMER_KINDS,
    LEAD_STAGES,
    LEVELS,
    ROLES,
    STANCES,
    customer_grades,
    customers,
    grade,
    grade_term,
    grade_titled,
)
from funnel_cli.finding.search import Search
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact, Customer, LogEntry
from funnel_cli.records.lead import Lead
from funnel_cli.reports.customer_data import AGES, age, data_day
from funnel_cli.reports.deals import FIELDS, amount_notes, words_of
from funnel_cli.reports.form_list import filed_table
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import summed
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.likeness import Transliteration
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Document, Table, count, day, days, money, table, text
from funnel_cli.values.typed import normal, shell_words

_SHOWN = 3
"""So many groups of customers that may be one are named below a list."""

_DEAL_FIELDS = ("id", "name", "stage", "amount", "weighted", "expected_close", "closed")

_CONTACT_COLUMNS = (
    text("role", message("Role"), lambda who: term_of(who.role, ROLES), weight=9),
    text("name", message("Person"), lambda who: who.name or None, weight=10),
    text("title", message("Post"), weight=8, is_prose=True),
    text("stance", message("Stance"), lambda who: term_of(who.stance, STANCES), weight=6),
    text("phone", message("Telephone"), weight=5),
    text("email", message("Mail"), weight=4),
)


class Account(NamedTuple):
    """A customer, its deals and leads, and its last contact, as of the book's day."""

    customer: Customer
    deals: tuple[Standing, ...]
    leads: tuple[Lead, ...]
    last: LogEntry | None

    @property
    def open(self) -> tuple[Standing, ...]:
        """Its open deals, omitted ones left out."""
        return tuple(deal for deal in self.deals if deal.deal.is_open and not deal.is_omitted)

    @property
    def won(self) -> tuple[Standing, ...]:
        """Its won deals, omitted ones left out."""
        return tuple(deal for deal in self.deals if deal.deal.is_won and not deal.is_omitted)

    def silent(self, on: Day) -> int | None:
        """Days since the last contact; `None` where there was none."""
        return (on - self.last.date).days if self.last else None


class FollowUp(NamedTuple):
    """A customer to be called again: the days since the last contact (`None`: never), and its limit."""

    account: Account
    days: int | None
    limit: int


def accounts(deals: Iterable[Standing], book: Book) -> tuple[Account, ...]:
    """Every customer by name, those without a record included."""
    by_name = grouped_by(deals, lambda each: _key(each.deal.customer, book))
    leads = grouped_by(book.leads.values(), lambda lead: _key(lead.customer, book))
    keys = ((each, _key(each.name, book)) for each in customers(book))
    return tuple(_account(each, by_name.get(key, ()), leads.get(key, ()), book) for each, key in keys)


def account_of(customer: Customer, deals: Iterable[Standing], book: Book) -> Account:
    """One customer with what is known of it."""
    key = _key(customer.name, book)
    own = (deal for deal in deals if deal.deal.customer and _key(deal.deal.customer, book) == key)
    leads = (lead for lead in book.leads.values() if lead.customer and _key(lead.customer, book) == key)
    return _account(customer, own, leads, book)


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


def _account(customer: Customer, deals: Iterable[Standing], leads: Iterable[Lead], book: Book) -> Account:
    own, met = tuple(deals), tuple(leads)
    entries = [entry for deal in own for entry in deal.deal.log]
    entries += [entry for lead in met for entry in lead.log]
    contacts = (entry for entry in entries if book.method.kinds.is_contact(entry.kind))
    return Account(customer, own, met, max(contacts, key=attrgetter("date"), default=None))


def _key(name: str | None, book: Book) -> str:
    """What tells customers apart: the present name of the record that has this one, else the name."""
    spelled = normal(name or "")
    record = book.customers_by_name.get(spelled)
    return normal(record.name) if record else spelled


def customer_list(
    found: Iterable[Account], book: Book, words: Sequence[str], spelled: Transliteration | None
) -> Document:
    """The customers for which every word holds, by name; below, which of them may be one.

    `spelled` tells names in Latin letters; `None` where names are made up, and likeness tells nothing.
    """
    asked = customer_search(book).chosen(found, words)

    def open_amount(each: Account) -> Money | None:
        found = summed(each.open, book)
        left_out = found.without_amount + len(found.no_rate)
        return found.amount_converted if left_out < len(each.open) else None

    is_aged = book.method.health.customer_days is not None
    customers = table(
        "customers",
        asked,
        text("name", message("Customer"), "customer.name", weight=10, is_whole=True),
        text("id", message("Id"), lambda each: each.customer.id or None, on_screen=False),
        text("kind", message("Kind"), lambda each: _kind_term(each.customer), weight=3),
        text("grade", message("Grade"), lambda each: grade_titled(each.customer, book.method), weight=8),
        text("industry", message("Industry"), "customer.industry", weight=4),
        text("region", message("Region"), "customer.region", weight=5),
        count("open", message("Open"), lambda each: len(each.open), weight=7),
        money("open_amount", message("Open amount"), open_amount, weight=6),
        count("won", message("Won"), lambda each: len(each.won), weight=5),
        day("last_contact", message("Last contact"), "last.date", weight=6),
        days("days", message("Days"), lambda each: each.silent(book.day), weight=4),
        day("data_of", message("Data of"), lambda each: data_day(each.customer), weight=1, on_screen=is_aged),
        text("file", message("File"), lambda each: each.customer.file or None, on_screen=False),
        empty=message("No customer matches."),
    )
    return Document(
        schema="funnel.customers/1",
        title=message("Customer list"),
        head={"query": shell_words(words)},
        tables=(customers,),
        notes=(
            *amount_notes(summed((deal for each in asked for deal in each.open), book, converts=False)),
            *(_maybe_one({each.customer.name for each in asked}, book, spelled) if spelled else ()),
        ),
    )


def customer_search(book: Book) -> Search[Account]:
    """What words ask of the customers of the book."""
    return Search(
        {
            "": lambda each: (each.customer.name, each.customer.id, *each.customer.former_names),
            "kind": lambda each: (each.customer.kind,),
            "grade": lambda each: (grade(each.customer, book.method),),
            "industry": lambda each: (each.customer.industry,),
            "region": lambda each: (each.customer.region,),
            "data": lambda each: (age(each.customer, book),),
        },
        {
            "kind": (message("kind"), CUSTOMER_KINDS),
            "grade": (message("grade"), customer_grades(book.method)),
            "data": (message("age of the data"), AGES),
        },
    )


def _maybe_one(names: Collection[str], book: Book, spelled: Transliteration) -> Iterator[Message]:
    """For each group of customers that may be one and has one of these names, how two of it become one."""
    groups = [
        group for group in duplicate_customers(book, spelled) if any(each.name in names for each in group)
    ]
    for group in groups[:_SHOWN]:
        gone, kept = mergeable(group)
        yield message(
            "{gone} may be the same customer as {name}; if so: {command}",
            gone=gone.name,
            name=kept.name,
            command=merging(gone.name, kept.name),
        )
    if (more := len(groups) - _SHOWN) > 0:
        yield message("{count:more group|more groups} of names that are alike: funnel validate", count=more)


def customer_card(account: Account, book: Book) -> Document:
    """Everything that is known of a customer: its record, its people, its deals and leads."""
    customer = account.customer
    return Document(
        schema="funnel.customer/1",
        title=customer.name,
        head=_head(account, book)
        | {
            "former_names": customer.former_names,
            "not_same_as": customer.not_same_as,
            "facts": dict(customer.facts),
            "file": customer.file or None,
        },
        card=(
            *_card(account, book),
            (message("Former names"), customer.former_names),
            (message("Not the same as"), customer.not_same_as),
            (message("Last contact"), _contact_line(account.last, book)),
            (message("Data of"), data_day(customer)),
            (message("File"), customer.file or None),
        ),
        tables=(
            contacts_table(customer.contacts),
            _deals_table(account.deals),
            _leads_table(account),
            filed_table(customer, book),
        ),
        lines=() if customer.file else (message("Only deals name this customer; it has no record yet."),),
    )


def fact_card(account: Account, book: Book) -> Document:
    """The Basic Fact Card: what the customer is, who is who for each buying role, and the facts."""
    people = account.customer.contacts
    missing = [role.label for role in ROLES if all(person.role != role.id for person in people)]
    facts = account.customer.facts
    return Document(
        schema="funnel.fact_card/1",
        title=message("Basic Fact Card: {customer}", customer=account.customer.name),
        head=_head(account, book) | {"facts": dict(facts)},
        card=(*_card(account, book), *((name, text) for name, text in facts.items())),
        tables=(
            table(
                "people",
                [who for role in ROLES for who in _in_role(role.id, people)],
                *_CONTACT_COLUMNS,
                title=message("Who buys"),
            ),
        ),
        lines=(message("Nobody is named yet as: {roles}.", roles=missing),) if missing else (),
    )


def _in_role(role: str, people: Sequence[Contact]) -> Sequence[Contact]:
    return [who for who in people if who.role == role] or [Contact(name="", role=role)]


def _deals_table(deals: Sequence[Standing]) -> Table:
    fields = (FIELDS[key] for key in _DEAL_FIELDS)
    return table("deals", deals, *fields, title=message("Its deals"), empty=message("No deal yet."))


def contacts_table(people: Sequence[Contact]) -> Table:
    """The people there, in the order of the record."""
    title, empty = message("Contacts"), message("Nobody is named yet.")
    return table("contacts", people, *_CONTACT_COLUMNS, title=title, empty=empty)


def _leads_table(account: Account) -> Table:
    """The customer's leads; people see the table only where there are some."""
    return table(
        "leads",
        account.leads,
        text("id", message("Lead"), weight=10, is_whole=True),
        text("name", message("Name"), weight=6),
        text("stage", message("Stage"), lambda each: term_of(each.stage, LEAD_STAGES), weight=8),
        text("owner", message("Owner"), weight=5),
        title=message("Leads"),
    )


def follow_up_table(found: Sequence[FollowUp], book: Book) -> Table:
    """The customers to be called again; people see the table only where there are some."""
    return table(
        "follow_up",
        found,
        text("customer", message("Customer"), "account.customer.name", weight=10, is_whole=True),
        text(
            "grade", message("Grade"), lambda each: grade_titled(each.account.customer, book.method), weight=7
        ),
        day("last_contact", message("Last contact"), "account.last.date", weight=6),
        days("days", message("Days"), weight=9),
        days("limit", message("Limit"), weight=8),
        title=message("Customers to call again"),
        on_screen=bool(found),
        empty=message("No customer is to be called again by its grade."),
    )


def _head(account: Account, book: Book) -> dict[str, Cell]:
    customer = account.customer
    return {
        "id": customer.id or None,
        "name": customer.name,
        "kind": customer.kind,
        "grade": grade(customer, book.method),
        "attraction": customer.attraction,
        "potential": customer.potential,
        "industry": customer.industry,
        "region": customer.region,
        "last_contact": account.last.date if account.last else None,
        "data_of": data_day(customer),
    }


def _card(account: Account, book: Book) -> tuple[tuple[Text, Cell], ...]:
    """What a card tells of the customer."""
    customer = account.customer
    return (
        (message("Customer"), customer.name),
        (message("Kind"), _kind_term(customer)),
        (message("Grade"), grade_term(customer, book.method)),
        (message("Attraction"), term_of(customer.attraction, LEVELS)),
        (message("Potential"), term_of(customer.potential, LEVELS)),
        (message("Industry"), customer.industry or None),
        (message("Region"), customer.region or None),
    )


def _kind_term(customer: Customer) -> Cell:
    return term_of(customer.kind, CUSTOMER_KINDS) if customer.file else None


def _contact_line(entry: LogEntry | None, book: Book) -> Cell:
    if entry is None:
        return None
    kind = book.method.kinds.term(entry.kind)
    return message("{day}, {kind}: {text}", day=entry.date, kind=kind, text=words_of(entry) or "—")
