"""At what rate and in how many days deals get from a stage to won: own history, leant on the method."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from funnel_cli.forecasting.intervals import Interval, wilson
from funnel_cli.forecasting.passage import Conversion, conversions, median
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method, Stage
from funnel_cli.time.facts import stints

WEIGHT = 10
"""How many past deals the method's conversion counts as."""

_ENOUGH_WON = 3
"""From so many won deals on the time to a win is their own."""

_LEAST = Decimal("0.000001")


class StageRate(NamedTuple):
    """How deals get from a stage to the next one, and through the `later` ones to won.

    `ways` are the won deals that were in the stage, with the days from entering it to winning.
    """

    found: Conversion
    ways: tuple[tuple[Opportunity, int], ...]
    later: tuple[StageRate, ...]

    @property
    def stage(self) -> Stage:
        """The stage itself."""
        return self.found.stage

    @property
    def conversion(self) -> Decimal:
        """(reached + 10 × the method's conversion) ÷ (decided + 10)."""
        return self._reached / self._decided

    @property
    def interval(self) -> Interval:
        """Wilson's 80 % interval of the conversion, the method's ten deals counted in."""
        return wilson(self._reached, self._decided) or Interval(Decimal(0), Decimal(1))

    @property
    def to_won(self) -> Decimal:
        """The share of the deals in the stage that will be won: this and the later conversions multiplied."""
        return self.conversion * (self.later[0].to_won if self.later else 1)

    @property
    def to_won_between(self) -> Interval:
        """The 80 % interval of `to_won`, from those of the conversions.

        Their relative distances are added in squares, as for any product of independent shares
        (MOVER, Zou and Donner 2008): it takes more than bad luck for all to be low at once.
        """
        steps = [(rate.conversion, rate.interval) for rate in (self, *self.later)]
        down = _joined(share / max(between.low, _LEAST) for share, between in steps)
        up = _joined(between.high / share for share, between in steps)
        return Interval(self.to_won / down, min(self.to_won * up, Decimal(1)))

    @property
    def is_own_time(self) -> bool:
        """Whether `days` are those of the won deals and not the method's."""
        return len(self.ways) >= _ENOUGH_WON

    @property
    def days(self) -> int:
        """From entering the stage to won: the median of the won deals, else the typical days added up.

        Half a day counts as a whole one, so that nothing begins too late.
        """
        if self.is_own_time:
            return ceil(median(days for _, days in self.ways) or 0)
        return sum(rate.stage.typical_days for rate in (self, *self.later))

    @property
    def _reached(self) -> Decimal:
        return self.found.reached + WEIGHT * self.found.ideal

    @property
    def _decided(self) -> int:
        return self.found.decided + WEIGHT


def rates(deals: Iterable[Opportunity], method: Method) -> tuple[StageRate, ...]:
    """The rate of each stage in the method's order, over these deals' whole history."""
    some = tuple(each for each in deals if not each.is_omitted)
    ways = _ways(some, method)
    known: tuple[StageRate, ...] = ()
    for place, found in reversed(tuple(enumerate(conversions(some, method)))):
        known = (StageRate(found, tuple(ways[place]), known), *known)
    return known


def _ways(deals: Iterable[Opportunity], method: Method) -> Mapping[int, list[tuple[Opportunity, int]]]:
    """The won deals by the places they were in, with the days from first entering to winning."""
    ways: defaultdict[int, list[tuple[Opportunity, int]]] = defaultdict(list)
    for deal in deals:
        stays = [stay for stay in stints(deal) if stay.start] if deal.is_won else []
        entries = {method.position(stay.stage): stay.start for stay in reversed(stays)}
        for place, entry in entries.items():
            if entry and (won := stays[-1].start):
                ways[place].append((deal, (won - entry).days))
    return ways


def _joined(factors: Iterable[Decimal]) -> Decimal:
    """Several factors of 1 or more as one: e to the root of the sum of their squared logarithms."""
    return sum((factor.ln() ** 2 for factor in factors), Decimal(0)).sqrt().exp()
