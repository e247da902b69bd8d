"""Nouns: what a book holds, as it was written down.

Frozen values without behaviour that needs a clock or a file. Dates are days; amounts are
`Decimal` in the record's currency; probabilities lie between 0 and 1. The record format, key by
key, is in docs/records.md; the field names here are its keys (a trailing underscore dropped).
"""
# ruff: noqa: PLC0414 - the nouns of contacts, leads and ways are part of the model and taken from here

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date as Day
from decimal import Decimal
from typing import Any

from funnel_cli.contacts import Contact as Contact
from funnel_cli.contacts import Customer as Customer
from funnel_cli.contacts import LogEntry as LogEntry
from funnel_cli.contacts import NextStep as NextStep
from funnel_cli.errors import Problem
from funnel_cli.frozen import dataclass, once
from funnel_cli.leads import Lead as Lead
from funnel_cli.leads import LeadPast
from funnel_cli.message import Message
from funnel_cli.method import Method
from funnel_cli.money import MissingRates, Rate
from funnel_cli.ways import Entry as Entry
from funnel_cli.ways import Past as Past
from funnel_cli.ways import Span as Span
from funnel_cli.ways import Stint as Stint

WON = "won"
LOST = "lost"
OUTCOMES = frozenset({WON, LOST})

DATED = (
    "stage", "closed", "amount", "currency", "expected_close", "probability", "owner", "paused", "next_step",
    "strength", "category", "lost", "contract",
)  # fmt: skip
"""The fields of an opportunity whose changes `history` dates; everything else is as it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """The rep's own probability, used instead of the stage's while it is younger than the stage."""

    value: Decimal
    date: Day | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why and until when an open deal rests; `until` is the first day it runs again."""

    since: Day | None = None
    until: Day | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The lost-customer report: reason is a code of the method, the rest is prose."""

    reason: str | None = None
    competitor: str | None = None
    said: str | None = None
    analysis: str | None = None
    avoid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erp:
    """What the ERP answered to a contract: -1 failed, 0 not sent, 1 sent, 2 numbered, 3 cancelled."""

    status: int
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The contract of a won deal."""

    number: str | None = None
    date: Day | None = None
    amount: Decimal | None = None
    erp: Erp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A milestone met on `date`, with the evidence, until the day it `lapsed` (that day not included)."""

    date: Day
    evidence: str | None = None
    by: str | None = None
    lapsed: Day | None = None

    def holds_on(self, day: Day) -> bool:
        """Whether the milestone is met on that day by this tick."""
        return self.date <= day and (self.lapsed is None or day < self.lapsed)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One dated change: for each key of `DATED` that changed, its new value (`None`: unset).

    `forced` holds the ids of the criteria that were open when a gate was passed by force.
    """

    date: Day
    changes: Mapping[str, object]
    reason: str | None = None
    forced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What held before the first dated change of a record that came in without a history.

    Like an opening balance: `changes` are the values of some of `DATED`, which held since the deal exists,
    their age unknown. `date` is the day of an import, on which the deal was first seen so.
    """

    date: Day | None = None
    changes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """One deal: its present state, how it came about, and what was done.

    `file` is where it stands, relative to the book's root; it is no part of its identity.
    """

    id: str
    customer: str | None = None
    name: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    stage: str | None
    owner: str | None = None
    source: str | None = None
    created: Day | None = None
    expected_close: Day | None = None
    closed: Day | None = None
    next_step: NextStep | None = None
    probability: Override | None = None
    paused: Pause | None = None
    category: str | None = None
    lost: Loss | None = None
    contract: Contract | None = None
    removed: Day | None = None
    milestones: Mapping[str, tuple[Tick, ...]] = field(default_factory=dict)
    strength: Mapping[str, int] = field(default_factory=dict)
    opening: Opening | None = None
    history: tuple[HistoryLine, ...] = ()
    log: tuple[LogEntry, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tags: tuple[str, ...] = ()
    refs: Mapping[str, str] = field(default_factory=dict)
    imported: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lead: LeadPast | None = None
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
    def is_open(self) -> bool:
        """Whether it is neither won, lost nor removed."""
        return self.stage not in OUTCOMES and self.removed is None

    @property
    def title(self) -> str:
        """How prose calls it: customer and name, whichever there are, else its id."""
        return " · ".join(part for part in (self.customer, self.name) if part) or self.id

    @property
    def settled(self) -> Day | None:
        """The first day from which on it is as it is written, where that is known without folding."""
        return None

    @property
    def past(self) -> Past | None:
        """What its dated facts come to, where that is known without a look at them."""
        return None

    def varied(self, **changes: Any) -> Opportunity:
        """The deal with other values in fields on which neither `settled` nor `past` depends."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An amount to reach in a period, written down on `set`; `owner` is `None` for the whole book."""

    set: Day
    period: str
    amount: Decimal
    currency: str | None = None
    owner: str | None = None
    tier: str = "target"
    submitted: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The number a rep filed for a period."""

    filed: Day
    period: str
    amount: Decimal
    currency: str | None = None
    owner: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often each step of a funnel of counts was taken in a period, through one channel."""

    filed: Day
    period: str
    channel: str
    counts: Mapping[str, int]


