"""A period seen from all sides: weighted by date, walked at one's own pace, from habit, and how far off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from funnel_cli.finding.cuts import GROUPINGS, grouping_named
from funnel_cli.finding.names import choice_named
from funnel_cli.forecasting.habit import (
    Habit,
    combined,
    habit,
    known_from,
    remaining_share,
    returning,
)
from funnel_cli.forecasting.spread import Spread, luck_floor, reach, spread
from funnel_cli.forecasting.walk import Chance, Paces, Walk, walks
from funnel_cli.forecasting.weighted import BASES, SETS, Basis, Forecast, Group, asked, grouped
from funnel_cli.records.book import Book
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import Sum, summed
from funnel_cli.values.message import message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period


@dataclass(frozen=True, slots=True)
class View:
    """The basis of the landing, the grouping, the sets to include, and whose target counts."""

    basis: str = Basis.WEIGHTED.value
    by: str = "stage"
    include: Sequence[str] = ()
    owner: str | None = None


def view_named(basis: str, by: str, include: Sequence[str], owner: str | None) -> View:
    """The view that these words mean; raises `NoSuchWord` for a basis, a grouping or a set."""
    return View(
        basis=choice_named(message("basis"), basis, BASES).id,
        by=grouping_named(by, GROUPINGS),
        include=tuple(choice_named(message("set"), word, SETS).id for word in include),
        owner=owner,
    )


@dataclass(frozen=True, slots=True)
class Without:
    """The walk and the chance to reach the target without the deal that a period depends on most."""

    id: str
    walk: Money
    reach: Decimal | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """One period's forecast with the walk, the habit and the range beside it, in the book's currency.

    `walked` are the deals of the walk, `counted` those behind what the forecast's basis expects, with their
    `groups` and their sum; `share` is the part of the period that is still to come, `returns` is
    new business as chances, `luck` the luck floor of the walked deals.
    """

    forecast: Forecast
    walk: Walk
    walked: tuple[Standing, ...]
    counted: tuple[Standing, ...]
    groups: tuple[Group, ...]
    total: Sum
    habit: Habit
    share: Decimal
    returns: tuple[Chance, ...]
    spread: Spread
    luck: Decimal | None
    without: Without | None

    @property
    def period(self) -> Period:
        """The days it is about."""
        return self.forecast.period

    @property
    def combined(self) -> Money:
        """Half pipeline, half habit: a total."""
        return combined(self.forecast.won, self.walk.forecast, self.habit, self.share)

    @property
    def new_business(self) -> Money:
        """Usual revenue, in the rest of such a period, of deals that do not exist yet."""
        usual = self.habit.new_business
        return Money(self.share * usual.amount if usual else Decimal(0), self.walk.currency)


def outlooks(
    deals: Sequence[Standing],
    book: Book,
    periods: Sequence[Period],
    view: View,
    at: Paces | None = None,
) -> tuple[Outlook, ...]:
    """The outlook on each period over these deals, as of the book's day.

    `at` is at whose pace deals walk, where that is not the book's own.
    """
    basis = Basis(view.basis)
    forecasts = asked(deals, book, periods, by=view.by, include=view.include, owner=view.owner)
    known = known_from(deals, book)
    return tuple(
        _outlook(replace(dated, basis=basis), walked, deals, book, view.by, known)
        for dated, walked in zip(forecasts, walks(deals, book, periods, at), strict=True)
    )


def _outlook(
    dated: Forecast, walked: Walk, deals: Sequence[Standing], book: Book, by: str, known: Day | None
) -> Outlook:
    """The forecast with all that stands beside it, in a book in which all is known from that day on."""
    usual, share = habit(deals, book, dated.period, known), remaining_share(dated.period, book.day)
    returns = returning(usual, share)
    chances = (*walked.chances, *returns)
    forecast = replace(dated, expected=_expected(dated, walked, usual, share))
    open_deals = tuple(deal for deal in deals if deal.deal.id in walked.odds)
    is_dated = dated.basis is Basis.WEIGHTED
    return Outlook(
        forecast=forecast,
        walk=walked,
        walked=open_deals,
        counted=dated.counted if is_dated else open_deals,
        groups=dated.groups if is_dated else grouped(open_deals, book, by),
        total=dated.total if is_dated else summed(open_deals, book),
        habit=usual,
        share=share,
        returns=returns,
        spread=spread(chances, dated.won, dated.target),
        luck=luck_floor(walked.chances),
        without=_without(walked, chances, dated),
    )


def _expected(dated: Forecast, walked: Walk, usual: Habit, share: Decimal) -> Money:
    if dated.basis is Basis.COMBINED:
        return combined(dated.won, walked.forecast, usual, share)
    return walked.forecast if dated.basis is Basis.WALK else dated.weighted


def _without(walked: Walk, chances: Sequence[Chance], forecast: Forecast) -> Without | None:
    """What is left without the deal of the largest p(1−p)a²; `None` where none is in doubt."""
    most = max(walked.chances, key=lambda each: each.variance, default=None)
    if most is None or not most.variance:
        return None
    rest = [each for each in chances if each is not most]
    left = Money(walked.forecast.amount - most.expected, walked.currency)
    return Without(most.id, left, reach(rest, forecast.won, forecast.target) if forecast.target else None)
