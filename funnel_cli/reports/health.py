"""Is the funnel healthy: its shape, its size against the target, and the three usual faults.

A healthy funnel holds about the same weighted amount in each stage, more than the period's target
in all, and its top is full enough. The usual faults: not full, low conversion, poor checking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.names import choice_named
from funnel_cli.forecasting.passage import ENOUGH_DECIDED, Conversion, conversions
from funnel_cli.forecasting.weighted import Forecast, Where, forecast
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.against import Comparison, against, against_tables
from funnel_cli.reports.attainment import expected_for_the_rest
from funnel_cli.reports.attention import Attention, Reason, attention, attention_table
from funnel_cli.reports.conversion import DECIDED, EXPECTED, REACHED, SHARE, WAITING, unknown_notes
from funnel_cli.reports.counts import IDEAL, REFERENCES
from funnel_cli.reports.explanation import amounts, ones
from funnel_cli.reports.faults import Diagnosis, diagnoses, faults_table, in_a_sentence
from funnel_cli.reports.goals import StageGoal, goal_lines, goals_table, stage_goals
from funnel_cli.reports.in_out import InOut, in_and_out, in_out_table
from funnel_cli.reports.landing import stand_in_notes
from funnel_cli.reports.momentum import (
    Momentum,
    momentum,
    momentum_figures,
    momentum_head,
    momentum_lines,
    momentum_tables,
)
from funnel_cli.reports.report_order import Order
from funnel_cli.reports.shape import FunnelShape, funnel_shape, shape_table
from funnel_cli.time.standing import Standing, removed
from funnel_cli.time.sums import ratio
from funnel_cli.values.figures import Figure, Head
from funnel_cli.values.message import Message, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import STAGE, Cell, Document, Table, table

_AS_HELD = Term("even", message("as it should be"))
FLAT = Term("flat", message("too flat, find more at the top"))
_STEEP = Term("steep", message("too steep, too few get through"))


class Slope(NamedTuple):
    """The fall of the deals per stage, as it is and as it is held; `verdict` is `None` where nobody knows.

    Above zero the funnel narrows, below zero it widens. `None` is the slope of no deals, and of one stage.
    """

    actual: Decimal | None
    held: Decimal | None
    verdict: Term | None


def slope(found: Comparison, tolerance: Decimal) -> Slope:
    """The slope of the stages beside that of their reference, off beyond the tolerance."""
    counts = [each.actual.deals for each in found.stages]
    now, held = fall(counts), fall([each.reference.deals for each in found.stages])
    return Slope(now, held, _verdict(now, held, tolerance) if sum(counts) >= ENOUGH_DECIDED else None)


def fall(counts: Sequence[Decimal]) -> Decimal | None:
    """How many deals fewer each stage has, on the line that fits best, as a share of the mean stage."""
    middle, mean = Decimal(len(counts) - 1) / 2, sum(counts, Decimal(0)) / len(counts)
    places = [place - middle for place in range(len(counts))]
    spread = sum((place * place for place in places), Decimal(0))
    across = sum((place * (count - mean) for place, count in zip(places, counts, strict=True)), Decimal(0))
    return ratio(-across, spread * mean)


def _verdict(now: Decimal | None, held: Decimal | None, tolerance: Decimal) -> Term | None:
    if now is None or not held:
        return None
    if abs(now - held) <= tolerance * abs(held):
        return _AS_HELD
    return _STEEP if now > held else FLAT


def _slope_head(found: Slope, placed: FunnelShape) -> dict[str, Cell | Figure]:
    """The single figures, of the deals as they are placed."""
    return {
        "slope": Figure(
            Term("slope", message("Slope")),
            found.actual,
            message("−Σ (place − mean place) × deals ÷ Σ (place − mean place)² ÷ mean deals of a stage"),
            ones((deal for each in placed.slices for deal in each.deals), "stage"),
        ),
        "slope_reference": Figure(
            Term("slope_reference", message("Slope held against")),
            found.held,
            message("the same, of the deals that each stage should have"),
        ),
        "slope_verdict": found.verdict,
    }


def slope_lines(found: Slope, against: Comparison) -> Iterator[Message]:
    """How steep the funnel is, beside what it is held against, and what that means."""
    if found.actual is None:
        return
    if (deals := sum(each.actual.deals for each in against.stages)) < ENOUGH_DECIDED:
        yield message("Slope: not yet, {count} of {enough} deals.", count=int(deals), enough=ENOUGH_DECIDED)
        return
    said = message("{now} a stage", now=_fewer(found.actual))
    if found.held is not None:
        told = {"now": said, "reference": against.reference.label, "held": _fewer(found.held)}
        said = message("{now}, {reference} {held}", **told)
    if found.verdict:
        said = message("{now}: {verdict}", now=said, verdict=found.verdict)
    yield message("Slope: {now}.", now=said)


def _fewer(share: Decimal) -> Message:
    return message("{share} more", share=-share) if share < 0 else message("{share} fewer", share=share)


_EVERYTHING = message("Each stage, each fault, what to do: funnel health --all")

_LISTED = frozenset(Reason) - {
    Reason.STEP_OVERDUE,
    Reason.PLAN_OVERDUE,
    Reason.MILESTONE_OVERDUE,
    Reason.GATE_MET,
    Reason.PAUSE_OVER,
}
"""For what a deal stands in the list behind the faults."""


class FunnelHealth(NamedTuple):
    """The funnel's health as of the book's day; `forecast` is the period's.

    `reach` is the funnel's weighted total ÷ the target of the period, healthy above 1; `None` without one.
    """

    shape: FunnelShape
    forecast: Forecast
    reach: Decimal | None
    conversions: tuple[Conversion, ...]
    attention: tuple[Attention, ...]
    diagnoses: tuple[Diagnosis, ...]
    goals: tuple[StageGoal, ...] = ()


def health(deals: Iterable[Standing], book: Book, period: Period, owner: str | None = None) -> FunnelHealth:
    """The health of the funnel made of these deals, held against the period's target."""
    everything = tuple(deals)
    result = forecast(everything, book, period, owner=owner)
    found = funnel_shape(everything, book)
    rates = conversions((deal.deal for deal in everything), book.method)
    looked_at = attention((deal for deal in everything if not deal.is_omitted), book)
    target, weighted = result.target, found.total.weighted_converted
    goals = stage_goals(everything, book, period, owner)
    return FunnelHealth(
        shape=found,
        forecast=result,
        reach=ratio(weighted.amount, target.amount) if target else None,
        conversions=rates,
        attention=looked_at,
        diagnoses=diagnoses(found, result, rates, looked_at, goals, book),
        goals=goals,
    )


