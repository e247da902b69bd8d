"""Shape: the open deals by stage, the weighted amount of each held against an equal share of the total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.method import Stage
from funnel_cli.reports.deals import sum_notes
from funnel_cli.reports.explanation import weighted_amounts
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import Sum, ratio, summed
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import STAGE, Table, bar, count, currency, money, share, table, text

EVEN = Term("even", message("even"))
_HEAVY = Term("heavy", message("heavy"))
_LIGHT = Term("light", message("light"))


class Slice(NamedTuple):
    """One stage's part of the funnel.

    `share` is of the weighted total, `bar` that share ÷ the largest, `deviation` the weighted amount ÷ the
    equal share − 1, and `verdict` whether it is within the method's tolerance.
    """

    stage: Stage
    deals: tuple[Standing, ...]
    sum: Sum
    share: Decimal | None
    bar: Decimal | None
    deviation: Decimal | None
    verdict: Term | None


class FunnelShape(NamedTuple):
    """The slices in the method's order and their total; `unplaced` deals sit in no stage of the method."""

    slices: tuple[Slice, ...]
    total: Sum
    unplaced: tuple[Standing, ...]


def funnel_shape(deals: Iterable[Standing], book: Book) -> FunnelShape:
    """The shape of the funnel that the open ones of these deals make, without those kept out by the rep."""
    method = book.method
    counted = [each for each in deals if each.deal.is_open and not each.is_omitted]
    here: list[list[Standing]] = [[] for _ in method.stages]
    for deal in counted:
        if deal.stage:
            here[method.position(deal.stage.id)].append(deal)
    sums = [summed(some, book) for some in here]
    whole = sum((each.weighted_converted.amount for each in sums), Decimal(0))
    equal = whole / len(sums)
    shares = [ratio(each.weighted_converted.amount, whole) for each in sums]
    largest = max((each for each in shares if each is not None), default=Decimal(0))

    def cut(stage: Stage, some: list[Standing], of: Sum, part: Decimal | None) -> Slice:
        times = ratio(of.weighted_converted.amount, equal)
        off = None if times is None else times - 1
        length = None if part is None else ratio(part, largest)
        return Slice(stage, tuple(some), of, part, length, off, _verdict(off, method.health.tolerance))

    return FunnelShape(
        slices=tuple(map(cut, method.stages, here, sums, shares)),
        total=summed((deal for some in here for deal in some), book),
        unplaced=tuple(deal for deal in counted if deal.stage is None),
    )


def _verdict(deviation: Decimal | None, tolerance: Decimal) -> Term | None:
    """Whether a stage holds too much or too little; `None` where no stage holds anything."""
    if deviation is None:
        return None
    if abs(deviation) <= tolerance:
        return EVEN
    return _HEAVY if deviation > 0 else _LIGHT


def shape_table(found: FunnelShape, book: Book, *, is_whole: bool = True) -> Table:
    """One row per stage against an equal share of the weighted total, in the book's currency.

    What makes a shape healthy is told where it `is_whole`.
    """
    healthy = message(
        "Healthy: about equal weighted amounts per stage (±{tolerance}), together above the target.",
        tolerance=book.method.health.tolerance,
    )

    def own(_: object) -> str:
        return book.currency

    return table(
        "shape",
        found.slices,
        STAGE,
        count("deals", message("Deals"), lambda each: len(each.deals), total="deals", weight=9),
        money("amount", message("Amount"), "sum.amount_converted", total="amount_converted"),
        money(
            "weighted", message("Weighted"), "sum.weighted_converted", total="weighted_converted", weight=9
        ).made(
            message("Σ amount × probability of the open deals in the stage"),
            lambda each: weighted_amounts(each.deals),
        ),
        currency(own, own),
        share("share", message("Share"), weight=8).made(message("weighted ÷ weighted total")),
        bar("bar", message("Funnel"), weight=8),
        share("deviation", message("Against equal"), weight=6).made(
            message("weighted ÷ (weighted total ÷ {count:stage|stages}) − 1", count=len(found.slices))
        ),
        text("verdict", message("Shape"), weight=10),
        totals=(found.total,),
        title=message("Shape"),
        notes=(
            *([healthy] if is_whole else []),
            *sum_notes(found.total),
            *_unplaced_notes(found),
        ),
    )


def _unplaced_notes(found: FunnelShape) -> Iterator[Text]:
    if lacking := sum(bool(each.deal.stage) for each in found.unplaced):
        yield message("Left out, in no stage of the method: {count}.", count=lacking)
    if unknown := len(found.unplaced) - lacking:
        yield message("Left out, in an unknown stage on that day: {count}.", count=unknown)
