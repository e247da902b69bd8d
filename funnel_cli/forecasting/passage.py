"""How deals get through the funnel, on their own dated history: how many pass a stage or win, in how long."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from funnel_cli.forecasting.intervals import Interval, wilson
from funnel_cli.records.book import Book
from funnel_cli.records.deal import LOST, WON, Opportunity
from funnel_cli.records.method import Method, Stage
from funnel_cli.time.facts import created_on, stints
from funnel_cli.time.history import is_ahead
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import ratio, summed
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period

ENOUGH_DECIDED = 5
"""Below so many decided deals, or stays, nothing is said of a share or a time."""

_Visits = tuple[tuple[Day | None, int], ...]
"""The days on which a deal came to the places of the method, counted from 0; `None` where nobody knows it."""


class Conversion(NamedTuple):
    """What became of the deals that entered a stage or a later one, each deal once.

    They `passed` on the day on which they first came to a later stage or were won, were `lost`, or are
    `waiting`; `unknown` deals were first known in a later stage, or only by their outcome. `share` is passed
    ÷ decided with Wilson's 80 % interval, both `None` without a decided deal; `ideal` is the method's.
    """

    stage: Stage
    passed: tuple[tuple[Opportunity, Day], ...]
    lost: tuple[Opportunity, ...]
    waiting: tuple[Opportunity, ...]
    unknown: int
    share: Decimal | None
    interval: Interval | None
    ideal: Decimal

    @property
    def reached(self) -> int:
        """How many got through."""
        return len(self.passed)

    @property
    def decided(self) -> int:
        """How many got through or were lost."""
        return len(self.passed) + len(self.lost)


class Stay(NamedTuple):
    """One stay of a deal in a stage: the days it took, or has taken so far where it still runs."""

    deal: Opportunity
    start: Day
    days: int
    is_running: bool


class StageTime(NamedTuple):
    """How long deals stay in a stage, in days, a running stay with its days so far.

    `median` is `None` without a stay, and may yet move up where `is_at_least`; `running` are the days of
    the stays that still run, the longest first.
    """

    stage: Stage
    stays: tuple[Stay, ...]
    median: Decimal | None
    is_at_least: bool
    running: tuple[int, ...]


class WinRate(NamedTuple):
    """Won ÷ (won + lost) of the decided deals that came as far as a stage, all of them without one.

    Money is in the book's currency, over the deals that have an amount and a rate; a share without
    anything to divide by is `None`. `interval` is Wilson's 80 % of the share by count.
    """

    stage: Stage | None
    won: tuple[Standing, ...]
    lost: tuple[Standing, ...]
    won_amount: Money
    lost_amount: Money
    by_count: Decimal | None
    by_amount: Decimal | None
    interval: Interval | None

    @property
    def decided(self) -> int:
        """How many deals were won or lost."""
        return len(self.won) + len(self.lost)


class Cycle(NamedTuple):
    """From creation to winning: the median in days over the `deals` whose day of creation is known."""

    days: Decimal | None
    deals: tuple[Standing, ...]


def conversions(
    deals: Iterable[Opportunity], method: Method, period: Period | None = None
) -> tuple[Conversion, ...]:
    """The conversion of each stage, re-entries counted once, skipped stages as passed.

    A deal counts from the stage on in which it was first known, an omitted one nowhere. With a period only
    what was decided on one of its days counts; what waits is what waits today.
    """
    some = [(deal, _visits(deal, method)) for deal in deals if not deal.is_omitted]
    return tuple(_conversion(stage, place, some, method, period) for place, stage in enumerate(method.stages))


def with_history(deals: Iterable[Opportunity], method: Method) -> int:
    """How many deals are known to have come on some day to a stage, or from one to an outcome."""
    ways = ((deal, _visits(deal, method)) for deal in deals)
    return sum(bool(way) and (not deal.is_open or any(day for day, _ in way)) for deal, way in ways)


def _conversion(
    stage: Stage,
    place: int,
    deals: Sequence[tuple[Opportunity, _Visits]],
    method: Method,
    period: Period | None,
) -> Conversion:
    known = [(deal, visits) for deal, visits in deals if visits and _is_known(visits, place)]
    passed, lost, waiting = [], [], []
    for deal, visits in known:
        further = [day for day, there in visits if there > place and day]
        if further:
            first = min(further)
            if period is None or first in period:
                passed.append((deal, first))
        elif all(there < place for _, there in visits):
            continue
        elif deal.stage != LOST:
            waiting.append(deal)
        elif period is None or deal.closed in period:
            lost.append(deal)
    reached, decided = Decimal(len(passed)), len(passed) + len(lost)
    return Conversion(
        stage,
        tuple(passed),
        tuple(lost),
        tuple(waiting),
        unknown=len(deals) - len(known),
        share=ratio(reached, Decimal(decided)),
        interval=wilson(reached, decided),
        ideal=ideal_conversion(method, stage),
    )


def ideal_conversion(method: Method, stage: Stage) -> Decimal:
    """The method's share that passes on; by default its odds ÷ the next stage's, or the odds at the end."""
    if stage.conversion is not None:
        return stage.conversion
    later = method.stages[method.position(stage.id) + 1 :]
    return method.odds(stage) / method.odds(later[0]) if later else method.odds(stage)


def _visits(deal: Opportunity, method: Method) -> _Visits:
    """Every place it came to and the day it did, its winning, on the day of closing, last.

    Empty where no stage is known.
    """
    stays = stints(deal)
    visits = [(stay.start, place) for stay in stays if (place := method.position(stay.stage)) >= 0]
    if visits and deal.stage == WON:
        visits.append((deal.closed or stays[-1].start, len(method.stages)))
    return tuple(visits)


def _is_known(visits: _Visits, place: int) -> bool:
    """What lay before the first stage that is known nobody knows."""
    entered, first = visits[0]
    return entered is not None or first <= place


def stage_times(
    deals: Iterable[Opportunity], method: Method, day: Day, period: Period | None = None
) -> tuple[StageTime, ...]:
    """The stays in each stage up to the day; with a period those that ended in it, and those that run.

    A stay of which nobody knows when it began is none, nor is one of an omitted deal.
    """
    stays: dict[int, list[Stay]] = {place: [] for place in range(len(method.stages))}
    for deal in deals:
        for stint in () if deal.is_omitted else stints(deal):
            place = method.position(stint.stage)
            is_running = stint.end is None and deal.is_open
            ended = stint.end if stint.end is not None else deal.removed
            if place < 0 or stint.start is None or (ended is None and not is_running):
                continue
            if is_running or period is None or ended in period:
                days = ((ended or day) - stint.start).days
                stays[place].append(Stay(deal, stint.start, days, is_running))
    return tuple(_time(stage, stays[place]) for place, stage in enumerate(method.stages))


def _time(stage: Stage, stays: Sequence[Stay]) -> StageTime:
    days = sorted(stay.days for stay in stays)
    running = sorted((stay.days for stay in stays if stay.is_running), reverse=True)
    is_at_least = any(here <= days[len(days) // 2] for here in running)
    return StageTime(stage, tuple(stays), median(days), is_at_least, tuple(running))


def median(days: Iterable[int]) -> Decimal | None:
    """The median, of an even number the mean of the two in the middle; `None` of nothing."""
    return median_of(Counter(days))


def median_of(counts: Mapping[int, int]) -> Decimal | None:
    """As `median`, of numbers that stand there so many times each."""
    ordered = sorted(counts)
    until = list(accumulate(counts[number] for number in ordered))
    if not until or not until[-1]:
        return None
    middle = ((until[-1] - 1) // 2, until[-1] // 2)
    return Decimal(sum(ordered[bisect_right(until, place)] for place in middle)) / 2


def win_rates(deals: Iterable[Standing], book: Book, period: Period | None = None) -> tuple[WinRate, ...]:
    """The win rate of all that was decided in the period, or ever, and then of each stage.

    A deal counts for every stage from the first in which it was known up to the furthest it reached, one of
    which only the outcome is known only for all.
    """
    decided = decided_in(deals, period)
    spans = [(deal, _span(deal.deal, book.method)) for deal in decided]
    stages = (
        _rate(stage, [deal for deal, span in spans if place in span], book)
        for place, stage in enumerate(book.method.stages)
    )
    return (_rate(None, decided, book), *stages)


def win_rate(deals: Iterable[Standing], book: Book, period: Period | None = None) -> WinRate:
    """The win rate of all that was decided in the period, or ever."""
    return _rate(None, decided_in(deals, period), book)


def decided_in(deals: Iterable[Standing], period: Period | None) -> tuple[Standing, ...]:
    """The deals that were won or lost on a day of the period, omitted ones left out; ever, without one."""
    return tuple(
        each
        for each in deals
        if not (each.is_omitted or each.deal.is_open or is_ahead(each.deal, each.book.day))
        and (period is None or each.deal.closed in period)
    )


def _span(deal: Opportunity, method: Method) -> range:
    """The places from the first in which it was known to the furthest, one past the last for a won deal."""
    visits = _visits(deal, method)
    if not visits:
        return range(0)
    entered, first = visits[0]
    return range(0 if entered else first, max(place for _, place in visits) + 1)


def _rate(stage: Stage | None, decided: Sequence[Standing], book: Book) -> WinRate:
    won = tuple(each for each in decided if each.deal.is_won)
    lost = tuple(each for each in decided if each.deal.is_lost)
    gained, missed = summed(won, book).amount_converted, summed(lost, book).amount_converted
    count, known = Decimal(len(won)), len(won) + len(lost)
    return WinRate(
        stage,
        won,
        lost,
        gained,
        missed,
        by_count=ratio(count, Decimal(known)),
        by_amount=ratio(gained.amount, gained.amount + missed.amount),
        interval=wilson(count, known),
    )


def cycle(won: Sequence[Standing]) -> Cycle:
    """How long these won deals took."""
    taken = [(each, days) for each in won if (days := cycle_days(each)) is not None]
    return Cycle(median(days for _, days in taken), tuple(each for each, _ in taken))


def cycle_days(won: Standing) -> int | None:
    """The days from a deal's creation to its closing, `None` where either is unknown."""
    created, closed = created_on(won.deal), won.deal.closed
    return (closed - created).days if created and closed else None
