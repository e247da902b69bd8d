"""The append-only lists of a book: exchange rates, targets, goals by stage, calls and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date as Day
from operator import attrgetter
from typing import Annotated, TypeVar

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
    PerUnit,
    Tally,
    words,
)
from funnel_cli.records.kinds import Choice
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import Label, message
from funnel_cli.values.money import EXACT, Money


@dataclass(frozen=True, kw_only=True)
class Rate(FileMapping):
    """1 unit of `from` is `rate` units of `to`, until the next line."""

    date: OnDay
    """From which day."""
    from_: Currency
    """The currency that is converted."""
    to: Currency
    """The currency it becomes; for just this direction."""
    rate: PerUnit
    """What 1 unit is worth."""


@dataclass(frozen=True)
class MissingRate:
    """An amount that no rate leads into a book's currency on that day: whose it is and where it stands."""

    whose: str
    file: str
    key: str
    currency: str
    day: Day

    def problem(self, to: str | None) -> Problem:
        """It, as an answer in that currency names it."""
        said = message(
            "No rate from {currency} to {to} on {day}: {whose} is in no sum.",
            currency=self.currency,
            to=to,
            day=self.day,
            whose=self.whose,
        )
        return Problem(self.file, 0, 0, "no-rate", said, self.key)


class MissingRates:
    """What could not be converted while a book was asked, each with the earliest day that lacks a rate.

    An answer adds to it and never reads it; whoever prints the answer tells what is missing from it.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], MissingRate] = {}

    def note(self, missing: MissingRate) -> None:
        """Keep in mind that this amount is in no sum."""
        place = (missing.file, missing.key, missing.currency)
        known = self._found.get(place)
        if known is None or missing.day < known.day:
            self._found[place] = missing

    def __iter__(self) -> Iterator[MissingRate]:
        """Yield them by currency and place."""
        return iter(sorted(self._found.values(), key=lambda each: (each.currency, each.file, each.key)))

    def __len__(self) -> int:
        return len(self._found)


def converted(money: Money, to: str, day: Day, rates: Iterable[Rate]) -> Money | None:
    """The money in another currency, unrounded, by the latest rate on or before that day.

    Of two rates of one day the later in the list counts. `None` without a rate for just this
    direction: rates are neither turned round nor chained.
    """
    if money.currency == to:
        return money
    known = [rate for rate in rates if (rate.from_, rate.to) == (money.currency, to) and rate.date <= day]
    last = max(reversed(known), key=attrgetter("date"), default=None)
    return Money(EXACT.multiply(money.amount, last.rate), to) if last else None


TIER_CHOICES = (
    Choice(id="target", title=Label({"en": "target", "zh": "目标"})),
    Choice(id="stretch", title=Label({"en": "stretch", "zh": "冲刺"})),
)
"""The tiers a target may have, the one that counts first."""


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
    stage: Annotated[str, words("goal_stages")]
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
    counts: Annotated[ByWord[Tally], words("steps")] = field(default_factory=dict)
    """How often each step of the method was taken, by its id."""
    cost: CostAmount | None = None
    """What the channel cost in the period, 0 or more."""
    currency: Currency | None = None
    """An ISO code of the cost; default the settings' currency."""


Line = Target | Goal | Rate | Call | Count
"""A line of one of the append-only lists; the latest one on or before a day counts."""

L = TypeVar("L", bound=Line)
K = TypeVar("K")


def latest(lines: Iterable[L], day: str, of: Callable[[L], K]) -> dict[K, L]:
    """The line that counts of each thing that they are `of`: that of the latest day, of one day the last."""
    return {of(line): line for line in sorted(lines, key=attrgetter(day))}
