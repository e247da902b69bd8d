"""Leads as they were on a day, those that have become deals since included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date as Day

from funnel_cli.leads import CONVERTED, NEW, RETURNED, LeadLine
from funnel_cli.model import Book, Lead, Opportunity

SHARED = frozenset(Lead.__annotations__) & set(Opportunity.__annotations__) - {
    "stage",
    "created",
    "history",
    "file",
}
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
        stage=_stage(known) if any(line.stage for line in later) else lead.stage,
        owner=_owner(known) if any(map(_is_about_owner, later)) else lead.owner,
        history=known,
        log=tuple(entry for entry in lead.log if entry.date <= day),
    )


def met_on(lead: Lead) -> Day | None:
    """The day the lead came in: as written, else its first dated fact, else unknown."""
    days = (*(line.date for line in lead.history), *(entry.date for entry in lead.log))
    return lead.created or min(days, default=None)


def as_lead(deal: Opportunity) -> Lead | None:
    """The lead that a deal was, converted; `None` if it never was one."""
    past = deal.lead
    if past is None:
        return None
    return Lead(
        **{name: getattr(deal, name) for name in SHARED - {"next_step"}},
        **{each.name: getattr(past, each.name) for each in fields(past)},
        stage=CONVERTED,
    )


def _stage(lines: tuple[LeadLine, ...]) -> str:
    """The stage that the lines lead to."""
    return next((line.stage for line in reversed(lines) if line.stage), NEW)


def _owner(lines: tuple[LeadLine, ...]) -> str | None:
    """Whose the lead is after the lines; what went back to the pool is nobody's."""
    return next((line.owner for line in reversed(lines) if _is_about_owner(line)), None)


def _is_about_owner(line: LeadLine) -> bool:
    return line.owner is not None or line.stage == RETURNED
