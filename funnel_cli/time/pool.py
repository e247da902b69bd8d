"""Leads as they were on a day, those that have become deals included, and how soon each was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date as Day
from enum import Enum
from operator import attrgetter
from typing import Any

from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import filings_until
from funnel_cli.records.kinds import Kinds
from funnel_cli.records.lead import CONTACTED, CONVERTED, LEAD_DATED, NEW, QUALIFIED, Lead, LeadLine
from funnel_cli.records.method_parts import ANSWERED
from funnel_cli.values.grades import lead_grade

HELD = ("amount", "currency", "owner", "expected_close", "next_step")
"""What a deal keeps apart of its lead, since its own may become another."""

_APART = frozenset({"stage", "created", "opening", "history", "file"})

SHARED_FIELDS = frozenset(Lead.__annotations__) & set(Opportunity.__annotations__) - _APART
"""The fields that a lead hands on to its deal as they are."""


def leads_on(book: Book, day: Day) -> Mapping[str, Lead]:
    """Every lead that there was on the day, by id."""
    converted = (as_lead(deal) for deal in book.opportunities.values() if deal.lead)
    known = {lead.id: lead for lead in converted if lead} | dict(book.leads)
    then = {id: lead_on(lead, day) for id, lead in sorted(known.items())}
    return {id: lead for id, lead in then.items() if lead and lead.stage != CONVERTED}


def lead_on(lead: Lead, day: Day) -> Lead | None:
    """The lead as it was on the day, or `None` if it did not exist yet."""
    created = met_on(lead)
    if created and created > day:
        return None
    known = tuple(line for line in lead.history if line.date <= day)
    later = tuple(line for line in lead.history if line.date > day)
    return replace(
        lead,
        created=created,
        history=known,
        log=tuple(entry for entry in lead.log if entry.date <= day),
        forms=filings_until(lead.forms, day),
        **{key: _said(lead, key, known) for key in LEAD_DATED if any(key in line.told for line in later)},
    )


def _said(lead: Lead, key: str, lines: tuple[LeadLine, ...]) -> Any:
    """What the lines, or the opening, say of the key; where none does, what a lead begins with."""
    told = [line.told[key] for line in sorted(lines, key=attrgetter("date")) if key in line.told]
    opening = lead.opening.changes if lead.opening else {}
    found = told[-1] if told else opening.get(key)
    return {"stage": NEW, "marks": {}}.get(key) if found is None else found


def met_on(lead: Lead) -> Day | None:
    """The day the lead came in: as written, else its first dated fact, else unknown."""
    if lead.created or lead.opening:
        return lead.created
    days = (*(line.date for line in lead.history), *(entry.date for entry in lead.log))
    return min(days, default=None)


def as_lead(deal: Opportunity) -> Lead | None:
    """The lead that a deal was, converted; `None` if it never was one."""
    past = deal.lead
    if past is None:
        return None
    own = {each.name: getattr(past, each.name) for each in fields(past)}
    shared = {name: getattr(deal, name) for name in SHARED_FIELDS - {"next_step"}}
    if not (past.opening or any(own[name] for name in HELD)):  # written before a lead's own values were kept
        own = {name: value for name, value in own.items() if name not in shared}
    return Lead(**shared | own, stage=CONVERTED, file=deal.file)


HOURS_A_DAY = 24


class Answer(Enum):
    """Whether a lead was spoken to within the hours, or may yet be; `UNKNOWN` where its day is."""

    IN_TIME = "in_time"
    LATE = "late"
    WAITING = "waiting"
    UNKNOWN = "unknown"


def first_contact(lead: Lead, kinds: Kinds) -> LogEntry | None:
    """The first contact in its log, else the day it came to be contacted, or `None`."""
    contacts = [entry for entry in lead.log if kinds.is_contact(entry.kind)]
    if contacts:
        return min(contacts, key=lambda entry: (entry.date, entry.at or ""))
    days = (line.date for line in lead.history if line.changes.get("stage") == CONTACTED)
    return next((LogEntry(date=day) for day in days), None)


def response(lead: Lead, hours: int, book: Book) -> Answer:
    """How the lead was answered within so many hours, as of the end of the book's day."""
    if lead.created is None:
        return Answer.UNKNOWN
    first = first_contact(lead, book.method.kinds)
    minutes = _minutes(lead.created, lead.at, first.date if first else book.day, first.at if first else None)
    if minutes > hours * 60:
        return Answer.LATE
    return Answer.IN_TIME if first else Answer.WAITING


def _minutes(since: Day, at: str | None, until: Day, hour: str | None) -> int:
    minutes = (until - since).days * HOURS_A_DAY * 60
    return minutes + _of_day(hour) - _of_day(at) if at and hour else minutes


def _of_day(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def has_proved(deal: Opportunity, asked: str, hours: int, book: Book) -> bool:
    """Whether the lead that the deal was proved what is asked; a deal that was none proved nothing."""
    lead = as_lead(deal)
    if lead is None:
        return False
    ways = {
        "qualified": lambda: any(
            line.changes.get("stage") == QUALIFIED for line in (*lead.history, lead.opening) if line
        ),
        "graded": lambda: bool(lead.grade or lead_grade(lead.marks)),
        ANSWERED: lambda: response(lead, hours, book) is Answer.IN_TIME,
        "owned": lambda: bool(lead.owner),
    }
    return asked in ways and ways[asked]()
