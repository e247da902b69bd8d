"""Conversion, win rate and time in stage as tables, a row per stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from funnel_cli.forecasting.intervals import ends
from funnel_cli.forecasting.passage import Conversion, conversions
from funnel_cli.message import Term, Text, message
from funnel_cli.method import Stage
from funnel_cli.model import Book
from funnel_cli.period import Period
from funnel_cli.reports.deals import money_notes
from funnel_cli.reports.funnel.stays import StageTime, stage_times
from funnel_cli.reports.funnel.win_rate import Cycle, WinRate, cycle, win_rates
from funnel_cli.standing import Standing
from funnel_cli.table import Column, Document, Kind, Row, Table

ALL = Term("all", message("all of them"))
STAGE = Column(key="stage", title=message("Stage"), weight=10)


@dataclass(frozen=True, slots=True)
class Passage:
    """How deals get through the funnel: the share that passes, the share that wins, and how long it takes.

    `rates` begins with that of all decided deals; `period` is `None` for the whole history.
    """

    period: Period | None
    conversions: tuple[Conversion, ...]
    rates: tuple[WinRate, ...]
    times: tuple[StageTime, ...]
    cycle: Cycle


def passage(deals: Sequence[Standing], book: Book, period: Period | None = None) -> Passage:
    """How these deals get through the funnel, on all that was decided in the period, or ever."""
    records = [each.deal for each in deals]
    rates = win_rates(deals, book, period)
    return Passage(
        period=period,
        conversions=conversions(records, book.method, period),
        rates=rates,
        times=stage_times(records, book.method, book.day, period),
        cycle=cycle(rates[0].won),
    )


def conversion_document(found: Passage, book: Book, query: str = "") -> Document:
    """The three tables, under what they come to in plain words."""
    return Document(
        schema="funnel.conversion/1",
        title=message("Conversion"),
        head={
            "period": found.period,
            "query": query,
            "cycle_days": found.cycle.days,
            "cycle_deals": len(found.cycle.deals),
        },
        lines=tuple(_lines(found)),
        tables=(_conversions(found.conversions), _rates(found.rates, book), _times(found)),
    )


def _lines(found: Passage) -> Iterator[Text]:
    """What was looked at, how much of it was won, and how long that took."""
    overall, days = found.rates[0], found.cycle.days
    if found.period is None:
        yield message("Over the whole history.")
    else:
        yield message("What was decided in {period}.", period=found.period)
    if not overall.decided:
        yield message("Nothing was won or lost: there is no win rate yet.")
        return
    yield message(
        "{won} of {decided:decided deal|decided deals} won: {share} by count, {amount} by amount.",
        won=len(overall.won),
        decided=overall.decided,
        share=overall.by_count,
        amount=overall.by_amount,
    )
    if days is not None:
        yield message(
            "From creation to winning: {days:day|days}, the median of {count:win|wins}.",
            days=days,
            count=len(found.cycle.deals),
        )


def _conversions(rates: Iterable[Conversion]) -> Table:
    """What share of the deals gets through each stage, beside the method's."""
    some = tuple(rates)
    unknown = max((rate.unknown for rate in some), default=0)
    return Table(
        name="conversion",
        columns=(
            STAGE,
            Column(key="reached", title=message("Got through"), kind=Kind.COUNT, weight=7),
            Column(key="decided", title=message("Decided"), kind=Kind.COUNT, weight=8),
            Column(key="share", title=message("Conversion"), kind=Kind.RATIO, weight=9),
            Column(key="low", title=message("From"), kind=Kind.RATIO, weight=4),
            Column(key="high", title=message("To"), kind=Kind.RATIO, weight=4),
            Column(key="ideal", title=message("Expected"), kind=Kind.RATIO, weight=8),
            Column(key="waiting", title=message("Undecided"), kind=Kind.COUNT, weight=5),
            Column(key="unknown", title=message("No history"), kind=Kind.COUNT, on_screen=False),
        ),
        rows=tuple(map(_conversion_row, some)),
        notes=(
            message("From–to: Wilson's 80% interval; the true share lies in it four times in five."),
            *((message("Left out, no stage history: {count}.", count=unknown),) if unknown else ()),
        ),
    )


def _conversion_row(rate: Conversion) -> Row:
    return (
        _stage(rate.stage),
        rate.reached,
        rate.decided,
        rate.share,
        *ends(rate.interval),
        rate.ideal,
        rate.waiting,
        rate.unknown,
    )


def _rates(rates: Sequence[WinRate], book: Book) -> Table:
    """What share of the decided deals is won, of all and of those that came as far as each stage."""
    decided = (*rates[0].won, *rates[0].lost)
    return Table(
        name="win_rate",
        title=message("Win rate of the deals that came as far as"),
        columns=(
            STAGE,
            Column(key="won_deals", title=message("Won"), kind=Kind.COUNT, weight=7),
            Column(key="lost_deals", title=message("Lost"), kind=Kind.COUNT, weight=7),
            Column(key="by_count", title=message("By count"), kind=Kind.RATIO, weight=9),
            Column(key="low", title=message("From"), kind=Kind.RATIO, weight=3),
            Column(key="high", title=message("To"), kind=Kind.RATIO, weight=3),
            Column(key="won_amount", title=message("Amount won"), kind=Kind.MONEY, weight=5),
            Column(key="lost_amount", title=message("Amount lost"), kind=Kind.MONEY, weight=5),
            Column(key="by_amount", title=message("By amount"), kind=Kind.RATIO, weight=8),
            Column(key="currency", title=message("Currency"), on_screen=False),
        ),
        rows=tuple(_rate_row(rate) for rate in rates),
        notes=money_notes(decided, book),
    )


def _rate_row(rate: WinRate) -> Row:
    return (
        _stage(rate.stage) if rate.stage else ALL,
        len(rate.won),
        len(rate.lost),
        rate.by_count,
        *ends(rate.interval),
        rate.won_amount,
        rate.lost_amount,
        rate.by_amount,
        rate.won_amount.currency,
    )


def _times(found: Passage) -> Table:
    """How long deals stay in each stage, beside the method's typical days."""
    notes = (message("+: stays that still run count with their days so far; it may yet become more."),)
    return Table(
        name="time",
        title=message("Days in stage"),
        columns=(
            STAGE,
            Column(key="days", title=message("Median days"), kind=Kind.NUMBER, on_screen=False),
            Column(key="is_at_least", title=message("Or more"), on_screen=False),
            Column(key="median", title=message("Median days"), weight=9),
            Column(key="typical", title=message("Typical days"), kind=Kind.DAYS, weight=8),
            Column(key="stays", title=message("Stays"), kind=Kind.COUNT, weight=7),
            Column(key="running", title=message("Still running"), kind=Kind.COUNT, weight=7),
            Column(key="longest", title=message("Longest of them"), kind=Kind.DAYS, weight=5),
        ),
        rows=tuple(_time_row(time) for time in found.times),
        notes=notes if any(time.is_at_least for time in found.times) else (),
    )


def _time_row(time: StageTime) -> Row:
    middle, running = time.median, time.running
    sentence = message("{days:n}+", days=middle) if time.is_at_least else message("{days:n}", days=middle)
    shown = None if middle is None else sentence
    return (
        _stage(time.stage),
        middle,
        time.is_at_least,
        shown,
        time.stage.typical_days,
        len(time.stays),
        len(running),
        running[0] if running else None,
    )


def _stage(stage: Stage) -> Term:
    return Term(stage.id, stage.label)
