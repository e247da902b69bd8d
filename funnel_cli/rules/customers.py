"""Customers: entered once under their registered name, renamed everywhere at once, with the people there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date as Day
from typing import Any

from funnel_cli.finding.duplicates import merging
from funnel_cli.finding.key_names import key_choices
from funnel_cli.finding.names import choice_named, term_of
from funnel_cli.finding.people import (
    CUSTOMER_KINDS,
    END_CUSTOMER,
    LEVELS,
    ROLES,
    STANCES,
    customer_grades,
    one_person,
)
from funnel_cli.finding.words import choice_called
from funnel_cli.records.book import Book, Change, Edit, change_of
from funnel_cli.records.customer import Contact, Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import Lead
from funnel_cli.records.method import Method
from funnel_cli.rules.settable_keys import Keys
from funnel_cli.values.errors import BlankText, UsageRefused
from funnel_cli.values.message import N_, message
from funnel_cli.values.period import iso_day
from funnel_cli.values.typed import normal, quoted

FACT_KEY = "facts."
_OTHERS = "not_same_as"
_CHECKED = "checked"
CUSTOMER_KEYS = (
    "name", "kind", "grade", "attraction", "potential", "industry", "region", _CHECKED, _OTHERS, FACT_KEY,
)  # fmt: skip
"""What can be set of a customer; a fact is named behind its point, another name is one more."""

(_CONTACT,) = key_choices(("contact",))


class NotAnEndCustomer(UsageRefused):
    """Dealers and contractors do not enter the funnel."""

    sentence = N_("{customer} is a {kind}: only end customers have deals.")
    cure = N_("Enter the deal under the end customer, or change the kind in {file}.")


class StillHasDeals(UsageRefused):
    """A customer that has deals was to become a dealer or a contractor."""

    sentence = N_("{customer} has {count:deal|deals}, which only an end customer can have.")
    cure = N_("They are in {command}; give each to its end customer: funnel set DEAL customer=NAME")


class CustomerExists(UsageRefused):
    """A second customer of exactly the same name."""

    sentence = N_("There is a customer called {name} already.")
    cure = N_("If it is another department, let the name say so: “{name}, Maintenance”")


class NameTaken(UsageRefused):
    """A customer was to be called as another one is."""

    sentence = N_("There is a customer called {name} already.")
    cure = N_("If they are one: {command}")


class CustomerNameMissing(UsageRefused):
    """A customer without a name."""

    sentence = N_("A customer needs its registered name.")
    cure = N_('For example: funnel customer add "Acme Mining Ltd" industry=mining')


_KEYS = Keys(
    message("A customer"),
    message("funnel customer set Acme industry=mining facts.employees=240"),
    key_choices(CUSTOMER_KEYS),
)


class NoSuchContact(UsageRefused):
    """A person was to be taken off the record who is not on it."""

    sentence = N_("{customer} has no contact called {name}.")


def demand_end_customer(name: str | None, book: Book) -> None:
    """Refuse a deal of that customer if it is a dealer or a contractor: raises `NotAnEndCustomer`."""
    if refusal := no_end_customer(name, book):
        raise refusal


def no_end_customer(name: str | None, book: Book) -> NotAnEndCustomer | None:
    """That the customer is a dealer or a contractor, and can have no deal; `None` where it can."""
    customer = book.customers_by_name.get(normal(name)) if name else None
    if customer is None or customer.kind == END_CUSTOMER:
        return None
    kind = term_of(customer.kind, CUSTOMER_KINDS)
    return NotAnEndCustomer(customer=customer.name, kind=kind, file=customer.file)


def shown_by(name: str) -> str:
    """The command that shows the customer of that name, be it one that reads like an option."""
    return f"funnel customer show {'-- ' if name.startswith('-') else ''}{quoted(name)}"


def _demand_no_deals(customer: Customer, book: Book) -> None:
    names = {normal(name) for name in (customer.name, *customer.former_names)}
    deals = [deal for deal in book.opportunities.values() if normal(deal.customer or "") in names]
    if count := sum(deal.removed is None for deal in deals):
        command = shown_by(customer.name)
        raise StillHasDeals(customer=customer.name, count=count, command=command)


def add_customer(customer: Customer, book: Book) -> Change:
    """The customer with a record of its own; raises `CustomerExists` or `StillHasDeals`."""
    _demand_free(customer.name, book)
    if customer.kind != END_CUSTOMER:
        _demand_no_deals(customer, book)
    whom = quoted(customer.name)
    note = message("{customer} added", customer=customer.name)
    hints = shown_by(customer.name), f"funnel add … --customer {whom}"
    return change_of(None, customer, note, *(hints if book.method.has_deals else ()))


def set_customer(customer: Customer, after: Customer, book: Book, new_id: Callable[[str], str]) -> Change:
    """The customer as it is to be; a new name goes to all its deals and leads, and the old one is kept.

    A customer that only deals name gets a record, under an id that `new_id` makes of its name. Raises
    `NameTaken`, or `StillHasDeals` where it would be no end customer any more.
    """
    if after.kind not in (customer.kind, END_CUSTOMER):
        _demand_no_deals(customer, book)
    edits: tuple[Edit, ...] = ()
    note = message("{customer}: changed", customer=customer.name)
    if normal(after.name) != normal(customer.name):
        _demand_free(after.name, book, but=customer)
        kept = dict.fromkeys((*after.former_names, customer.name))
        former = tuple(name for name in kept if normal(name) != normal(after.name))
        after = replace(after, former_names=former)
        edits = tuple(renamed(customer, after.name, book))
        note = message(
            "{old} is now {new}, in {count:record|records}",
            old=customer.name,
            new=after.name,
            count=len(edits) + 1,
        )
    if not customer.file:
        own = Edit(before=None, after=replace(after, id=new_id(after.name)))
    else:
        own = Edit(before=customer, after=after)
    is_changed = own.before != own.after
    return Change(note=note, edits=(own, *edits) if is_changed else edits)


def looked_at(before: Customer | None, after: Customer, day: Day, method: Method) -> Customer:
    """The customer as it is changed on the day, which it keeps where the method says when data is old."""
    is_dated = after.checked != (before.checked if before else ())
    if after == before or is_dated or method.health.customer_days is None:
        return after
    return replace(after, checked=tuple(sorted({*after.checked, day})))


def with_wishes(
    customer: Customer, words: Iterable[str], method: Method, day: Callable[[str], Day] = iso_day
) -> Customer:
    """The customer with what `key=value` words say; an empty value unsets. `day` reads a day.

    Raises `NotAnAssignment`, `NoSuchField` or `NoSuchWord`.
    """
    values: dict[str, Any] = {}
    facts = dict(customer.facts)
    for key, text in _KEYS.assignments(words):
        if key.startswith(FACT_KEY):
            facts[key.removeprefix(FACT_KEY)] = text
        elif key == _OTHERS:
            values[key] = (*values.get(key, customer.not_same_as), text) if text else ()
        elif key == _CHECKED:
            known = values.get(key, customer.checked)
            values[key] = tuple(sorted({*known, day(text)})) if text else ()
        else:
            values[key] = _value(key, text, method)
    facts = {key: text for key, text in facts.items() if text}
    return replace(customer, **values, facts=facts)


def with_contacts(customer: Customer, said: Iterable[str], gone: Iterable[str] = ()) -> Customer:
    """The customer with these people told anew, and without those that are gone; raises `NoSuchContact`."""
    people = people_told(customer.contacts, map(contact_from, said))
    return replace(customer, contacts=people_without(people, gone, customer.name))


def people_told(known: Iterable[Contact], said: Iterable[Contact]) -> tuple[Contact, ...]:
    """The people with those said added, or told more of where one has that name already."""
    people = {normal(contact.name): contact for contact in known}
    for new in said:
        name = normal(new.name)
        people[name] = one_person(new, people.get(name, new))
    return tuple(people.values())


def people_without(known: Iterable[Contact], gone: Iterable[str], of: str) -> tuple[Contact, ...]:
    """The people but for those that are gone; raises `NoSuchContact` of whom it is that lacks one."""
    people = {normal(contact.name): contact for contact in known}
    for name in gone:
        if people.pop(normal(name), None) is None:
            raise NoSuchContact(customer=of, name=name)
    return tuple(people.values())


def contact_from(text: str) -> Contact:
    """A person from `Tom Hill, plant manager, coach, supporter, +44 20 0, t@acme.example`.

    The name comes first; a buying role, a stance, a telephone number and a mail address are known by
    themselves, and what is none of these is the post.
    """
    name, *rest = (part.strip() for part in re.split("[,，;；]", text))
    if not name:
        raise BlankText(key=_CONTACT.label)
    found: dict[str, str] = {}
    for part in filter(None, rest):
        key, value = _part_of_contact(part)
        found[key] = f"{found[key]}, {value}" if key in found else value
    return Contact(name=name, **found)


def _demand_free(name: str, book: Book, but: Customer | None = None) -> None:
    if not name.strip():
        raise CustomerNameMissing
    if any(normal(other.name) == normal(name) for other in book.customers.values() if other != but):
        raise (NameTaken(name=name, command=merging(but.name, name)) if but else CustomerExists(name=name))


def renamed(customer: Customer, name: str, book: Book) -> Iterator[Edit]:
    """The deals and leads of the customer under its new name; a name it had may be another's now."""
    known = {normal(each) for each in (customer.name, *customer.former_names)}
    names = {each for each in known if book.customers_by_name.get(each, customer) == customer}
    everything: Iterable[Opportunity | Lead] = (*book.opportunities.values(), *book.leads.values())
    for each in everything:
        if each.customer and normal(each.customer) in names and each.customer != name:
            yield Edit(before=each, after=replace(each, customer=name))


def _value(key: str, text: str, method: Method) -> str | None:
    """The value of a field; the words of closed lists by id or title."""
    match key:
        case "name":
            return text
        case "kind":
            return choice_named(message("kind"), text, CUSTOMER_KINDS).id if text else END_CUSTOMER
        case "attraction" | "potential":
            return choice_named(message("level"), text, LEVELS).id if text else None
        case "grade":
            return choice_named(message("grade"), text, customer_grades(method)).id if text else None
    return text or None


def _part_of_contact(part: str) -> tuple[str, str]:
    """What a part of a contact is, and its value."""
    if "@" in part:
        return "email", part
    if re.fullmatch(r"[+(]?[0-9][-0-9 ()/]{4,}", part):
        return "phone", part
    for key, choices in (("role", ROLES), ("stance", STANCES)):
        if found := choice_called(part, choices):
            return key, found.id
    return "title", part
