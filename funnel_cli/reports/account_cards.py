"""Customers as a list, one on a card, and the Basic Fact Card that goes to others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from funnel_cli.finding.duplicates import duplicate_customers, mergeable, merging
from funnel_cli.finding.names import log_kind, term_of
from funnel_cli.finding.people import (
    KINDS,
    LEVELS,
    ROLES,
    STANCES,
    customer_grades,
    grade,
    grade_term,
    grade_titled,
)
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact, LogEntry
from funnel_cli.reports.accounts import Account
from funnel_cli.reports.deals import FIELDS
from funnel_cli.reports.search import chosen
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import summed
from funnel_cli.values.likeness import Spelled
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.table import Cell, Column, Document, Kind, Row, Table

SHOWN = 3
"""So many groups of customers that may be one are named below a list."""

DEAL_FIELDS = ("id", "name", "stage", "amount", "weighted", "expected_close", "closed")


def customer_list(found: Iterable[Account], book: Book, words: Sequence[str], spelled: Spelled) -> Document:
    """The customers for which every word holds, by name; below, which of them may be one.

    `spelled` tells names in Latin letters.
    """
    asked = chosen(
        found,
        words,
        {
            "": lambda each: (each.customer.name, each.customer.id, *each.customer.former_names),
            "kind": lambda each: (each.customer.kind,),
            "grade": lambda each: (grade(each.customer, book.method),),
            "industry": lambda each: (each.customer.industry,),
            "region": lambda each: (each.customer.region,),
        },
        {
            "kind": (message("kind"), KINDS),
            "grade": (message("grade"), customer_grades(book.method)),
        },
    )
    return Document(
        schema="funnel.customers/1",
        title=message("Customer list"),
        head={"query": " ".join(words)},
        tables=(
            Table(
                name="customers",
                columns=(
                    Column(key="name", title=message("Customer"), weight=10, is_whole=True),
                    Column(key="id", title=message("Id"), on_screen=False),
                    Column(key="kind", title=message("Kind"), weight=3),
                    Column(key="grade", title=message("Grade"), weight=8),
                    Column(key="industry", title=message("Industry"), weight=4),
                    Column(key="region", title=message("Region"), weight=5),
                    Column(key="open", title=message("Open"), kind=Kind.COUNT, weight=7),
                    Column(key="open_amount", title=message("Open amount"), kind=Kind.MONEY, weight=6),
                    Column(key="won", title=message("Won"), kind=Kind.COUNT, weight=5),
                    Column(key="last_contact", title=message("Last contact"), kind=Kind.DAY, weight=6),
                    Column(key="days", title=message("Days"), kind=Kind.DAYS, weight=4),
                    Column(key="file", title=message("File"), on_screen=False),
                ),
                rows=tuple(_row(each, book) for each in asked),
                empty=message("No customer matches."),
            ),
        ),
        notes=tuple(_maybe_one({each.customer.name for each in asked}, book, spelled)),
    )


def _maybe_one(names: Collection[str], book: Book, spelled: Spelled) -> Iterator[Message]:
    """For each group of customers that may be one and has one of these names, how two of it become one."""
    groups = [
        group for group in duplicate_customers(book, spelled) if any(each.name in names for each in group)
    ]
    for group in groups[:SHOWN]:
        gone, kept = mergeable(group)
        yield message(
            "{gone} may be the same customer as {name}; if so: {command}",
            gone=gone.name,
            name=kept.name,
            command=merging(gone.name, kept.name),
        )
    if (more := len(groups) - SHOWN) > 0:
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
            *_where_known(
                (
                    (message("Former names"), customer.former_names),
                    (message("Not the same as"), customer.not_same_as),
                    (message("Last contact"), _contact_line(account.last)),
                    (message("File"), customer.file),
                )
            ),
        ),
        tables=(
            contacts_table(customer.contacts),
            _deals_table(account.deals),
            _leads_table(account),
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
            Table(
                name="people",
                title=message("Who buys"),
                columns=_contact_columns(),
                rows=tuple(
                    row
                    for role in ROLES
                    for row in (
                        [_contact(person) for person in people if person.role == role.id]
                        or [(term_of(role.id, ROLES), None, None, None, None, None)]
                    )
                ),
            ),
        ),
        lines=(message("Nobody is named yet as: {roles}.", roles=missing),) if missing else (),
    )


def _deals_table(deals: Sequence[Standing]) -> Table:
    """The customer's deals, open and closed."""
    return Table(
        name="deals",
        title=message("Deals"),
        columns=tuple(FIELDS[key][0] for key in DEAL_FIELDS),
        rows=tuple(tuple(FIELDS[key][1](deal) for key in DEAL_FIELDS) for deal in deals),
        empty=message("No deal yet."),
    )


def contacts_table(people: Sequence[Contact]) -> Table:
    """The people there, in the order of the record."""
    return Table(
        name="contacts",
        title=message("Contacts"),
        columns=_contact_columns(),
        rows=tuple(map(_contact, people)),
        empty=message("Nobody is named yet."),
    )


def _contact_columns() -> tuple[Column, ...]:
    return (
        Column(key="role", title=message("Role"), weight=9),
        Column(key="name", title=message("Person"), weight=10),
        Column(key="title", title=message("Post"), weight=8, is_prose=True),
        Column(key="stance", title=message("Stance"), weight=6),
        Column(key="phone", title=message("Telephone"), weight=5),
        Column(key="email", title=message("Mail"), weight=4),
    )


def _contact(person: Contact) -> Row:
    return (
        term_of(person.role, ROLES),
        person.name,
        person.title,
        term_of(person.stance, STANCES),
        person.phone,
        person.email,
    )


def _leads_table(account: Account) -> Table:
    """The customer's leads; people see the table only where there are some."""
    return Table(
        name="leads",
        title=message("Leads"),
        on_screen=bool(account.leads),
        columns=(
            Column(key="id", title=message("Lead"), weight=10, is_whole=True),
            Column(key="stage", title=message("Stage"), weight=8),
            Column(key="owner", title=message("Owner"), weight=5),
        ),
        rows=tuple((lead.id, lead.stage, lead.owner) for lead in account.leads),
    )


def _row(account: Account, book: Book) -> Row:
    customer = account.customer
    is_open = bool(account.open)
    return (
        customer.name,
        customer.id or None,
        term_of(customer.kind, KINDS) if customer.file else None,
        grade_titled(customer, book.method),
        customer.industry,
        customer.region,
        len(account.open),
        summed(account.open, book).amount_converted if is_open else None,
        len(account.won),
        account.last.date if account.last else None,
        account.silent(book.day),
        customer.file or None,
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
    }


def _card(account: Account, book: Book) -> tuple[tuple[Text, Cell], ...]:
    """What a card tells of the customer, as far as it is known."""
    customer = account.customer
    return _where_known(
        (
            (message("Customer"), customer.name),
            (message("Kind"), term_of(customer.kind, KINDS) if customer.file else None),
            (message("Grade"), grade_term(customer, book.method)),
            (message("Attraction"), term_of(customer.attraction, LEVELS)),
            (message("Potential"), term_of(customer.potential, LEVELS)),
            (message("Industry"), customer.industry),
            (message("Region"), customer.region),
        )
    )


def _contact_line(entry: LogEntry | None) -> Cell:
    if entry is None:
        return None
    return message("{day}, {kind}: {text}", day=entry.date, kind=log_kind(entry.kind), text=entry.text or "—")


def _where_known(rows: Iterable[tuple[Text, Cell]]) -> tuple[tuple[Text, Cell], ...]:
    return tuple((label, value) for label, value in rows if value not in (None, "", ()))