class Vitals(NamedTuple):
    """What moves in a funnel beside its shape: in and out of each stage, momentum, comparison, slope."""

    in_out: tuple[InOut, ...]
    momentum: Momentum
    against: Comparison
    slope: Slope


def vitals(
    deals: Sequence[Standing],
    book: Book,
    found: FunnelHealth,
    *,
    removed: Iterable[Opportunity] = (),
    reference: str = IDEAL.id,
) -> Vitals:
    """The vitals of the funnel made of these deals, beside its health.

    `removed` deals count in what went in and out. Raises `NoSuchWord` for what is no reference.
    """
    held = choice_named(message("reference"), reference, REFERENCES)
    records, period = [*(each.deal for each in deals), *removed], found.forecast.period
    compared = against(deals, book, held, period, found.shape)
    return Vitals(
        in_out=in_and_out(records, book.method, period, book.day),
        momentum=momentum(deals, book, found.forecast),
        against=compared,
        slope=slope(compared, book.method.health.tolerance),
    )


def health_report(order: Order, reference: str = "ideal", *, is_whole: bool = True) -> Document:
    """The funnel of the deals and its faults, against the period's target, else that of this quarter."""
    book = order.book
    held = health(order.deals, book, order.period or order.calendar.quarter(), order.query.owner)
    gone = [each.deal for each in removed(book) if order.query.matches(each)]
    moved = vitals(order.deals, book, held, removed=gone, reference=reference)
    return health_document(held, moved, book, order.text, is_whole=is_whole)


