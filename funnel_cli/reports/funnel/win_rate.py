"""How many deals are won of those that are decided, and how long a win takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.facts import created_on
from funnel_cli.forecasting.intervals import Interval, wilson
from funnel_cli.forecasting.passage import reached
from funnel_cli.history import is_ahead
from funnel_cli.method import Stage
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.period import Period
from funnel_cli.reports.funnel.stays import median
from funnel_cli.standing import Standing
from funnel_cli.sums import ratio, summed


@dataclass(frozen=True, slots=True)
class WinRate:
    """Won ÷ (won + lost) of the decided deals that came as far as a stage, all of them without one.

    Money is in the book's currency, over the deals that have an amount and a rate; a share without
    anything to divide by is `None`.
    """

    stage: Stage | None
    won: tuple[Standing, ...]
    lost: tuple[Standing, ...]
    won_amount: Money
    lost_amount: Money

    @property
    def decided(self) -> int:
        """How many deals were won or lost."""
        return len(self.won) + len(self.lost)

    @property
    def by_count(self) -> Decimal | None:
        """The share of the deals."""
        return ratio(Decimal(len(self.won)), Decimal(self.decided))

    @property
    def by_amount(self) -> Decimal | None:
        """The share of the money."""
        return ratio(self.won_amount.amount, self.won_amount.amount + self.lost_amount.amount)

    @property
    def interval(self) -> Interval | None:
        """Wilson's 80 % interval of the share by count."""
        return wilson(Decimal(len(self.won)), self.decided)


@dataclass(frozen=True, slots=True)
class Cycle:
    """From creation to winning: the median in days over `deals`; `unknown` have no day of creation."""

    days: Decimal | None
    deals: tuple[Standing, ...]
    unknown: int


def win_rates(deals: Iterable[Standing], book: Book, period: Period | None = None) -> tuple[WinRate, ...]:
    """The win rate of all that was decided in the period, or ever, and then of each stage.

    A deal counts for every stage from the first in which it was known up to the furthest it reached, one of
    which only the outcome is known only for all.
    """
    decided = decided_in(deals, period)
    ways = [(deal, reached(deal.deal, book.method)) for deal in decided]
    stages = (
        _rate(stage, [deal for deal, way in ways if place in way], book)
        for place, stage in enumerate(book.method.stages)
    )
    return (_rate(None, decided, book), *stages)


def win_rate(deals: Iterable[Standing], book: Book, period: Period | None = None) -> WinRate:
    """The win rate of all that was decided in the period, or ever."""
    return _rate(None, decided_in(deals, period), book)


def decided_in(deals: Iterable[Standing], period: Period | None) -> tuple[Standing, ...]:
    """The deals that were won or lost on a day of the period; ever, without one."""
    return tuple(
        each
        for each in deals
        if not (each.deal.is_open or is_ahead(each.deal, each.book.day))
        and (period is None or (each.deal.closed is not None and each.deal.closed in period))
    )


def cycle(won: Sequence[Standing]) -> Cycle:
    """How long these won deals took."""
    known = tuple(each for each in won if cycle_days(each) is not None)
    days = median(days for each in known if (days := cycle_days(each)) is not None)
    return Cycle(days, known, len(won) - len(known))


def cycle_days(won: Standing) -> int | None:
    """The days from a deal's creation to its closing, `None` where either is unknown."""
    created, closed = created_on(won.deal), won.deal.closed
    return (closed - created).days if created and closed else None


def _rate(stage: Stage | None, decided: Sequence[Standing], book: Book) -> WinRate:
    won = tuple(each for each in decided if each.deal.is_won)
    lost = tuple(each for each in decided if each.deal.is_lost)
    return WinRate(stage, won, lost, summed(won, book).amount_converted, summed(lost, book).amount_converted)
