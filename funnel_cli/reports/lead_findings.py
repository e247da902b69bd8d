"""Leads that want something done: a first contact, an answer, the next step, or to become a deal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day
from enum import Enum

from funnel_cli.records.book import Book
from funnel_cli.records.lead import CONTACTED, NEW, QUALIFIED, RETURNED, Lead
from funnel_cli.values.message import Message, Term, message


class Want(Enum):
    """What a lead wants, in the order in which it is told."""

    FIRST_CONTACT = "first_contact"
    POOL = "pool"
    STEP_OVERDUE = "step_overdue"
    CONVERT = "convert"


LABELS = {
    Want.FIRST_CONTACT: message("first contact is late"),
    Want.POOL: message("no answer: back to the pool"),
    Want.STEP_OVERDUE: message("next step overdue"),
    Want.CONVERT: message("qualified, not a deal yet"),
}


@dataclass(frozen=True, slots=True)
class LeadFinding:
    """What one lead wants, for how many days by now, and the command for it."""

    lead: Lead
    want: Want
    days: int
    command: str

    @property
    def term(self) -> Term:
        """What it wants as a term."""
        return Term(self.want.value, LABELS[self.want])

    @property
    def told(self) -> Message:
        """What it wants, and for how long."""
        return message("{what}, {days:day|days}", what=LABELS[self.want], days=self.days)


def lead_findings(leads: Iterable[Lead], book: Book) -> tuple[LeadFinding, ...]:
    """What the leads want as of the book's day, the longest waiting first."""
    found = (finding for lead in leads for finding in _findings(lead, book))
    return tuple(sorted(found, key=lambda each: (-each.days, each.lead.id)))


def last_contact(lead: Lead) -> Day | None:
    """The day of the last entry in its log, or `None`."""
    return max((entry.date for entry in lead.log), default=None)


def _findings(lead: Lead, book: Book) -> Iterator[LeadFinding]:
    rules, day, step = book.method.leads, book.day, lead.next_step
    since = last_contact(lead) or lead.created
    silent = (day - since).days if since else 0
    if lead.stage in (NEW, CONTACTED) and lead.owner and silent >= rules.pool_days:
        command = f'funnel lead return {lead.id} --reason "…"'
        yield LeadFinding(lead, Want.POOL, silent, command)
    elif lead.stage == NEW and not lead.log and silent > rules.first_contact_days:
        yield LeadFinding(lead, Want.FIRST_CONTACT, silent, f"funnel lead contact {lead.id}")
    if step and step.due and step.due < day and lead.stage != RETURNED:
        command = f"funnel lead contact {lead.id}"
        yield LeadFinding(lead, Want.STEP_OVERDUE, (day - step.due).days, command)
    if lead.stage == QUALIFIED:
        since = max((line.date for line in lead.history if line.stage == QUALIFIED), default=day)
        yield LeadFinding(lead, Want.CONVERT, (day - since).days, f"funnel lead convert {lead.id}")
