"""Exchange rates: what an amount is worth in another currency on a day, and whose has no rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day

from funnel_cli.records.fields import Currency, FileMapping, OnDay, PerUnit
from funnel_cli.values.money import EXACT, Money


@dataclass(frozen=True, kw_only=True)
class Rate(FileMapping):
    """1 unit of `from` is `rate` units of `to`, until the next line."""

    date: OnDay
    """From which day."""
    from_: Currency
    """The currency that is converted."""
    to: Currency
    """The currency it becomes; for just this direction."""
    rate: PerUnit
    """What 1 unit is worth."""


@dataclass(frozen=True)
class MissingRate:
    """An amount that no rate leads into a book's currency on that day: whose it is and where it stands."""

    whose: str
    file: str
    key: str
    currency: str
    day: Day


class MissingRates:
    """What could not be converted while a book was asked, each with the earliest day that lacks a rate.

    An answer adds to it and never reads it; whoever prints the answer tells what is missing from it.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], MissingRate] = {}

    def note(self, missing: MissingRate) -> None:
        """Keep in mind that this amount is in no sum."""
        place = (missing.file, missing.key, missing.currency)
        known = self._found.get(place)
        if known is None or missing.day < known.day:
            self._found[place] = missing

    def __iter__(self) -> Iterator[MissingRate]:
        """Yield them by currency and place."""
        return iter(sorted(self._found.values(), key=lambda each: (each.currency, each.file, each.key)))

    def __len__(self) -> int:
        return len(self._found)


def converted(money: Money, to: str, day: Day, rates: Iterable[Rate]) -> Money | None:
    """The money in another currency, unrounded, by the latest rate on or before that day.

    Of two rates of one day the later in the list counts. `None` without a rate for just this
    direction: rates are neither turned round nor chained.
    """
    if money.currency == to:
        return money
    known = [rate for rate in rates if (rate.from_, rate.to) == (money.currency, to) and rate.date <= day]
    if not known:
        return None
    latest = max(reversed(known), key=lambda rate: rate.date)
    return Money(EXACT.multiply(money.amount, latest.rate), to)
