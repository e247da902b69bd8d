"""How far a forecast may miss: P10, P50 and P90, the chance to reach a target, and the luck floor.

Deals are won or lost one by one, but months are good or bad for all of them: their log-odds share one
normal shock. For each of some shocks the sum of the amounts won is laid out as a distribution, and these are
averaged. Chances are floats, amounts stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.forecasting.distribution import Masses, Odds, laid_out, shocked, shocks
from funnel_cli.forecasting.walk import Chance
from funnel_cli.values.money import Money

LUCK = Decimal("0.8")
"""How far a normal distribution lies from its mean on average, in standard deviations."""

_COUNTED = 10
"""Up to so many deals, every sum they can come to is counted apart."""
_SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Spread:
    """The range of a period's revenue in the book's currency, what is certain included.

    It stays at or below `p10` one time in ten, `p50` one in two, `p90` nine in ten; `reach` is the chance,
    0-1, that it is at least the target, `None` without one.
    """

    p10: Money
    p50: Money
    p90: Money
    reach: Decimal | None


def spread(chances: Sequence[Chance], certain: Money, target: Money | None = None) -> Spread:
    """The range of what is certain plus what the deals may add, rounded to the minor unit."""
    sure, doubtful = _parted(chances, certain)
    masses = _masses(doubtful)
    low, middle, high = (
        Money(sure + masses.quantile(chance), certain.currency).rounded() for chance in (0.1, 0.5, 0.9)
    )
    return Spread(low, middle, high, _reach(doubtful, masses, target.amount - sure) if target else None)


def reach(chances: Sequence[Chance], certain: Money, target: Money) -> Decimal:
    """The chance, 0-1, that what is certain and what the deals may add come to the target."""
    sure, doubtful = _parted(chances, certain)
    missing = target.amount - sure
    return _reach(doubtful, _masses(doubtful, missing), missing)


def luck_floor(chances: Sequence[Chance]) -> Decimal | None:
    """0.8·√Σp(1−p)a² ÷ Σpa: by how much a perfect forecaster would miss; `None` where Σpa is nothing."""
    expected = sum((each.expected for each in chances), Decimal(0))
    variance = sum((each.variance for each in chances), Decimal(0))
    return (LUCK * variance.sqrt() / expected).quantize(_SIX_PLACES) if expected else None


def _parted(chances: Sequence[Chance], certain: Money) -> tuple[Decimal, list[Chance]]:
    """Sum what is as good as certain, and list the deals that are in doubt.

    A deal that costs money when it is won is taken for one that saves as much when it is not.
    """
    sure = sum(
        (each.amount for each in chances if each.odds == 1 or (each.odds and each.amount < 0)), certain.amount
    )
    doubtful = [each for each in chances if 0 < each.odds < 1 and each.amount]
    return sure, [each if each.amount > 0 else each.turned() for each in doubtful]


def _reach(deals: Sequence[Chance], masses: Masses, missing: Decimal) -> Decimal:
    """The chance that the deals come to at least what is missing; laid out anew where they end below it."""
    if missing > sum(each.amount for each in deals):
        return Decimal(0)
    known = masses if missing <= masses.amounts[-1] else _masses(deals, missing)
    return Decimal(min(max(1 - known.below(missing), 0.0), 1.0)).quantize(_SIX_PLACES)


def _masses(deals: Sequence[Chance], missing: Decimal = Decimal(0)) -> Masses:
    odds = [(float(each.odds), float(each.amount)) for each in deals]
    if len(deals) > _COUNTED:
        return laid_out(odds, float(missing))
    return _sums(deals, odds)


def _sums(deals: Sequence[Chance], odds: Odds) -> Masses:
    """Every sum that a few deals can come to, exactly, in order."""
    total: dict[Decimal, float] = {}
    for shock, weight in shocks(odds):
        sums = {Decimal(0): weight}
        for deal, (usual, _) in zip(deals, odds, strict=True):
            chance = shocked(usual, shock)
            lost = {amount: mass * (1 - chance) for amount, mass in sums.items()}
            for amount, mass in sums.items():
                lost[amount + deal.amount] = lost.get(amount + deal.amount, 0.0) + mass * chance
            sums = lost
        for amount, mass in sums.items():
            total[amount] = total.get(amount, 0.0) + mass
    amounts = sorted(total)
    return Masses(amounts, [total[amount] for amount in amounts])
