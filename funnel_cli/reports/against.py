"""The funnel as it is against the method's ideal, or against what it was in the last period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.forecasting.passage import ENOUGH_DECIDED, conversions, ideal_conversion, stage_times
from funnel_cli.records.book import Book
from funnel_cli.records.method import Choice, Stage
from funnel_cli.reports.counts import IDEAL
from funnel_cli.reports.shape import FunnelShape, funnel_shape
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import ratio
from funnel_cli.values.message import Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, preceding
from funnel_cli.values.table import STAGE, Cell, Table, count, currency, money, number, share, table, text


class Levels(NamedTuple):
    """A stage's deals, conversion, median days and weighted amount; `None` is unknown.

    `decided` and `stays` tell from how many deals and stays two of them were made, 0 for an ideal.
    """

    deals: Decimal
    conversion: Decimal | None
    days: Decimal | None
    weighted: Money
    decided: int = 0
    stays: int = 0


class Yardstick(NamedTuple):
    """What is compared of a stage: its name, its number, and what to do where that is too low or too high.

    Without advice it is no trouble. `is_sure` says whether there is enough to hold it against something,
    `least` is the smallest difference that counts, and `told` is the number as people read it.
    """

    name: Term
    of: Callable[[Levels], Decimal | None]
    low: Message | None
    high: Message | None
    is_sure: Callable[[Levels], bool] = lambda _: True
    least: int = 0
    told: Callable[[Levels], Cell] | None = None


YARDSTICKS = (
    Yardstick(
        Term("deals", message("deal count")),
        lambda stage: stage.deals,
        low=message("find more deals for this stage: check the stage before it"),
        high=message("deals pile up here: move on what is ready, close what is not"),
        least=1,
        told=lambda stage: int(stage.deals.to_integral_value()),
    ),
    Yardstick(
        Term("conversion", message("conversion")),
        lambda stage: stage.conversion,
        low=message("go through the checklist with each deal before it moves on"),
        high=None,
        is_sure=lambda stage: stage.decided >= ENOUGH_DECIDED,
    ),
    Yardstick(
        Term("days", message("days in stage")),
        lambda stage: stage.days,
        low=None,
        high=message("agree a next step with a date for each deal; see: funnel stalled"),
        is_sure=lambda stage: stage.stays >= ENOUGH_DECIDED,
        told=lambda stage: message("{days:n}", days=stage.days),
    ),
    Yardstick(
        Term("weighted", message("weighted amount")),
        lambda stage: stage.weighted.amount,
        low=message("too little money here: bring larger or more deals into it"),
        high=message("the forecast hangs on this stage: fill the others"),
        told=lambda stage: stage.weighted,
    ),
)


class StageComparison(NamedTuple):
    """One stage as it is, and what it is held against."""

    stage: Stage
    actual: Levels
    reference: Levels


class Deviation(NamedTuple):
    """What of a stage is off: what it is beside what it should be, and what to do.

    `deviation` is a share of what it should be.
    """

    stage: Stage
    measure: Yardstick
    deviation: Decimal
    says: Message
    advice: Message


class Comparison(NamedTuple):
    """All stages against a reference, and what is off by more than the tolerance.

    `last` is the period before, where the reference is that.
    """

    reference: Choice
    last: Period | None
    stages: tuple[StageComparison, ...]
    deviations: tuple[Deviation, ...]


def against(
    deals: Sequence[Standing], book: Book, reference: Choice, period: Period, placed: FunnelShape
) -> Comparison:
    """These deals' funnel against the method's ideal, on the whole history, or against the last period.

    `placed` is the shape of the same deals. Against the last period what was decided in this one is held
    against what was decided in the one before, and what there is on the book's day against what there was
    on that period's last day.
    """
    if reference is IDEAL:
        last = None
        now = _levels(placed, deals, book)
        held = _ideal(now, book)
    else:
        last = preceding(period)
        then = book_on(book, last.last)
        ids = {each.deal.id for each in deals}
        former = [Standing(deal, then) for id, deal in then.opportunities.items() if id in ids]
        now = _levels(placed, deals, book, period)
        held = _levels(funnel_shape(former, then), former, then, last)
    stages = tuple(map(StageComparison, book.method.stages, now, held))
    off = (one for each in stages for one in _deviations(each, book.method.health.tolerance))
    return Comparison(reference, last, stages, tuple(off))


def _levels(
    found: FunnelShape, deals: Sequence[Standing], book: Book, period: Period | None = None
) -> tuple[Levels, ...]:
    """What the stages hold on the book's day, and how deals got through them in the period, or ever."""
    records, method = [each.deal for each in deals], book.method
    rates = conversions(records, method, period)
    times = stage_times(records, method, book.day, period)
    return tuple(
        Levels(
            deals=Decimal(len(here.deals)),
            conversion=rate.share,
            days=time.median,
            weighted=here.sum.weighted_converted,
            decided=rate.decided,
            stays=len(time.stays),
        )
        for here, rate, time in zip(found.slices, rates, times, strict=True)
    )


