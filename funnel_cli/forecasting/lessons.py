"""What past periods teach about those to come: the shock that their deals shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Day
from itertools import dropwhile, islice, takewhile

from funnel_cli.forecasting.calls import won_in
from funnel_cli.forecasting.habit import first_closing
from funnel_cli.forecasting.past import Matches, PastBook
from funnel_cli.forecasting.spread import ENOUGH_PERIODS, MOST, Miss, Shock, hanging, learnt
from funnel_cli.records.book import Book
from funnel_cli.records.lists import MissingRates
from funnel_cli.time.facts import since
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.period import Period, backwards, days_after

_AskedDeals = tuple[Sequence[Standing], Matches]
"""The deals meant today, and whether one is meant as it stood on another day."""


def shocks(
    asking: Sequence[_AskedDeals], book: Book, periods: Sequence[Period]
) -> tuple[tuple[Shock, ...], ...]:
    """For each who asks the shock of each period, learnt from those of its kind that are over.

    It is assumed with fewer than six. A past period is foretold as of the day before it, from what was known
    then; the book is looked at once for all who ask. One of which not every amount has a rate teaches
    nothing, and is missing from no answer.
    """
    known = known_from(standings(book), book)
    if known is None:
        return ((Shock(),) * len(periods),) * len(asking)
    lessons = [[_over(period, book, begun(deals, book)) for period in periods] for deals, _ in asking]
    every = {each for asked in lessons for some in asked if len(some) >= ENOUGH_PERIODS for each in some}
    past = PastBook(book, lambda _: True)
    misses: list[dict[Period, Miss]] = [{} for _ in asking]
    for period in sorted(every):
        before = past.before(period, days_after(period.start, -1))
        there = past.deals(before.book)
        for (deals, whose), asked, found in zip(asking, lessons, misses, strict=True):
            if any(period in some for some in asked):
                theirs = [each for each in there if whose(each)]
                lacking = MissingRates()
                then = before._replace(book=replace(before.book, missing_rates=lacking))
                prospect = then.prospect(period, theirs, Shock())
                came = won_in(deals, replace(book, missing_rates=lacking), period)
                if not lacking:
                    found[period] = Miss(came, hanging(prospect.doubt, prospect.won))
    return tuple(
        tuple(learnt([found[each] for each in some if each in found]) for some in asked)
        for asked, found in zip(lessons, misses, strict=True)
    )


def begun(deals: Sequence[Standing], book: Book) -> Day:
    """The day from which on a habit can be seen: all is known and the first deal is won or lost."""
    known, first = known_from(deals, book), first_closing(deals)
    return Day.max if known is None or first is None else max(known, first)


def known_from(deals: Sequence[Standing], book: Book) -> Day | None:
    """The day from which on all is known about the deals, `None` for no dated deal but omitted ones."""
    days = [day for each in deals if not each.is_omitted and (day := since(each.deal))]
    complete = book.method.settings.complete_since
    first = min(days, default=None)
    return first if first is None or complete is None else max(first, complete)


def has_habit(period: Period, known: Day) -> bool:
    """Whether a whole period of its kind lies between what was known first and this one."""
    return any(each.start > known for each in islice(backwards(period), 1))


def _over(period: Period, book: Book, known: Day) -> list[Period]:
    """Up to `MOST` periods of the kind, the latest that are over and that had a habit, oldest first."""
    over = dropwhile(lambda each: each.last > book.day, backwards(period))
    return list(islice(takewhile(lambda each: has_habit(each, known), over), MOST))[::-1]
