"""The key figures of a period on one screen: each is the figure of the report that owns it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.cuts import NEW
from funnel_cli.finding.parties import TEAM, belongs, members_of
from funnel_cli.forecasting.passage import Cycle, WinRate
from funnel_cli.forecasting.replay import Horizon
from funnel_cli.forecasting.score import ENOUGH
from funnel_cli.forecasting.targets import own_target, owners
from funnel_cli.forecasting.track_record import BasisScore, PastQuestion, accuracy
from funnel_cli.forecasting.weighted import Basis, Forecast, Where, forecast
from funnel_cli.records.book import Book
from funnel_cli.reports.activity import Activity, PlannedOne, activities, planned_in
from funnel_cli.reports.conversion import Passage, passage
from funnel_cli.reports.lead_rates import LeadResult, lead_rates
from funnel_cli.reports.review import Outcome, promises_kept
from funnel_cli.reports.sources import results_by
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import share_of
from funnel_cli.values.period import OutOfRange, Period, preceding, year_before
from funnel_cli.values.typed import normal

KPI_CUTS = ("owner", "team")
"""What may have a row of its own."""


class Growth(NamedTuple):
    """What was won in an earlier period, and what the period, if it `has_begun`, has won against it."""

    before: Forecast | None
    now: Forecast
    has_begun: bool

    @property
    def unknown(self) -> Period | None:
        """The period of which not every amount that was won is known in the book's currency."""
        pair = (self.before, self.now) if self.before else ()
        return next(
            (each.period for each in pair if each.brought.no_rate or each.brought.without_amount), None
        )

    @property
    def rate(self) -> Decimal | None:
        """Won ÷ won then − 1.

        `None` where nothing was won then or can be yet, not all is known, or no book goes back.
        """
        if self.before is None or self.unknown or not self.has_begun:
            return None
        part = share_of(self.now.won.amount, self.before.won.amount)
        return None if part is None else part - 1


class Kpi(NamedTuple):
    """The key figures of a rep, a team or everybody (`None`) in a period.

    `new` are the deals won of new customers, `unplaced` those of customers who may be new, `leads` those that
    came in in the period, `reviews` how many were filed in it, and `fates` what became of the promises in
    them; `score` is how far the forecasts of all months that are over missed.
    """

    owner: str | None
    now: Forecast
    on_last: Growth
    on_year: Growth
    new: tuple[Standing, ...]
    unplaced: tuple[Standing, ...]
    passage: Passage
    leads: LeadResult
    planned: tuple[PlannedOne, ...]
    made: tuple[Activity, ...]
    reviews: int
    fates: tuple[Outcome, ...]
    score: BasisScore | None

    @property
    def win_rate(self) -> WinRate:
        """The win rate of all that was decided in the period."""
        return self.passage.rates[0]

    @property
    def decided(self) -> tuple[Standing, ...]:
        """The deals won or lost in the period."""
        return (*self.win_rate.won, *self.win_rate.lost)

    @property
    def cycle(self) -> Cycle:
        """From creation to winning."""
        return self.passage.cycle

    @property
    def new_customers(self) -> int | None:
        """How many customers bought for the first time; `None` where somebody else may have, too."""
        return None if self.unplaced else self.known_new

    @property
    def known_new(self) -> int:
        """How many customers are known to have bought for the first time."""
        return len(_customers(self.new))

    @property
    def won(self) -> tuple[Standing, ...]:
        """The deals won in the period."""
        return self.now.sets[Where.WON]

    @property
    def kept(self) -> int:
        """How many promises were kept, or their deals closed."""
        return sum(fate in (Outcome.KEPT, Outcome.CLOSED) for fate in self.fates)

    @property
    def missed_by(self) -> Decimal | None:
        """By how much forecasts missed; `None` before three months could be replayed."""
        return self.score.miss if self.score and len(self.score.pairs) >= ENOUGH else None


def rows(deals: Sequence[Standing], book: Book, period: Period, by: str, owner: str | None) -> list[str]:
    """Who has a row: the teams, or the reps who have open deals or a target, or did anything in the period.

    That is: a deal of theirs was decided, a lead came in, or something was logged.

    Under an owner or a team, only who belongs to it.
    """
    if by == "team":
        teams = [f"{TEAM}{name}" for name in book.method.settings.team]
        return [each for each in teams if owner in (None, each)]
    counted = [each.deal for each in deals if not each.is_omitted]
    some = {deal.owner for deal in counted if deal.is_open or deal.closed in period}
    some |= set(owners(book, "target"))
    some |= {book.as_spelled(each.owner) for each in activities(deals, period, book)}
    some |= {book.as_spelled(each.owner) for each in book.leads.values() if each.created in period}
    some |= {book.as_spelled(each) for reps in book.method.settings.team.values() for each in reps}
    members = members_of(owner, book)
    return sorted(each for each in some if each and (members is None or each in members))


def kpi(
    deals: Sequence[Standing], written: Book, book: Book, period: Period, owner: str | None = None
) -> Kpi:
    """The key figures of the period, of that rep or team or of everybody; `deals` are those of the book."""

    def matches(each: Standing) -> bool:
        return belongs(owner, each.deal.owner, book)

    own = tuple(filter(matches, deals))
    now = forecast(own, book, period)
    if owner:
        now = now._replace(target=own_target(book, period, owner))
    new = _won_of(NEW, own, book, period)
    reviews = [each for each in book.reviews if each.as_of in period and _is_of(owner, each.owner, book)]
    is_visit, has_begun = book.method.kinds.is_visit, period.start <= book.day
    return Kpi(
        owner=owner,
        now=now,
        on_last=Growth(_earlier(own, book, period, is_year=False), now, has_begun),
        on_year=Growth(_earlier(own, book, period, is_year=True), now, has_begun),
        new=new,
        unplaced=tuple(
            each
            for each in _won_of(None, own, book, period)
            if normal(each.deal.customer or "") not in _customers(new)
        ),
        passage=passage(own, book, period),
        leads=lead_rates(book, period=period, owner=owner).total,
        planned=tuple(one for one in planned_in(deals, period, book, matches) if is_visit(one.planned.kind)),
        made=tuple(each for each in activities(deals, period, book, matches) if is_visit(each.entry.kind)),
        reviews=len(reviews),
        fates=tuple(fate for each in reviews for _, fate in promises_kept(each, book)),
        score=_score(PastQuestion(written, book, own, matches, owner), book),
    )


def _is_of(name: str | None, owner: str | None, book: Book) -> bool:
    """Whether the review of that owner stands under the name; without one it is the settings' owner's."""
    return belongs(name, owner or book.method.settings.owner, book)


def _earlier(own: Sequence[Standing], book: Book, period: Period, *, is_year: bool) -> Forecast | None:
    try:
        before = year_before(period) if is_year else preceding(period)
    except OutOfRange:
        return None
    return forecast(own, book, before)


def _won_of(kind: str | None, own: Iterable[Standing], book: Book, period: Period) -> tuple[Standing, ...]:
    """The deals that were won of customers of that kind, as `sources` counts them; `None` is not known."""
    found = results_by(own, book, "customer_kind", period).results
    return next((each.rate.won for each in found if getattr(each.name, "id", None) == kind), ())


def _customers(deals: Iterable[Standing]) -> frozenset[str]:
    return frozenset(normal(each.deal.customer or "") for each in deals)


def _score(question: PastQuestion, book: Book) -> BasisScore | None:
    """How far the forecasts missed that the settings call the forecast."""
    found = accuracy(question, horizons=(Horizon.AHEAD,))
    return found.score(Basis(book.method.settings.forecast))
