"""How soon a lead was answered, in hours; a date without an hour counts whole days of 24."""

from __future__ import annotations

from datetime import date as Day
from enum import Enum

from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.kinds import Kinds
from funnel_cli.records.lead import CONTACTED, QUALIFIED, Lead
from funnel_cli.records.lead_rules import ANSWERED
from funnel_cli.time.pool import as_lead
from funnel_cli.values.grades import lead_grade

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
    days = (line.date for line in lead.history if line.stage == CONTACTED)
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
    """The minutes between two moments; where one of the hours is not known, those of whole days."""
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
        "qualified": lambda: any(line.stage == QUALIFIED for line in lead.history) or _was(lead, QUALIFIED),
        "graded": lambda: bool(lead.grade or lead_grade(lead.marks)),
        ANSWERED: lambda: response(lead, hours, book) is Answer.IN_TIME,
        "owned": lambda: bool(lead.owner),
    }
    return asked in ways and ways[asked]()


def _was(lead: Lead, stage: str) -> bool:
    return lead.opening is not None and lead.opening.stage == stage
