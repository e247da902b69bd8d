"""Calibration: whether the method's percentages hold for your own deals.

Looked at are the deals that *sat* in a stage at past month ends, whatever became of them since:
counting only those that moved on, or only those that were closed from the stage, flatters it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Day
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.forecasting.intervals import Interval, wilson
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Stage
from funnel_cli.reports.explanation import part
from funnel_cli.reports.report_order import Order
from funnel_cli.time.facts import stints, way_of
from funnel_cli.time.sums import ratio
from funnel_cli.values.figures import Part
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.period import FIRST_DAY, Period, following, month_of
from funnel_cli.values.table import STAGE, Document, count, ends, share, table, text

_ENOUGH = 10
"""Below so many decided deals nothing is said of a stage."""

TOO_FEW = Term("too_few", message("too few to say"))
HOLDS = Term("holds", message("hold"))
TOO_HIGH = Term("too_high", message("are too high"))
TOO_LOW = Term("too_low", message("are too low"))
TOO_OPEN = Term("undecided", message("too many undecided to say"))

_Sitting = tuple[Opportunity, Day]
"""A deal, and a month end at which it was in a stage."""


class Calibration(NamedTuple):
    """A stage's probability beside what became of the deals that sat in it at past month ends.

    `sittings` hold a decided deal once for each month end, `won` those of deals that were won since,
    `waiting` those of deals that still are open; `share` is won ÷ decided. `deals` and `open` count deals:
    the decided ones, and the open ones. The share of all lies between `least`, as if every open one were
    lost, and `most`, as if every one were won; `interval` is that with Wilson's 80 % on either side, as sure
    as so many deals make it, not so many month ends. `fit` says whether the probability lies in it.
    """

    stage: Stage
    probability: Decimal
    sittings: tuple[_Sitting, ...]
    won: tuple[_Sitting, ...]
    waiting: tuple[_Sitting, ...]
    deals: int
    open: int
    share: Decimal | None
    least: Decimal | None
    most: Decimal | None
    interval: Interval | None
    fit: Term


def calibrations(
    deals: Iterable[Opportunity], book: Book, period: Period | None = None
) -> tuple[Calibration, ...]:
    """The calibration of each stage over the month ends before the book's day, or those of the period.

    Month ends before `complete_since` are left out, as are omitted deals and those removed undecided.
    """
    sat: list[list[_Sitting]] = [[] for _ in book.method.stages]
    for deal in (each for each in deals if not each.is_omitted):
        for place, month_end in _sittings(deal, book):
            if period is None or month_end in period:
                sat[place].append((deal, month_end))
    return tuple(_calibration(stage, some, book) for stage, some in zip(book.method.stages, sat, strict=True))


def _calibration(stage: Stage, sat: Sequence[_Sitting], book: Book) -> Calibration:
    decided = tuple((deal, day) for deal, day in sat if not deal.is_open and deal.removed is None)
    won = tuple((deal, day) for deal, day in decided if deal.is_won)
    waiting = tuple((deal, day) for deal, day in sat if deal.is_open)
    deals, still_open = len({deal.id for deal, _ in decided}), len({deal.id for deal, _ in waiting})
    whole = Decimal(len(decided) + len(waiting))
    rate = ratio(Decimal(len(won)), Decimal(len(decided)))
    least, most = ratio(Decimal(len(won)), whole), ratio(Decimal(len(won) + len(waiting)), whole)
    interval = _between(least, most, deals + still_open)
    known = None if rate is None else wilson(rate * deals, deals)
    odds = book.method.odds(stage)
    return Calibration(
        stage,
        odds,
        decided,
        won,
        waiting,
        deals,
        open=still_open,
        share=rate,
        least=least,
        most=most,
        interval=interval,
        fit=_fit(odds, known, interval) if known and interval and deals >= _ENOUGH else TOO_FEW,
    )


def _between(least: Decimal | None, most: Decimal | None, deals: int) -> Interval | None:
    """From the lower end of the one share's interval to the upper end of the other's."""
    if least is None or most is None:
        return None
    low, high = wilson(least * deals, deals), wilson(most * deals, deals)
    return Interval(low.low, high.high) if low and high else None


def _fit(odds: Decimal, decided: Interval, whole: Interval) -> Term:
    """Judge the odds by all deals; where only the undecided keep them within reach, nobody knows yet."""
    if odds in decided:
        return HOLDS
    if odds in whole:
        return TOO_OPEN
    return TOO_HIGH if odds > whole.high else TOO_LOW


def _sittings(deal: Opportunity, book: Book) -> Iterator[tuple[int, Day]]:
    """The place in the method where the deal sat, for each past month end at which it was in a stage.

    Where nobody knows when it came into its first stage, from the day on which it was seen there.
    """
    known = book.method.settings.complete_since or FIRST_DAY
    seen = way_of(deal).seen
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


def calibration_report(order: Order) -> Document:
    """Whether the method's percentages held for these deals at the month ends of the period."""
    stages = calibrations([each.deal for each in order.deals], order.book, order.period)
    return calibration_document(stages, order.period, order.text)


