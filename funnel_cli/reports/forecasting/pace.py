"""At what pace deals leave their stages, and whereto: counted from dated history, held by the method.

A rate is what happens per day in a stage. It is counted over every day that a deal was seen there, open
deals included; the method's odds count like `K0` past deals, and what a stage's fresh and stalled deals
show apart is held by its own rate. Rates and chances are floats; no money is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import field, replace
from datetime import date as Day
from decimal import Decimal
from functools import cache
from itertools import pairwise

from funnel_cli.frozen import dataclass
from funnel_cli.history import completed, in_order, stints
from funnel_cli.method import Method, Stage
from funnel_cli.model import LOST, OUTCOMES, WON, Opportunity, Pause

K0 = 10.0
"""How many past deals the method's odds count like."""
KC = 6.0
"""How many events a stage's own rate counts like in the rates of its fresh and its stalled deals."""
PHI = 0.5
"""The pace of a stalled deal, compared with the stage's, unless its own record says otherwise."""

Rates = Mapping[str, float]
"""Events per day, by where they lead: a stage's id, "won" or "lost"."""

Span = tuple[int, int]
"""Days by their ordinal, from the first up to, not including, the second."""

StageOf = Callable[[str | None], Stage | None]
"""From an id, present or former, to the method's stage."""

_ENDLESS = Day.max.toordinal()


@dataclass(frozen=True, slots=True)
class StagePace:
    """The rates of one stage: of any deal in it, of a fresh one, and of one from `stalled_from` days on."""

    stalled_from: int
    plain: Rates
    fresh: Rates
    stalled: Rates


Pace = Mapping[str, StagePace]
"""The rates of every stage of a method, by its id, in the method's order."""


def pace(deals: Iterable[Opportunity], method: Method, day: Day) -> Pace:
    """The pace these deals have shown until the day; the method's own where they have shown nothing.

    What happened before `settings.complete_since` is left out, so are stages the method does not have.
    """
    return Record(deals, method, day).pace(day)


class Record:
    """What deals have shown up to one day after the other, each stay looked at once it has ended."""

    def __init__(self, deals: Iterable[Opportunity], method: Method, last: Day) -> None:
        """All that these deals show until the last day that will be asked for."""
        self._method = method
        complete = method.settings.complete_since
        self._since = complete.toordinal() if complete else 0
        self._stage_of = cache(method.stage)
        stays = (stay for deal in deals for stay in _stays(deal, self._stage_of, last))
        self._to_come = sorted(stays, key=lambda stay: stay.start, reverse=True)
        self._running: list[_Stay] = []
        self._ended: dict[str, _Seen] = {stage.id: _Seen() for stage in method.stages}

    def pace(self, day: Day, also: Iterable[Opportunity] = ()) -> Pace:
        """The pace shown until the day, that of some other deals included.

        The day is none before one that was asked for already.
        """
        on = day.toordinal()
        while self._to_come and self._to_come[-1].start <= on:
            self._running.append(self._to_come.pop())
        for stay in self._running:
            if stay.has_ended(on):
                self._ended[stay.stage].add(stay, self._since)
        self._running = [stay for stay in self._running if not stay.has_ended(on)]
        seen = deepcopy(self._ended)
        for stay in self._running:
            seen[stay.stage].add(stay.until(on), self._since)
        for deal in also:
            for stay in _stays(deal, self._stage_of, day):
                seen[stay.stage].add(stay, self._since)
        return {stage.id: _fitted(seen[stage.id], stage, prior) for stage, prior in _priors(self._method)}


def active_days(deal: Opportunity, start: Day, day: Day) -> int:
    """How many days have passed from `start` to `day` on which the deal did not rest."""
    awake = _awake(start.toordinal(), day.toordinal(), _rests(deal))
    return sum(end - begin for begin, end in awake)


@dataclass(frozen=True, slots=True)
class _Stay:
    """Days in one stage without the rests; `to` is where it led on `end`, `None` where nobody knows yet."""

    stage: str
    start: int
    spans: tuple[Span, ...]
    end: int
    limit: int
    to: str | None

    def has_ended(self, day: int) -> bool:
        """Whether it was known on the day where it led."""
        return self.to is not None and self.end <= day

    def until(self, day: int) -> _Stay:
        """The stay as it was known on the day, still running."""
        spans = tuple((start, min(end, day)) for start, end in self.spans if start < day)
        return replace(self, spans=spans, end=day, to=None)


