"""The funnel as it is against the method's ideal, or against what it was in the last period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.columns import STAGE, count, currency, money, number, share, table, text
from funnel_cli.forecasting.passage import conversions, ideal_conversion, stage_times
from funnel_cli.history import book_on
from funnel_cli.message import Label, Message, Term, Text, message
from funnel_cli.method import Choice, Stage
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.period import Period, preceding
from funnel_cli.reports.shape import Shape, shape
from funnel_cli.standing import Standing, standing
from funnel_cli.sums import ratio
from funnel_cli.table import Cell, Table

ENOUGH_DECIDED = 5
"""Below so many decided deals nothing is said of a stage's conversion, below so many stays of its time."""

IDEAL = Choice(id="ideal", title=Label({"en": "ideal", "zh": "理想"}))
LAST = Choice(id="last", title=Label({"en": "last period", "zh": "上一期间"}))
REFERENCES = (IDEAL, LAST)
"""What the funnel may be held against."""


@dataclass(frozen=True)
class Figures:
    """A stage's deals, conversion, median days and weighted amount; `None` is unknown.

    `decided` and `stays` tell from how many deals and stays two of them were made, 0 for an ideal.
    """

    deals: Decimal
    conversion: Decimal | None
    days: Decimal | None
    weighted: Money
    decided: int = 0
    stays: int = 0


class Measure(NamedTuple):
    """What is compared of a stage: its name, its number, and what to do where that is too low or too high.

    Without advice it is no trouble. `is_sure` says whether there is enough to hold it against something,
    `least` is the smallest difference that counts, and `told` is the number as people read it.
    """

    name: Term
    of: Callable[[Figures], Decimal | None]
    low: Message | None
    high: Message | None
    is_sure: Callable[[Figures], bool] = lambda _: True
    least: int = 0
    told: Callable[[Figures], Cell] | None = None


MEASURES = (
    Measure(
        Term("deals", message("deals")),
        lambda stage: stage.deals,
        low=message("find more deals for this stage: check the stage before it"),
        high=message("deals pile up here: move on what is ready, close what is not"),
        least=1,
        told=lambda stage: int(stage.deals.to_integral_value()),
    ),
    Measure(
        Term("conversion", message("conversion")),
        lambda stage: stage.conversion,
        low=message("go through the checklist with each deal before it moves on"),
        high=None,
        is_sure=lambda stage: stage.decided >= ENOUGH_DECIDED,
    ),
    Measure(
        Term("days", message("days in stage")),
        lambda stage: stage.days,
        low=None,
        high=message("agree a next step with a date for each deal; see: funnel stalled"),
        is_sure=lambda stage: stage.stays >= ENOUGH_DECIDED,
    ),
    Measure(
        Term("weighted", message("weighted amount")),
        lambda stage: stage.weighted.amount,
        low=message("too little money here: bring larger or more deals into it"),
        high=message("the forecast hangs on this stage: fill the others"),
        told=lambda stage: stage.weighted,
    ),
)


@dataclass(frozen=True)
class Difference:
    """A measure of a stage that is off: what it is beside what it is held against, and what to do.

    `deviation` is a share of what it is held against.
    """

    stage: Stage
    measure: Measure
    deviation: Decimal
    says: Message
    advice: Message


@dataclass(frozen=True)
class Comparison:
    """One stage as it is, what it is held against, and what is off by more than the tolerance."""

    stage: Stage
    actual: Figures
    reference: Figures
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Against:
    """All stages against a reference; `last` is the period before, where it is that."""

    reference: Choice
    last: Period | None
    stages: tuple[Comparison, ...]


def against(
    deals: Sequence[Standing],
    book: Book,
    reference: Choice,
    period: Period,
    placed: Shape,
) -> Against:
    """These deals' funnel against the method's ideal, on the whole history, or against the last period.

    `placed` is the shape of the same deals. Against the last period what was decided in this one is held
    against what was decided in the one before, and what there is on the book's day against what there was
    on that period's last day.
    """
    if reference is IDEAL:
        actual = _figures(placed, deals, book)
        return Against(reference, None, _compared(book, actual, _ideal(actual, book)))
    last = preceding(period)
    then = book_on(book, last.last)
    ids = {each.deal.id for each in deals}
    former = [standing(deal, then) for id, deal in then.opportunities.items() if id in ids]
    now = _figures(placed, deals, book, period)
    before = _figures(shape(former, then), former, then, last)
    return Against(reference, last, _compared(book, now, before))


