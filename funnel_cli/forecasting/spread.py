"""How far a forecast may miss: P10, P50 and P90, the chance to reach a target, and the luck floor.

How far good and bad periods lie apart is the shock that all deals of a period share, as past ones tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import sqrt
from typing import NamedTuple

from funnel_cli.forecasting.births import Births
from funnel_cli.forecasting.distribution import (
    SHOCK,
    Masses,
    OddsPoints,
    moments,
    on_a_grid,
    powers,
    shock_points,
    shocked,
)
from funnel_cli.forecasting.new_business import NewBusiness
from funnel_cli.forecasting.walk import Chance
from funnel_cli.values.money import Money

_LUCK = Decimal("0.8")
"""How far a normal distribution lies from its mean on average, in standard deviations."""

_COUNTED = 10
"""Up to so many deals, every sum they can come to is counted apart."""
_SIX_PLACES = Decimal("0.000001")


class Spread(NamedTuple):
    """The range of a period's revenue in the book's currency, what is certain included.

    It stays at or below `p10` one time in ten, `p50` one in two, `p90` nine in ten; `reach` is the chance,
    0-1, that it is at least the target, `None` without one.
    """

    p10: Money
    p50: Money
    p90: Money
    reach: Decimal | None


class Doubt(NamedTuple):
    """What a period's revenue hangs on: its open deals, those to come, and the σ of their shared shock."""

    chances: Sequence[Chance]
    new: NewBusiness | None = None
    shock: float = SHOCK

    def without(self, deal: Chance) -> Doubt:
        """The same without that deal."""
        return self._replace(chances=[each for each in self.chances if each is not deal])


class Hanging(NamedTuple):
    """What a period is expected to bring in all, the variance of its own luck, and its hold on the shock.

    `slope` is by how much more it brings, to first order, where all log-odds and the logarithm of the rate
    of new business are one higher: Σp(1−p)a + new business.
    """

    expected: float
    variance: float
    slope: float


def hanging(doubt: Doubt, certain: Money) -> Hanging:
    """What is certain and what the deals may add, by its moments, without the shock."""
    sure, doubtful, births = _parted(doubt, certain)
    odds = [(float(each.odds), float(each.amount)) for each in doubtful]
    own, new = moments(powers(odds)), births.moments()
    slope = sum(chance * (1 - chance) * amount for chance, amount in odds)
    return Hanging(float(sure) + own.mean + new.mean, own.variance + new.variance, slope + new.mean)


def spread(doubt: Doubt, certain: Money, target: Money | None = None) -> Spread:
    """The range of what is certain plus what the deals may add, rounded to the minor unit."""
    sure, doubtful, births = _parted(doubt, certain)
    masses = _masses(doubtful, births, doubt.shock)
    low, middle, high = (
        Money(sure + masses.quantile(chance), certain.currency).rounded() for chance in (0.1, 0.5, 0.9)
    )
    if target is None:
        return Spread(low, middle, high, None)
    missing = target.amount - sure
    if missing > masses.amounts[-1]:
        masses = _masses(doubtful, births, doubt.shock, missing)
    return Spread(low, middle, high, _reach(masses, missing))


def reach(doubt: Doubt, certain: Money, target: Money) -> Decimal:
    """The chance, 0-1, that what is certain and what the deals may add come to the target."""
    sure, doubtful, births = _parted(doubt, certain)
    missing = target.amount - sure
    return _reach(_masses(doubtful, births, doubt.shock, missing), missing)


def luck_floor(doubt: Doubt) -> Decimal | None:
    """`luck` ÷ Σpa: by how much a perfect forecaster would miss; `None` where Σpa is nothing or less."""
    expected = sum((each.expected for each in doubt.chances), Decimal(0))
    return (luck(doubt) / expected).quantize(_SIX_PLACES) if expected > 0 else None


def luck(doubt: Doubt) -> Decimal:
    """0.8·√(Σp(1−p)a² + (σΣp(1−p)a)²) of the open deals: their own luck, and the shock that they share."""
    own = sum((each.variance for each in doubt.chances), Decimal(0))
    slope = sum((each.odds * (1 - each.odds) * each.amount for each in doubt.chances), Decimal(0))
    return _LUCK * (own + (Decimal(str(doubt.shock)) * slope) ** 2).sqrt()


def _parted(doubt: Doubt, certain: Money) -> tuple[Decimal, list[Chance], Births]:
    """Sum what is as good as certain, and list the deals that are in doubt, and those to come.

    A deal that costs money when it is won is taken for one that saves as much when it is not; one to come
    that costs money is taken as expected.
    """
    sure = sum(
        (each.amount for each in doubt.chances if each.odds == 1 or (each.odds and each.amount < 0)),
        certain.amount,
    )
    doubtful = [each for each in doubt.chances if 0 < each.odds < 1 and each.amount]
    some = [like for like in doubt.new.likes if like.times and like.amount] if doubt.new else []
    likes = [(float(like.times), float(like.amount)) for like in some if like.amount > 0]
    sure += sum(like.expected for like in some if like.amount < 0)
    deals = [each if each.amount > 0 else each.turned() for each in doubtful]
    return sure, deals, Births(doubt.new.created if doubt.new else 0, likes)


def _reach(masses: Masses, missing: Decimal) -> Decimal:
    """The chance that the sum comes to at least what is missing; nothing where it ends below that."""
    if missing > masses.amounts[-1] + masses.width:
        return Decimal(0)
    return Decimal(min(max(1 - masses.below(missing), 0.0), 1.0)).quantize(_SIX_PLACES)


def _masses(deals: Sequence[Chance], births: Births, shock: float, missing: Decimal = Decimal(0)) -> Masses:
    odds = [(float(each.odds), float(each.amount)) for each in deals]
    if len(deals) > _COUNTED or births.likes:
        return on_a_grid(odds, births, shock, float(missing))
    return _sums(deals, odds, shock)


def _sums(deals: Sequence[Chance], odds: OddsPoints, shock: float) -> Masses:
    """Every sum that a few deals can come to, exactly, in order."""
    total: dict[Decimal, float] = {}
    for shift, weight in shock_points(odds, Births(0, ()), shock):
        sums = {Decimal(0): weight}
        for deal, (usual, _) in zip(deals, odds, strict=True):
            chance = shocked(usual, shift)
            lost = {amount: mass * (1 - chance) for amount, mass in sums.items()}
            for amount, mass in sums.items():
                lost[amount + deal.amount] = lost.get(amount + deal.amount, 0.0) + mass * chance
            sums = lost
        for amount, mass in sums.items():
            total[amount] = total.get(amount, 0.0) + mass
    amounts = sorted(total)
    return Masses(amounts, [total[amount] for amount in amounts])


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


class Shock(NamedTuple):
    """The σ of the log-odds shock, and from how many replayed periods it was learnt; none if assumed."""

    sigma: Decimal = Decimal(str(SHOCK))
    periods: int = 0


class Miss(NamedTuple):
    """What a period brought, as `came`, and what it hung on as of the day before it."""

    came: Money
    hung: Hanging


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
