"""The sum of many doubtful amounts as a distribution on a grid, under a shock that they share."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil, erf, exp, fsum, inf, pi, sqrt
from typing import NamedTuple

Odds = Sequence[tuple[float, float]]
"""Pairs of odds, 0-1, and an amount."""

Masses = Sequence[tuple[Decimal, float]]
"""Amounts in order, each with the chance of just that sum; what lies above the last is left out."""

SHOCK = 0.5
"""The standard deviation of the log-odds shock that all deals of a period share."""

_FAR = 3.0
"""How many standard deviations of the shock are looked at on either side."""
_EACH = 60
"""Up to so many deals, each is laid out by itself."""
_MATTERS = 0.01
"""The share of the variance from which one of more deals is; the others are taken together."""
_CELLS = 1500


class Moments(NamedTuple):
    """Mean, variance and third central moment of a sum of independent doubtful amounts."""

    mean: float
    variance: float
    third: float


def laid_out(odds: Odds, up_to: float = 0.0) -> Masses:
    """The distribution of the sum on a grid whose cells keep each deal's mean exact.

    It goes as high as the ninth decile may lie, and at least as high as `up_to`. Of many deals the small
    ones are taken together by their moments, and each one that matters is laid out on top of them.
    """
    share = _MATTERS * _moments(odds).variance if len(odds) > _EACH else 0.0
    small = [pair for pair in odds if _moments([pair]).variance < share]
    large = sorted((pair for pair in odds if _moments([pair]).variance >= share), key=lambda pair: pair[1])
    points = shocks(odds)
    cell = min(fsum(amount for _, amount in odds), max(_top(odds, points[-1][0]), up_to)) / _CELLS
    total = [0.0] * (_CELLS + 1)
    for shock, weight in points:
        masses = _bell(_moments(shocked(small, shock)), cell) if small else [1.0]
        for chance, amount in shocked(large, shock):
            masses = _with(masses, chance, amount / cell)
        total[: len(masses)] = [mass + weight * more for mass, more in zip(total, masses, strict=False)]
    step = Decimal(cell)
    return [(place * step, mass) for place, mass in enumerate(total)]


def shocked(odds: Odds, shock: float) -> list[tuple[float, float]]:
    """The odds with their logarithm so many standard deviations higher."""
    times = exp(SHOCK * shock)
    return [(chance * times / (1 - chance + chance * times), amount) for chance, amount in odds]


def shocks(odds: Odds) -> list[tuple[float, float]]:
    """Shocks and their weights, close enough that the deals' own luck smooths between them.

    A trapezoid rule of the normal distribution; it converges as fast as Gauss-Hermite's here, and does
    not leave gaps between its points where many deals have little luck of their own.
    """
    slope = SHOCK * fsum(chance * (1 - chance) * amount for chance, amount in odds)
    step = min(1.0, 1.5 * sqrt(_moments(odds).variance) / slope) if slope else inf
    count = ceil(_FAR / step)
    points = [(place * step, exp(-((place * step) ** 2) / 2)) for place in range(-count, count + 1)]
    whole = fsum(weight for _, weight in points)
    return [(shock, weight / whole) for shock, weight in points]


def _moments(odds: Odds) -> Moments:
    """The moments of the sum."""
    mean = variance = third = 0.0
    for chance, amount in odds:
        mean += chance * amount
        own = chance * (1 - chance) * amount * amount
        variance += own
        third += own * (1 - 2 * chance) * amount
    return Moments(mean, variance, third)


def _top(odds: Odds, best: float) -> float:
    """Where the sum hardly ever gets: far above its mean under the best shock, or a dozen times its mean."""
    moments = _moments(shocked(odds, best))
    return min(moments.mean + 5 * sqrt(moments.variance), 12 * _moments(odds).mean)


def _bell(moments: Moments, cell: float) -> list[float]:
    """The chance of each cell by the normal distribution, corrected for its skewness after Edgeworth."""
    width = sqrt(moments.variance)
    skewness = moments.third / width**3

    def until(amount: float) -> float:
        z = (amount - moments.mean) / width
        return (1 + erf(z / sqrt(2))) / 2 - skewness / 6 * (z * z - 1) * exp(-z * z / 2) / sqrt(2 * pi)

    edges = [0.0, *(until((place + 0.5) * cell) for place in range(_CELLS + 1))]
    return [high - low for low, high in pairwise(edges)]


def _with(masses: list[float], chance: float, cells: float) -> list[float]:
    """The masses with one more deal, its amount split between two cells so that its mean is exact."""
    low = int(cells)
    higher = chance * (cells - low)
    lower, lost = chance - higher, 1 - chance
    size = min(len(masses) + low + 1, _CELLS + 1)
    stay = masses + [0.0] * (size - len(masses))
    some = [0.0] * min(low, size) + masses + [0.0]
    more = [0.0] * min(low + 1, size) + masses
    return [
        lost * one + lower * two + higher * three
        for one, two, three in zip(stay, some[:size], more[:size], strict=True)
    ]
