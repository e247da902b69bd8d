"""The sum that deals to come may bring: a Poisson count whose rate is known only as well as it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, erf, exp, fsum, pi, sqrt
from typing import NamedTuple

_LOTS = 8
"""In how many lots of about the same amount the deals are laid out."""

_STEP = 4
"""How many cells of a grid are one in the recursion, which looks at every pair of them."""

_HAIR = 1e-12
"""A chance that is too small to be spread."""

_SKEWED = 0.3
"""The skewness up to which the sum is taken for a bell."""


class Moments(NamedTuple):
    """Mean, variance and third central moment of a doubtful sum."""

    mean: float
    variance: float
    third: float


class Births(NamedTuple):
    """How often which amount is expected, in pairs, and in how many creations that was seen.

    The rate behind a count seen n times has a gamma distribution of shape n about its mean, so the count is
    negative binomial, and wider than Poisson's the fewer creations there were.
    """

    seen: int
    likes: Sequence[tuple[float, float]]

    def moments(self, shift: float = 0.0) -> Moments:
        """The moments of the sum with the logarithm of the rate so much higher."""
        times = exp(shift)
        first, second, third = (times * fsum(n * amount**k for n, amount in self.likes) for k in (1, 2, 3))
        doubt = 1 / self.seen if self.seen else 0.0
        return Moments(
            first,
            second + doubt * first * first,
            third + 3 * doubt * first * second + 2 * doubt * doubt * first**3,
        )

    def chances(self, cell: float, cells: int, shift: float = 0.0) -> list[float]:
        """The chance of each number of cells from 0 on, the mean exact as far as the grid goes."""
        these = self.moments(shift)
        if these.third <= _SKEWED * sqrt(these.variance) ** 3:
            return bell(these, cell, cells)
        count = exp(shift) * fsum(times for times, _ in self.likes)
        wide = _panjer(self.seen, count, self._amounts(_STEP * cell), -(-cells // _STEP))
        return _spread_out(wide, cells)

    def _amounts(self, cell: float) -> dict[int, float]:
        """The chance that a deal brings so many cells; an amount is split between two, and so is exact."""
        in_order = sorted(self.likes, key=lambda like: like[1])
        size = ceil(len(in_order) / _LOTS)
        whole = fsum(times for times, _ in in_order)
        found: dict[int, float] = {}
        for first in range(0, len(in_order), size):
            lot = in_order[first : first + size]
            times = fsum(times for times, _ in lot)
            wide = fsum(times * amount for times, amount in lot) / times / cell
            low = int(wide)
            found[low] = found.get(low, 0.0) + times / whole * (low + 1 - wide)
            found[low + 1] = found.get(low + 1, 0.0) + times / whole * (wide - low)
        return found


def bell(moments: Moments, cell: float, cells: int) -> list[float]:
    """The normal distribution by cells from 0 on, corrected for its skewness after Edgeworth."""
    width = sqrt(moments.variance)
    skewness = moments.third / width**3

    def until(place: int) -> float:
        z = ((place + 0.5) * cell - moments.mean) / width
        return (1 + erf(z / sqrt(2))) / 2 - skewness / 6 * (z * z - 1) * exp(-z * z / 2) / sqrt(2 * pi)

    return [max(high - low, 0.0) for low, high in pairwise([0.0, *map(until, range(cells))])]


def _panjer(seen: int, count: float, amounts: dict[int, float], cells: int) -> list[float]:
    """The sum of a negative binomial number of amounts, by the recursion of H. H. Panjer (1981)."""
    beta = count / seen
    a = beta / (1 + beta)
    b = (seen - 1) * a
    none = amounts.get(0, 0.0)
    some = [(wide, chance / (1 - a * none)) for wide, chance in sorted(amounts.items()) if wide]
    found = [(1 + beta * (1 - none)) ** -seen]
    for place in range(1, cells):
        chance = 0.0
        for wide, odds in some:
            if wide > place:
                break
            chance += (a + b * wide / place) * odds * found[place - wide]
        found.append(chance)
    return found


def _spread_out(wide: Sequence[float], cells: int) -> list[float]:
    """Cells of which `_STEP` are a wide one, each chance spread to both sides; nothing stays nothing."""
    found = [0.0] * cells
    found[0] = wide[0]
    for place, chance in enumerate(wide[1:], 1):
        if chance < _HAIR:
            continue
        for off in range(1 - _STEP, _STEP):
            if (at := place * _STEP + off) < cells:
                found[at] += chance * (_STEP - abs(off)) / (_STEP * _STEP)
    return found
