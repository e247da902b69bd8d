"""The walk: whether a deal will be won within a period, at the pace the rep's own deals have shown.

Every open deal is walked forward day by day from where it stands. The chance to be won inside a period is
that of being won by its end less that of being won before its start. The date the rep wrote, and the rep's
own odds, play no part.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from functools import cache
from math import exp, fsum
from typing import NamedTuple

from funnel_cli.forecasting.pace import Pace, Rates, book_pace, pace
from funnel_cli.records.book import Book
from funnel_cli.records.deal import LOST, WON
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import in_book_currency
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.money import Money, exact_sum
from funnel_cli.values.period import Period

_SIX_PLACES = Decimal("0.000001")


class Chance(NamedTuple):
    """A deal whose amount is won with these odds, 0-1; the amount is in the book's currency."""

    id: str
    odds: Decimal
    amount: Decimal

    @property
    def expected(self) -> Decimal:
        """Odds times amount, unrounded."""
        return self.odds * self.amount

    @property
    def variance(self) -> Decimal:
        """p(1−p)a²: what the deal adds to the uncertainty of the sum."""
        return self.odds * (1 - self.odds) * (self.amount * self.amount)

    def turned(self) -> Chance:
        """The chance that it is not won, of as much with the other sign."""
        return Chance(self.id, 1 - self.odds, -self.amount)


class Walk(NamedTuple):
    """One period's walk: each open deal's odds of being won inside the period, and what they come to.

    `odds` are by the deal's id; `chances` are those with an amount in the book's currency, in the order of
    the deals. Without an amount, a rate or a stage of the method a deal adds nothing, and is named in
    `without_amount`, `no_rate` or `no_stage`; `unknown` are those whose stage on that day nobody knows.
    Omitted deals are left out altogether.
    """

    period: Period
    currency: str
    odds: Mapping[str, Decimal]
    chances: tuple[Chance, ...]
    without_amount: tuple[str, ...]
    no_rate: tuple[str, ...]
    no_stage: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def forecast(self) -> Money:
        """Σ odds × amount in the book's currency, unrounded."""
        return Money(exact_sum(each.expected for each in self.chances), self.currency)


Paces = Callable[[str | None], "Ways"]
"""From an owner to the ways of a deal at the pace of that owner's deals."""


def paces(book: Book) -> Paces:
    """The ways at the pace of each owner's deals as of the book's day, fitted when first asked for.

    Every deal the owner has counts: won, lost, open, removed and omitted alike. Several owners borrow from
    what all deals of the book show together.
    """
    deals = grouped_by(book.opportunities.values(), lambda deal: deal.owner)

    @cache
    def whole() -> Pace | None:
        return book_pace(book.opportunities.values(), book.method, book.day) if len(deals) > 1 else None

    return cache(lambda owner: Ways(pace(deals.get(owner, ()), book.method, book.day, whole())))


def walks(
    deals: Sequence[Standing], book: Book, periods: Iterable[Period], at: Paces | None = None
) -> tuple[Walk, ...]:
    """The walk of these deals through each of the periods, each at its owner's pace as of the book's day."""
    some = [deal for deal in deals if deal.deal.is_open and not deal.is_omitted]
    known = [deal for deal in some if deal.stage]
    walkers = [_walker(deal, book.day) for deal in known]
    moneys = [(deal.deal.id, in_book_currency(deal, book)) for deal in known if deal.amount]
    worth = [(id, money.amount) for id, money in moneys if money]
    without_amount = tuple(deal.deal.id for deal in known if deal.amount is None)
    no_rate = tuple(id for id, money in moneys if money is None)
    no_stage = tuple(deal.deal.id for deal in some if deal.stage is None and deal.deal.stage)
    unknown = tuple(deal.deal.id for deal in some if deal.deal.stage is None)
    own = at or paces(book)

    def through(period: Period) -> Walk:
        odds = _odds(walkers, period, own)
        chances = tuple(Chance(id, odds[id], amount) for id, amount in worth)
        return Walk(period, book.currency, odds, chances, without_amount, no_rate, no_stage, unknown)

    return tuple(map(through, periods))


_Walker = tuple[str, str | None, str, int | None, int]
"""A deal as it sets out: id, owner, stage, age there, and the day after which it walks, by its ordinal."""


