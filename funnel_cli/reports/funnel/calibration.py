"""Whether the method's percentages hold for your own deals.

Looked at are the deals that *sat* in a stage at past month ends, whatever became of them since:
counting only those that moved on, or only those that were closed from the stage, flatters it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from enum import Enum

from funnel_cli.facts import past_of, stints
from funnel_cli.forecasting.intervals import Interval, wilson
from funnel_cli.method import Stage
from funnel_cli.model import Book, Opportunity
from funnel_cli.period import FIRST_DAY, Period, following, month_of
from funnel_cli.sums import ratio

ENOUGH = 10
"""Below so many decided deals nothing is said of a stage."""


class Fit(Enum):
    """How the method's probability stands to what the deals did."""

    TOO_FEW = "too_few"
    HOLDS = "holds"
    TOO_HIGH = "too_high"
    TOO_LOW = "too_low"


@dataclass(frozen=True, slots=True)
class Calibration:
    """A stage's probability beside what became of the deals that sat in it at past month ends.

    `sittings` counts a deal once for each month end, `won` those of deals that were won since;
    `deals` and `open` count deals: the decided ones, and those left out because they still are open.
    """

    stage: Stage
    probability: Decimal
    sittings: tuple[tuple[Opportunity, Day], ...]
    deals: int
    open: int

    @property
    def won(self) -> int:
        """How many of the sittings were those of deals that were won."""
        return sum(deal.is_won for deal, _ in self.sittings)

    @property
    def share(self) -> Decimal | None:
        """The share of the sittings that were won."""
        return ratio(Decimal(self.won), Decimal(len(self.sittings)))

    @property
    def interval(self) -> Interval | None:
        """Wilson's 80 % interval of the share, as sure as so many deals make it, not so many month ends."""
        return None if self.share is None else wilson(self.share * self.deals, self.deals)

    @property
    def fit(self) -> Fit:
        """Whether the probability lies in the interval, above or below it, or nothing can be said."""
        interval = self.interval
        if interval is None or self.deals < ENOUGH:
            return Fit.TOO_FEW
        if self.probability in interval:
            return Fit.HOLDS
        return Fit.TOO_HIGH if self.probability > interval.high else Fit.TOO_LOW


def calibrations(
    deals: Iterable[Opportunity], book: Book, period: Period | None = None
) -> tuple[Calibration, ...]:
    """The calibration of each stage over the month ends before the book's day, or those of the period.

    Month ends before `complete_since` are left out, as are deals that were removed undecided.
    """
    sat: dict[int, list[tuple[Opportunity, Day]]] = {place: [] for place in range(len(book.method.stages))}
    for deal in deals:
        for place, month_end in _sittings(deal, book):
            if period is None or month_end in period:
                sat[place].append((deal, month_end))
    return tuple(_calibration(stage, sat[place], book) for place, stage in enumerate(book.method.stages))


def _calibration(stage: Stage, sat: Iterable[tuple[Opportunity, Day]], book: Book) -> Calibration:
    """One stage, the deals that still are open apart."""
    decided = tuple((deal, day) for deal, day in sat if not deal.is_open and deal.removed is None)
    return Calibration(
        stage=stage,
        probability=book.method.odds(stage),
        sittings=decided,
        deals=len({deal.id for deal, _ in decided}),
        open=len({deal.id for deal, _ in sat if deal.is_open}),
    )


def _sittings(deal: Opportunity, book: Book) -> Iterator[tuple[int, Day]]:
    """The place in the method where the deal sat, for each past month end at which it was in a stage.

    Where nobody knows when it came into its first stage, from the day on which it was seen there.
    """
    known = book.method.settings.complete_since or FIRST_DAY
    seen = past_of(deal).seen
    for stint in stints(deal):
        place = book.method.position(stint.stage)
        start = stint.start or (Day.fromordinal(seen) if seen else None)
        if start is None:
            continue
        end = min(stint.end or book.day, deal.removed or book.day, book.day)
        month = month_of(max(start, known))
        while place >= 0 and month.last < end:
            yield place, month.last
            month = following(month)
