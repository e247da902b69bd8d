"""What each way to forecast would have said of past periods, and what came of them.

A replay asks the book as it was known on a past day, so nothing that was learned later slips in. A win
belongs to the period of its closing day, whenever it was written down or foretold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from funnel_cli.forecasting.calls import amount_of, calls_in_force
from funnel_cli.forecasting.past import PastBook
from funnel_cli.forecasting.score import Pair
from funnel_cli.forecasting.spread import Doubt, Miss, Shock, hanging, luck, spread
from funnel_cli.forecasting.walk import Walk
from funnel_cli.forecasting.weighted import Basis, Where, where_falls
from funnel_cli.records.book import Book
from funnel_cli.records.lists import MissingRates
from funnel_cli.records.method import Stage
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import all_added, in_book_currency
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, days_after


class Horizon(Enum):
    """From when a period is looked at: so many days before its last, or, below 0, before it begins.

    `AHEAD` is the day before it begins.
    """

    AHEAD = 0
    DAYS_90 = 90
    DAYS_60 = 60
    DAYS_30 = 30
    BEFORE_15 = -15
    BEFORE_30 = -30
    BEFORE_45 = -45
    BEFORE_90 = -90

    def day(self, period: Period) -> Day:
        """The as-of day for that period."""
        if self.value > 0:
            return days_after(period.last, -self.value)
        return days_after(period.start, self.value - 1)


BANDED = (Horizon.AHEAD, Horizon.BEFORE_15, Horizon.BEFORE_30, Horizon.BEFORE_45, Horizon.BEFORE_90)
"""From when the range is judged."""


class Seat(NamedTuple):
    """An open deal as it sat in its stage on the day, and whether it was won inside the period.

    `weighted` is its own or its stage's probability if it was due in the period, else nothing; `walk` its
    odds by the walk; `amount` and what the deal `brought` in the period are in the book's currency, the
    amount `None` where none was known.
    """

    deal: Standing
    stage: Stage
    amount: Decimal | None
    weighted: Decimal
    walk: Decimal
    won: bool
    brought: Decimal


class Look(NamedTuple):
    """One past period as it looked from one day before its end.

    `said` holds what each way said of the whole period beside what came; a way that could not say
    anything is missing. `of_open` holds what the ways that speak of open deals said of these alone,
    beside what these brought. `band` is P10 to P90 as the forecast shows it, only looked at from before the
    period, with the `shock` that was learnt by then; `miss` is what a later one is learnt from, `None` where
    an amount has no rate. `expected` and `luck` are Σpa and the 0.8·√Σp(1−p)a² of the open deals. What was
    open without a rate, in no stage of the method or in an unknown one is named, and added nowhere.
    """

    period: Period
    horizon: Horizon
    day: Day
    came: Decimal
    said: Mapping[Basis, Pair]
    of_open: Mapping[Basis, Pair]
    band: tuple[Decimal, Decimal] | None
    miss: Miss | None
    shock: Shock
    expected: Decimal
    luck: Decimal
    seats: tuple[Seat, ...]
    no_rate: tuple[str, ...]
    no_stage: tuple[str, ...]
    unknown: tuple[str, ...]


_Wins = Mapping[str, tuple[str | None, Decimal]]
"""Who won a deal and what it brought, by the deal's id."""


