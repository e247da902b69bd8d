"""Is the funnel healthy: its shape, its size against the target, and the three usual faults.

A healthy funnel holds about the same weighted amount in each stage, more than the period's target
in all, and its top is full enough. The usual faults: not full, low conversion, poor checking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from funnel_cli.forecasting.passage import Conversion, conversions
from funnel_cli.forecasting.weighted import Forecast, forecast
from funnel_cli.message import Message, message
from funnel_cli.method import Stage
from funnel_cli.model import Book
from funnel_cli.period import Period
from funnel_cli.reports.attention import Attention, Reason, attention
from funnel_cli.standing import Standing
from funnel_cli.sums import Sum, ratio, summed

ENOUGH_DECIDED = 5
"""Below so many decided deals a stage's conversion is not called low."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One stage's part of the funnel; `deviation` is its weighted amount ÷ the equal share, minus 1."""

    stage: Stage
    deals: tuple[Standing, ...]
    sum: Sum
    share: Decimal | None
    deviation: Decimal | None
    is_off: bool


class Fault(Enum):
    """The three usual faults."""

    NOT_FULL = "not_full"
    LOW_CONVERSION = "low_conversion"
    POOR_CHECKING = "poor_checking"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A fault looked for: the evidence found, none if the funnel does not have it, and the cure."""

    fault: Fault
    evidence: tuple[Message, ...]
    advice: Message

    @property
    def is_present(self) -> bool:
        """Whether the funnel has the fault."""
        return bool(self.evidence)


@dataclass(frozen=True, slots=True)
class Health:
    """The funnel's health as of the book's day; `forecast` is the period's, `total` that of the slices;
    `unplaced` open deals sit in no stage that the method knows.
    """

    slices: tuple[Slice, ...]
    unplaced: tuple[Standing, ...]
    total: Sum
    forecast: Forecast
    conversions: tuple[Conversion, ...]
    attention: tuple[Attention, ...]
    diagnoses: tuple[Diagnosis, ...]

    @property
    def reach(self) -> Decimal | None:
        """The funnel's weighted total ÷ the target of the period; healthy above 1."""
        target = self.forecast.target
        return ratio(self.total.weighted_converted.amount, target.amount) if target else None


def health(deals: Iterable[Standing], book: Book, period: Period, owner: str | None = None) -> Health:
    """The health of the funnel made of these deals, held against the period's target."""
    everything = tuple(deals)
    open_deals = tuple(deal for deal in everything if _counts(deal))
    result = forecast(everything, book, period, owner=owner)
    stages = slices(open_deals, book)
    rates = conversions((deal.deal for deal in everything), book.method)
    findings = attention(open_deals, book)
    return Health(
        slices=stages,
        unplaced=tuple(deal for deal in open_deals if deal.stage is None),
        total=summed((deal for each in stages for deal in each.deals), book),
        forecast=result,
        conversions=rates,
        attention=findings,
        diagnoses=(_not_full(stages, result, book), _low_conversion(rates), _poor_checking(findings)),
    )


def _counts(standing: Standing) -> bool:
    """Whether the deal is a part of the funnel: open, and not kept out by the rep."""
    return standing.deal.is_open and not standing.is_omitted


def slices(deals: Iterable[Standing], book: Book) -> tuple[Slice, ...]:
    """The open deals that count by stage, each held against an equal share of the weighted total."""
    method = book.method
    here: list[list[Standing]] = [[] for _ in method.stages]
    for deal in filter(_counts, deals):
        if deal.stage:
            here[method.position(deal.stage.id)].append(deal)
    sums = [summed(some, book) for some in here]
    whole = sum((each.weighted_converted.amount for each in sums), Decimal(0))
    equal = whole / len(sums)
    found = []
    for stage, some, each in zip(method.stages, here, sums, strict=True):
        part = ratio(each.weighted_converted.amount, equal)
        deviation = None if part is None else part - 1
        is_off = deviation is not None and abs(deviation) > method.health.tolerance
        share = ratio(each.weighted_converted.amount, whole)
        found.append(Slice(stage, tuple(some), each, share, deviation, is_off))
    return tuple(found)


def _not_full(stages: Sequence[Slice], result: Forecast, book: Book) -> Diagnosis:
    """Too little at the top, or too little in all for what is still missing."""
    evidence = []
    top = stages[0]
    if not any(each.deals for each in stages):
        evidence.append(message("the funnel is empty"))
    elif top.deviation is not None and top.deviation < -book.method.health.tolerance:
        evidence.append(
            message(
                "{stage} holds {share} of the weighted amount; an equal share is {equal}",
                stage=top.stage.label,
                share=top.share,
                equal=ratio(Decimal(1), Decimal(len(stages))),
            )
        )
    elif len(top.deals) < max(len(each.deals) for each in stages):
        evidence.append(
            message(
                "{stage} holds fewer deals than a later stage ({count})",
                stage=top.stage.label,
                count=len(top.deals),
            )
        )
    needed = book.method.health.coverage
    if result.coverage is not None and result.coverage < needed:
        evidence.append(
            message(
                "what is expected in {period} covers {coverage} of what its target lacks; healthy: {needed}",
                period=result.period,
                coverage=result.coverage,
                needed=needed,
            )
        )
    return Diagnosis(
        Fault.NOT_FULL,
        tuple(evidence),
        message("Find new needs: more leads at the top, before the bottom runs dry."),
    )


def _low_conversion(rates: Sequence[Conversion]) -> Diagnosis:
    """Stages that let fewer deals through than the method expects, where enough were decided."""
    low = [
        message(
            "{stage}: {share} of {decided} decided deals got through; the method expects {ideal}",
            stage=rate.stage.label,
            share=rate.share,
            decided=rate.decided,
            ideal=ratio(rate.ideal, Decimal(1)),
        )
        for rate in rates
        if rate.share is not None and rate.decided >= ENOUGH_DECIDED and rate.share < rate.ideal
    ]
    return Diagnosis(
        Fault.LOW_CONVERSION,
        tuple(low),
        message("Go through the stage's checklist with each deal before it moves on."),
    )


CARELESS = {
    Reason.NOT_EARNED: message("in a stage whose gate was never met: {count:deal|deals}"),
    Reason.CLOSE_PASSED: message("expected close has passed: {count:deal|deals}"),
    Reason.UNDATED: message("no expected close: {count:deal|deals}"),
    Reason.NO_STEP: message("no next step: {count:deal|deals}"),
    Reason.UNTOUCHED: message("untouched for too long: {count:deal|deals}"),
}


def _poor_checking(findings: Sequence[Attention]) -> Diagnosis:
    """Deals whose records would not stand a look."""
    counts = Counter(finding.reason for some in findings for finding in some.findings)
    evidence = [
        Message(sentence.text, {"count": counts[reason]})
        for reason, sentence in CARELESS.items()
        if counts[reason]
    ]
    return Diagnosis(
        Fault.POOR_CHECKING, tuple(evidence), message("Check the funnel every week: funnel review")
    )
