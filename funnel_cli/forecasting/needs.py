"""From a target back to wins, to what each stage must hold, and to the leads that are needed, by when.

Wins needed = what is missing ÷ the mean won amount, rounded up. A stage must hold the wins that the
later stages will not bring, ÷ its share to won. What is there counts by its amount, so that a deal
twice the usual size is two. What the first stage lacks are the leads needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date as Day
from decimal import ROUND_CEILING, Context, Decimal
from typing import NamedTuple

from funnel_cli.finding.parties import belongs
from funnel_cli.forecasting.stage_rates import StageRate, rates
from funnel_cli.forecasting.targets import target_of
from funnel_cli.forecasting.weighted import Where, where_falls
from funnel_cli.records.book import Book
from funnel_cli.records.lead import CONTACTED, NEW, QUALIFIED, Lead
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import in_book_currency, summed
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, days_after, following

_GRAIN = Decimal("0.000001")
_WIDE = Context(prec=60)
"""Wide enough for the number of the smallest deals in the largest target."""


class Usual(NamedTuple):
    """The mean amount of a deal, in the book's currency, over `deals`: won ones, or open ones without any."""

    amount: Money
    deals: tuple[Standing, ...]
    is_won: bool


class Between(NamedTuple):
    """A number of deals at the rates as they are, and at the ends of their 80 % intervals."""

    likely: Decimal
    least: Decimal
    most: Decimal

    def rounded_up(self) -> Between:
        """In whole deals."""
        return Between(_up(self.likely), _up(self.least), _up(self.most))

    def beyond(self, number: Decimal) -> Between:
        """What is above that number, zero where nothing is."""
        return Between(*(max(each - number, Decimal(0)) for each in (self.likely, self.least, self.most)))


class Need(NamedTuple):
    """What one stage must hold for the wins that the later stages will not bring.

    `there` are its open deals due in the period, which count as so many of the usual size; `by` is the
    last day to enter the stage and be won in the period at the usual time. What is needed is `None`
    where no number of wins is known.
    """

    rate: StageRate
    there: tuple[Standing, ...]
    counts_as: Decimal
    must_hold: Between | None
    missing: Between | None
    by: Day
    is_late: bool


class Plan(NamedTuple):
    """The way from the target of a period back to leads; money is in the book's currency.

    `sets` are the deals by where they fall in the period, `won` is what was won in it so far. `missing`
    and `wins` are never below zero, and `None` where no target, or no amount of any deal, is known.
    `then` is the first later period in which a lead of today can still be won, and `then_by` the day it
    must exist by for that; `None` without a stage. `at_work` are the leads that may still become deals.
    """

    period: Period
    day: Day
    target: Money | None
    sets: Mapping[Where, tuple[Standing, ...]]
    won: Money
    missing: Money | None
    usual: Usual | None
    wins: int | None
    needs: tuple[Need, ...]
    then: Period | None
    then_by: Day | None
    at_work: tuple[Lead, ...]

    @property
    def expected(self) -> Decimal | None:
        """How many usual wins the open deals due in the period will bring at these rates."""
        if self.usual is None:
            return None
        return sum((need.rate.to_won * need.counts_as for need in self.needs), Decimal(0))

    @property
    def leads(self) -> Between | None:
        """The leads needed, in whole ones; `None` where that is not known."""
        lacking = self.needs[0].missing if self.needs else None
        return lacking.rounded_up() if lacking else None

    @property
    def is_over(self) -> bool:
        """Whether the period has ended."""
        return self.period.end <= self.day


def plan_for(
    deals: Iterable[Standing],
    book: Book,
    period: Period,
    *,
    target: Money | None = None,
    owner: str | None = None,
) -> Plan:
    """What it takes to reach the period's target, or the one given, at these deals' own rates.

    `owner` is whose target is meant where none is given.
    """
    some = tuple(deals)
    sets = _sets(some, book, period)
    won = summed(sets[Where.WON], book).amount_converted
    goal = target or target_of(book, period, owner)
    missing = goal and Money(max(goal.amount - won.amount, Decimal(0)), goal.currency)
    usual = _usual(some, book)
    wins = int(_up(missing.amount / usual.amount.amount)) if missing and usual else None
    known = rates((each.deal for each in some), book.method)
    then = _reachable(known[0], period, book.day) if known else None
    return Plan(
        period=period,
        day=book.day,
        target=goal,
        sets=sets,
        won=won,
        missing=missing,
        usual=usual,
        wins=wins,
        needs=_needs(known, _Funnel(sets[Where.OPEN], usual, book), wins, period),
        then=then,
        then_by=days_after(then.last, -known[0].days) if then else None,
        at_work=tuple(lead for lead in book.leads.values() if _is_at_work(lead, owner, book)),
    )