def health_document(
    found: FunnelHealth, moved: Vitals, book: Book, query: str = "", *, is_whole: bool = False
) -> Document:
    """The shape and the usual faults in a sentence each; where `is_whole` the whole picture.

    What is long is kept for who asks for it.
    """
    weighted, result = found.shape.total.weighted_converted, found.forecast
    held = moved.against.reference
    is_compared = is_whole or held is not IDEAL
    compared = (
        each if is_compared else replace(each, on_screen=False) for each in against_tables(moved.against)
    )
    return Document(
        schema="funnel.health/1",
        title=message("Funnel health"),
        head=_head(found, moved, query),
        tables=(
            shape_table(found.shape, book, is_whole=is_whole),
            replace(faults_table(found.diagnoses), on_screen=is_whole),
            goals_table(found.goals, on_screen=is_whole),
            *compared,
            in_out_table(moved.in_out, result.period),
            *momentum_tables(moved.momentum),
            _conversions(found.conversions),
            replace(attention_table(found.attention, book, name="lists", only=_LISTED), on_screen=is_whole),
        ),
        lines=(
            _diagnosis(found),
            _enough(weighted, result),
            *stand_in_notes(result.owner, result.target, result.period, book),
            *goal_lines(found.goals),
            *slope_lines(moved.slope, moved.against),
            *momentum_lines(moved.momentum),
        ),
        notes=() if is_whole else (*map(in_a_sentence, found.diagnoses), _EVERYTHING),
    )


def _head(found: FunnelHealth, moved: Vitals, query: str) -> Head:
    """The single values, and how the figures among them are made."""
    result = found.forecast
    return Head(
        *momentum_figures(moved.momentum),
        query=query,
        period=result.period,
        weighted=Figure(
            Term("total", message("Weighted total")),
            found.shape.total.weighted_converted,
            message("Σ weighted of the stages"),
        ),
        target=result.target,
        reach=Figure(
            Term("reach", message("Reach")),
            found.reach,
            message("weighted total ÷ target ({target})", target=result.target or message("none set")),
            of=result.period,
        ),
        coverage=Figure(
            Term("coverage", message("Coverage")),
            result.coverage,
            expected_for_the_rest(result),
            amounts(result.sets[Where.OPEN]),
            result.period,
        ),
        **_slope_head(moved.slope, found.shape),
        **momentum_head(moved.momentum),
        against=moved.against.reference.term,
    )


def _enough(weighted: Money, period: Forecast) -> Message:
    """Whether the weighted total is above the target, as that of a healthy funnel is."""
    target = period.target
    if target is None:
        return message(
            "Weighted total {weighted}; target of {period}: {target}.",
            weighted=weighted,
            period=period.period,
            target=message("none set"),
        )
    told = {"weighted": weighted, "period": period.period, "target": target}
    if weighted.amount > target.amount:
        return message("Weighted total {weighted}, above the target of {period}, {target}.", **told)
    return message("Weighted total {weighted}, not above the target of {period}, {target}.", **told)


def _diagnosis(found: FunnelHealth) -> Message:
    if faults := tuple(each.fault.label for each in found.diagnoses if each.evidence):
        return message("Not healthy: {faults}.", faults=faults)
    return message("Healthy: none of the three usual faults.")


def _conversions(rates: Sequence[Conversion]) -> Table:
    """What share of the deals gets through each stage, for who asks."""
    return table(
        "conversion",
        rates,
        STAGE,
        REACHED,
        DECIDED,
        SHARE,
        EXPECTED,
        WAITING,
        title=message("Conversion, whole history"),
        notes=tuple(unknown_notes(rates)),
        on_screen=False,
    )