def calibration_document(
    stages: Sequence[Calibration], period: Period | None = None, query: str = ""
) -> Document:
    """The method's probability of each stage beside the share of its deals that was won."""
    found = table(
        "calibration",
        stages,
        STAGE,
        share("probability", message("Method"), weight=9),
        share("share", message("Won"), weight=9).made(
            lambda each: message(
                "won of these ÷ month ends; interval for {deals:deal|deals}", deals=each.deals
            ),
            name=Term("share", message("Conversion")),
        ),
        share("least", message("Least"), on_screen=False),
        share("most", message("Most"), on_screen=False),
        *ends(6),
        count("deals", message("Deals"), weight=7),
        count("sittings", message("Month ends"), lambda each: len(each.sittings), weight=5).made(
            message("past month ends at which a deal sat in the stage that was won or lost since"),
            lambda each: _month_ends(each.sittings),
        ),
        count("sittings_won", message("Won of these"), lambda each: len(each.won), on_screen=False).made(
            message("those of the deals that were won"),
            lambda each: _month_ends(each.won),
            name=Term("won", message("Won of these")),
        ),
        count("open", message("Undecided"), weight=4),
        text("fit", message("The method's odds"), weight=8),
        notes=(
            message(
                "Won: of the deals that sat in the stage at a past month end, once for each, and were won or "
                "lost since."
            ),
            message(
                "From–to: the share of all, from none of the undecided being won to every one, with Wilson's "
                "80% for so many deals; below {enough} decided deals nothing is said.",
                enough=_ENOUGH,
            ),
        ),
    )
    return Document(
        schema="funnel.calibration/1",
        title=message("Calibration"),
        head={"period": period, "query": query},
        lines=(_line(stages),),
        tables=(found,),
    )


def _line(stages: Sequence[Calibration]) -> Text:
    """Which stages are off, or why nothing can be said."""
    if all(each.fit is TOO_FEW for each in stages):
        return message(
            "Too few to say: {enough} decided deals a stage are needed, the most is {most}.",
            enough=_ENOUGH,
            most=max((each.deals for each in stages), default=0),
        )
    off = tuple(each.stage.label for each in stages if each.fit in (TOO_HIGH, TOO_LOW))
    unsure = tuple(each.stage.label for each in stages if each.fit is TOO_OPEN)
    if unsure and not off:
        return message(
            "Too many deals are undecided to say whether the method's odds hold: {stages}.", stages=unsure
        )
    if not off:
        return message("Where there are enough deals to say, the method's odds hold.")
    return message("Your deals do otherwise than the method says: {stages}.", stages=off)


def _month_ends(sittings: Sequence[_Sitting]) -> Iterator[Part]:
    """How many month ends each deal sat in the stage."""
    times = Counter(deal.id for deal, _ in sittings)
    deals = {deal.id: deal for deal, _ in sittings}
    return (part(deal, times[id], "history") for id, deal in deals.items())
