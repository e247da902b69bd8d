"""The append-only lists of a book: targets, goals by stage, calls and counts; rates stand in `rates.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from funnel_cli.records.fields import (
    Amount,
    ByWord,
    Channel,
    CostAmount,
    Currency,
    FileMapping,
    OnDay,
    PeriodName,
    PersonName,
    Tally,
    words,
)
from funnel_cli.records.rates import Rate


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
    owner: PersonName | None = None
    """Whose target; absent: the whole book's."""
    tier: Annotated[str, words("tiers")] = "target"
    """target or stretch."""
    submitted: OnDay | None = None
    """The day it was handed in."""


@dataclass(frozen=True, kw_only=True)
class Goal(FileMapping):
    """An amount to stand in a stage or further by a day; the latest line on or before a day counts."""

    set: OnDay
    """The day it was written down."""
    period: PeriodName
    """In which the deals are to be won: 2026-12, 2026-Q4, FY26Q3, 2026-W47."""
    stage: Annotated[str, words("stages")]
    """A stage of the method."""
    by: OnDay
    """The day on which so much is to stand there."""
    amount: Amount
    """What is to stand there, what was won of the period included; 0 takes a goal back."""
    currency: Currency | None = None
    """An ISO code; default the settings' currency."""
    owner: PersonName | None = None
    """Whose goal; absent: the whole book's."""


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
    owner: PersonName | None = None
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
    channel: Channel
    """Where they came from: baidu, google, fair."""
    counts: ByWord[Tally] = field(default_factory=dict)
    """How often each step of the method was taken, by its id."""
    cost: CostAmount | None = None
    """What the channel cost in the period, 0 or more."""
    currency: Currency | None = None
    """An ISO code of the cost; default the settings' currency."""


Line = Target | Goal | Rate | Call | Count
"""A line of one of the append-only lists; the latest one on or before a day counts."""