def _ideal(actual: Sequence[Levels], book: Book) -> tuple[Levels, ...]:
    """The method's conversion and time, and the same funnel spread evenly over the stages.

    Even is the same weighted amount in each stage, and so many deals that each expects as many wins:
    Σ deals × odds ÷ stages ÷ odds.
    """
    method, stages = book.method, len(actual)
    odds = [method.odds(stage) for stage in method.stages]
    wins = sum((each.deals * chance for each, chance in zip(actual, odds, strict=True)), Decimal(0))
    whole = sum((each.weighted.amount for each in actual), Decimal(0))
    return tuple(
        Levels(
            deals=ratio(wins, stages * chance) or Decimal(0),
            conversion=ratio(ideal_conversion(method, stage), Decimal(1)),
            days=Decimal(stage.typical_days),
            weighted=Money(ratio(whole, Decimal(stages)) or Decimal(0), book.currency),
        )
        for stage, chance in zip(method.stages, odds, strict=True)
    )


def _deviations(each: StageComparison, tolerance: Decimal) -> Iterator[Deviation]:
    """What is off by more than the tolerance, a count by a whole deal as well, and is trouble."""
    now, held = each.actual, each.reference
    for measure in YARDSTICKS:
        value, wanted = measure.of(now), measure.of(held)
        if value is None or not wanted or not measure.is_sure(now):
            continue
        distance = value - wanted
        part, advice = ratio(distance, wanted), measure.high if distance > 0 else measure.low
        if part is None or advice is None or abs(part) <= tolerance or abs(distance) < measure.least:
            continue
        told = measure.told or measure.of
        says = message("{now} / {held}", now=told(now), held=told(held))
        yield Deviation(each.stage, measure, part, says, advice)


def against_tables(found: Comparison) -> tuple[Table, Table]:
    """What is off and what to do; then each stage as it is beside what it is held against."""
    return _advice(found), _comparison(found)


def _advice(found: Comparison) -> Table:
    return table(
        "advice",
        found.deviations,
        STAGE,
        text("measure", message("What"), "measure.name", weight=8),
        text("says", message("Is beside should be"), weight=9),
        share("deviation", message("Off by"), weight=4),
        text("advice", message("What to do"), weight=9, is_prose=True),
        title=message("Against {reference}", reference=found.reference.label),
        empty=message("Every stage is within the tolerance."),
    )


def _comparison(found: Comparison) -> Table:
    held = found.reference.label
    return table(
        "compared",
        found.stages,
        STAGE,
        count("deals", message("Deals"), lambda each: int(each.actual.deals), weight=9),
        number("deals_held", held, lambda each: _tenths(each.reference.deals), weight=8),
        share("conversion", message("Conversion"), "actual.conversion", weight=8),
        share("conversion_held", held, "reference.conversion", weight=7),
        number("days", message("Days"), "actual.days", weight=7),
        number("days_held", held, "reference.days", weight=6),
        money("weighted", message("Weighted"), "actual.weighted"),
        money("weighted_held", held, "reference.weighted", weight=4),
        currency("actual.weighted.currency"),
        title=message("Actual beside {reference}", reference=held),
        notes=tuple(_notes(found)),
        on_screen=found.reference is not IDEAL,
    )


def _tenths(deals: Decimal) -> Decimal:
    return deals.quantize(Decimal("0.1") if deals % 1 else Decimal(1))


def _notes(found: Comparison) -> Iterable[Text]:
    if found.last:
        yield message("Last period: {period}.", period=found.last)
    else:
        yield message(
            "Ideal: the method's conversion and days; the same weighted amount, and deals for as many "
            "wins, in each stage."
        )