def counts_as(deal: Standing, usual: Usual | None, book: Book) -> Decimal:
    """How many usual deals a deal counts as: its amount ÷ theirs, 1 where either is not known."""
    money = in_book_currency(deal, book)
    return money.amount / usual.amount.amount if money and usual else Decimal(1)


def _is_at_work(lead: Lead, owner: str | None, book: Book) -> bool:
    """Whether the lead is the owner's, if one is asked for, and neither given back nor a deal by now."""
    return lead.stage in {NEW, CONTACTED, QUALIFIED} and belongs(owner, lead.owner, book)


def _sets(deals: Iterable[Standing], book: Book, period: Period) -> Mapping[Where, tuple[Standing, ...]]:
    sets: dict[Where, list[Standing]] = {where: [] for where in Where}
    for deal in deals:
        sets[where_falls(deal, period, book)].append(deal)
    return {where: tuple(some) for where, some in sets.items()}


def _usual(deals: Sequence[Standing], book: Book) -> Usual | None:
    """The mean of the won deals' amounts, else of the open ones'; `None` where none is known or above 0."""
    for is_won in (True, False):
        some = tuple(
            each
            for each in deals
            if not each.is_omitted
            and (each.deal.is_won if is_won else each.deal.is_open)
            and in_book_currency(each, book)
        )
        result = summed(some, book).amount_converted
        if result.amount > 0:
            mean = rounded(result.amount / len(some))
            return Usual(Money(mean, result.currency), some, is_won)
    return None


class _Funnel:
    """The open deals due in the period by stage, and how many usual deals they count as."""

    def __init__(self, deals: Iterable[Standing], usual: Usual | None, book: Book) -> None:
        self.there: defaultdict[str, list[Standing]] = defaultdict(list)
        self.size: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.day = book.day
        for deal in deals:
            if deal.stage:
                self.there[deal.stage.id].append(deal)
                self.size[deal.stage.id] += counts_as(deal, usual, book)


def _needs(known: Sequence[StageRate], funnel: _Funnel, wins: int | None, period: Period) -> tuple[Need, ...]:
    """What each stage needs."""
    needs = []
    for rate in known:
        size, by = funnel.size[rate.stage.id], days_after(period.last, -rate.days)
        must_hold = None if wins is None else Between(*(_must_hold(rate, funnel, wins, way) for way in _WAYS))
        missing = must_hold.beyond(size) if must_hold else None
        there = tuple(funnel.there[rate.stage.id])
        needs.append(Need(rate, there, size, must_hold, missing, by, is_late=by < funnel.day))
    return tuple(needs)


def _must_hold(
    rate: StageRate, funnel: _Funnel, wins: int, to_won: Callable[[StageRate], Decimal]
) -> Decimal:
    brought = sum((funnel.size[later.stage.id] * to_won(later) for later in rate.later), Decimal(0))
    return max(wins - brought, Decimal(0)) / to_won(rate)


_WAYS: Sequence[Callable[[StageRate], Decimal]] = (
    lambda rate: rate.to_won,
    lambda rate: rate.to_won_between.high,
    lambda rate: rate.to_won_between.low,
)
"""The likely share to won, and those that ask for the fewest and for the most deals."""


def _reachable(top: StageRate, period: Period, day: Day) -> Period:
    """The first later period in which a deal that enters the first stage on the day will be won."""
    then = following(period)
    while days_after(then.last, -top.days) < day:
        then = following(then)
    return then


def rounded(number: Decimal) -> Decimal:
    """The number to six places."""
    return number.quantize(_GRAIN, context=_WIDE)


def _up(number: Decimal) -> Decimal:
    """Rounded up to a whole, but for what only the division's last digits add."""
    return rounded(number).to_integral_value(ROUND_CEILING)
