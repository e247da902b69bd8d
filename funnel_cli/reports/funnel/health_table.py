"""The health of the funnel as tables: shape, target, faults, conversion, and the lists behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from funnel_cli.message import Term, Text, message
from funnel_cli.model import Book
from funnel_cli.reports.attention import Attention, Finding, Reason, told
from funnel_cli.reports.deals import sum_notes
from funnel_cli.reports.funnel.health import Fault, Health
from funnel_cli.reports.funnel.vitals import Vitals
from funnel_cli.reports.funnel.vitals_table import vital_head, vital_lines, vital_tables
from funnel_cli.sums import ratio
from funnel_cli.table import Column, Document, Kind, Row, Table

FAULT_LABELS = {
    Fault.NOT_FULL: message("not full"),
    Fault.LOW_CONVERSION: message("low conversion"),
    Fault.POOR_CHECKING: message("poor checking"),
}

MOST_AT_ONCE = 20
"""So many deals a person can take up in one sitting."""

LISTED = (
    Reason.CLOSE_PASSED,
    Reason.UNDATED,
    Reason.NO_STEP,
    Reason.NOT_EARNED,
    Reason.FORCED,
    Reason.STALLED,
    Reason.UNTOUCHED,
)


def health_document(health: Health, vitals: Vitals, book: Book, query: str = "") -> Document:
    """The whole picture, the shape first; what is long is kept for who asks for it."""
    return Document(
        schema="funnel.health/1",
        title=message("Funnel health"),
        head={
            "query": query,
            "period": health.forecast.period,
            "weighted": health.total.weighted_converted,
            "target": health.forecast.target,
            "reach": health.reach,
            "coverage": health.forecast.coverage,
            **vital_head(vitals),
        },
        tables=(
            shape_table(health, book),
            faults_table(health),
            *vital_tables(vitals),
            conversion_table(health),
            attention_table(
                tuple(some for some in health.attention if any(f.reason in LISTED for f in some.findings)),
                name="lists",
                only=LISTED,
            ),
        ),
        lines=(
            message(
                "Weighted total {weighted}; target of {period}: {target}.",
                weighted=health.total.weighted_converted,
                period=health.forecast.period,
                target=health.forecast.target or message("none set"),
            ),
            *vital_lines(vitals),
        ),
    )


SHAPE = (
    Column(key="stage", title=message("Stage"), weight=10),
    Column(key="deals", title=message("Deals"), kind=Kind.COUNT, weight=9),
    Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=5),
    Column(key="weighted", title=message("Weighted"), kind=Kind.MONEY, weight=9),
    Column(key="currency", title=message("Currency"), on_screen=False),
    Column(key="share", title=message("Share"), kind=Kind.RATIO, weight=8),
    Column(key="bar", title=message("Funnel"), kind=Kind.BAR, weight=8),
    Column(key="deviation", title=message("Against equal"), kind=Kind.RATIO, weight=6),
    Column(key="verdict", title=message("Shape"), weight=10),
)


def shape_table(health: Health, book: Book) -> Table:
    """One row per stage against an equal share of the weighted total, in the book's currency."""
    total = health.total
    return Table(
        name="shape",
        title=message("Shape"),
        columns=SHAPE,
        rows=tuple(
            (
                Term(each.stage.id, each.stage.label),
                each.sum.deals,
                each.sum.amount_converted,
                each.sum.weighted_converted,
                book.currency,
                each.share,
                _bar(each.share, health),
                each.deviation,
                _verdict(each.is_off, each.deviation is not None and each.deviation > 0),
            )
            for each in health.slices
        ),
        totals=(
            (
                None,
                total.deals,
                total.amount_converted,
                total.weighted_converted,
                book.currency,
                None,
                None,
                None,
                None,
            ),
        ),
        notes=(
            message(
                "Healthy: about equal weighted amounts per stage (±{tolerance}), together above the target.",
                tolerance=book.method.health.tolerance,
            ),
            *sum_notes(total),
            *_unplaced_notes(health),
        ),
    )


