"""The three usual faults of a funnel, each with the evidence found for it and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.forecasting.passage import ENOUGH_DECIDED, Conversion
from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.records.book import Book
from funnel_cli.reports.attention import Attention, Reason
from funnel_cli.reports.goals import StageGoal, missed_goals
from funnel_cli.reports.shape import FunnelShape, Slice
from funnel_cli.time.sums import ratio
from funnel_cli.values.message import Message, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Table, table, text

NOT_FULL = Term("not_full", message("not full"))
LOW_CONVERSION = Term("low_conversion", message("low conversion"))
POOR_CHECKING = Term("poor_checking", message("poor checking"))

_FOUND = Term("found", message("found"))
_CLEAR = Term("clear", message("clear"))

_CARELESS = {
    Reason.NOT_EARNED: message("past a gate that is not met: {count:deal|deals}"),
    Reason.CLOSE_PASSED: message("expected close has passed: {count:deal|deals}"),
    Reason.UNDATED: message("no expected close: {count:deal|deals}"),
    Reason.NO_STEP: message("no next step: {count:deal|deals}"),
    Reason.UNTOUCHED: message("untouched for too long: {count:deal|deals}"),
}
"""What of a deal would not stand a look, and how it is told."""


class Diagnosis(NamedTuple):
    """A fault looked for: the evidence found, none if the funnel does not have it, and the cure."""

    fault: Term
    evidence: tuple[Message, ...]
    advice: Message


def diagnoses(
    shape: FunnelShape,
    result: Forecast,
    rates: Sequence[Conversion],
    looked_at: Sequence[Attention],
    goals: Sequence[StageGoal],
    book: Book,
) -> tuple[Diagnosis, ...]:
    """The three faults, looked for in the reports of the same deals and period."""
    return (
        Diagnosis(
            NOT_FULL,
            (
                *_shortage(shape.slices, book),
                *_too_little(shape.total.weighted_converted, result),
                *_low_coverage(result, book),
                *missed_goals(goals),
            ),
            message("Find new needs: more leads at the top, before the bottom runs dry."),
        ),
        Diagnosis(
            LOW_CONVERSION,
            tuple(_low_conversion(rates)),
            message("Go through the stage's checklist with each deal before it moves on."),
        ),
        Diagnosis(
            POOR_CHECKING,
            tuple(_carelessness(looked_at)),
            message("Check the funnel every week: funnel review"),
        ),
    )


def _shortage(stages: Sequence[Slice], book: Book) -> Iterator[Message]:
    """Too little at the top."""
    top = stages[0]
    if not any(each.deals for each in stages):
        yield message("the funnel is empty")
    elif top.deviation is not None and top.deviation < -book.method.health.tolerance:
        yield message(
            "{stage} holds {share} of the weighted amount; an equal share is {equal}",
            stage=top.stage.label,
            share=top.share,
            equal=ratio(Decimal(1), Decimal(len(stages))),
        )
    elif len(top.deals) < max(len(each.deals) for each in stages):
        yield message(
            "{stage} holds fewer deals than a later stage ({count})",
            stage=top.stage.label,
            count=len(top.deals),
        )


def _too_little(weighted: Money, period: Forecast) -> Iterator[Message]:
    """Too little in all for the target, whatever was won of it."""
    target = period.target
    if target and weighted.amount <= target.amount:
        lack = Money(target.amount - weighted.amount, target.currency)
        yield message("the weighted total is not above the target; it lacks {lack}", lack=lack)


def _low_coverage(result: Forecast, book: Book) -> Iterator[Message]:
    """Too little in all for what is still missing."""
    needed = book.method.health.coverage
    if result.coverage is not None and result.coverage < needed:
        yield message(
            "what is expected in {period} covers {coverage} of what its target lacks; healthy: {needed}",
            period=result.period,
            coverage=result.coverage,
            needed=needed,
        )


def _low_conversion(rates: Sequence[Conversion]) -> Iterator[Message]:
    """Stages that let fewer deals through than the method expects, where enough were decided."""
    for rate in rates:
        if rate.share is not None and rate.decided >= ENOUGH_DECIDED and rate.share < rate.ideal:
            yield message(
                "{stage}: {share} of {decided} decided deals got through; the method expects {ideal}",
                stage=rate.stage.label,
                share=rate.share,
                decided=rate.decided,
                ideal=ratio(rate.ideal, Decimal(1)),
            )


def _carelessness(some: Sequence[Attention]) -> Iterator[Message]:
    counts = Counter(finding.reason for each in some for finding in each.findings)
    for reason, sentence in _CARELESS.items():
        if counts[reason]:
            yield Message(sentence.text, {"count": counts[reason]})


def in_a_sentence(each: Diagnosis) -> Message:
    """A fault with its first evidence, how much more there is, and what to do; or that it was not found."""
    fault, more = each.fault.label, len(each.evidence) - 1
    if more < 0:
        return message("✓ {fault}: not found.", fault=fault)
    if more:
        return message(
            "! {fault}: {evidence}, and {more} more. {advice}",
            fault=fault,
            evidence=each.evidence[0],
            more=more,
            advice=each.advice,
        )
    return message(
        "! {fault}: {evidence}. {advice}", fault=fault, evidence=each.evidence[0], advice=each.advice
    )


def faults_table(some: Iterable[Diagnosis]) -> Table:
    """The three usual faults with what was found and what to do; a fault not found says so."""
    rows = [(each, evidence) for each in some for evidence in each.evidence or (None,)]
    return table(
        "faults",
        rows,
        text("fault", message("Fault"), lambda row: row[0].fault, weight=10),
        text("found", message("Found"), lambda row: _FOUND if row[1] else _CLEAR, weight=9),
        text("evidence", message("Evidence"), lambda row: row[1], weight=8),
        text("advice", message("What to do"), _advice, weight=3),
        title=message("The three usual faults"),
    )


def _advice(row: tuple[Diagnosis, Message | None]) -> Message | None:
    """What to do, beside the first evidence."""
    diagnosis, evidence = row
    return diagnosis.advice if diagnosis.evidence[:1] == (evidence,) else None