def _figures(
    found: Shape, deals: Sequence[Standing], book: Book, period: Period | None = None
) -> tuple[Figures, ...]:
    """What the stages hold on the book's day, and how deals got through them in the period, or ever."""
    records, method = [each.deal for each in deals], book.method
    rates = conversions(records, method, period)
    times = stage_times(records, method, book.day, period)
    return tuple(
        Figures(
            deals=Decimal(len(here.deals)),
            conversion=rate.share,
            days=time.median,
            weighted=here.sum.weighted_converted,
            decided=rate.decided,
            stays=len(time.stays),
        )
        for here, rate, time in zip(found.slices, rates, times, strict=True)
    )


def _ideal(actual: Sequence[Figures], book: Book) -> tuple[Figures, ...]:
    """The method's conversion and time, and the same funnel spread evenly over the stages.

    Even is the same weighted amount in each stage, and so many deals that each expects as many wins:
    Σ deals × odds ÷ stages ÷ odds.
    """
    method, stages = book.method, len(actual)
    odds = [method.odds(stage) for stage in method.stages]
    wins = sum((each.deals * chance for each, chance in zip(actual, odds, strict=True)), Decimal(0))
    whole = sum((each.weighted.amount for each in actual), Decimal(0))
    return tuple(
        Figures(
            deals=ratio(wins, stages * chance) or Decimal(0),
            conversion=ratio(ideal_conversion(method, stage), Decimal(1)),
            days=Decimal(stage.typical_days),
            weighted=Money(ratio(whole, Decimal(stages)) or Decimal(0), book.currency),
        )
        for stage, chance in zip(method.stages, odds, strict=True)
    )


def _compared(book: Book, actual: Sequence[Figures], reference: Sequence[Figures]) -> tuple[Comparison, ...]:
    tolerance = book.method.health.tolerance
    return tuple(
        Comparison(stage, now, other, tuple(_differences(stage, now, other, tolerance)))
        for stage, now, other in zip(book.method.stages, actual, reference, strict=True)
    )


def _differences(stage: Stage, now: Figures, other: Figures, tolerance: Decimal) -> Iterator[Difference]:
    """What is off by more than the tolerance, a count by a whole deal as well, and is trouble."""
    for measure in MEASURES:
        value, held = measure.of(now), measure.of(other)
        if value is None or not held or not measure.is_sure(now):
            continue
        distance = value - held
        part, advice = ratio(distance, held), measure.high if distance > 0 else measure.low
        if part is None or advice is None or abs(part) <= tolerance or abs(distance) < measure.least:
            continue
        told = measure.told or measure.of
        says = message("{now} / {held}", now=told(now), held=told(other))
        yield Difference(stage, measure, part, says, advice)


def against_tables(found: Against) -> tuple[Table, Table]:
    """What is off and what to do; then each stage as it is beside what it is held against."""
    return _advice(found), _comparison(found)


def _advice(found: Against) -> Table:
    return table(
        "advice",
        (off for each in found.stages for off in each.differences),
        STAGE,
        text("measure", message("What"), lambda off: off.measure.name, weight=8),
        text("says", message("Is beside should be"), weight=9),
        share("deviation", message("Off by"), weight=4),
        text("advice", message("What to do"), weight=9, is_prose=True),
        title=message("Against {reference}", reference=found.reference.label),
        empty=message("Every stage is within the tolerance."),
    )


def _comparison(found: Against) -> Table:
    held = found.reference.label
    return table(
        "compared",
        found.stages,
        STAGE,
        count("deals", message("Deals"), lambda each: int(each.actual.deals), weight=9),
        number("deals_held", held, lambda each: _tenths(each.reference.deals), weight=8),
        share("conversion", message("Conversion"), lambda each: each.actual.conversion, weight=8),
        share("conversion_held", held, lambda each: each.reference.conversion, weight=7),
        number("days", message("Days"), lambda each: each.actual.days, weight=7),
        number("days_held", held, lambda each: each.reference.days, weight=6),
        money("weighted", message("Weighted"), lambda each: each.actual.weighted),
        money("weighted_held", held, lambda each: each.reference.weighted, weight=4),
        currency(lambda each: each.actual.weighted.currency),
        title=message("Actual beside {reference}", reference=held),
        notes=tuple(_notes(found)),
        on_screen=found.reference is not IDEAL,
    )


def _tenths(deals: Decimal) -> Decimal:
    return deals.quantize(Decimal("0.1") if deals % 1 else Decimal(1))


def _notes(found: Against) -> Iterable[Text]:
    if found.last:
        yield message("Last period: {period}.", period=found.last)
    else:
        yield message(
            "Ideal: the method's conversion and days; the same weighted amount, and deals for as many "
            "wins, in each stage."
        )
