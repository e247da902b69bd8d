"""In and out, pushes, concentration and the comparison of a funnel's stages as tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from funnel_cli.message import Message, Term, Text, message
from funnel_cli.reports.funnel.against import REFERENCES, Comparison, Difference, Figures, Measure, Reference
from funnel_cli.reports.funnel.in_out import End, InOut
from funnel_cli.reports.funnel.momentum import TOP, Concentration, Push
from funnel_cli.reports.funnel.vitals import Vitals
from funnel_cli.sums import ratio
from funnel_cli.table import Cell, Column, Kind, Late, Row, Table

REFERENCE_LABELS = {Reference(each.id): each.label for each in REFERENCES}

MEASURES = {
    Measure.DEALS: message("deals"),
    Measure.CONVERSION: message("conversion"),
    Measure.DAYS: message("days in stage"),
    Measure.WEIGHTED: message("weighted amount"),
}

_ONE, _TENTH = Decimal(1), Decimal("0.1")

STAGE = Column(key="stage", title=message("Stage"), weight=10)


def vital_lines(vitals: Vitals) -> Iterator[Text]:
    """How fast money goes through, and on how few deals the forecast hangs."""
    speed, per_day, mean = vitals.velocity, vitals.velocity.per_day, vitals.velocity.mean
    if per_day is not None and mean is not None:
        yield message(
            "Velocity {per_day} a day: {open} open × {rate} won × {mean} ÷ {days:day|days}.",
            per_day=per_day,
            open=len(speed.open),
            rate=speed.rate.by_count,
            mean=mean,
            days=speed.cycle.days,
        )
    held = vitals.concentration
    if len(held.deals) > TOP and held.whole.amount:
        yield message(
            "Of the forecast of {period} {deal} alone holds {largest}, the top three {top}.",
            period=vitals.period,
            deal=held.deals[0][0].deal.id,
            largest=held.share(1),
            top=held.share(TOP),
        )


def vital_head(vitals: Vitals) -> dict[str, Cell]:
    """The single figures."""
    held = vitals.concentration
    return {
        "velocity": vitals.velocity.per_day,
        "win_rate": vitals.velocity.rate.by_count,
        "cycle_days": vitals.velocity.cycle.days,
        "largest_share": held.share(1),
        "top_three_share": held.share(TOP),
        "pushed": len(vitals.pushes),
        "against": Term(vitals.against.reference.value, REFERENCE_LABELS[vitals.against.reference]),
    }


def vital_tables(vitals: Vitals) -> tuple[Table, ...]:
    """What is off, on a screen; the rest for who asks for it by `--part` or by machine."""
    return (
        _advice(vitals),
        _against(vitals),
        _in_out(vitals),
        _pushes(vitals),
        _concentration(vitals),
    )


def _against(vitals: Vitals) -> Table:
    """Each stage as it is beside what it is held against."""
    held = REFERENCE_LABELS[vitals.against.reference]

    def pair(measure: Measure, title: Message, kind: Kind, weight: int) -> tuple[Column, Column]:
        other = Kind.NUMBER if measure is Measure.DEALS else kind
        return (
            Column(key=measure.value, title=title, kind=kind, weight=weight),
            Column(key=f"{measure.value}_held", title=held, kind=other, weight=weight - 1),
        )

    return Table(
        name="compared",
        title=message("Actual beside {reference}", reference=held),
        columns=(
            STAGE,
            *pair(Measure.DEALS, message("Deals"), Kind.COUNT, 9),
            *pair(Measure.CONVERSION, message("Conversion"), Kind.RATIO, 8),
            *pair(Measure.DAYS, message("Days"), Kind.NUMBER, 7),
            *pair(Measure.WEIGHTED, message("Weighted"), Kind.MONEY, 5),
            Column(key="currency", title=message("Currency"), on_screen=False),
        ),
        rows=tuple(_against_row(each) for each in vitals.against.stages),
        notes=tuple(_against_notes(vitals)),
        on_screen=vitals.against.reference is not Reference.IDEAL,
    )


def _against_row(each: Comparison) -> Row:
    now, held = each.actual, each.reference
    return (
        Term(each.stage.id, each.stage.label),
        int(now.deals),
        held.deals.quantize(_TENTH) if held.deals % 1 else held.deals.quantize(_ONE),
        now.conversion,
        held.conversion,
        now.days,
        held.days,
        now.weighted,
        held.weighted,
        now.weighted.currency,
    )


def _against_notes(vitals: Vitals) -> Iterator[Text]:
    if vitals.against.last:
        yield message("Last period: {period}.", period=vitals.against.last)
    else:
        yield message(
            "Ideal: the method's conversion and days; the same weighted amount, and deals for as many "
            "wins, in each stage."
        )


def _advice(vitals: Vitals) -> Table:
    """What is off in which stage, and what to do."""
    return Table(
        name="advice",
        title=message("Against {reference}", reference=REFERENCE_LABELS[vitals.against.reference]),
        columns=(
            STAGE,
            Column(key="measure", title=message("What"), weight=8),
            Column(key="says", title=message("Is beside should be"), weight=9),
            Column(key="deviation", title=message("Off by"), kind=Kind.RATIO, weight=4),
            Column(key="advice", title=message("What to do"), weight=9, is_prose=True),
        ),
        rows=tuple(_advice_row(each, off) for each in vitals.against.stages for off in each.differences),
        empty=message("Every stage is within the tolerance."),
    )


def _advice_row(each: Comparison, off: Difference) -> Row:
    return (
        Term(each.stage.id, each.stage.label),
        Term(off.measure.value, MEASURES[off.measure]),
        message(
            "{now} / {held}",
            now=_told(each.actual, off.measure),
            held=_told(each.reference, off.measure),
        ),
        off.deviation,
        off.advice,
    )


def _told(figures: Figures, measure: Measure) -> Cell:
    """A stage's figure as it stands in a sentence."""
    match measure:
        case Measure.DEALS:
            whole = figures.deals.to_integral_value()
            return int(whole)
        case Measure.CONVERSION:
            return figures.conversion
        case Measure.DAYS:
            return figures.days
    return figures.weighted


