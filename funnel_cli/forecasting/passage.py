"""How many deals get through a stage, on the deals' own dated history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from funnel_cli.facts import stints
from funnel_cli.forecasting.intervals import Interval, wilson
from funnel_cli.method import Method, Stage
from funnel_cli.model import LOST, WON, Opportunity
from funnel_cli.period import Period
from funnel_cli.sums import ratio

Way = tuple[tuple[Day | None, int], ...]
"""The days on which a deal came to the places of the method, counted from 0; `None` where nobody knows it."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """Of the deals that entered a stage or a later one and are decided for it, how many got through.

    `share` is reached ÷ decided, `None` without a decided deal; `waiting` sit in the stage and are
    undecided; `unknown` are deals that were first known in a later stage, or only by their outcome, left
    out on both sides. `ideal` is the method's.
    """

    stage: Stage
    reached: int
    decided: int
    waiting: int
    unknown: int
    ideal: Decimal

    @property
    def share(self) -> Decimal | None:
        """The share that reached the next stage or later."""
        return ratio(Decimal(self.reached), Decimal(self.decided))

    @property
    def interval(self) -> Interval | None:
        """Wilson's 80 % interval of the share."""
        return wilson(Decimal(self.reached), self.decided)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The deals that ever entered a stage or a later one: those that got further, were lost, or wait.

    `passed` tells the day as well on which a deal first came to a later stage, or was won.
    """

    stage: Stage
    passed: tuple[tuple[Opportunity, Day], ...]
    lost: tuple[Opportunity, ...]
    waiting: tuple[Opportunity, ...]


def conversions(
    deals: Iterable[Opportunity], method: Method, period: Period | None = None
) -> tuple[Conversion, ...]:
    """The conversion of each stage, re-entries counted once, skipped stages as passed.

    With a period only what was decided on one of its days counts; what waits is what waits today.
    """
    some = tuple(deals)
    ways = _ways(some, method)
    return tuple(
        Conversion(
            stage=each.stage,
            reached=len(each.passed),
            decided=len(each.passed) + len(each.lost),
            waiting=len(each.waiting),
            unknown=len(some) - sum(_is_known(way, place) for _, way in ways),
            ideal=ideal_conversion(method, each.stage),
        )
        for place, each in enumerate(_decided(ways, method, period))
    )


def decisions(
    deals: Iterable[Opportunity], method: Method, period: Period | None = None
) -> tuple[Decisions, ...]:
    """For each stage what became of the deals that entered it or a later one, each deal once.

    A deal counts from the stage on in which it was first known; with a period, only if decided in it.
    """
    return _decided(_ways(deals, method), method, period)


def _ways(deals: Iterable[Opportunity], method: Method) -> list[tuple[Opportunity, Way]]:
    """The deals that are known to have been in a stage, each with its way."""
    return [(deal, way) for deal in deals if (way := _way(deal, method))]


def _decided(
    ways: Sequence[tuple[Opportunity, Way]], method: Method, period: Period | None
) -> tuple[Decisions, ...]:
    return tuple(_decisions(stage, place, ways, period) for place, stage in enumerate(method.stages))


def _decisions(
    stage: Stage, place: int, ways: Iterable[tuple[Opportunity, Way]], period: Period | None
) -> Decisions:
    """One stage: a deal is decided once it went further, was won or was lost."""
    passed, lost, waiting = [], [], []
    for deal, way in ways:
        if not _is_known(way, place):
            continue
        further = [day for day, there in way if there > place and day]
        if further:
            first = min(further)
            if period is None or first in period:
                passed.append((deal, first))
        elif all(there < place for _, there in way):
            continue
        elif deal.stage != LOST:
            waiting.append(deal)
        elif period is None or (deal.closed is not None and deal.closed in period):
            lost.append(deal)
    return Decisions(stage, tuple(passed), tuple(lost), tuple(waiting))


def ideal_conversion(method: Method, stage: Stage) -> Decimal:
    """The method's share that passes on; by default its odds ÷ the next stage's, or the odds at the end."""
    if stage.conversion is not None:
        return stage.conversion
    later = method.stages[method.position(stage.id) + 1 :]
    return method.odds(stage) / method.odds(later[0]) if later else method.odds(stage)


def reached(deal: Opportunity, method: Method) -> range:
    """The places in the method from the first in which it was known to the furthest it came to.

    One past the last stage for a won deal; nothing where it is not known to have been in any.
    """
    way = _way(deal, method)
    if not way:
        return range(0)
    first = way[0][1] if way[0][0] is None else 0
    return range(first, max(place for _, place in way) + 1)


def _is_known(way: Way, place: int) -> bool:
    """Whether the way tells of that place: what lay before the first stage that is known nobody knows."""
    entered, first = way[0]
    return entered is not None or first <= place


def _way(deal: Opportunity, method: Method) -> Way:
    """Every place it came to and the day it did, its winning last; empty where no stage is known."""
    stays = stints(deal)
    way = [(stay.start, place) for stay in stays if (place := method.position(stay.stage)) >= 0]
    if way and deal.stage == WON:
        way.append((stays[-1].start, len(method.stages)))
    return tuple(way)
