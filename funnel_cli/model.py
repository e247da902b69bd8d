"""Nouns: what a book holds, as it was written down.

Frozen values without behaviour that needs a clock or a file. Dates are days; amounts are
`Decimal` in the record's currency; probabilities lie between 0 and 1. The record format, key by
key, is in docs/records.md; the field names here are its keys (a trailing underscore dropped).
"""
# ruff: noqa: PLC0414 - the nouns of contacts, leads and ways are part of the model and taken from here

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from functools import cached_property
from typing import Annotated

from funnel_cli.contacts import Contact as Contact
from funnel_cli.contacts import Customer as Customer
from funnel_cli.contacts import LogEntry as LogEntry
from funnel_cli.contacts import NextStep as NextStep
from funnel_cli.deals import DATED as DATED
from funnel_cli.deals import LOST as LOST
from funnel_cli.deals import OUTCOMES as OUTCOMES
from funnel_cli.deals import WON as WON
from funnel_cli.deals import Contract as Contract
from funnel_cli.deals import DatedLine as DatedLine
from funnel_cli.deals import Erp as Erp
from funnel_cli.deals import HistoryLine as HistoryLine
from funnel_cli.deals import Loss as Loss
from funnel_cli.deals import Opening as Opening
from funnel_cli.deals import Opportunity as Opportunity
from funnel_cli.deals import Override as Override
from funnel_cli.deals import Pause as Pause
from funnel_cli.deals import Tick as Tick
from funnel_cli.errors import Problem
from funnel_cli.fields import (
    Amount,
    ByWord,
    Currency,
    FileMapping,
    OnDay,
    PeriodName,
    Tally,
    words,
)
from funnel_cli.leads import Lead as Lead
from funnel_cli.message import Message
from funnel_cli.method import Method
from funnel_cli.rates import MissingRates, Rate
from funnel_cli.ways import Entry as Entry
from funnel_cli.ways import Past as Past
from funnel_cli.ways import Span as Span
from funnel_cli.ways import Stint as Stint


@dataclass(frozen=True, kw_only=True)
class Target(FileMapping):
    """An amount to reach in a period; the latest line on or before a day counts."""

    set: OnDay
    """The day it was written down."""
    period: PeriodName
    """A month, quarter, year or week: 2026-12, 2026-Q4, FY26Q3, 2026-W47."""
    amount: Amount
    """What is to be won in the period."""
    currency: Currency | None = None
    """An ISO code; default the settings' currency."""
    owner: str | None = None
    """Whose target; absent: the whole book's."""
    tier: Annotated[str, words("tiers")] = "target"
    """target or stretch."""
    submitted: OnDay | None = None
    """The day it was handed in."""


@dataclass(frozen=True, kw_only=True)
class Call(FileMapping):
    """The number a rep said a period would bring."""

    filed: OnDay
    """The day it was said."""
    period: PeriodName
    """A month, quarter, year or week: 2026-12, 2026-Q4, FY26Q3, 2026-W47."""
    amount: Amount
    """What the period would bring."""
    currency: Currency | None = None
    """An ISO code; default the settings' currency."""
    owner: str | None = None
    """Who said it."""
    note: str | None = None
    """In other words."""


@dataclass(frozen=True, kw_only=True)
class Count(FileMapping):
    """How often each step was taken in a period, through one channel."""

    filed: OnDay
    """The day it was counted."""
    period: PeriodName
    """A month, quarter, year or week: 2026-12, 2026-Q4, FY26Q3, 2026-W47."""
    channel: str
    """Where they came from: baidu, google, fair."""
    counts: ByWord[Tally]
    """How often each step of the method was taken, by its id."""


Line = Target | Rate | Call | Count
"""A line of one of the append-only lists; the latest one on or before a day counts."""


@dataclass(frozen=True, kw_only=True)
class Promise(FileMapping):
    """What a review promised to do, for which deal and by when."""

    deal: str
    """The deal's id."""
    action: str
    """What will be done."""
    due: OnDay | None = None
    """By which day."""


@dataclass(frozen=True, kw_only=True)
class Filing(FileMapping):
    """What a review said before it was filed once more in its week."""

    as_of: OnDay
    """The day it was true for."""
    promises: tuple[Promise, ...] = ()
    """What was to be done."""
    notes: str | None = None
    """What was decided."""


@dataclass(frozen=True, kw_only=True)
class Review(FileMapping):
    """A filed weekly review: decisions and promises; its numbers are worked out again."""

    as_of: OnDay
    """The day it is true for."""
    week: PeriodName
    """The ISO week; the file's name."""
    owner: str | None = None
    """Whose review it is."""
    promises: tuple[Promise, ...] = ()
    """What will be done until the next one."""
    notes: str | None = None
    """What was decided."""
    earlier: tuple[Filing, ...] = ()
    """What it said before it was filed once more in its week, oldest first."""
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

    @cached_property
    def customers_by_name(self) -> Mapping[str, Customer]:
        """Every customer under each name it has or had, as `normal` spells it; what it has comes first."""
        customers = self.customers.values()
        former = {normal(name): customer for customer in customers for name in customer.former_names}
        return former | {normal(customer.name): customer for customer in customers}

    @cached_property
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


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One record before and after; `None` before is a new one, `None` after a deleted one."""

    before: Record | None
    after: Record | None


@dataclass(frozen=True, kw_only=True)
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
