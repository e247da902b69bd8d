"""Quotas from the funnel itself: what each owner or region holds, weighted, against the mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from funnel_cli.frozen import dataclass
from funnel_cli.message import message
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.names import choice_named
from funnel_cli.period import Period
from funnel_cli.reports.cuts import GROUPINGS, groupings
from funnel_cli.reports.sums import Sum, added, ratio, summed
from funnel_cli.standing import Standing

AREAS = ("owner", "region", "industry")
"""What an area may be."""


@dataclass(frozen=True, slots=True)
class Area:
    """What one owner or region holds; `key` is `None` for the deals of which that is not known."""

    key: str | None
    deals: tuple[Standing, ...]
    sum: Sum

    @property
    def quota(self) -> Money:
        """Σ amount × probability, in the book's currency."""
        return self.sum.weighted_converted


@dataclass(frozen=True, slots=True)
class Balance:
    """The areas by name, the unknown last; what is not known takes no part in the mean."""

    by: str
    period: Period | None
    areas: tuple[Area, ...]
    currency: str

    @property
    def known(self) -> tuple[Area, ...]:
        """The areas that have a name."""
        return tuple(area for area in self.areas if area.key is not None)

    @property
    def total(self) -> Money:
        """The quotas of all areas together."""
        return added((area.quota for area in self.areas), self.currency)

    @property
    def mean(self) -> Decimal | None:
        """What an area with a name holds in the mean."""
        count = len(self.known)
        return sum((area.quota.amount for area in self.known), Decimal(0)) / count if count else None

    def deviation(self, area: Area) -> Decimal | None:
        """The area's quota ÷ the mean, minus 1; `None` for the unknown, and where nothing is weighted."""
        part = ratio(area.quota.amount, self.mean) if area.key is not None and self.mean else None
        return None if part is None else part - 1

    def share(self, area: Area) -> Decimal | None:
        """The area's part of the total."""
        return ratio(area.quota.amount, self.total.amount)


def balance(deals: Iterable[Standing], book: Book, by: str, period: Period | None = None) -> Balance:
    """What each area holds in open deals, with a period in those expected to close in it.

    Omitted deals count nowhere. Raises `NoSuchWord` for what is no area.
    """
    by = choice_named(message("area"), by, groupings(AREAS)).id
    key_of = GROUPINGS[by]
    areas: defaultdict[str | None, list[Standing]] = defaultdict(list)
    for deal in deals:
        if deal.deal.is_open and not deal.is_omitted and _is_due(deal, period):
            areas[key_of(deal, book)].append(deal)
    return Balance(
        by=by,
        period=period,
        areas=tuple(
            Area(key, tuple(areas[key]), summed(areas[key], book))
            for key in sorted(areas, key=lambda key: (key is None, key or ""))
        ),
        currency=book.currency,
    )


def _is_due(deal: Standing, period: Period | None) -> bool:
    close = deal.deal.expected_close
    return period is None or (close is not None and close in period)