@dataclass(slots=True)
class _Seen:
    """What was seen in one stage: days and events of its fresh and of its stalled deals."""

    fresh_days: int = 0
    stalled_days: int = 0
    fresh: Counter[str] = field(default_factory=Counter)
    stalled: Counter[str] = field(default_factory=Counter)

    def add(self, stay: _Stay, since: int) -> None:
        """Count the stay's days and its end, as far as they do not lie before `since`."""
        age = 0
        for start, end in stay.spans:
            turns = start + max(stay.limit - age, 0)
            self.fresh_days += max(min(turns, end) - max(start, since), 0)
            self.stalled_days += max(end - max(turns, start, since), 0)
            age += end - start
        if stay.to and stay.end >= since:
            (self.stalled if age > stay.limit else self.fresh)[stay.to] += 1


def _stays(deal: Opportunity, stage_of: StageOf, day: Day) -> Iterator[_Stay]:
    """The deal's stays in stages of the method; one that was removed is last seen on that day."""
    last = min(deal.removed or day, day).toordinal()
    rests = _rests(deal)
    known = [(_place(stint.stage, stage_of), stint.start, stint.end) for stint in stints(deal)]
    places = [(place, start, end) for place, start, end in known if place]
    for (place, start, end), (to, entered, _) in pairwise((*places, (None, day, None))):
        stage = stage_of(place)
        if stage is None or start.toordinal() > last:
            continue
        left = end.toordinal() if end else last
        yield _Stay(
            stage=stage.id,
            start=start.toordinal(),
            spans=tuple(_awake(start.toordinal(), min(left, last), rests)),
            end=entered.toordinal(),
            limit=stalled_from(stage),
            to=to if to != place and entered.toordinal() <= last else None,
        )


def stalled_from(stage: Stage) -> int:
    """Days in the stage from which the walk takes a deal for stalled, whatever the lists say."""
    return 2 * stage.typical_days


def _place(id: str, stage_of: StageOf) -> str | None:
    """The outcome, or the stage under its present id; `None` for one the method does not have."""
    stage = stage_of(id)
    return stage.id if stage else id if id in OUTCOMES else None


def _awake(start: int, end: int, rests: Iterable[Span]) -> Iterator[Span]:
    """The days from `start` up to `end` outside the rests, which are in order."""
    for begin, until in rests:
        if start < begin < end:
            yield start, begin
        if begin < end:
            start = max(start, until)
    if start < end:
        yield start, end


def _rests(deal: Opportunity) -> tuple[Span, ...]:
    """When the deal rested, in order: each pause until its day, or until a later line ends it."""
    if not any("paused" in line.changes for line in deal.history):
        return () if deal.paused is None else (_rest(deal.paused, 0, _ENDLESS),)
    lines = [
        (line.date.toordinal(), line.changes["paused"])
        for line in in_order(completed(deal))
        if "paused" in line.changes
    ]
    turns = pairwise((*lines, (_ENDLESS, None)))
    return tuple(sorted(_rest(to, on, next) for (on, to), (next, _) in turns if isinstance(to, Pause)))


def _rest(pause: Pause, on: int, next: int) -> Span:
    """From the day the pause states, else from that of its line, until it ends or the next line."""
    return (
        pause.since.toordinal() if pause.since else on,
        min(pause.until.toordinal() if pause.until else _ENDLESS, next),
    )


def _priors(method: Method) -> Iterator[tuple[Stage, Rates]]:
    """Each stage with the method's own rates: at them a deal in it is won at just the stage's odds."""
    following = (*((stage.id, method.odds(stage)) for stage in method.stages[1:]), (WON, Decimal(1)))
    for stage, (to, odds) in zip(method.stages, following, strict=True):
        advance = float(method.odds(stage) / odds)
        yield stage, {to: advance / stage.typical_days, LOST: (1 - advance) / stage.typical_days}


def _fitted(seen: _Seen, stage: Stage, prior: Rates) -> StagePace:
    """The stage's rates as seen, held by the prior as by `K0` deals of the usual time."""
    weight = K0 * stage.typical_days
    days = seen.fresh_days + seen.stalled_days + weight
    targets = sorted({*prior, *seen.fresh, *seen.stalled})
    plain = {to: (seen.fresh[to] + seen.stalled[to] + weight * prior.get(to, 0.0)) / days for to in targets}
    return StagePace(
        stalled_from=stalled_from(stage),
        plain=plain,
        fresh=_held(seen.fresh, seen.fresh_days, plain, 1.0),
        stalled=_held(seen.stalled, seen.stalled_days, plain, PHI),
    )


def _held(events: Mapping[str, int], days: int, plain: Rates, pace: float) -> Rates:
    """The rates of the fresh or the stalled deals, held by the stage's as by `KC` events."""
    out = sum(plain.values())
    return {
        to: (events.get(to, 0) + KC * (1.0 if to == LOST else pace) * rate / out) / (days + KC / out)
        for to, rate in plain.items()
    }
