"""What a period is expected to bring in all: open deals walked, deals to come, habit; today or on past days.

The book as it was is opened again and again without folding what cannot matter. A deal that was over before
the days looked at adds to the pace its owner had shown, and may be what the owner's record begins with: else
to nothing. The pace is counted from dated lines, each once, so such a deal is left out. Any other is folded
anew only when one of its dates has passed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date as Day
from functools import cache, cached_property
from typing import NamedTuple

from funnel_cli.forecasting.calls import won_in
from funnel_cli.forecasting.habit import Habit, first_closing, habit
from funnel_cli.forecasting.new_business import DAYS_BACK, NewBusiness, new_business
from funnel_cli.forecasting.pace import ALONE, SHARED, StagesSeen, Stays, fitted, nothing_seen, seen_together
from funnel_cli.forecasting.spread import Doubt, Shock
from funnel_cli.forecasting.walk import Paces, Walk, Ways, walks
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Contract, Opportunity, Override, Pause
from funnel_cli.time.facts import created_on, facts, since
from funnel_cli.time.history import book_on, opportunity_on
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, days_after


class Prospect(NamedTuple):
    """One period as of a day: won in it so far, its walk, its new business and the habit of such periods.

    `seen` is how often the owners' deals were seen to leave each stage of the method: what the pace rests on.
    `shock` is how far such periods lie apart.
    """

    won: Money
    walk: Walk
    new: NewBusiness
    habit: Habit
    is_over: bool
    seen: Mapping[str, int]
    shock: Shock = Shock()

    @property
    def moves(self) -> int:
        """How often a deal was seen to leave any stage."""
        return sum(self.seen.values())

    @property
    def pipeline(self) -> Money:
        """Won so far + walk + new business: a total."""
        return Money(
            self.won.amount + self.walk.forecast.amount + self.new.forecast.amount, self.walk.currency
        )

    @property
    def combined(self) -> Money:
        """½ (won so far + walk + new business) + ½ run rate: half pipeline, half habit, a total.

        Without a run rate there is no habit yet, and of a period that is over habit has nothing to say any
        more: then the pipeline stands for the whole.
        """
        if self.habit.run_rate is None or self.is_over:
            return self.pipeline
        return Money((self.pipeline.amount + self.habit.run_rate.amount) / 2, self.walk.currency)

    @property
    def doubt(self) -> Doubt:
        """What the period hangs on beside what is won."""
        return Doubt(self.walk.chances, self.new, float(self.shock.sigma))


def prospects(
    deals: Sequence[Standing],
    book: Book,
    periods: Iterable[Period],
    at: Paces,
    shocks: Iterable[Shock] | None = None,
) -> tuple[Prospect, ...]:
    """The prospect of each period over these deals as of the book's day, at these paces.

    `shocks` are those of the periods, one each; without them they are the assumed one.
    """
    asked, first = tuple(periods), first_closing(deals)
    apart = tuple(shocks) if shocks is not None else (Shock(),) * len(asked)
    owners = {deal.deal.owner for deal in deals if deal.deal.is_open}
    left: Counter[str] = Counter({stage.id: 0 for stage in book.method.stages})
    for owner in owners:
        left.update({id: stage.seen for id, stage in at(owner).pace.items()})
    walked_ones, new_ones = walks(deals, book, asked, at), new_business(deals, book, asked, at)
    return tuple(
        Prospect(
            won=won_in(deals, book, walked.period),
            walk=walked,
            new=new,
            habit=habit(deals, book, walked.period, first),
            is_over=walked.period.last <= book.day,
            seen=left,
            shock=shock,
        )
        for walked, new, shock in zip(walked_ones, new_ones, apart, strict=True)
    )


Matches = Callable[[Standing], bool]
"""Whether a deal is meant, as it stood on the day."""

_HABIT = 4
"""How many periods, and a few days, lie between a day and the first of those that make its habit."""


class PastDay(NamedTuple):
    """The book as it was on a past day, and the paces that deals had shown by then."""

    book: Book
    paces: Paces

    def prospect(self, period: Period, deals: Sequence[Standing], shock: Shock) -> Prospect:
        """The prospect of the period over these deals, as they were on the day."""
        (found,) = prospects(deals, self.book, [period], self.paces, [shock])
        return found


class PastBook:
    """The whole book as written, to be looked at as of one past day after the other."""

    def __init__(self, written: Book, matches: Matches) -> None:
        self._written = written
        self._method = written.method
        self._matches = matches
        self._folded: dict[str, tuple[int, Opportunity | None]] = {}
        deals = written.opportunities.values()
        self._turns = {deal.id: tuple(sorted(set(_turning_days(deal)))) for deal in deals}
        self._lives = tuple(self._kept(deals))

    def _kept(self, deals: Iterable[Opportunity]) -> Iterator[tuple[Opportunity, Day | None, Day | None]]:
        """Each deal with the day from which it exists, and the one from which on it need not be opened.

        `None` for one that may change yet, and for what an owner's record begins with: of those that match,
        none over before was created or closed as early.
        """
        firsts: dict[str | None, tuple[Day, Day]] = {}
        lives = ((deal, since(deal), self._over(deal)) for deal in deals)
        for deal, known, over in sorted(lives, key=lambda life: life[2] or Day.max):
            owner, born, closed = self._owner(deal), created_on(deal) or Day.max, deal.closed or Day.max
            first, closing = firsts.get(owner, (Day.max, Day.max))
            is_early = bool(over) and not deal.removed and (born < first or closed < closing)
            if is_early and self._is_meant(deal):
                firsts[owner] = min(first, born), min(closing, closed)
                yield deal, known, None
            else:
                yield deal, known, over

    def _is_meant(self, deal: Opportunity) -> bool:
        return not deal.is_omitted and self._matches(Standing(self._spelled(deal), self._written))

    def _over(self, deal: Opportunity) -> Day | None:
        """The day from which nothing changes about a closed deal, or on which it was removed."""
        if deal.removed or deal.is_open:
            return deal.removed
        return max(self._turns[deal.id], default=None)

    def book(self, day: Day, since: Day) -> Book:
        """The book as of the day, without what was over before `since` and begins nobody's record."""
        folded = (
            self._on(deal, day)
            for deal, known, over in self._lives
            if (known is None or known <= day) and (over is None or over > day or over >= since)
        )
        there = {deal.id: deal for deal in folded if deal}
        return replace(book_on(replace(self._written, opportunities={}), day), opportunities=there)

    def _on(self, deal: Opportunity, day: Day) -> Opportunity | None:
        """The deal as of the day; folded again only once a day has passed on which it may have changed."""
        turn = bisect_right(self._turns[deal.id], day)
        known = self._folded.get(deal.id)
        if known and known[0] == turn:
            return known[1]
        then = opportunity_on(deal, day)
        then = then and self._spelled(then)
        self._folded[deal.id] = turn, then
        return then

    def deals(self, book: Book) -> tuple[Standing, ...]:
        """The deals of such a book that are meant, by id."""
        return tuple(deal for deal in standings(book) if self._matches(deal))

    def before(self, period: Period, day: Day) -> PastDay:
        """What there was to foretell the period from on the day, none before one asked for already."""
        since = days_after(day, -max(_HABIT * (period.days + 4), DAYS_BACK))
        return PastDay(self.book(day, since), self.paces(day))

    def paces(self, day: Day) -> Paces:
        """The ways at the pace of each owner's deals as of the day; several owners borrow from the book.

        The day is none before one that was asked for already.
        """
        movers: dict[str | None, list[Opportunity]] = defaultdict(list)
        for deal in self._movers:
            if then := opportunity_on(deal, day):
                movers[self._owner(then)].append(deal)
        seen = {owner: record.seen(day, movers.pop(owner, ())) for owner, record in self._records.items()}
        nobody = Stays((), self._method, Day.max)
        seen |= {owner: nobody.seen(day, some) for owner, some in movers.items()}
        return cache(self._ways_of(seen, {*movers, *self._owners_on(day)}))

    def _ways_of(self, seen: Mapping[str | None, StagesSeen], owners: AbstractSet[str | None]) -> Paces:
        """The ways of each owner after what was seen of all."""
        method = self._method
        if len(owners) > 1:
            book = fitted(seen_together(seen.values(), method, SHARED), method)
            return lambda owner: Ways(fitted(seen.get(owner) or nothing_seen(method, SHARED), method, book))
        return lambda owner: Ways(
            fitted(seen_together([seen[owner]] if owner in seen else [], method, ALONE), method)
        )

    def _owners_on(self, day: Day) -> Iterator[str | None]:
        """Who had a deal that never changed hands."""
        for owner, first in self._first_days.items():
            if first is None or first <= day:
                yield owner

    @cached_property
    def _first_days(self) -> Mapping[str | None, Day | None]:
        """The first day of each owner's deals that never changed hands; `None` where it is older than any."""
        days: dict[str | None, Day | None] = {}
        for deal, known, _ in self._lives:
            if not _changed_hands(deal):
                owner = self._owner(deal)
                first = days.get(owner, known)
                days[owner] = known and first and min(first, known)
        return days

    @cached_property
    def _movers(self) -> tuple[Opportunity, ...]:
        """The deals whose owner was not always the same, or not always known."""
        return tuple(deal for deal, _, _ in self._lives if _changed_hands(deal))

    @cached_property
    def _records(self) -> Mapping[str | None, Stays]:
        deals = grouped_by((deal for deal, _, _ in self._lives if not _changed_hands(deal)), self._owner)
        return {owner: Stays(some, self._method, Day.max) for owner, some in deals.items()}

    def _spelled(self, deal: Opportunity) -> Opportunity:
        owner = self._owner(deal)
        return deal if deal.owner == owner else replace(deal, owner=owner)

    def _owner(self, deal: Opportunity) -> str | None:
        return self._written.as_spelled(deal.owner) or self._method.settings.owner


def _turning_days(deal: Opportunity) -> Iterator[Day]:
    """Every day that the deal states anywhere; on any other day it is as on the day before."""
    yield from facts(deal)
    yield from (tick.lapsed for ticks in deal.milestones.values() for tick in ticks if tick.lapsed)
    values = [deal.created, deal.removed, deal.contract and deal.contract.date, deal.probability, deal.paused]
    lines = (*((deal.opening,) if deal.opening else ()), *deal.history)
    for value in (*values, *(value for line in lines for value in line.changes.values())):
        match value:
            case Override(date=day) | Pause(since=day) | Contract(date=day) if day:
                yield day
            case Day():
                yield value


def _changed_hands(deal: Opportunity) -> bool:
    return any("owner" in line.changes for line in deal.history)
