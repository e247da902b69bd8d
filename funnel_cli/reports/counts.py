"""A funnel of counts in a period: how often each step was taken, what share of the one before that is,
and which step is the weakest.

A period without a line of its own is the sum of the lines of its parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Count
from funnel_cli.records.method import Choice, Step
from funnel_cli.time.sums import ratio
from funnel_cli.values.message import Label
from funnel_cli.values.period import Period, month_of, preceding

IDEAL = Choice(id="ideal", title=Label({"en": "ideal", "zh": "理想"}))
LAST_PERIOD = Choice(id="last", title=Label({"en": "last period", "zh": "上一期间"}))
REFERENCES = (IDEAL, LAST_PERIOD)
"""What a rate, and the funnel, may be held against."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One step in a period: how often it was taken, the share of the step before, what that should be.

    `lost` are those of the step before that did not get here. The first step is no share: `now` and `past`
    are its counts in this period and the one before, where both are over. Unknown is `None`: a step that
    was not counted, a rate of nothing, a reference nobody knows.
    """

    step: Step
    count: int | None
    rate: Decimal | None
    ideal: Decimal | None
    last: Decimal | None
    against: Choice
    lost: int | None = None
    now: int | None = None
    past: int | None = None

    @property
    def reference(self) -> Decimal | None:
        """The share it is held against."""
        return self.ideal if self.against is IDEAL else self.last

    @property
    def reach(self) -> Decimal | None:
        """Rate ÷ reference, of the first step its count ÷ the last period's; weak below 1."""
        if self.now is not None and self.past:
            return ratio(Decimal(self.now), Decimal(self.past))
        if self.rate is None or not self.reference:
            return None
        return ratio(self.rate, self.reference)

    @property
    def is_weak(self) -> bool:
        """Whether it falls short of what it is held against."""
        return self.reach is not None and self.reach < 1


class ChannelCounts(NamedTuple):
    """One channel's steps, or with `name` `None` those of all channels together."""

    name: str | None
    steps: tuple[Taken, ...]

    @property
    def weakest(self) -> Taken | None:
        """The step that reaches the least of its reference, if one falls short."""
        weak = [step for step in self.steps if step.is_weak]
        return min(weak, key=lambda step: step.reach or Decimal(0), default=None)


class Counts(NamedTuple):
    """The channels of a period that have counts, by name, and all of them together."""

    period: Period
    before: Period
    channels: tuple[ChannelCounts, ...]
    total: ChannelCounts


def counts(book: Book, period: Period, against: Choice, channel: str | None = None) -> Counts:
    """The counts of the period as of the book's day, of one channel if it is named."""
    before = preceding(period)
    now, past = _by_channel(book, period, channel), _by_channel(book, before, channel)

    def steps(names: Sequence[str]) -> tuple[Taken, ...]:
        then = [past.get(name, {}) for name in names]
        taken = _taken([now[name] for name in names], then, book, against)
        return taken if book.day < period.last else _first_held([now[name] for name in names], then, taken)

    names = sorted(now)
    return Counts(
        period=period,
        before=before,
        channels=tuple(ChannelCounts(name, steps([name])) for name in names),
        total=ChannelCounts(None, steps(names)),
    )


def last_counted(book: Book) -> Period:
    """The period that was counted last; the month of the book's day where nothing was."""
    periods = [book.period_of(line) for line in book.counts]
    return max(periods, key=lambda period: (period.end, period.start), default=month_of(book.day))


def _by_channel(book: Book, period: Period, channel: str | None) -> dict[str, Mapping[str, int]]:
    names = {line.channel for line in book.counts if channel is None or line.channel == channel}
    sums = ((name, _added(line.counts for line in lines_of(book, period, name))) for name in names)
    return {name: each for name, each in sums if each}


def lines_of(book: Book, period: Period, channel: str) -> list[Count]:
    """The channel's lines that make up the period: its own, else those of its widest parts.

    Of two parts that share days the longer one counts, so that no day counts twice.
    """
    told = {book.period_of(line) for line in book.counts if line.channel == channel}
    taken: list[Period] = []
    for part in sorted(told, key=lambda each: (-each.days, each)):
        is_inside = period.start <= part.start and part.end <= period.end
        if is_inside and not any(part.start < other.end and other.start < part.end for other in taken):
            taken.append(part)
    return [line for part in sorted(taken) if (line := book.counts_in_force.get((part, channel)))]


def _added(some: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in some:
        total.update(each)
    return dict(total)


def _taken(
    now: Sequence[Mapping[str, int]], past: Sequence[Mapping[str, int]], book: Book, against: Choice
) -> tuple[Taken, ...]:
    """The steps of the method over these channels, and what their rates are held against."""
    steps, total = book.method.steps, _added(now)
    rates, former, lost = _rates(steps, now), _rates(steps, past), _lost(steps, now)
    return tuple(
        Taken(step, total.get(id), rates.get(id), step.ideal, former.get(id), against, lost.get(id))
        for step in steps
        for id in (step.id,)
    )


def _first_held(
    now: Sequence[Mapping[str, int]], past: Sequence[Mapping[str, int]], taken: tuple[Taken, ...]
) -> tuple[Taken, ...]:
    """The steps, the first with its counts over the channels that counted it in both periods."""
    id = taken[0].step.id
    both = [
        (each[id], former[id]) for each, former in zip(now, past, strict=True) if id in each and id in former
    ]
    if not both:
        return taken
    first = replace(taken[0], now=sum(each for each, _ in both), past=sum(former for _, former in both))
    return (first, *taken[1:])


def _lost(steps: Sequence[Step], channels: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """How many of the step before did not get to each step, over the channels that count both."""
    found: dict[str, int] = {}
    for before, step in pairwise(steps):
        both = [each[before.id] - each[step.id] for each in channels if before.id in each and step.id in each]
        found |= {step.id: sum(both)} if both else {}
    return found


def _rates(steps: Sequence[Step], channels: Sequence[Mapping[str, int]]) -> dict[str, Decimal]:
    """Each step's count ÷ that of the step before, over the channels that count both."""
    found: dict[str, Decimal] = {}
    for before, step in pairwise(steps):
        both = [each for each in channels if before.id in each and step.id in each]
        whole = sum(each[before.id] for each in both)
        share = ratio(Decimal(sum(each[step.id] for each in both)), Decimal(whole))
        found |= {} if share is None else {step.id: share}
    return found
