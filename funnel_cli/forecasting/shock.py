"""How far good and bad periods lie apart: the shock that all deals of a period share, as past ones tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from funnel_cli.forecasting.distribution import SHOCK
from funnel_cli.forecasting.spread import Doubt, Hanging, hanging
from funnel_cli.values.money import Money

ENOUGH_PERIODS = 6
"""From so many replayed periods on, the shock is learnt."""
MOST = 8
"""So many of them count, the latest."""
_ASSUMED = 6
"""How many periods the shock that is assumed counts like."""

_FAR = 1.0
"""No shock is taken for larger: one that makes odds of one in two nearly three in four, or one in four."""

_TENTH = 1.2815515655446004
"""Four fifths of a normal distribution lie within so many standard deviations."""
_HELD = 0.8
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Shock:
    """The σ of the log-odds shock, and from how many replayed periods it was learnt; none if assumed."""

    sigma: Decimal = Decimal(str(SHOCK))
    periods: int = 0


@dataclass(frozen=True, slots=True)
class Miss:
    """What a period brought, as `came`, and what it hung on as of the day before it."""

    came: Money
    hung: Hanging


def miss(doubt: Doubt, certain: Money, came: Money) -> Miss:
    """What came, beside what the doubt and what was certain foretold."""
    return Miss(came, hanging(doubt, certain))


def learnt(misses: Sequence[Miss]) -> Shock:
    """The σ with which four in five of the latest misses lie within a band of 80 %, held by the assumed one.

    The σ that one period needs: √((|came − expected| ÷ 1.28)² − own luck) ÷ slope, own luck and slope as
    `Hanging` has them; 0 where luck alone explains it, at most `_FAR`. Of these the fourth fifth, which
    counts like its periods, while `SHOCK` counts like `_ASSUMED`.
    """
    some = [each for each in misses[-MOST:] if each.hung.slope > 0]
    if len(some) < ENOUGH_PERIODS:
        return Shock()
    needs = sorted(map(_needed, some))
    sigma = (_ASSUMED * SHOCK + len(needs) * _fifth(needs)) / (_ASSUMED + len(needs))
    return Shock(Decimal(sigma).quantize(_HUNDREDTH), len(needs))


def _needed(each: Miss) -> float:
    """The σ, at most `_FAR`, with which the band just holds what came."""
    off = (float(each.came.amount) - each.hung.expected) / _TENTH
    return min(sqrt(max(off * off - each.hung.variance, 0.0)) / each.hung.slope, _FAR)


def _fifth(in_order: Sequence[float]) -> float:
    """The value below which the next one lies four times in five, in proportion between its neighbours.

    It is the 0.8·(n + 1)th of n, after W. Weibull; the largest at most.
    """
    place = min(_HELD * (len(in_order) + 1) - 1, len(in_order) - 1)
    low = int(place)
    high = min(low + 1, len(in_order) - 1)
    return in_order[low] + (place - low) * (in_order[high] - in_order[low])