Line = Target | Rate | Call | Count
"""A line of one of the append-only lists; the latest one on or before a day counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a review promised to do, for which deal and by when."""

    deal: str
    action: str
    due: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What a review said before it was filed once more in its week."""

    as_of: Day
    promises: tuple[Promise, ...] = ()
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A filed weekly review: decisions only; its numbers are computed again as of its day."""

    as_of: Day
    week: str
    owner: str | None = None
    promises: tuple[Promise, ...] = ()
    notes: str | None = None
    earlier: tuple[Filing, ...] = ()
    file: str = field(default="", compare=False)


Record = Opportunity | Lead | Customer | Review
"""What has a file of its own."""


def normal(name: str) -> str:
    """A name for comparing: NFC, trimmed, spaces collapsed."""
    spaced = " ".join(name.split())
    if spaced.isascii():
        return spaced
    from unicodedata import normalize

    return normalize("NFC", spaced)


def folded(name: str) -> str:
    """A name for comparing without regard to case, and to the width of its signs either."""
    spaced = normal(name)
    if spaced.isascii():
        return spaced.lower()
    from unicodedata import normalize

    return normalize("NFKC", normalize("NFKC", spaced).casefold())


@dataclass(frozen=True, kw_only=True)
class Book:
    """Everything that was read from a root folder, as it is known on `day`.

    `Day.max` means the whole book as written. `problems` says what could not be understood;
    `unread` counts the opportunities among it, which no answer includes. `missing_rates` gathers what
    answers could not convert; every view of the book on another day has the same one.
    """

    method: Method
    opportunities: Mapping[str, Opportunity] = field(default_factory=dict)
    leads: Mapping[str, Lead] = field(default_factory=dict)
    customers: Mapping[str, Customer] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    rates: tuple[Rate, ...] = ()
    calls: tuple[Call, ...] = ()
    counts: tuple[Count, ...] = ()
    reviews: tuple[Review, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: int = 0
    day: Day = Day.max
    missing_rates: MissingRates = field(default_factory=MissingRates, compare=False, repr=False)

    @property
    def currency(self) -> str:
        """The book's own currency."""
        return self.method.settings.currency

    def reviews_of(self, owner: str | None = None) -> tuple[Review, ...]:
        """The reviews that are that owner's, or the settings' owner's; one that names nobody is theirs."""
        own = self.method.settings.owner
        return tuple(review for review in self.reviews if (review.owner or own) == (owner or own))

    @once
    def customers_by_name(self) -> Mapping[str, Customer]:
        """Every customer under each name it has or had, as `normal` spells it; what it has comes first."""
        customers = self.customers.values()
        former = {normal(name): customer for customer in customers for name in customer.former_names}
        return former | {normal(customer.name): customer for customer in customers}

    @once
    def first_wins(self) -> Mapping[str, Day]:
        """The day on which a deal of each customer, as `normal` spells it, was first won."""
        wins: dict[str, Day] = {}
        for deal in self.opportunities.values():
            if deal.customer and deal.closed and deal.is_won and deal.removed is None:
                name = normal(deal.customer)
                wins[name] = min(wins.get(name, deal.closed), deal.closed)
        return wins

    def first_win_of(self, deal: Opportunity) -> Day | None:
        """The day on which a deal of its customer was first won, or `None`."""
        return self.first_wins.get(normal(deal.customer)) if deal.customer else None

    def customer_of(self, deal: Opportunity | Lead) -> Customer | None:
        """The deal's customer record, found by name; `None` where there is none."""
        return self.customers_by_name.get(normal(deal.customer)) if deal.customer else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One record before and after; `None` before is a new one, `None` after a deleted one."""

    before: Record | None
    after: Record | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one command does to the book: records changed, list lines added, and what to say of it.

    `added` are lines for the append-only files (targets, rates, calls, counts), `complete_since` is the day
    for that setting, if it is set. `note` is the one sentence that undo's list and the screen show;
    `warnings` are said with it, `next` names useful commands to go on with.
    """

    note: Message
    edits: Sequence[Edit] = ()
    added: tuple[Line, ...] = ()
    complete_since: Day | None = None
    warnings: tuple[Message, ...] = ()
    next: tuple[str, ...] = ()
