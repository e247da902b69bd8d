"""At what pace deals leave their stages, and whereto: counted from dated history, held by the method.

A rate is what happens per day in a stage. It is counted over every day that a deal was seen there, open
deals included; the method's odds count like `_K0` past deals, and what a stage's deals of one age show apart
is held by the stage's own rate. Where a book has several owners, each borrows from the book: the textbook
holds the book's rates, and the book's hold the owner's. Rates and chances are floats; no money is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date as Day
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from funnel_cli.records.deal import LOST, OUTCOMES, WON, Opportunity
from funnel_cli.records.method import Method, Stage
from funnel_cli.time.facts import Span, awake, way_of

_K0 = 10.0
"""How many past deals the method's odds count like."""
K_BOOK = 5.0
"""How many events the book's rates count like in those of one of its owners."""
KC = 6.0
"""How many events a stage's own rate counts like in the rates of its deals of one age."""
PHI = 0.5
"""The pace of a stalled deal, compared with the stage's, unless its own record says otherwise."""

Rates = Mapping[str, float]
"""Events per day, by where they lead: a stage's id, "won" or "lost"."""


ALONE = (2.0,)
"""Where ages are cut in a book of one owner, in usual times: fresh before, stalled from it on."""
SHARED = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Where they are cut in a book of several owners, whose deals together tell more."""
_STALLED = 2
"""After how many usual times a deal moves at `PHI`, unless its record says otherwise."""


class StagePace(NamedTuple):
    """The rates of one stage: of any deal in it, and by age, each from so many days in the stage on.

    `seen` is how many deals of one's own were seen to leave it.
    """

    plain: Rates
    by_age: tuple[tuple[int, Rates], ...]
    seen: int = 0


Pace = Mapping[str, StagePace]
"""The rates of every stage of a method, by its id, in the method's order."""


def pace(deals: Iterable[Opportunity], method: Method, day: Day, book: Pace | None = None) -> Pace:
    """The pace these deals have shown until the day, held by the book's, or by the method without one.

    What happened before `settings.complete_since` is left out, so are stages the method does not have.
    """
    seen = nothing_seen(method, SHARED if book else ALONE)
    _see(seen, deals, method, day)
    return fitted(seen, method, book)


def book_pace(deals: Iterable[Opportunity], method: Method, day: Day) -> Pace:
    """The pace that the deals of several owners have shown together until the day, to borrow from."""
    seen = nothing_seen(method, SHARED)
    _see(seen, deals, method, day)
    return fitted(seen, method)


class Stays:
    """What deals have shown as of one day after the other, each stay counted once it has ended."""

    def __init__(self, deals: Iterable[Opportunity], method: Method, last: Day) -> None:
        """Collect the stays of these deals until the last day that will be asked for."""
        self._method = method
        self._since = _since(method)
        stays = (stay for deal in deals for stay in _stays(deal, method, last))
        self._to_come = sorted(stays, key=_start, reverse=True)
        self._running: list[_Stay] = []
        self._ended = nothing_seen(method, SHARED)

    def seen(self, day: Day, also: Iterable[Opportunity] = ()) -> StagesSeen:
        """What was seen until the day, of some other deals too.

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
        return seen


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


class StageSeen:
    """What was seen in one stage: days and events of its deals by age, and of those of unknown age."""

    def __init__(self, starts: Sequence[int]) -> None:
        """`starts` are the ages in days at which one group of deals ends and the next begins, from 0 on."""
        self.starts = starts
        self.days = [0] * len(starts)
        self.events: list[Counter[str]] = [Counter() for _ in starts]
        self.unaged_days = 0
        self.unaged: Counter[str] = Counter()

    def add(self, stay: _Stay, since: int) -> None:
        """Count the stay's days and its end, as far as they do not lie before `since`."""
        _, start, left, end, to, rests, is_aged = stay
        spans = awake(max(start, since), left, rests) if not is_aged else awake(start, left, rests)
        if not is_aged:
            self.unaged_days += sum(until - begin for begin, until in spans)
            if to and end >= since and end > start:
                self.unaged[to] += 1
            return
        age = self._count(spans, since)
        if to and end >= since:
            self.events[max(bisect_left(self.starts, age) - 1, 0)][to] += 1

    def _count(self, spans: Iterable[Span], since: int) -> int:
        """Count the days of a stay from `since` on; how many it had in all."""
        age = 0
        for start, end in spans:
            born = start - age
            for place, first in enumerate(self.starts):
                begin = max(born + first, start, since)
                following = self.starts[place + 1] if place + 1 < len(self.starts) else None
                until = end if following is None else min(born + following, end)
                self.days[place] += max(until - begin, 0)
            age += end - start
        return age

    def join(self, other: StageSeen) -> None:
        """Add what was seen elsewhere, where ages are cut at these days too, and perhaps at more."""
        for start, days, events in zip(other.starts, other.days, other.events, strict=True):
            place = bisect_right(self.starts, start) - 1
            self.days[place] += days
            self.events[place].update(events)
        self.unaged_days += other.unaged_days
        self.unaged.update(other.unaged)


