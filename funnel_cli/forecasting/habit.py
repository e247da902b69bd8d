"""Habit: what such a period usually brings, and the forecast that is half pipeline, half habit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from funnel_cli.forecasting.walk import Chance
from funnel_cli.records.book import Book
from funnel_cli.time.facts import created_on, since
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import added, in_book_currency
from funnel_cli.values.money import Money
from funnel_cli.values.period import OutOfRange, Period, preceding

LOOK_BACK = 3
"""How many past periods make a habit."""

_SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Habit:
    """Revenue of the last full periods of a kind, in the book's currency.

    `periods` are up to `LOOK_BACK` of them, oldest first, each wholly known: none begins before the first
    fact about these deals, or before `settings.complete_since` where that is set. `won` are the deals won in
    them, `fresh` those of them that were created in the period they were won in.
    """

    periods: tuple[Period, ...]
    currency: str
    won: tuple[tuple[Standing, Money], ...]
    fresh: tuple[tuple[Standing, Money], ...]

    @property
    def run_rate(self) -> Money | None:
        """Mean won revenue of the periods; `None` where no full period is known."""
        return self._mean(self.won)

    @property
    def new_business(self) -> Money | None:
        """Mean revenue created and won inside one period; `None` where no full period is known."""
        return self._mean(self.fresh)

    def _mean(self, deals: Sequence[tuple[Standing, Money]]) -> Money | None:
        if not self.periods:
            return None
        amount = added((money for _, money in deals), self.currency).amount / len(self.periods)
        return Money(amount.quantize(_SIX_PLACES), self.currency)


def known_from(deals: Iterable[Standing], book: Book) -> Day | None:
    """The day from which on all about these deals is known: as the settings say, else their first fact."""
    complete = book.method.settings.complete_since
    return complete or min((day for deal in deals if (day := since(deal.deal))), default=None)


def habit(deals: Sequence[Standing], book: Book, period: Period, known: Day | None) -> Habit:
    """Find the last full periods of that kind and what these deals brought in them, as of the book's day.

    All about them is known from that day on, as `known_from` has it. Omitted deals, and those without an
    amount or a rate, add nothing.
    """
    periods = _full(period, book.day, known) if known else ()
    won = [
        (deal, money, when)
        for deal in deals
        if periods and deal.deal.is_won and not deal.is_omitted and (money := in_book_currency(deal, book))
        for when in periods
        if deal.deal.closed and deal.deal.closed in when
    ]
    return Habit(
        periods=periods,
        currency=book.currency,
        won=tuple((deal, money) for deal, money, _ in won),
        fresh=tuple((deal, money) for deal, money, when in won if (created_on(deal.deal) or Day.min) in when),
    )


def remaining_share(period: Period, day: Day) -> Decimal:
    """The share of the period's days that lie after the day, 0-1."""
    left = min(max((period.last - day).days, 0), period.days)
    return (Decimal(left) / period.days).quantize(_SIX_PLACES)


def returning(usual: Habit, share: Decimal) -> tuple[Chance, ...]:
    """New business as chances: what was created and won inside one of the periods may come again.

    Their odds come to new business × that share of a period; how far it may miss goes with them.
    """
    if not usual.periods:
        return ()
    odds = (share / len(usual.periods)).quantize(_SIX_PLACES)
    return tuple(Chance(deal.deal.id, odds, money.amount) for deal, money in usual.fresh)


def combined(won: Money, walked: Money, usual: Habit, share: Decimal) -> Money:
    """½ (won so far + walk + new business × remaining share) + ½ run rate: half pipeline, half habit.

    Where no full period is known there is no habit yet, and where nothing of the period is to come habit has
    no say any more: then the first half stands for the whole.
    """
    pipeline = won.amount + walked.amount + share * (usual.new_business.amount if usual.new_business else 0)
    if usual.run_rate is None or not share:
        return Money(pipeline, won.currency)
    return Money((pipeline + usual.run_rate.amount) / 2, won.currency)


def _full(period: Period, day: Day, known_from: Day) -> tuple[Period, ...]:
    """The last periods of the kind that ended by the day, before this one and not before all is known."""
    found: list[Period] = []
    earlier = period
    while len(found) < LOOK_BACK and earlier.start > known_from:
        try:
            earlier = preceding(earlier)
        except OutOfRange:
            break
        if earlier.start >= known_from and earlier.last <= day:
            found.append(earlier)
    return tuple(reversed(found))
