"""Deals: their present state, how it came about, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Day
from operator import attrgetter
from typing import Annotated, TypeVar

from funnel_cli.records.customer import Contact, LogEntry, NextStep
from funnel_cli.records.fields import (
    Amount,
    ByWord,
    CompanyName,
    Currency,
    DealId,
    DealName,
    ErpStatus,
    FileMapping,
    OnDay,
    OneOrMore,
    OptionalPart,
    PersonName,
    Score,
    Share,
    Tag,
    words,
)
from funnel_cli.records.form import Filing
from funnel_cli.records.lead import LeadPast
from funnel_cli.records.nesting import DatedLine
from funnel_cli.records.planned import Instalment, PlannedActivity
from funnel_cli.values.message import message

WON = "won"
LOST = "lost"
OUTCOMES = frozenset({WON, LOST})

OMITTED = "omitted"
"""The category of a deal that counts in no figure."""

DATED = {
    "stage": message("stage"), "closed": message("closed"), "amount": message("amount"),
    "currency": message("currency"), "expected_close": message("expected close"),
    "probability": message("probability"), "owner": message("owner"), "paused": message("paused"),
    "next_step": message("next step"), "strength": message("strength"), "scored_by": message("scored by"),
    "category": message("category"), "lost": message("lost"), "contract": message("contract"),
    "competitors": message("competitors"),
}  # fmt: skip
"""The fields of an opportunity whose changes `history` dates, and what they are called; everything else is as
it is now."""


@dataclass(frozen=True, kw_only=True)
class Override(FileMapping, bare="value"):
    """The rep's own odds instead of the stage's, as long as they are not older than the stage."""

    value: Share
    """The odds: 45% or 0.45."""
    date: OnDay | None = None
    """Since when."""
    reason: str | None = None
    """Why not the stage's."""


@dataclass(frozen=True, kw_only=True)
class Pause(FileMapping):
    """Why and until when an open deal rests."""

    since: OnDay | None = None
    """The first day of the pause."""
    until: OnDay | None = None
    """The first day it runs again."""
    reason: str | None = None
    """Why it rests."""


@dataclass(frozen=True, kw_only=True)
class Loss(FileMapping):
    """The lost-customer report."""

    reason: Annotated[str, words("lost_reasons")] | None = None
    """One of the method's reasons for losing."""
    competitor: CompanyName | None = None
    """Who won."""
    said: str | None = None
    """What the customer said."""
    analysis: str | None = None
    """What really decided."""
    avoid: str | None = None
    """What to do differently next time."""


@dataclass(frozen=True, kw_only=True)
class Erp(FileMapping):
    """What the ERP answered to the contract."""

    status: ErpStatus
    """-1 failed, 0 not sent, 1 sent, 2 numbered, 3 cancelled."""
    message: str | None = None
    """The answer in words."""


@dataclass(frozen=True, kw_only=True)
class Contract(FileMapping):
    """The contract of a won deal."""

    number: str | None = None
    """Its number."""
    date: OnDay | None = None
    """When it was signed."""
    amount: Amount | None = None
    """What was signed."""
    erp: OptionalPart[Erp] = None
    """What the ERP answered."""


@dataclass(frozen=True, kw_only=True)
class Tick(FileMapping, bare="date"):
    """A milestone that was met on a day, with the evidence for it."""

    date: OnDay
    """The day it was met."""
    evidence: str | None = None
    """What shows that it holds."""
    by: PersonName | None = None
    """Who saw it."""
    lapsed: OnDay | None = None
    """The day from which it no longer holds."""

    def holds_on(self, day: Day) -> bool:
        """Whether the milestone is met on that day by this tick."""
        return self.date <= day and (self.lapsed is None or day < self.lapsed)


class _DealFacts(DatedLine):
    """The base of what a line or the opening tells of a deal."""

    dated = DATED

    @classmethod
    def record(cls) -> type:
        """What the lines are of."""
        return Opportunity


@dataclass(frozen=True, kw_only=True)
class HistoryLine(_DealFacts):
    """One dated change: the new value of each key that changed that day.

    `forced` holds the ids of the criteria that were open when a gate was passed by force.
    """

    date: OnDay
    """The day of the change."""
    changes: Mapping[str, object]
    reason: str | None = None
    """Why it changed."""
    forced: tuple[Annotated[str, words("milestones")], ...] = ()
    """The criteria that were open when the gate was passed by force."""


@dataclass(frozen=True, kw_only=True)
class Opening(_DealFacts):
    """What held before the first dated change of a deal that came in without a history.

    Like an opening balance: `changes` are the values of some of `DATED`, which held since the deal exists,
    their age unknown. `date` is the day of an import, on which the deal was first seen so.
    """

    date: OnDay | None = None
    """The day of the import on which the deal was first seen so."""
    changes: Mapping[str, object] = field(default_factory=dict)


