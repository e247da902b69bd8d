"""At what pace deals leave their stages, and whereto: counted from dated history, held by the method.

A rate is what happens per day in a stage. It is counted over every day that a deal was seen there, open
deals included; the method's odds count like `K0` past deals, and what a stage's fresh and stalled deals
show apart is held by its own rate. Rates and chances are floats; no money is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from operator import itemgetter

from funnel_cli.records.deal import LOST, OUTCOMES, WON, Opportunity
from funnel_cli.records.method import Method, Stage
from funnel_cli.records.ways import Span
from funnel_cli.time.facts import awake, past_of

K0 = 10.0
"""How many past deals the method's odds count like."""
KC = 6.0
"""How many events a stage's own rate counts like in the rates of its fresh and its stalled deals."""
PHI = 0.5
"""The pace of a stalled deal, compared with the stage's, unless its own record says otherwise."""

Rates = Mapping[str, float]
"""Events per day, by where they lead: a stage's id, "won" or "lost"."""


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
    seen = _nothing_seen(method)
    _see(seen, deals, method, day)
    return _fitted(seen, method)


class Record:
    """The pace of deals as of one day after the other, each stay counted once it has ended."""

    def __init__(self, deals: Iterable[Opportunity], method: Method, last: Day) -> None:
        """Collect the stays of these deals until the last day that will be asked for."""
        self._method = method
        self._since = _since(method)
        stays = (stay for deal in deals for stay in _stays(deal, method, last))
        self._to_come = sorted(stays, key=_start, reverse=True)
        self._running: list[_Stay] = []
        self._ended = _nothing_seen(method)

    def pace(self, day: Day, also: Iterable[Opportunity] = ()) -> Pace:
        """The pace shown until the day, that of some other deals included.

        The day is none before one that was asked for already.
        """
        on = day.toordinal()
        while self._to_come and _start(self._to_come[-1]) <= on:
            self._running.append(self._to_come.pop())
        _add(self._ended, (stay for stay in self._running if _has_ended(stay, on)), self._since)
        self._running = [stay for stay in self._running if not _has_ended(stay, on)]
        seen = deepcopy(self._ended)
        _add(seen, (_until(stay, on) for stay in self._running), self._since)
        _see(seen, also, self._method, day)
        return _fitted(seen, self._method)


_Stay = tuple[str, int, int, int, str | None, tuple[Span, ...], bool]
"""Days in one stage: the stage, from which day on up to, not including, which; then the day on which it was
known where it led, and whereto (`None`: nobody knows yet); all rests of the deal; and whether it is known
when the deal came into the stage: else it is from the first day on which it was seen there.
"""


_start: Callable[[_Stay], int] = itemgetter(1)
"""The day on which a stay began."""


def _has_ended(stay: _Stay, day: int) -> bool:
    _, _, _, end, to, *_ = stay
    return to is not None and end <= day


def _until(stay: _Stay, day: int) -> _Stay:
    stage, start, left, _, _, rests, is_aged = stay
    return stage, start, min(left, day), day, None, rests, is_aged


class _Seen:
    """What was seen in one stage: days and events of its fresh deals, its stalled ones and the ageless."""

    def __init__(self, stalled_from: int) -> None:
        self.stalled_from = stalled_from
        self.fresh_days = 0
        self.stalled_days = 0
        self.fresh: Counter[str] = Counter()
        self.stalled: Counter[str] = Counter()
        self.unaged_days = 0
        self.unaged: Counter[str] = Counter()

    def add(self, stay: _Stay, since: int) -> None:
        """Count the stay's days and its end, as far as they do not lie before `since`."""
        _, start, left, end, to, rests, is_aged = stay
        if not is_aged:
            self.unaged_days += sum(until - begin for begin, until in awake(max(start, since), left, rests))
            if to and end >= since and end > start:
                self.unaged[to] += 1
            return
        if rests or start < since:
            age = self._count(awake(start, left, rests), since)
        else:  # nearly every stay: all its days, in one piece
            age = left - start
            fresh = min(age, self.stalled_from)
            self.fresh_days += fresh
            self.stalled_days += age - fresh
        if to and end >= since:
            (self.stalled if age > self.stalled_from else self.fresh)[to] += 1

    def _count(self, spans: Iterable[Span], since: int) -> int:
        """Count the days of a stay from `since` on; how many it had in all."""
        age = 0
        for start, end in spans:
            turns = start + max(self.stalled_from - age, 0)
            self.fresh_days += max(min(turns, end) - max(start, since), 0)
            self.stalled_days += max(end - max(turns, start, since), 0)
            age += end - start
        return age


Seen = Mapping[str, _Seen]
"""What was seen in each stage of a method, by its id."""


def _nothing_seen(method: Method) -> Seen:
    return {stage.id: _Seen(stalled_from(stage)) for stage in method.stages}


def _see(seen: Seen, deals: Iterable[Opportunity], method: Method, day: Day) -> None:
    since = _since(method)
    for deal in deals:
        _add(seen, _stays(deal, method, day), since)


def _add(seen: Seen, stays: Iterable[_Stay], since: int) -> None:
    for stay in stays:
        seen[stay[0]].add(stay, since)


def _since(method: Method) -> int:
    complete = method.settings.complete_since
    return complete.toordinal() if complete else 0


def _stays(deal: Opportunity, method: Method, day: Day) -> Iterator[_Stay]:
    """The deal's stays in stages of the method, latest first; one that was removed is last seen on that day.

    A place that the method does not know is where nobody knows where the deal was.
    """
    past = past_of(deal)
    seen = past.seen
    last = left = min(deal.removed or day, day).toordinal()
    to, end = None, day.toordinal()
    for id, start in reversed(past.entries):
        stage = method.stage(id)
        place = stage.id if stage else id if id in OUTCOMES else None
        begin = seen if start is None else start
        if begin is None:
            return
        if stage and begin <= last:
            leads = to if to != place and end <= last else None
            yield stage.id, begin, min(left, last), end, leads, past.rests, start is not None
        if place:
            to, end = place, begin
        left = begin


def stalled_from(stage: Stage) -> int:
    """Days in the stage from which the walk takes a deal for stalled, whatever the lists say."""
    return 2 * stage.typical_days


def _priors(method: Method) -> Iterator[tuple[Stage, Rates]]:
    """Each stage with the method's own rates: at them a deal in it is won at just the stage's odds."""
    following = (*((stage.id, method.odds(stage)) for stage in method.stages[1:]), (WON, Decimal(1)))
    for stage, (to, odds) in zip(method.stages, following, strict=True):
        advance = float(method.odds(stage) / odds)
        yield stage, {to: advance / stage.typical_days, LOST: (1 - advance) / stage.typical_days}


def _fitted(seen: Seen, method: Method) -> Pace:
    return {stage.id: _stage_pace(seen[stage.id], stage, prior) for stage, prior in _priors(method)}


def _stage_pace(seen: _Seen, stage: Stage, prior: Rates) -> StagePace:
    """The stage's rates as seen, held by the prior as by `K0` deals of the usual time."""
    weight = K0 * stage.typical_days
    days = seen.fresh_days + seen.stalled_days + seen.unaged_days + weight
    targets = sorted({*prior, *seen.fresh, *seen.stalled, *seen.unaged})
    counts = {to: seen.fresh[to] + seen.stalled[to] + seen.unaged[to] for to in targets}
    plain = {to: (counts[to] + weight * prior.get(to, 0.0)) / days for to in targets}
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
