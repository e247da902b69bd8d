"""A period seen from all sides: weighted by date, walked at one's own pace, from habit, and how far off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.cuts import GROUPINGS, grouping_named
from funnel_cli.finding.names import choice_named
from funnel_cli.finding.query import Query
from funnel_cli.finding.words import choices_in
from funnel_cli.forecasting.habit import Habit
from funnel_cli.forecasting.lessons import shocks
from funnel_cli.forecasting.past import Matches, Prospect, prospects
from funnel_cli.forecasting.spread import Shock, Spread, luck_floor, reach, spread
from funnel_cli.forecasting.walk import Paces, Walk, paces
from funnel_cli.forecasting.weighted import BASES, SETS, Basis, Forecast, Group, asked, grouped
from funnel_cli.records.book import Book
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import Sum, summed
from funnel_cli.values.message import message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period


class View(NamedTuple):
    """The basis of the landing, the grouping, the sets to include, and whose target counts.

    `whose` says whose deals are meant on any day; `None` where they are not all of some people's, so that
    no past of theirs can teach how far periods lie apart.
    """

    basis: str = Basis.WEIGHTED.value
    by: str = "stage"
    include: Sequence[str] = ()
    owner: str | None = None
    whose: Matches | None = None


def view_named(basis: str, by: str, include: Sequence[str], query: Query) -> View:
    """The view that these words mean; raises `NoSuchWord` for a basis, a grouping or a set."""
    return View(
        basis=choice_named(message("basis"), basis, BASES).id,
        by=grouping_named(by, GROUPINGS),
        include=tuple(each.id for words in include for each in choices_in(message("set"), words, SETS)),
        owner=query.owner,
        whose=query.whose,
    )


class Without(NamedTuple):
    """The walk and the chance to reach the target without the deal that a period depends on most."""

    id: str
    walk: Money
    reach: Decimal | None


class Outlook(NamedTuple):
    """One period's forecast with the walk, the habit and the range beside it, in the book's currency.

    `walked` are the deals of the walk, `counted` those behind what the forecast's basis expects, with their
    `groups` and their sum; `luck` is the luck floor of the walked deals.
    """

    forecast: Forecast
    prospect: Prospect
    walked: tuple[Standing, ...]
    counted: tuple[Standing, ...]
    groups: tuple[Group, ...]
    total: Sum
    spread: Spread
    luck: Decimal | None
    without: Without | None

    @property
    def period(self) -> Period:
        """The days it is about."""
        return self.forecast.period

    @property
    def walk(self) -> Walk:
        """The open deals, walked day by day."""
        return self.prospect.walk

    @property
    def habit(self) -> Habit:
        """What such periods usually brought."""
        return self.prospect.habit

    @property
    def combined(self) -> Money:
        """Half pipeline, half habit: a total."""
        return self.prospect.combined


def outlooks(
    deals: Sequence[Standing],
    book: Book,
    periods: Sequence[Period],
    view: View,
    at: Paces | None = None,
    apart: Sequence[Shock] | None = None,
) -> tuple[Outlook, ...]:
    """The outlook on each period over these deals, as of the book's day.

    `at` is at whose pace deals walk, where that is not the book's own; `apart` the shocks of the periods,
    where they are known by now.
    """
    basis = Basis(view.basis)
    forecasts = asked(deals, book, periods, by=view.by, include=view.include, owner=view.owner)
    if apart is None and view.whose:
        (apart,) = shocks([(deals, view.whose)], book, periods)
    seen = prospects(deals, book, periods, at or paces(book), apart)
    return tuple(
        _outlook(dated._replace(basis=basis), prospect, deals, book, view.by)
        for dated, prospect in zip(forecasts, seen, strict=True)
    )


def chosen_forecasts(
    deals: Sequence[Standing], book: Book, periods: Sequence[Period], owner: str | None
) -> tuple[Forecast, ...]:
    """What the settings call the forecast of each period, held against that owner's targets."""
    basis = book.method.settings.forecast
    if basis == Basis.WEIGHTED.value:  # the walk is not needed then
        return asked(deals, book, periods, owner=owner)
    return tuple(each.forecast for each in outlooks(deals, book, periods, View(basis, owner=owner)))


def _outlook(dated: Forecast, prospect: Prospect, deals: Sequence[Standing], book: Book, by: str) -> Outlook:
    """The forecast with all that stands beside it."""
    doubt = prospect.doubt
    open_deals = tuple(deal for deal in deals if deal.deal.id in prospect.walk.odds)
    is_dated = dated.basis is Basis.WEIGHTED
    return Outlook(
        forecast=dated._replace(expected=_expected(dated, prospect)),
        prospect=prospect,
        walked=open_deals,
        counted=dated.counted if is_dated else open_deals,
        groups=dated.groups if is_dated else grouped(open_deals, book, by),
        total=dated.total if is_dated else summed(open_deals, book),
        spread=spread(doubt, dated.won, dated.target),
        luck=luck_floor(doubt),
        without=_without(prospect, dated),
    )


def _expected(dated: Forecast, prospect: Prospect) -> Money:
    if dated.basis is Basis.COMBINED:
        return prospect.combined
    return prospect.walk.forecast if dated.basis is Basis.WALK else dated.weighted


def _without(prospect: Prospect, forecast: Forecast) -> Without | None:
    """What is left without the deal of the largest p(1−p)a²; `None` where none is in doubt."""
    walked = prospect.walk
    most = max(walked.chances, key=lambda each: each.variance, default=None)
    if most is None or not most.variance:
        return None
    left = Money(walked.forecast.amount - most.expected, walked.currency)
    rest = prospect.doubt.without(most)
    return Without(most.id, left, reach(rest, forecast.won, forecast.target) if forecast.target else None)
