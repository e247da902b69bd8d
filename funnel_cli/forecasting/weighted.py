"""The weighted forecast of a period, and where every deal of the book falls.

For a period every deal falls in exactly one set, the first that fits. The headline is the weighted
amount of the open deals expected to close in the period; overdue and undated ones are shown with
their totals and stay outside unless asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from funnel_cli.finding.cuts import GROUPINGS, place_in_cut
from funnel_cli.forecasting.targets import target_of
from funnel_cli.records.book import Book
from funnel_cli.records.method import Choice
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import Sum, ratio, share_of, summed
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import Label
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period


class Where(Enum):
    """The sets of a period, in the order in which they are tried; omitted deals are set apart first."""

    WON = "won"
    LOST = "lost"
    CLOSED_ELSEWHERE = "closed_elsewhere"
    UNDATED = "undated"
    OVERDUE = "overdue"
    OPEN = "open"
    OPEN_ELSEWHERE = "open_elsewhere"
    OMITTED = "omitted"


class Basis(Enum):
    """The ways to tell what a period will bring.

    By stage and date, by the walk, by all that the pipeline is to bring, new business too, by what is usual,
    half by each of the latter two, or as people called it.
    """

    WEIGHTED = "weighted"
    WALK = "walk"
    TOTAL = "total"
    RUN_RATE = "run_rate"
    COMBINED = "combined"
    CALL = "call"


OF_OPEN = (Basis.WEIGHTED, Basis.WALK)
"""The ways that speak of open deals alone."""

BASES = (
    Choice(id=Basis.WEIGHTED.value, title=Label({"en": "Weighted", "zh": "加权金额"})),
    Choice(id=Basis.WALK.value, title=Label({"en": "Walk", "zh": "推演"})),
    Choice(id=Basis.COMBINED.value, title=Label({"en": "Combined", "zh": "综合"})),
)
"""What the headline may be made with."""

SETS = (
    Choice(id=Where.OVERDUE.value, title=Label({"en": "overdue", "zh": "逾期"})),
    Choice(id=Where.UNDATED.value, title=Label({"en": "undated", "zh": "无预计成交日期"})),
)
"""What a forecast may count beside the deals that are due."""


class Group(NamedTuple):
    """Open deals of the forecast that share a stage, month, owner, … and a currency."""

    key: str | None
    currency: str
    deals: tuple[Standing, ...]
    sum: Sum


class Forecast(NamedTuple):
    """One period's forecast; money is in the book's currency, `sets` holds every deal once.

    `counted` are the deals behind `weighted`, `total` is their sum, `brought` that of the won ones;
    `owner` is whose target was asked for; `expected` is what the `basis` expects, the whole period's revenue
    where it is combined. Ratios are `None` where they would divide by nothing, amounts where no target is
    known.
    """

    period: Period
    sets: Mapping[Where, tuple[Standing, ...]]
    counted: tuple[Standing, ...]
    groups: tuple[Group, ...]
    total: Sum
    brought: Sum
    target: Money | None
    expected: Money
    owner: str | None = None
    basis: Basis = Basis.WEIGHTED

    @property
    def won(self) -> Money:
        """Amount won in the period."""
        return self.brought.amount_converted

    @property
    def weighted(self) -> Money:
        """Amount times probability of the counted deals."""
        return self.total.weighted_converted

    @property
    def landing(self) -> Money:
        """Won in the period plus what is expected of it; a combined forecast is a total already."""
        if self.basis is Basis.COMBINED:
            return self.expected
        return Money(self.won.amount + self.expected.amount, self.won.currency)

    @property
    def gap(self) -> Money | None:
        """Target minus landing; negative when the landing is above it."""
        return self.target and Money(self.target.amount - self.landing.amount, self.won.currency)

    @property
    def attainment(self) -> Decimal | None:
        """Won ÷ target."""
        return share_of(self.won.amount, self.target.amount) if self.target else None

    @property
    def is_short(self) -> bool:
        """True for a landing below a known target."""
        return self.gap is not None and self.gap.amount > 0

    @property
    def coverage(self) -> Decimal | None:
        """Unweighted open amount expected in the period ÷ (target − won), while something is missing."""
        missing = self.target.amount - self.won.amount if self.target else Decimal(0)
        return ratio(self.total.amount_converted.amount, missing) if missing > 0 else None


def asked(
    deals: Iterable[Standing],
    book: Book,
    periods: Sequence[Period],
    *,
    by: str = "stage",
    include: Sequence[str] = (),
    owner: str | None = None,
) -> tuple[Forecast, ...]:
    """The weighted forecast of each period over these deals, as of the book's day.

    `by` groups the counted deals (a key of `GROUPINGS`); overdue and undated ones that `include` names go
    into the first; `owner` says whose target it is held against.
    """
    sets = [Where(word) for word in include]
    sides = [(deal, _side(deal, book)) for deal in deals]
    return tuple(
        _forecast(sides, book, period, by, () if place else sets, owner)
        for place, period in enumerate(periods)
    )


def forecast(deals: Iterable[Standing], book: Book, period: Period, *, owner: str | None = None) -> Forecast:
    """The forecast of one period."""
    return asked(deals, book, [period], owner=owner)[0]


def _forecast(
    sides: Iterable[tuple[Standing, Where]],
    book: Book,
    period: Period,
    by: str,
    include: Sequence[Where],
    owner: str | None,
) -> Forecast:
    """The forecast over deals that were parted by their sides."""
    sets: dict[Where, list[Standing]] = {where: [] for where in Where}
    for deal, side in sides:
        sets[_within(side, deal, period)].append(deal)
    counted = tuple(deal for where in (Where.OPEN, *include) for deal in sets[where])
    result = summed(counted, book)
    return Forecast(
        period=period,
        sets={where: tuple(some) for where, some in sets.items()},
        counted=counted,
        groups=grouped(counted, book, by),
        total=result,
        brought=summed(sets[Where.WON], book),
        target=target_of(book, period, owner),
        expected=result.weighted_converted,
        owner=owner,
    )


def where_falls(standing: Standing, period: Period, book: Book) -> Where:
    """The one set of the period in which the deal counts."""
    return _within(_side(standing, book), standing, period)


def _side(standing: Standing, book: Book) -> Where:
    """The deal's set in a period of all days."""
    deal = standing.deal
    if standing.is_omitted:
        return Where.OMITTED
    if not deal.is_open:
        return Where.WON if deal.is_won else Where.LOST
    if deal.expected_close is None:
        return Where.UNDATED
    return Where.OVERDUE if deal.expected_close < book.day else Where.OPEN


def _within(side: Where, standing: Standing, period: Period) -> Where:
    if side is Where.OPEN:
        return side if standing.deal.expected_close in period else Where.OPEN_ELSEWHERE
    if side is Where.WON or side is Where.LOST:
        return side if standing.deal.closed in period else Where.CLOSED_ELSEWHERE
    return side


def grouped(deals: Iterable[Standing], book: Book, by: str) -> tuple[Group, ...]:
    """The deals by key and currency, in the order of `cut`."""
    key_of = GROUPINGS[by]
    groups = grouped_by(
        deals, lambda deal: (key_of(deal, book), deal.amount.currency if deal.amount else book.currency)
    )
    return tuple(
        Group(key[0], key[1], tuple(groups[key]), summed(groups[key], book))
        for key in sorted(groups, key=lambda key: (place_in_cut(key[0], book, by), key[1]))
    )
