"""Leads: nouns of the model, and how far a lead can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date as Day
from decimal import Decimal

from funnel_cli.contacts import Contact, LogEntry, NextStep
from funnel_cli.frozen import dataclass

NEW = "new"
CONTACTED = "contacted"
QUALIFIED = "qualified"
RETURNED = "returned"
CONVERTED = "converted"

STAGES = (NEW, CONTACTED, QUALIFIED, RETURNED, CONVERTED)
"""Not spoken to yet, spoken to, found to be real, back in the pool, become a deal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadLine:
    """One dated change of a lead: the stage it came to, its new owner, next step, grade and marks.

    What did not change is not there; a lead that was returned has neither owner nor next step.
    """

    date: Day
    stage: str | None = None
    owner: str | None = None
    next_step: NextStep | None = None
    grade: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadOpening:
    """What held of a lead before the first dated change of it; see `Opening`."""

    stage: str | None = None
    owner: str | None = None
    next_step: NextStep | None = None
    grade: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadPast:
    """What a deal was as a lead, under the keys of a lead's record."""

    created: Day | None = None
    amount: Decimal | None = None
    currency: str | None = None
    owner: str | None = None
    expected_close: Day | None = None
    next_step: NextStep | None = None
    region: str | None = None
    industry: str | None = None
    grade: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    opening: LeadOpening | None = None
    history: tuple[LeadLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A possible need, not verified yet; becomes a deal under the same id.

    `owner` is `None` in the pool. `marks` are high, middle or low by criterion (recency, frequency and
    money, or budget, cycle and fit), from which the grade follows where none is written.
    """

    id: str
    customer: str | None = None
    name: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    stage: str = NEW
    owner: str | None = None
    source: str | None = None
    created: Day | None = None
    expected_close: Day | None = None
    next_step: NextStep | None = None
    region: str | None = None
    industry: str | None = None
    grade: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    opening: LeadOpening | None = None
    history: tuple[LeadLine, ...] = ()
    log: tuple[LogEntry, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tags: tuple[str, ...] = ()
    refs: Mapping[str, str] = field(default_factory=dict)
    file: str = field(default="", compare=False)

    @property
    def title(self) -> str:
        """How prose calls it: customer and name, whichever there are, else its id."""
        return " · ".join(part for part in (self.customer, self.name) if part) or self.id
