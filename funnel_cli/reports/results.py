"""What came of the targets of a period: per tier and owner, landing, gap, attainment and coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from funnel_cli.finding.parties import belongs
from funnel_cli.forecasting.targets import TIERS, own_target, owners, target_of
from funnel_cli.forecasting.weighted import Forecast, forecast
from funnel_cli.records.book import Book
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import ratio
from funnel_cli.values.period import Period

ENOUGH_RESULTS = 10
"""Below so many decided deals a win rate says too little to ask for a coverage."""


@dataclass(frozen=True, slots=True)
class Result:
    """The target of a tier for one owner, or the whole book (`None`), held against what was and will be won.

    `decided` are the owner's deals that were ever won or lost.
    """

    owner: str | None
    tier: str
    forecast: Forecast
    decided: tuple[Standing, ...]

    @property
    def win_rate(self) -> Decimal | None:
        """Won ÷ decided by count; `None` below ten decided deals."""
        if len(self.decided) < ENOUGH_RESULTS:
            return None
        return ratio(Decimal(sum(each.deal.is_won for each in self.decided)), Decimal(len(self.decided)))

    @property
    def needed(self) -> Decimal | None:
        """The coverage it takes at that win rate, 1 ÷ it; `None` where it is not known or nothing was won."""
        return ratio(Decimal(1), self.win_rate) if self.win_rate else None


def results(
    deals: Sequence[Standing], book: Book, period: Period, owner: str | None = None
) -> tuple[Result, ...]:
    """What came of the period's targets: for the whole book first, then by owner, or of one owner alone.

    The whole book has a result where it has a target of its own, or several owners have one.
    """
    return tuple(
        result
        for tier in TIERS
        for who in _asked(book, period, owner, tier)
        if (result := _result(deals, book, period, who, tier))
    )


def _asked(book: Book, period: Period, owner: str | None, tier: str) -> Iterable[str | None]:
    """Whose targets are looked at."""
    if owner is not None:
        return (owner,)
    some = [each for each in owners(book, tier) if own_target(book, period, each, tier)]
    is_whole = len(some) > 1 or own_target(book, period, None, tier)
    return (None, *some) if is_whole else some


def _result(
    deals: Iterable[Standing], book: Book, period: Period, owner: str | None, tier: str
) -> Result | None:
    """One owner's result in one tier; `None` without a target."""
    target = own_target(book, period, owner, tier) if owner else target_of(book, period, None, tier)
    if target is None:
        return None
    own = tuple(each for each in deals if belongs(owner, each.deal.owner, book))
    found = replace(forecast(own, book, period, owner=owner), target=target)
    return Result(owner, tier, found, tuple(_decided(own)))


def _decided(deals: Iterable[Standing]) -> Iterator[Standing]:
    return (each for each in deals if each.deal.is_won or each.deal.is_lost)