_Line = TypeVar("_Line", HistoryLine, Opening)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opportunity(FileMapping, schema={"anyOf": [{"required": ["customer"]}, {"required": ["name"]}]}):
    """A deal: its present state, how it came about, and what was done.

    `file` is where it stands, relative to the book's root; it is no part of its identity. It has slots: with
    more than thirty fields a dictionary each would take twice the memory.
    """

    id: DealId
    """The file's name; never reused, never renamed."""
    customer: CompanyName | None = None
    """The registered name; finds the customer's own record."""
    name: DealName | None = None
    """What the deal is about."""
    amount: Amount | None = None
    """What the customer would sign; absent: counted, but in no sum."""
    parts: Amount | None = None
    """Spare parts beside the main goods, in the same currency; in no figure. 0 says that there are none."""
    currency: Currency | None = None
    """An ISO code; default the settings' currency."""
    stage: Annotated[str, words("stages")] | None
    """A stage of the method, or won, or lost."""
    owner: PersonName | None = None
    """Whose deal it is; default the settings' owner."""
    source: Annotated[str, words("sources")] | None = None
    """Where it came from: one of the method's sources."""
    created: OnDay | None = None
    """Since when the deal exists; default the first dated fact."""
    expected_close: OnDay | None = None
    """The day on which it is expected to be won."""
    closed: OnDay | None = None
    """The day it was won or lost."""
    next_step: OptionalPart[NextStep] = None
    """The dated action agreed with the buyer."""
    probability: OptionalPart[Override] = None
    """The rep's own odds instead of the stage's."""
    paused: OptionalPart[Pause] = None
    """Why and until when the deal rests."""
    category: Annotated[str, words("categories")] | None = None
    """The forecast category; default by stage and odds."""
    competitors: tuple[CompanyName, ...] = ()
    """Who else wants the deal."""
    lost: OptionalPart[Loss] = None
    """Why it was lost, and what is learned from it."""
    contract: OptionalPart[Contract] = None
    """The contract of a won deal."""
    payments: tuple[Instalment, ...] = ()
    """Its payments: what is agreed for which day, and what came in."""
    removed: OnDay | None = None
    """The day from which the deal is out of the funnel; its past stays."""
    milestones: Annotated[ByWord[OneOrMore[Tick]], words("milestones")] = field(default_factory=dict)
    """Milestones by id: the day each was met, or more about it, or a list, oldest first."""
    strength: Annotated[ByWord[Score], words("axes")] = field(default_factory=dict)
    """Whole numbers 0-20 by axis."""
    scored_by: Annotated[ByWord[PersonName], words("axes")] = field(default_factory=dict)
    """By axis, the contact whose word the score is."""
    opening: Opening | None = None
    """What held before the first dated change, its age unknown, like an opening balance."""
    history: tuple[HistoryLine, ...] = ()
    """How the present state came about, oldest first."""
    forms: Annotated[ByWord[OneOrMore[Filing]], words("forms")] = field(default_factory=dict)
    """Forms of the method by id: what was filed on which day, or a list of it, oldest first."""
    log: tuple[LogEntry, ...] = ()
    """Visits, calls, mails and notes, oldest first."""
    planned: tuple[PlannedActivity, ...] = ()
    """Visits, calls and other activities that are planned, and what became of each."""
    contacts: tuple[Contact, ...] = ()
    """The people at the customer who matter for this deal."""
    tags: tuple[Tag, ...] = ()
    """Your own words for it."""
    refs: ByWord[str] = field(default_factory=dict)
    """Its ids in other systems, by which an import finds it again."""
    imported: ByWord[ByWord[str]] = field(default_factory=dict)
    """By system, what its row said when it was last taken in; kept by import."""
    lead: LeadPast | None = None
    """What it was as a lead."""
    file: str = field(default="", compare=False)

    @property
    def is_won(self) -> bool:
        """Whether its outcome is won, whatever the method calls it."""
        return self.stage == WON

    @property
    def is_lost(self) -> bool:
        """Whether its outcome is lost, whatever the method calls it."""
        return self.stage == LOST

    @property
    def is_omitted(self) -> bool:
        """Whether the rep keeps it out of every figure but the pace."""
        return self.category == OMITTED

    @property
    def is_open(self) -> bool:
        """Whether it is neither won, lost nor removed."""
        return self.stage not in OUTCOMES and self.removed is None

    @property
    def title(self) -> str:
        """How prose calls it: customer and name, whichever there are, else its id."""
        return " · ".join(part for part in (self.customer, self.name) if part) or self.id


def in_other_words(
    deal: Opportunity, stage: Callable[[str], str], milestone: Callable[[str], str]
) -> Opportunity:
    """The deal with other ids of stages and milestones; where two become one, their ticks stand by date."""
    ticks: dict[str, tuple[Tick, ...]] = {}
    for id, some in deal.milestones.items():
        new = milestone(id)
        ticks[new] = tuple(sorted((*ticks[new], *some), key=attrgetter("date"))) if new in ticks else some

    def line(each: _Line) -> _Line:
        if not isinstance(known := each.changes.get("stage"), str):
            return each
        return replace(each, changes={**each.changes, "stage": stage(known)})

    return replace(
        deal,
        stage=deal.stage and stage(deal.stage),
        milestones=ticks,
        opening=deal.opening and line(deal.opening),
        history=tuple(
            replace(line(each), forced=tuple(map(milestone, each.forced))) for each in deal.history
        ),
    )
