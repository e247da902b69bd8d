"""New business: what deals that do not exist yet may bring, at the rate at which deals have been created.

A period that begins in six weeks holds deals that are born before it. Every deal created lately stands for
deals like it to come, each walked from the first stage as a fresh one; how many come is a Poisson count
whose rate is itself known only as well as so few creations show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.forecasting.walk import Paces
from funnel_cli.records.book import Book
from funnel_cli.time.facts import created_on, since
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import in_book_currency
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.money import Money, exact_sum
from funnel_cli.values.period import Period

DAYS_BACK = 90
"""Days of the past in which creations are counted."""

_LEAST = 30
"""Days by which creations are divided at least: a book of a week says little of a quarter."""

_PLACES = Decimal("1e-9")


class Like(NamedTuple):
    """How many deals like this one are expected to be created and won in time, and what each brings."""

    id: str
    times: Decimal
    amount: Decimal

    @property
    def expected(self) -> Decimal:
        """Times × amount, unrounded."""
        return self.times * self.amount


class NewBusiness(NamedTuple):
    """What deals created from tomorrow on may bring inside a period, in the book's currency.

    `likes` are the deals it is judged by, `created` how many were created in the days looked back on, with
    or without an amount; `days` are those of the owner known for the shortest time, at most `DAYS_BACK`.
    """

    currency: str
    likes: tuple[Like, ...]
    created: int
    days: int

    @property
    def forecast(self) -> Money:
        """Σ times × amount, unrounded."""
        return Money(exact_sum(each.expected for each in self.likes), self.currency)


def new_business(
    deals: Sequence[Standing], book: Book, periods: Iterable[Period], at: Paces
) -> tuple[NewBusiness, ...]:
    """Estimate what each period brings of deals to be created, each owner at their own rate and pace.

    λ·ā·Σₜ (V₀(end − t) − V₀(start − t)) per owner, t from the day after the book's on: λ the deals created
    per day in the last `DAYS_BACK` days that are known, ā their mean amount, V₀(h) the chance of a fresh
    deal in the first stage to be won within h days. What an owner's record begins with is no creation.
    Omitted deals are left out.
    """
    by_owner = grouped_by((deal for deal in deals if not deal.is_omitted), lambda each: each.deal.owner)
    births = {owner: found for owner, some in by_owner.items() if (found := _births(some, book))}

    def in_period(period: Period) -> NewBusiness:
        before, until = ((day - book.day).days for day in (period.start, period.end))
        wins = {
            owner: at(owner).won_of_new(max(until - 1, 0)) - at(owner).won_of_new(max(before - 1, 0))
            for owner in births
        }
        return NewBusiness(
            book.currency,
            tuple(like for owner, found in births.items() for like in _likes(found, wins[owner])),
            sum(found.count for found in births.values()),
            min((found.days for found in births.values()), default=0),
        )

    return tuple(map(in_period, periods))


@dataclass(frozen=True, slots=True)
class _Births:
    """An owner's creations in the days that are known: how many, and those that have an amount."""

    days: int
    count: int
    priced: Mapping[str, Decimal]


def _births(deals: Iterable[Standing], book: Book) -> _Births | None:
    """Count the creations of one owner's deals; `None` where nothing dated is known of them."""
    some = [(deal, born) for deal in deals if (born := created_on(deal.deal))]
    complete = book.method.settings.complete_since
    first = complete or min((day for deal, _ in some if (day := since(deal.deal))), default=None)
    if first is None:
        return None
    days = min((book.day - first).days, DAYS_BACK)
    fresh = [deal for deal, born in some if 0 <= (book.day - born).days < days]
    priced = {deal.deal.id: money.amount for deal in fresh if (money := in_book_currency(deal, book))}
    return _Births(max(days, 0), len(fresh), priced)


def _likes(found: _Births, wins: float) -> Iterator[Like]:
    """Each deal as what its like is expected to bring; those without an amount count at the others' mean."""
    if not found.priced:
        return
    times = wins * found.count / len(found.priced) / max(found.days, _LEAST)
    rounded = Decimal(max(times, 0.0)).quantize(_PLACES)
    for id, amount in found.priced.items():
        yield Like(id, rounded, amount)
