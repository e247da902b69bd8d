"""What happens to a lead: how far it can be, and the dated lines that say how it got there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date as Day

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
    """One dated change of a lead: the stage it came to and the owner it was given, as far as they changed."""

    date: Day
    stage: str | None = None
    owner: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadPast:
    """What a deal was as a lead, under the keys of a lead's record."""

    created: Day | None = None
    region: str | None = None
    industry: str | None = None
    grade: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    history: tuple[LeadLine, ...] = ()