class Replay:
    """The past of a book, asked for what it would have said.

    `deals` are those meant as they stand today; `owner` is the only owner meant, if it is one, and
    `has_calls` says whether calls speak of just these deals.
    """

    def __init__(
        self,
        past: PastBook,
        book: Book,
        deals: Sequence[Standing],
        *,
        owner: str | None = None,
        has_calls: bool = True,
    ) -> None:
        self._past = past
        self._book = book
        self._wins = [each for each in deals if each.deal.is_won and not each.is_omitted]
        self._owner = owner
        self._has_calls = has_calls

    def look(self, period: Period, horizon: Horizon, shock: Shock) -> Look:
        """The period as it looked from that day, beside what came of it by today."""
        day = horizon.day(period)
        before, lacking = self._past.before(period, day), MissingRates()
        then, deals = before.book, self._past.deals(before.book)
        apart = before._replace(book=replace(then, missing_rates=lacking))
        prospect = apart.prospect(period, deals, shock)
        walked, wins = prospect.walk, self._won_in(period)
        came = sum((amount for _, amount in wins.values()), Decimal(0))
        seats = tuple(_seats(deals, then, walked, wins))
        of_open = _of_open(seats)
        said = {basis: Pair(prospect.won.amount + pair.said, came) for basis, pair in of_open.items()}
        if prospect.habit.run_rate is not None:
            said[Basis.RUN_RATE] = Pair(prospect.habit.run_rate.amount, came)
        said[Basis.TOTAL] = Pair(prospect.pipeline.amount, came)
        said[Basis.COMBINED] = Pair(prospect.combined.amount, came)
        said |= self._called(then, period, wins)
        for missing in lacking:
            then.missing_rates.note(missing)
        is_whole = not (lacking or any(deal.amount and not money for deal, money in self._wins_in(period)))
        return Look(
            period=period,
            horizon=horizon,
            day=day,
            came=came,
            said=said,
            of_open=of_open,
            band=_band(prospect.doubt, prospect.won) if horizon in BANDED else None,
            miss=Miss(Money(came, then.currency), hanging(prospect.doubt, prospect.won))
            if is_whole
            else None,
            shock=shock,
            expected=walked.forecast.amount,
            luck=luck(prospect.doubt),
            seats=seats,
            no_rate=walked.no_rate,
            no_stage=walked.no_stage,
            unknown=walked.unknown,
        )

    def _wins_in(self, period: Period) -> list[tuple[Standing, Money | None]]:
        found = (each for each in self._wins if each.deal.closed in period)
        return [(each, in_book_currency(each, self._book)) for each in found]

    def _won_in(self, period: Period) -> _Wins:
        return {
            deal.deal.id: (deal.deal.owner, money.amount if money else Decimal(0))
            for deal, money in self._wins_in(period)
        }

    def _called(self, then: Book, period: Period, wins: _Wins) -> Iterator[tuple[Basis, Pair]]:
        """What was called by that day, beside what those brought who called."""
        if not self._has_calls:
            return
        calls = calls_in_force(then, period, self._owner)
        if said := all_added((amount_of(call, then) for call in calls), then.currency):
            owners = {then.as_spelled(call.owner) for call in calls}
            theirs = (amount for owner, amount in wins.values() if None in owners or owner in owners)
            yield Basis.CALL, Pair(said.amount, sum(theirs, Decimal(0)))


def _seats(deals: Iterable[Standing], then: Book, walked: Walk, wins: _Wins) -> Iterator[Seat]:
    """Every open deal that the walk knows, as it stood then."""
    for each in deals:
        odds = walked.odds.get(each.deal.id)
        if odds is None or each.stage is None:
            continue
        is_due = where_falls(each, walked.period, then) is Where.OPEN
        money = in_book_currency(each, then)
        yield Seat(
            deal=each,
            stage=each.stage,
            amount=money.amount if money else None,
            weighted=(each.probability or Decimal(0)) if is_due else Decimal(0),
            walk=odds,
            won=each.deal.id in wins,
            brought=wins.get(each.deal.id, (None, Decimal(0)))[1],
        )


def _band(doubt: Doubt, won: Money) -> tuple[Decimal, Decimal]:
    found = spread(doubt, won)
    return found.p10.amount, found.p90.amount


def _of_open(seats: Sequence[Seat]) -> dict[Basis, Pair]:
    brought = sum((seat.brought for seat in seats), Decimal(0))
    weighted = sum((seat.weighted * (seat.amount or 0) for seat in seats), Decimal(0))
    walked = sum((seat.walk * (seat.amount or 0) for seat in seats), Decimal(0))
    return {Basis.WEIGHTED: Pair(weighted, brought), Basis.WALK: Pair(walked, brought)}
