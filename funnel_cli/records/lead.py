"""Leads: nouns of the model, and how far a lead can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from funnel_cli.records.customer import Contact, LogEntry, NextStep
from funnel_cli.records.fields import (
    Amount,
    ByWord,
    Clock,
    CompanyName,
    Currency,
    DealId,
    DealName,
    FileMapping,
    Industry,
    OnDay,
    OneOrMore,
    OptionalPart,
    PersonName,
    Region,
    Tag,
    one_of,
    words,
)
from funnel_cli.records.form import Filing
from funnel_cli.records.nesting import DatedLine
from funnel_cli.values.message import message

NEW = "new"
CONTACTED = "contacted"
QUALIFIED = "qualified"
RETURNED = "returned"
CONVERTED = "converted"

STAGES = (NEW, CONTACTED, QUALIFIED, RETURNED)
"""Not spoken to yet, spoken to, found to be real, back in the pool."""

_Marks = Annotated[ByWord[Annotated[str, words("levels")]], words("criteria")]
"""high, middle or low by criterion."""


LEAD_DATED = {
    "stage": message("stage"), "amount": message("amount"), "currency": message("currency"),
    "owner": message("owner"), "expected_close": message("expected close"),
    "next_step": message("next step"), "grade": message("grade"), "marks": message("marks"),
}  # fmt: skip
"""The fields of a lead whose changes `history` dates, and what they are called; everything else is as it is
now."""


class _LeadFacts(DatedLine):
    """The base of what a line or the opening tells of a lead."""

    dated = LEAD_DATED
    of_past: ClassVar[Mapping[str, Any]] = {"stage": Annotated[str, words("lead_stages")]}

    @classmethod
    def record(cls) -> type:
        """What the lines are of."""
        return Lead


@dataclass(frozen=True, kw_only=True)
class LeadLine(_LeadFacts):
    """One dated change of a lead: the new value of each key that changed that day.

    A lead that was returned has neither owner nor next step from then on, though no key says so.
    """

    date: OnDay
    """The day of the change."""
    changes: Mapping[str, object] = field(default_factory=dict)
    reason: str | None = None
    """Why it changed."""

    @property
    def told(self) -> Mapping[str, object]:
        """What became of which key on the day."""
        gone = dict.fromkeys(("owner", "next_step")) if self.changes.get("stage") == RETURNED else {}
        return {**gone, **self.changes}


@dataclass(frozen=True, kw_only=True)
class LeadOpening(_LeadFacts):
    """What held of a lead before the first dated change of it."""

    changes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LeadPast(FileMapping):
    """What the deal was as a lead."""

    created: OnDay | None = None
    """The day the lead came in."""
    at: Clock | None = None
    """At which hour: 09:30."""
    amount: Amount | None = None
    """What they could spend."""
    currency: Currency | None = None
    """The amount's currency."""
    owner: PersonName | None = None
    """Whose the lead was."""
    expected_close: OnDay | None = None
    """When it was expected to be won."""
    next_step: OptionalPart[NextStep] = None
    """What was to be done next."""
    region: Region | None = None
    """Where they are."""
    industry: Industry | None = None
    """Their industry."""
    grade: Annotated[str, words("lead_grades")] | None = None
    """The lead's grade."""
    marks: _Marks = field(default_factory=dict)
    """high, middle or low by criterion."""
    opening: LeadOpening | None = None
    """What held before the first dated change."""
    history: tuple[LeadLine, ...] = ()
    """The lead's own history."""


@dataclass(frozen=True, kw_only=True)
class Lead(FileMapping, schema={"anyOf": [{"required": ["customer"]}, {"required": ["name"]}]}):
    """A possible need, not verified yet.

    `owner` is `None` in the pool. `marks` are high, middle or low by criterion (recency, frequency and
    money, or budget, cycle and fit), from which the grade follows where none is written.
    """

    id: DealId
    """The file's name; leads and deals share their ids."""
    customer: CompanyName | None = None
    """The registered name."""
    name: DealName | None = None
    """What it is about."""
    amount: Amount | None = None
    """What they could spend."""
    currency: Currency | None = None
    """An ISO code; default the settings' currency."""
    stage: Annotated[str, one_of(*STAGES)] = NEW
    """new, contacted, qualified or returned; one that is converted is a deal."""
    owner: PersonName | None = None
    """Whose lead it is; absent: it is in the pool."""
    source: Annotated[str, words("sources")] | None = None
    """Where it came from: one of the method's sources."""
    created: OnDay | None = None
    """The day it came in; default the first dated fact."""
    at: Clock | None = None
    """At which hour it came in: 09:30."""
    expected_close: OnDay | None = None
    """The day on which they may buy."""
    next_step: OptionalPart[NextStep] = None
    """The dated action agreed with them."""
    region: Region | None = None
    """Where they are."""
    industry: Industry | None = None
    """Their industry."""
    grade: Annotated[str, words("lead_grades")] | None = None
    """A, B or C; default what the marks come to."""
    marks: _Marks = field(default_factory=dict)
    """high, middle or low by recency, frequency and money, or by budget, cycle and fit."""
    opening: LeadOpening | None = None
    """What held before the first dated change."""
    history: tuple[LeadLine, ...] = ()
    """How it came to be as it is, oldest first."""
    log: tuple[LogEntry, ...] = ()
    """Visits, calls, mails and notes, oldest first."""
    forms: Annotated[ByWord[OneOrMore[Filing]], words("forms")] = field(default_factory=dict)
    """What was filed of the method's forms, by their ids, oldest first; its deal has it too."""
    contacts: tuple[Contact, ...] = ()
    """The people there."""
    tags: tuple[Tag, ...] = ()
    """Your own words for it."""
    refs: ByWord[str] = field(default_factory=dict)
    """Its ids in other systems."""
    file: str = field(default="", compare=False)

    @property
    def title(self) -> str:
        """How prose calls it: customer and name, whichever there are, else its id."""
        return " · ".join(part for part in (self.customer, self.name) if part) or self.id
