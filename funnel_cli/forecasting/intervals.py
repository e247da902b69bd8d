"""How sure a share is, from how few it was counted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_Z = Decimal("1.2815515655446004")
"""The point of the normal distribution with a tenth above it: two of them leave four fifths between."""

_STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Interval:
    """The true share lies from `low` to `high`, four times in five; both 0-1, to six places."""

    low: Decimal
    high: Decimal

    def __contains__(self, share: Decimal) -> bool:
        return self.low <= share <= self.high


def wilson(part: Decimal, whole: int) -> Interval | None:
    """Wilson's 80 % interval of `part` out of `whole`; `None` where nothing was counted.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), E. B. Wilson 1927. It never leaves 0-1, and
    stays wide where all or none of a few were counted.
    """
    if whole <= 0:
        return None
    share, square = part / whole, _Z * _Z / whole
    reach = (share * (1 - share) / whole * _Z * _Z + square * square / 4).sqrt()
    middle = share + square / 2
    low, high = ((middle + side * reach) / (1 + square) for side in (-1, 1))
    return Interval(max(low, Decimal(0)).quantize(_STEP), min(high, Decimal(1)).quantize(_STEP))