def _unplaced_notes(health: Health) -> Iterator[Text]:
    """How many open deals are in no slice, and why."""
    if lacking := [each for each in health.unplaced if each.deal.stage]:
        yield message("Left out, in no stage of the method: {count}.", count=len(lacking))
    if unknown := len(health.unplaced) - len(lacking):
        yield message("Left out, in an unknown stage on that day: {count}.", count=unknown)


def _bar(share: Decimal | None, health: Health) -> Decimal | None:
    """The stage's share ÷ the largest: the bars of a healthy funnel are about equally long."""
    largest = max((each.share for each in health.slices if each.share is not None), default=None)
    return None if share is None or not largest else ratio(share, largest)


def _verdict(is_off: bool, is_over: bool) -> Term:
    """Whether the stage's weighted amount is about its share."""
    if not is_off:
        return Term("even", message("even"))
    return Term("heavy", message("heavy")) if is_over else Term("light", message("light"))


def faults_table(health: Health) -> Table:
    """The three usual faults with what was found and what to do; a fault not found says so."""
    rows: list[Row] = []
    for diagnosis in health.diagnoses:
        term = Term(diagnosis.fault.value, FAULT_LABELS[diagnosis.fault])
        found = Term("found", message("found")) if diagnosis.is_present else Term("clear", message("clear"))
        if not diagnosis.evidence:
            rows.append((term, found, None, None))
        for number, evidence in enumerate(diagnosis.evidence):
            rows.append((term, found, evidence, diagnosis.advice if number == 0 else None))
    return Table(
        name="faults",
        title=message("The three usual faults"),
        columns=(
            Column(key="fault", title=message("Fault"), weight=10),
            Column(key="found", title=message("Found"), weight=9),
            Column(key="evidence", title=message("Evidence"), weight=8),
            Column(key="advice", title=message("What to do"), weight=3),
        ),
        rows=tuple(rows),
    )


def conversion_table(health: Health) -> Table:
    """What share of the deals gets through each stage, beside the method's."""
    unknown = max((rate.unknown for rate in health.conversions), default=0)
    return Table(
        name="conversion",
        title=message("Conversion, whole history"),
        columns=(
            Column(key="stage", title=message("Stage"), weight=10),
            Column(key="reached", title=message("Got through"), kind=Kind.COUNT, weight=7),
            Column(key="decided", title=message("Decided"), kind=Kind.COUNT, weight=7),
            Column(key="share", title=message("Conversion"), kind=Kind.RATIO, weight=9),
            Column(key="ideal", title=message("Expected"), kind=Kind.RATIO, weight=8),
            Column(key="waiting", title=message("Undecided"), kind=Kind.COUNT, weight=5),
        ),
        rows=tuple(
            (
                Term(rate.stage.id, rate.stage.label),
                rate.reached,
                rate.decided,
                rate.share,
                rate.ideal,
                rate.waiting,
            )
            for rate in health.conversions
        ),
        notes=(message("Left out, no stage history: {count}.", count=unknown),) if unknown else (),
        on_screen=False,
    )


def attention_table(
    some: Sequence[Attention], *, name: str = "attention", only: Collection[Reason] = tuple(Reason)
) -> Table:
    """A row per deal with why it should be taken up; the deals with the most money at risk first."""
    return Table(
        name=name,
        title=message("Deals to look at"),
        columns=(
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=5),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="reasons", title=message("Reasons"), on_screen=False),
            Column(key="why", title=message("Why"), weight=9),
            Column(key="owner", title=message("Owner"), weight=2),
        ),
        rows=tuple(_attention_row(each, [f for f in each.findings if f.reason in only]) for each in some),
        first=MOST_AT_ONCE,
        empty=message("Nothing to complain about."),
    )


def _attention_row(each: Attention, findings: Sequence[Finding]) -> Row:
    """One deal with the findings to tell."""
    deal, amount = each.standing.deal, each.standing.amount
    return (
        deal.id,
        amount,
        amount and amount.currency,
        tuple(finding.term for finding in findings),
        told(findings),
        deal.owner,
    )
