"""Visits and what they show: the visit report, and what moves the people in a deal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date as Day

from funnel_cli.finding.names import choice_named
from funnel_cli.finding.people import ROLES, contacts_of, one_person
from funnel_cli.records.book import Book, Change, change_of
from funnel_cli.records.customer import Contact, LogEntry, NextStep
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.kinds import Kinds
from funnel_cli.records.method import Method
from funnel_cli.rules.adding import entry_of, log
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import NotFound, UsageRefused
from funnel_cli.values.message import N_, message
from funnel_cli.values.typed import normal


class NoVisits(UsageRefused):
    """None of the method's activities is a visit."""

    sentence = N_("None of the activities of {method} is a visit.")
    cure = N_("Write `visit: true` beside one of them in stages.yaml.")


class NoResult(UsageRefused):
    """A visit report without its result."""

    sentence = N_("A visit report needs its result.")
    cure = N_(
        'For example: funnel visit DEAL --purpose "Show the lamp" --with "Wood" --result "They want two"'
    )


class NoVisit(NotFound):
    """No visit is written down, or none of that day."""

    sentence = N_("No visit to {deal} is written down.")
    cure = N_("Write one down: funnel visit {deal}")


def visit_told(
    told: Mapping[str, str], deal: Opportunity, book: Book, calendar: Calendar, day: Day
) -> tuple[LogEntry, NextStep | None]:
    """The log entry that the texts of a visit report mean, and the next step agreed on.

    Names are parted by commas; who is a contact already is written down with the post that is known. Raises
    `NoResult`, `NoVisits`.
    """
    if not told.get("result", "").strip():
        raise NoResult
    kind = book.method.kinds.visit
    if kind is None:
        raise NoVisits(method=book.method.label)
    entry, step = entry_of({**told, "text": told["result"], "kind": kind.id}, book.method, calendar, day)
    known = {normal(person.name): person for person in contacts_of(deal, book)}
    entry = replace(
        entry,
        purpose=told.get("purpose"),
        with_=tuple(_with_post(name, known.get(normal(name))) for name in names_in(told.get("theirs"))),
        ours=tuple(names_in(told.get("ours"))),
        open_theirs=told.get("open_theirs"),
        open_ours=told.get("open_ours"),
    )
    return entry, step


def names_in(text: str | None) -> Iterator[str]:
    """The names of a list that commas part, outside of brackets."""
    for part in re.split(r"[,，、;；](?![^(（]*[)）])", text or ""):
        if part.strip():
            yield part.strip()


def visit_on(deal: Opportunity, day: Day | None, kinds: Kinds) -> LogEntry:
    """The visit of that day, the last one where no day is asked for; raises `NoVisit`."""
    visits = [entry for entry in deal.log if kinds.is_visit(entry.kind) and day in (None, entry.date)]
    if not visits:
        raise NoVisit(deal=deal.id)
    return visits[-1]


def visit(deal: Opportunity, entry: LogEntry, next_step: NextStep | None, method: Method) -> Change:
    """The visit report written into the deal's log, and the next step agreed on it."""
    return replace(log(deal, entry, next_step, method), next=("funnel visit @ --show",))


def write_brief(deal: Opportunity, book: Book, name: str, told: Contact) -> Change:
    """What is told of that person written among the deal's contacts; what is not told stays as it is."""
    before = next((each for each in deal.contacts if normal(each.name) == normal(name)), None)
    known = {normal(each.name): each for each in contacts_of(deal, book)}.get(normal(name))
    base = before or Contact(name=known.name if known else name)
    after = one_person(told, base)
    people = tuple(after if each is before else each for each in deal.contacts)
    if before is None:
        people = (*deal.contacts, after)
    note = message("{deal}: what moves {name}", deal=deal.id, name=after.name)
    return change_of(deal, replace(deal, contacts=people), note, f"funnel brief {deal.id}")


def role_named(word: str) -> str:
    """The buying role of that id or title; raises `NoSuchWord`."""
    return choice_named(message("role"), word, ROLES).id


def _with_post(name: str, person: Contact | None) -> str:
    return f"{person.name} ({person.title})" if person and person.title else name
