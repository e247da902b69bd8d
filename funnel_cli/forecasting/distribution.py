"""The sum of many doubtful amounts as a distribution on a grid, under a shock that they share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from math import ceil, exp, fsum, sqrt
from typing import NamedTuple

from funnel_cli.forecasting.births import Births, Moments, bell
from funnel_cli.forecasting.convolution import GRID_CELLS, WHOLE, convolved, packed, unpacked, with_lot

OddsPoints = Sequence[tuple[float, float]]
"""Pairs of odds, 0-1, and an amount."""

SHOCK = 0.4
"""The standard deviation of the log-odds shock that all deals of a period share, until it is learnt."""

_FAR = 3.0
"""How many standard deviations of the shock are looked at on either side."""
_EACH = 200
"""Up to so many deals, each is laid out by itself."""
_MATTERS = 0.01
"""The share of the variance from which one of more deals is."""
_ALIKE = 100
"""In how many lots the others are laid out, each of deals of about the same amount."""
_SKEWED = 0.3
"""The skewness up to which they are not: together they make a bell."""
_HAIR = 1e-9
"""What adding up chances may be off by."""


class Masses(NamedTuple):
    """Amounts in order, each with the chance of a sum within half a `width` of it.

    There is nothing below the first; what lies above the last is left out.
    """

    amounts: Sequence[Decimal]
    chances: Sequence[float]
    width: Decimal = Decimal(0)

    def quantile(self, chance: float) -> Decimal:
        """The lowest sum that is exceeded no oftener than the chance leaves, in proportion within a cell."""
        until = list(accumulate(self.chances))
        place = min(bisect_left(until, chance - _HAIR), len(until) - 1)
        if place == 0:
            return self.amounts[0]
        share = min((chance - until[place - 1]) / self.chances[place], 1.0)
        return self.amounts[place] + self.width * (Decimal(round(1000 * share)) / 1000 - Decimal("0.5"))

    def below(self, amount: Decimal) -> float:
        """The chance of a sum below the amount, in proportion within a cell."""
        place = bisect_left(self.amounts, amount - self.width / 2)
        whole = fsum(self.chances[:place])
        if not self.width or place == len(self.amounts):
            return whole
        if place == 0:
            return self.chances[0] if amount > self.amounts[0] else 0.0
        return whole + (float((amount - self.amounts[place]) / self.width) + 0.5) * self.chances[place]


_Lot = tuple[int, float, float]
"""So many deals of the same odds and amount."""

_Powers = tuple[float, float, float, float]
"""Deals of the same odds: the odds, and Σa, Σa² and Σa³ of their amounts."""


def on_a_grid(odds: OddsPoints, births: Births, shock: float = SHOCK, up_to: float = 0.0) -> Masses:
    """The distribution of the sum on a grid whose cells keep the mean exact.

    It goes as high as the ninth decile may lie, and at least as high as `up_to`. Of many deals the small
    ones are taken together, by their moments where they make a bell, and else in lots of about the same
    amount; each other one is laid out on top of them, and so is new business.
    """
    lots, small = _parted(odds)
    points = shock_points(odds, births, shock)
    top = max(_top(powers(odds), births, points[-1][0], shock), up_to)
    cell = (top if births.likes else min(fsum(amount for _, amount in odds), top)) / (GRID_CELLS - 1)
    total = [0.0] * GRID_CELLS
    for shift, weight in points:
        grid = _bell(moments(small, shift), cell) if small else WHOLE
        if births.likes:
            grid = convolved(grid, births.chances(cell, GRID_CELLS, shift - shock * shock / 2))
        for count, chance, amount in lots:
            grid = with_lot(grid, count, shocked(chance, shift), amount / cell)
        total = [mass + weight * more for mass, more in zip(total, unpacked(grid), strict=True)]
    width = Decimal(cell)
    return Masses([place * width for place in range(GRID_CELLS)], [mass / WHOLE for mass in total], width)


def shocked(chance: float, shift: float) -> float:
    """The odds with their logarithm so much higher."""
    times = exp(shift)
    return chance * times / (1 - chance + chance * times)


def shock_points(odds: OddsPoints, births: Births, shock: float = SHOCK) -> list[tuple[float, float]]:
    """Shifts of the log-odds and their weights, close enough that the deals' own luck smooths between them.

    A trapezoid rule of the normal distribution; it converges as fast as Gauss-Hermite's here, and does
    not leave gaps between its points where many deals have little luck of their own.
    """
    new = births.moments()
    slope = shock * (fsum(chance * (1 - chance) * amount for chance, amount in odds) + new.mean)
    own = moments(powers(odds)).variance + new.variance
    if not slope:
        return [(0.0, 1.0)]
    step = min(1.0, 1.5 * sqrt(own) / slope)
    count = ceil(_FAR / step)
    points = [(place * step, exp(-((place * step) ** 2) / 2)) for place in range(-count, count + 1)]
    whole = fsum(weight for _, weight in points)
    return [(shock * point, weight / whole) for point, weight in points]


def powers(odds: OddsPoints) -> list[_Powers]:
    """The deals by their odds; many deals have few odds, since those of one stage and age have the same."""
    found: dict[float, tuple[float, float, float]] = {}
    for chance, amount in odds:
        first, second, third = found.get(chance, (0.0, 0.0, 0.0))
        square = amount * amount
        found[chance] = first + amount, second + square, third + square * amount
    return [(chance, *sums) for chance, sums in found.items()]


def moments(deals: Iterable[_Powers], shift: float = 0.0) -> Moments:
    """The moments of the sum of these deals with their log-odds shifted."""
    mean = variance = third = 0.0
    for odds, amount, square, cube in deals:
        chance = shocked(odds, shift)
        own = chance * (1 - chance)
        mean += chance * amount
        variance += own * square
        third += own * (1 - 2 * chance) * cube
    return Moments(mean, variance, third)


def _parted(odds: OddsPoints) -> tuple[Sequence[_Lot], Sequence[_Powers]]:
    """The deals that are laid out, and those that are taken by their moments."""
    by_amount = sorted(odds, key=lambda pair: pair[1])
    own = [chance * (1 - chance) * amount * amount for chance, amount in by_amount]
    least = _MATTERS * fsum(own) if len(own) > _EACH else 0.0
    pairs = list(zip(by_amount, own, strict=True))
    each = [(1, *pair) for pair, variance in pairs if variance >= least]
    others = [pair for pair, variance in pairs if variance < least]
    small = powers(others)
    sum_ = moments(small)
    if sum_.third <= _SKEWED * sqrt(sum_.variance) ** 3:
        return each, small
    size = ceil(len(others) / _ALIKE)
    alike = (others[first : first + size] for first in range(0, len(others), size))
    return [*map(_lot, alike), *each], []


def _lot(alike: OddsPoints) -> _Lot:
    mean, wins = fsum(chance * amount for chance, amount in alike), fsum(chance for chance, _ in alike)
    return len(alike), wins / len(alike), mean / wins


def _top(deals: Sequence[_Powers], births: Births, best: float, shock: float) -> float:
    """A sum hardly ever reached: far above the mean under the best shift, or a dozen times the mean."""
    under, new = moments(deals, best), births.moments(best - shock * shock / 2)
    far = under.mean + new.mean + 5 * sqrt(under.variance + new.variance)
    return min(far, 12 * (moments(deals).mean + births.moments().mean))


def _bell(moments: Moments, cell: float) -> int:
    return packed(round(chance * WHOLE) for chance in bell(moments, cell, GRID_CELLS))