def _in_out(vitals: Vitals) -> Table:
    """What went in and out of each stage in the period."""

    def count(key: str, title: Message, weight: int) -> Column:
        return Column(key=key, title=title, kind=Kind.COUNT, weight=weight)

    return Table(
        name="in_out",
        title=message("In and out in {period}", period=vitals.period),
        columns=(
            STAGE,
            count("at_start", message("At start"), 9),
            count("entered", message("Entered"), 9),
            count(End.MOVED_ON.value, message("Moved on"), 8),
            count(End.MOVED_BACK.value, message("Moved back"), 6),
            count(End.WON.value, message("Won"), 7),
            count(End.LOST.value, message("Lost"), 7),
            count(End.REMOVED.value, message("Removed"), 5),
            count(End.STAYING.value, message("Staying"), 9),
        ),
        rows=Late(lambda: map(_in_out_row, vitals.in_out)),
        notes=(message("At start + entered = moved on + moved back + won + lost + removed + staying."),),
        on_screen=False,
    )


def _in_out_row(each: InOut) -> Row:
    return (
        Term(each.stage.id, each.stage.label),
        len(each.at_start),
        len(each.entered),
        *(len(each.ends[end]) for end in End),
    )


def _pushes(vitals: Vitals) -> Table:
    """The open deals whose close was pushed."""
    return Table(
        name="pushes",
        title=message("Pushed closes"),
        columns=(
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=6),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="pushes", title=message("Pushed"), kind=Kind.COUNT, weight=9),
            Column(key="days", title=message("By days"), kind=Kind.DAYS, weight=9),
            Column(key="first", title=message("At first"), kind=Kind.DAY, weight=5),
            Column(key="expected_close", title=message("Now"), kind=Kind.DAY, weight=7),
            Column(key="owner", title=message("Owner"), weight=2),
        ),
        rows=Late(lambda: map(_push_row, vitals.pushes)),
        empty=message("No close was pushed."),
        on_screen=False,
    )


def _push_row(push: Push) -> Row:
    deal, amount = push.standing.deal, push.standing.amount
    return (
        deal.id,
        amount,
        amount and amount.currency,
        push.count,
        push.days,
        push.first,
        deal.expected_close,
        deal.owner,
    )


def _concentration(vitals: Vitals) -> Table:
    """What each deal adds to the forecast of the period, and the share of it and of all above it."""
    held = vitals.concentration
    return Table(
        name="concentration",
        title=message("What the forecast of {period} hangs on", period=vitals.period),
        columns=(
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="weighted", title=message("Weighted"), kind=Kind.MONEY, weight=9),
            Column(key="currency", title=message("Currency"), on_screen=False),
            Column(key="share", title=message("Share"), kind=Kind.RATIO, weight=8),
            Column(key="together", title=message("With those above"), kind=Kind.RATIO, weight=7),
        ),
        rows=Late(lambda: _concentration_rows(held)),
        empty=message("No open deal is expected to close then."),
        on_screen=False,
    )


def _concentration_rows(held: Concentration) -> Iterator[Row]:
    for (where, money), together in zip(held.deals, held.shares(), strict=True):
        yield where.deal.id, money, money.currency, ratio(money.amount, held.whole.amount), together
