"""What past periods teach about those to come: the shock that their deals shared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day

from funnel_cli.forecasting.calls import won_in
from funnel_cli.forecasting.habit import first_closing
from funnel_cli.forecasting.past import Matches, PastBook
from funnel_cli.forecasting.shock import ENOUGH, MOST, Miss, Shock, learnt
from funnel_cli.forecasting.spread import hanging
from funnel_cli.records.book import Book
from funnel_cli.time.facts import since
from funnel_cli.time.standing import Standing
from funnel_cli.values.period import OutOfRange, Period, days_after, preceding


def shocks(
    deals: Sequence[Standing], book: Book, periods: Sequence[Period], whose: Matches
) -> tuple[Shock, ...]:
    """The shock of each period, learnt from those of its kind that are over; assumed with fewer than six.

    `deals` are those meant today, `whose` says whose they were on another day. A past period is foretold as
    of the day before it, from what was known then.
    """
    known, first = known_from(deals, book), first_closing(deals)
    if known is None or first is None:
        return (Shock(),) * len(periods)
    lessons = [tuple(_over(period, book, max(known, first))) for period in periods]
    every = {each for some in lessons if len(some) >= ENOUGH for each in some}
    past = PastBook(book, whose, known)
    misses = {period: _miss(past, period, first, deals, book) for period in sorted(every)}
    return tuple(learnt([misses[each] for each in some if each in misses]) for some in lessons)


def known_from(deals: Sequence[Standing], book: Book) -> Day | None:
    """The day from which on all is known about the deals, `None` for no dated deal."""
    days = [day for each in deals if (day := since(each.deal))]
    complete = book.method.settings.complete_since
    first = min(days, default=None)
    return first if first is None or complete is None else max(first, complete)


def has_habit(period: Period, known: Day) -> bool:
    """Whether a whole period of its kind lies between what was known first and this one."""
    try:
        return preceding(period).start > known
    except OutOfRange:
        return False


def _over(period: Period, book: Book, known: Day) -> list[Period]:
    """Up to `MOST` periods of the kind, the latest that are over and that had a habit, oldest first."""
    found: list[Period] = []
    try:
        earlier = preceding(period)
        while earlier.last > book.day:
            earlier = preceding(earlier)
        while len(found) < MOST and has_habit(earlier, known):
            found.append(earlier)
            earlier = preceding(earlier)
    except OutOfRange:
        pass
    return found[::-1]


def _miss(past: PastBook, period: Period, first: Day, deals: Sequence[Standing], book: Book) -> Miss:
    prospect = past.foreseen(period, days_after(period.start, -1), first, Shock()).prospect
    return Miss(won_in(deals, book, period), hanging(prospect.doubt, prospect.won))
