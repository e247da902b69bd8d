"""Habit: what such a period usually brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date as Day
from decimal import Decimal
from itertools import islice, takewhile
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import added, in_book_currency
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, backwards

PERIODS_BACK = 3
"""How many past periods make a habit."""

_SIX_PLACES = Decimal("0.000001")


class Habit(NamedTuple):
    """Revenue of the last full periods of a kind, in the book's currency.

    `periods` are up to `PERIODS_BACK` of them, oldest first, each wholly after the first closing
    that is on record, and not before `settings.complete_since` where that is set. `won` are the deals won
    in them.
    """

    periods: tuple[Period, ...]
    currency: str
    won: tuple[tuple[Standing, Money], ...]

    @property
    def run_rate(self) -> Money | None:
        """Mean won revenue of the periods; `None` where there is no full period."""
        if not self.periods:
            return None
        amount = added((money for _, money in self.won), self.currency).amount / len(self.periods)
        return Money(amount.quantize(_SIX_PLACES), self.currency)


def habit(deals: Sequence[Standing], book: Book, period: Period, first: Day | None) -> Habit:
    """Find the last full periods of that kind and what these deals brought in them, as of the book's day.

    A period that begins before the `first` deal was closed, won or lost, says nothing: perhaps nobody kept a
    record then. Omitted deals, and those without an amount or a rate, add nothing.
    """
    complete = book.method.settings.complete_since or Day.min
    periods = _full(period, book.day, first, complete) if first else ()
    won = tuple(
        (deal, money)
        for deal in deals
        for when in periods
        if deal.deal.is_won and deal.deal.closed in when and not deal.is_omitted
        if (money := in_book_currency(deal, book))
    )
    return Habit(periods, book.currency, won)


def first_closing(deals: Iterable[Standing]) -> Day | None:
    """The first day on which one of these deals that is not omitted was won or lost; `None` if none was."""
    return min((deal.deal.closed for deal in deals if deal.deal.closed and not deal.is_omitted), default=None)


def _full(period: Period, day: Day, first: Day, complete: Day) -> tuple[Period, ...]:
    """The last periods of the kind that ended by the day, before this one, after the first closing."""
    known = takewhile(lambda each: each.start > first and each.start >= complete, backwards(period))
    over = (each for each in known if each.last <= day)
    return tuple(islice(over, PERIODS_BACK))[::-1]