StagesSeen = Mapping[str, StageSeen]
"""What was seen in each stage of a method, by its id."""


def nothing_seen(method: Method, cuts: Sequence[float]) -> StagesSeen:
    """No day and no event in any stage, the ages cut at these multiples of its usual time."""
    return {
        stage.id: StageSeen(sorted({0, *(max(1, round(cut * stage.typical_days)) for cut in cuts)}))
        for stage in method.stages
    }


def seen_together(each: Iterable[StagesSeen], method: Method, cuts: Sequence[float]) -> StagesSeen:
    """What was seen in all of these, with the ages cut at some of the places where theirs are."""
    whole = nothing_seen(method, cuts)
    for seen in each:
        for id, stage in whole.items():
            stage.join(seen[id])
    return whole


def _see(seen: StagesSeen, deals: Iterable[Opportunity], method: Method, day: Day) -> None:
    since = _since(method)
    for deal in deals:
        _add(seen, _stays(deal, method, day), since)


def _add(seen: StagesSeen, stays: Iterable[_Stay], since: int) -> None:
    for stay in stays:
        seen[stay[0]].add(stay, since)


def _since(method: Method) -> int:
    complete = method.settings.complete_since
    return complete.toordinal() if complete else 0


def _stays(deal: Opportunity, method: Method, day: Day) -> Iterator[_Stay]:
    """The deal's stays in stages of the method, latest first; one that was removed is last seen on that day.

    A place that the method does not know is where nobody knows where the deal was.
    """
    way = way_of(deal)
    seen = way.seen
    last = left = min(deal.removed or day, day).toordinal()
    to, end = None, day.toordinal()
    for id, start in reversed(way.entries):
        stage = method.stage(id)
        place = stage.id if stage else id if id in OUTCOMES else None
        begin = seen if start is None else start
        if begin is None:
            return
        if stage and begin <= last:
            leads = to if to != place and end <= last else None
            yield stage.id, begin, min(left, last), end, leads, way.rests, start is not None
        if place:
            to, end = place, begin
        left = begin


def _priors(method: Method) -> Iterator[tuple[Stage, Rates]]:
    """Each stage with the method's own rates: at them a deal in it is won at just the stage's odds."""
    following = (*((stage.id, method.odds(stage)) for stage in method.stages[1:]), (WON, Decimal(1)))
    for stage, (to, odds) in zip(method.stages, following, strict=True):
        advance = float(method.odds(stage) / odds)
        yield stage, {to: advance / stage.typical_days, LOST: (1 - advance) / stage.typical_days}


def fitted(seen: StagesSeen, method: Method, book: Pace | None = None) -> Pace:
    """The rates that were seen, held by the book's as by `K_BOOK` events, or by the method without a book."""
    if book:
        return {id: _borrowed(found, book[id]) for id, found in seen.items()}
    return {stage.id: _held_by_method(seen[stage.id], stage, prior) for stage, prior in _priors(method)}


def _held_by_method(seen: StageSeen, stage: Stage, prior: Rates) -> StagePace:
    """The stage's rates as seen, held by the prior as by `_K0` deals of the usual time.

    Those of each age are held by the stage's as by `KC` events; of the stalled ones at the pace `PHI`.
    """
    weight = _K0 * stage.typical_days
    events = sum(seen.events, seen.unaged.copy())
    targets = sorted({*prior, *events})
    days = sum(seen.days) + seen.unaged_days + weight
    plain = {to: (events[to] + weight * prior.get(to, 0.0)) / days for to in targets}
    whole, stalled = sum(plain.values()), _STALLED * stage.typical_days
    by_age = (
        (start, _held(found, days, _at_pace(plain, PHI if start >= stalled else 1.0), KC, whole))
        for start, days, found in zip(seen.starts, seen.days, seen.events, strict=True)
    )
    return StagePace(plain, tuple(by_age), sum(events.values()))


def _borrowed(seen: StageSeen, book: StagePace) -> StagePace:
    """The stage's rates as one owner's deals show them, held by those of the book as by `K_BOOK` events."""
    by_age = (
        (start, _held(found, days, rates, K_BOOK, sum(rates.values())))
        for days, found, (start, rates) in zip(seen.days, seen.events, book.by_age, strict=True)
    )
    events, days = sum(seen.events, seen.unaged.copy()), sum(seen.days) + seen.unaged_days
    plain = _held(events, days, book.plain, K_BOOK, sum(book.plain.values()))
    return StagePace(plain, tuple(by_age), sum(events.values()))


def _at_pace(rates: Rates, pace: float) -> Rates:
    return {to: (1.0 if to == LOST else pace) * rate for to, rate in rates.items()}


def _held(events: Mapping[str, int], days: int, rates: Rates, weight: float, whole: float) -> Rates:
    """What was seen, held by these rates as by so many events of which there are `whole` a day."""
    return {
        to: (events.get(to, 0) + weight * rates.get(to, 0.0) / whole) / (days + weight / whole)
        for to in sorted({*rates, *events})
    }
