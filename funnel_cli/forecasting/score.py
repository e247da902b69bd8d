"""How good forecasts were: errors, their weighted mean, their lean, and what luck alone would make.

Everything here is arithmetic on what was said and what came, in one currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from funnel_cli.time.sums import ratio, share_of

ENOUGH = 3
"""Below so many periods nothing is said of a way to forecast."""

NORMS: Mapping[str, Decimal] = {
    "rep": Decimal("0.35"),
    "manager": Decimal("0.25"),
    "director": Decimal("0.2"),
}
"""How far whose forecast may miss, where the method does not say."""


class Pair(NamedTuple):
    """The forecast of a period and the revenue that came."""

    said: Decimal
    came: Decimal

    @property
    def error(self) -> Decimal | None:
        """(forecast − actual) ÷ actual; `None` where nothing came, or less."""
        return share_of(self.said - self.came, self.came)

    @property
    def accuracy(self) -> Decimal | None:
        """1 − |error|; below nothing where the miss was larger than what came."""
        error = self.error
        return None if error is None else 1 - abs(error)


def wape(pairs: Iterable[Pair]) -> Decimal | None:
    """Σ|forecast − actual| ÷ Σ actual; `None` where nothing came at all, or less."""
    some = tuple(pairs)
    missed = sum((abs(pair.said - pair.came) for pair in some), Decimal(0))
    return share_of(missed, sum((pair.came for pair in some), Decimal(0)))


def bias(pairs: Iterable[Pair]) -> Decimal | None:
    """Σ(forecast − actual) ÷ Σ actual: above nothing, more was said than came."""
    some = tuple(pairs)
    over = sum((pair.said - pair.came for pair in some), Decimal(0))
    return share_of(over, sum((pair.came for pair in some), Decimal(0)))


def brier(chances: Iterable[tuple[Decimal, bool]]) -> Decimal | None:
    """The mean of (odds − outcome)²: 0 is knowing, 0.25 what a coin is worth (G. W. Brier 1950)."""
    some = tuple(chances)
    return ratio(sum(((odds - came) ** 2 for odds, came in some), Decimal(0)), Decimal(len(some)))


class Grade(Enum):
    """A mean miss beside the norms."""

    TOO_FEW = "too_few"
    NOTHING_CAME = "nothing_came"
    WITHIN = "within"
    LUCK = "luck"
    OVER = "over"


class Verdict(NamedTuple):
    """A mean miss beside the norms: within that of `role`, or over the widest, which is that of `role`.

    `LUCK` is over it too, but no further off than luck alone makes with so few deals.
    """

    grade: Grade
    role: str | None = None
    norm: Decimal | None = None


def norms_of(own: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """The norms, the narrowest first; what the method says goes before what is usual."""
    return dict(sorted({**NORMS, **own}.items(), key=lambda norm: norm[1]))


def verdict(
    miss: Decimal | None, periods: int, floor: Decimal | None, norms: Mapping[str, Decimal]
) -> Verdict:
    """Judge the mean miss over so many periods by the norms and the luck floor."""
    if periods < ENOUGH:
        return Verdict(Grade.TOO_FEW)
    if miss is None:
        return Verdict(Grade.NOTHING_CAME)
    for role, norm in norms.items():
        if miss <= norm:
            return Verdict(Grade.WITHIN, role, norm)
    role, norm = list(norms.items())[-1]
    return Verdict(Grade.LUCK if floor is not None and miss <= floor else Grade.OVER, role, norm)


def held(bands: Sequence[tuple[Decimal, Decimal, Decimal]]) -> Decimal | None:
    """The share of bands that held what came: each from its low to its high end, both included."""
    return ratio(Decimal(sum(low <= came <= high for low, high, came in bands)), Decimal(len(bands)))
