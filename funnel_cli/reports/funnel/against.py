"""The funnel as it is against the method's ideal, or against what it was in the last period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from funnel_cli.forecasting.passage import Conversion, conversions
from funnel_cli.history import book_on
from funnel_cli.message import Label, Message, message
from funnel_cli.method import Choice, Stage
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.period import Period, preceding
from funnel_cli.reports.funnel.health import Health, Slice, slices
from funnel_cli.reports.funnel.stays import stage_times
from funnel_cli.standing import Standing, standing
from funnel_cli.sums import ratio

ENOUGH_DECIDED = 5
"""Below so many decided deals nothing is said of a stage's conversion, below so many stays of its time."""


class Reference(Enum):
    """What the funnel is held against."""

    IDEAL = "ideal"
    LAST = "last"


REFERENCES = (
    Choice(id=Reference.IDEAL.value, title=Label({"en": "ideal", "zh": "理想"})),
    Choice(id=Reference.LAST.value, title=Label({"en": "last period", "zh": "上一期间"})),
)
"""What may be named as a reference, and what it is called."""


class Measure(Enum):
    """What is compared of each stage."""

    DEALS = "deals"
    CONVERSION = "conversion"
    DAYS = "days"
    WEIGHTED = "weighted"


ADVICE = {
    (Measure.DEALS, False): message("find more deals for this stage: check the stage before it"),
    (Measure.DEALS, True): message("deals pile up here: move on what is ready, close what is not"),
    (Measure.CONVERSION, False): message("go through the checklist with each deal before it moves on"),
    (Measure.DAYS, True): message("agree a next step with a date for each deal; see: funnel stalled"),
    (Measure.WEIGHTED, False): message("too little money here: bring larger or more deals into it"),
    (Measure.WEIGHTED, True): message("the forecast hangs on this stage: fill the others"),
}
"""What to do where a measure is too low (False) or too high (True); the rest is no trouble."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure that is off: how far from the reference, as a share of it, and what to do."""

    measure: Measure
    deviation: Decimal
    advice: Message


@dataclass(frozen=True, slots=True)
class Comparison:
    """One stage as it is, what it is held against, and what is off by more than the tolerance."""

    stage: Stage
    actual: Figures
    reference: Figures
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """All stages against a reference; `last` is the period before, where it is that."""

    reference: Reference
    last: Period | None
    stages: tuple[Comparison, ...]


def against(deals: Sequence[Standing], book: Book, health: Health, reference: Reference) -> Against:
    """These deals' funnel against the method's ideal, on the whole history, or against the last period.

    `health` is that of the same deals. Against the last period what was decided in its period is held
    against what was decided in the one before, and what there is on the book's day against what there
    was on that period's last day.
    """
    if reference is Reference.IDEAL:
        actual = _figures(health.slices, health.conversions, deals, book)
        return Against(reference, None, _compared(book, actual, _ideal(actual, book)))
    period = health.forecast.period
    last = preceding(period)
    then = book_on(book, last.last)
    ids = {each.deal.id for each in deals}
    former = [standing(deal, then) for id, deal in then.opportunities.items() if id in ids]
    now = _figures(health.slices, _rates(deals, book, period), deals, book, period)
    before = _figures(slices(former, then), _rates(former, then, last), former, then, last)
    return Against(reference, last, _compared(book, now, before))


def _rates(deals: Sequence[Standing], book: Book, period: Period) -> tuple[Conversion, ...]:
    """How deals got through the stages in the period."""
    return conversions((each.deal for each in deals), book.method, period)


def _figures(
    stages: Sequence[Slice],
    rates: Sequence[Conversion],
    deals: Sequence[Standing],
    book: Book,
    period: Period | None = None,
) -> tuple[Figures, ...]:
    """What the stages hold on the book's day, and how deals got through them in the period, or ever."""
    times = stage_times((each.deal for each in deals), book.method, book.day, period)
    return tuple(
        Figures(
            deals=Decimal(len(here.deals)),
            conversion=rate.share,
            days=time.median,
            weighted=here.sum.weighted_converted,
            decided=rate.decided,
            stays=len(time.stays),
        )
        for here, rate, time in zip(stages, rates, times, strict=True)
    )


def _ideal(actual: Sequence[Figures], book: Book) -> tuple[Figures, ...]:
    """The method's conversion and time, and the same funnel spread evenly over the stages.

    Even is the same weighted amount in each stage, and so many deals that each expects as many wins:
    Σ deals × odds ÷ stages ÷ odds.
    """
    method, count = book.method, len(actual)
    odds = [method.odds(stage) for stage in method.stages]
    wins = sum((each.deals * chance for each, chance in zip(actual, odds, strict=True)), Decimal(0))
    whole = sum((each.weighted.amount for each in actual), Decimal(0))
    rates = conversions((), method)
    return tuple(
        Figures(
            deals=ratio(wins, count * chance) or Decimal(0),
            conversion=ratio(rate.ideal, Decimal(1)),
            days=Decimal(stage.typical_days),
            weighted=Money(ratio(whole, Decimal(count)) or Decimal(0), book.currency),
        )
        for stage, chance, rate in zip(method.stages, odds, rates, strict=True)
    )


def _compared(book: Book, actual: Sequence[Figures], reference: Sequence[Figures]) -> tuple[Comparison, ...]:
    tolerance = book.method.health.tolerance
    return tuple(
        Comparison(stage, now, other, tuple(_differences(now, other, tolerance)))
        for stage, now, other in zip(book.method.stages, actual, reference, strict=True)
    )


def _differences(now: Figures, other: Figures, tolerance: Decimal) -> Iterator[Difference]:
    """What is off by more than the tolerance, a count by a whole deal as well, and is trouble."""
    pairs: dict[Measure, tuple[Decimal | None, Decimal | None]] = {
        Measure.DEALS: (now.deals, other.deals),
        Measure.CONVERSION: (now.conversion if now.decided >= ENOUGH_DECIDED else None, other.conversion),
        Measure.DAYS: (now.days if now.stays >= ENOUGH_DECIDED else None, other.days),
        Measure.WEIGHTED: (now.weighted.amount, other.weighted.amount),
    }
    for measure, (value, held) in pairs.items():
        if value is None or not held:
            continue
        distance = value - held
        part = ratio(distance, held)
        if part is None or abs(part) <= tolerance or (measure is Measure.DEALS and abs(distance) < 1):
            continue
        if advice := ADVICE.get((measure, distance > 0)):
            yield Difference(measure, part, advice)