def _walker(each: Standing, day: Day) -> _Walker:
    """The deal on that day; one that rests without an end sets out later than any day."""
    starts = day
    if each.is_paused:
        until = each.deal.paused and each.deal.paused.until
        starts = until - timedelta(1) if until else Day.max
    stage = each.stage.id if each.stage else ""
    return each.deal.id, each.deal.owner, stage, each.active_days, starts.toordinal()


def _odds(walkers: Iterable[_Walker], period: Period, at: Paces) -> Mapping[str, Decimal]:
    """Each deal's odds of being won inside the period, by its id; many deals are alike."""
    before, last = period.start.toordinal() - 1, period.last.toordinal()

    @cache
    def odds(owner: str | None, stage: str, age: int | None, starts: int) -> Decimal:
        ways, until = at(owner), max(last - starts, 0)
        chance = ways.won_within(stage, age, until) - ways.won_within(stage, age, max(before - starts, 0))
        return Decimal(max(chance, 0.0)).quantize(_SIX_PLACES)

    return {id: odds(owner, stage, age, starts) for id, owner, stage, age, starts in walkers}


class Ways:
    """The chance that a deal is won within so many days, by its stage and its age there, at one pace."""

    def __init__(self, pace: Pace) -> None:
        """Every stage, walked as many days ahead as is asked for."""
        self.pace = pace
        self._starts = {id: [start for start, _ in stage.by_age] for id, stage in pace.items()}
        self._begun: dict[str, list[list[float]]] = {
            id: [[0.0] for _ in starts] for id, starts in self._starts.items()
        }
        self._entering = {WON: [1.0], **{id: begun[0] for id, begun in self._begun.items()}}
        self._by_age = {
            id: [_Strand(rates, self._entering) for _, rates in stage.by_age] for id, stage in pace.items()
        }
        self._plain = {id: _Strand(stage.plain, self._entering) for id, stage in pace.items()}

    def won_within(self, stage: str, age: int | None, days: int) -> float:
        """The chance, 0-1, to be won within the days; `None` for an age that nobody knows.

        A deal has the rates of its age for the days that are left until the next begins, so its chance is
        that of a deal of this age for good, with what one wins that has come to the next age by the turn in
        the place of what that one wins after it.
        """
        self._reach(days)
        if age is None:
            return self._plain[stage].won[days]
        return self._won(stage, bisect_right(self._starts[stage], age) - 1, age, days)

    def won_of_new(self, days: int) -> float:
        """How many are won by the end of the days, where a deal enters the first stage on each of them."""
        self._reach(days)
        first = next(iter(self.pace))
        return fsum(self._entering[first][:days])

    def _reach(self, days: int) -> None:
        for day in range(len(self._entering[WON]), days + 1):
            self._walk_to(day)

    def _walk_to(self, day: int) -> None:
        for strands in (*self._by_age.values(), self._plain.values()):
            for strand in strands:
                strand.walk_to(day)
        self._entering[WON].append(1.0)
        for id, starts in self._starts.items():
            for place, start in enumerate(starts):
                self._begun[id][place].append(self._won(id, place, start, day))

    def _won(self, stage: str, place: int, age: int, days: int) -> float:
        starts, strand = self._starts[stage], self._by_age[stage][place]
        left = starts[place + 1] - age if place + 1 < len(starts) else days
        if days <= left:
            return strand.won[days]
        after = days - left
        return strand.won[days] + strand.stays**left * (
            self._begun[stage][place + 1][after] - strand.won[after]
        )


class _Strand:
    """A stage left at the same rates for good: `won` is the chance within so many days, from 0 on."""

    def __init__(self, rates: Rates, entering: Mapping[str, Sequence[float]]) -> None:
        """`entering` are the chances, within as many days, of a deal that enters each place."""
        out = fsum(rates.values())
        self.stays = exp(-out)
        self.won = [0.0]
        self._on = [(rate / out, entering[to]) for to, rate in rates.items() if to != LOST]

    def walk_to(self, day: int) -> None:
        """Add the next day: where the deal moves on, it has a day less."""
        on = 0.0
        for share, chances in self._on:
            on += share * chances[day - 1]
        self.won.append((1 - self.stays) * on + self.stays * self.won[-1])
