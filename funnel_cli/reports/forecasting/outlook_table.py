"""What stands beside a forecast: the walk, habit, the range, and the deal that matters most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from funnel_cli.forecasting.habit import LOOK_BACK
from funnel_cli.forecasting.outlook import Outlook
from funnel_cli.message import Text, message
from funnel_cli.model import OUTCOMES, Book
from funnel_cli.table import Column, Kind, Table

FEW = 10
"""Fewer decided deals than this say little beside the method, which counts like as many."""

WEIGHTED_SENTENCE = message(
    "Weighted: amount × probability, in the period whose date you wrote; it knows neither pace nor delay."
)
WALK_SENTENCE = message(
    "Walk: every deal is walked forward day by day at the pace and win rate your own deals have shown in "
    "that stage; the method's percentages count like ten past deals, and a deal that has sat more than "
    "twice the usual time moves at half pace unless your own record says otherwise."
)
COMBINED_SENTENCE = message(
    "Combined: half pipeline (won, walk, new business), half habit (run rate: the mean of the last three "
    "full periods). A total: nothing is added to it."
)
RANGE_SENTENCE = message(
    "Won, new business and every open deal by the walk, good and bad periods included: in eight of ten it "
    "ends between P10 and P90."
)
LUCK_SENTENCE = message("Luck: by so much even a perfect forecaster would miss, with so few deals.")


def methods_table(outlooks: Sequence[Outlook], book: Book) -> Table:
    """Weighted beside walk, habit and both, a row per period."""
    return Table(
        name="methods",
        title=message("What to expect"),
        columns=(
            Column(key="period", title=message("Period"), weight=10),
            Column(key="weighted", title=message("Weighted"), kind=Kind.MONEY, weight=9),
            Column(key="walk", title=message("Walk"), kind=Kind.MONEY, weight=9),
            Column(key="new_business", title=message("New business"), kind=Kind.MONEY, on_screen=False),
            Column(key="run_rate", title=message("Run rate"), kind=Kind.MONEY, weight=7),
            Column(key="run_rate_periods", title=message("Periods"), on_screen=False),
            Column(key="combined", title=message("Combined"), kind=Kind.MONEY, weight=8),
            Column(key="currency", title=message("Currency"), on_screen=False),
        ),
        rows=tuple(
            (
                each.period,
                each.forecast.weighted,
                each.walk.forecast,
                each.new_business,
                each.habit.run_rate,
                tuple(period.name for period in each.habit.periods),
                each.combined,
                book.currency,
            )
            for each in outlooks
        ),
        notes=(
            *_said_once(_method_notes(each, book) for each in outlooks),
            *_habitless_notes(outlooks),
            *_sentences(outlooks),
        ),
    )


def range_table(outlooks: Sequence[Outlook]) -> Table:
    """P10, P50 and P90 of what the period brings in all, and what they mean for the target."""
    return Table(
        name="range",
        title=message("How it may end"),
        columns=(
            Column(key="period", title=message("Period"), weight=10),
            Column(key="p10", title=message("P10"), kind=Kind.MONEY, weight=9),
            Column(key="p50", title=message("P50"), kind=Kind.MONEY, weight=9),
            Column(key="p90", title=message("P90"), kind=Kind.MONEY, weight=9),
            Column(key="target", title=message("Target"), kind=Kind.MONEY, weight=7),
            Column(key="reach", title=message("Chance"), kind=Kind.RATIO, weight=8),
            Column(key="luck", title=message("Luck"), kind=Kind.RATIO, weight=6),
            Column(key="without", title=message("Without"), on_screen=False),
            Column(key="walk_without", title=message("Walk without"), kind=Kind.MONEY, on_screen=False),
            Column(key="reach_without", title=message("Chance without"), kind=Kind.RATIO, on_screen=False),
            Column(key="currency", title=message("Currency"), on_screen=False),
        ),
        rows=tuple(
            (
                each.period,
                each.spread.p10,
                each.spread.p50,
                each.spread.p90,
                each.forecast.target,
                each.spread.reach,
                each.luck,
                *((each.without.id, each.without.walk, each.without.reach) if each.without else [None] * 3),
                each.walk.currency,
            )
            for each in outlooks
        ),
        notes=(*(note for each in outlooks for note in _without_notes(each)), *_range_sentences(outlooks)),
    )


def _sentences(outlooks: Sequence[Outlook]) -> Iterator[Text]:
    """What each way to forecast does."""
    if outlooks:
        yield from (WEIGHTED_SENTENCE, WALK_SENTENCE, COMBINED_SENTENCE)


def _range_sentences(outlooks: Sequence[Outlook]) -> Iterator[Text]:
    """What the range holds."""
    if outlooks:
        yield RANGE_SENTENCE
    if any(each.luck is not None for each in outlooks):
        yield LUCK_SENTENCE


def _said_once(notes: Iterator[Iterator[Text]]) -> tuple[Text, ...]:
    return tuple({note: None for some in notes for note in some})


def _habitless_notes(outlooks: Sequence[Outlook]) -> Iterator[Text]:
    """Which periods have no habit to lean on."""
    if periods := tuple(each.period for each in outlooks if not each.habit.periods):
        yield message(
            "{periods}: no full period before is on record, so there is no run rate, and combined is the "
            "pipeline alone.",
            periods=periods,
        )


def _method_notes(each: Outlook, book: Book) -> Iterator[Text]:
    """What the walk and habit of the period lack."""
    if each.period.last <= book.day:
        yield message("{period} is over: what is open can no longer be won in it.", period=each.period)
    if 0 < len(each.habit.periods) < LOOK_BACK:
        yield message(
            "{period}: the run rate is that of {known} only; what was before is not on record.",
            period=each.period,
            known=each.habit.periods,
        )
    yield from _walk_notes(each, book)


def _walk_notes(each: Outlook, book: Book) -> Iterator[Text]:
    """What the walk could not walk, and how much of the rep's own it rests on."""
    owners = {deal.deal.owner for deal in each.walked}
    decided = sum(deal.stage in OUTCOMES and deal.owner in owners for deal in book.opportunities.values())
    if each.walked and not decided:
        yield message("No deal is decided so far: the walk goes by the method's percentages.")
    elif each.walked and decided < FEW:
        yield message(
            "Only {count:deal|deals} decided so far: the walk still leans on the method's percentages.",
            count=decided,
        )
    if each.walk.no_stage:
        yield message("Not walked, since the method has no such stage: {deals}.", deals=each.walk.no_stage)
    if each.walk.unknown:
        yield message(
            "Not walked, since nobody knows their stage on that day: {deals}.", deals=each.walk.unknown
        )


def _without_notes(each: Outlook) -> Iterator[Text]:
    """What is left without the deal that the period depends on most."""
    if each.without is None:
        return
    what = {"period": each.period, "deal": each.without.id, "walk": each.without.walk}
    if each.without.reach is None:
        yield message("{period} without {deal}: walk {walk}.", **what)
    else:
        yield message(
            "{period} without {deal}: walk {walk}, chance {chance}.", **what, chance=each.without.reach
        )
