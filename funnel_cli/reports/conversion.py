"""Conversion, win rate and time in stage: a row per stage, and the deals behind each figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from funnel_cli.forecasting.passage import (
    Conversion,
    Cycle,
    StageTime,
    WinRate,
    conversions,
    cycle,
    cycle_days,
    stage_times,
    win_rates,
    with_history,
)
from funnel_cli.records.book import Book
from funnel_cli.reports.deals import money_notes, span_note
from funnel_cli.reports.explanation import amounts, entry_way, part
from funnel_cli.reports.report_order import Order
from funnel_cli.time.standing import Standing
from funnel_cli.values.figures import Head
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import (
    STAGE,
    Document,
    Table,
    ValueColumn,
    count,
    currency,
    days,
    ends,
    figures_from,
    money,
    number,
    share,
    table,
    text,
)

_ALL = Term("all", message("all of them"))

REACHED = count("reached", message("Got through"), weight=7)
DECIDED = count("decided", message("Decided"), weight=8)
SHARE = share("share", message("Conversion"), weight=9)
EXPECTED = share("ideal", message("Expected"), weight=8)
_LOST = count("lost", message("Lost"), lambda rate: len(rate.lost)).made(
    message("deals that were lost from the stage"),
    lambda rate: (part(deal, 1, "closed") for deal in rate.lost),
)
WAITING = count("waiting", message("Undecided"), lambda rate: len(rate.waiting), weight=5)


class Passage(NamedTuple):
    """How deals get through the funnel: the share that passes, the share that wins, and how long it takes.

    `rates` begins with that of all decided deals; `period` is `None` for the whole history. Of so many
    `deals` so many are `known` to have come to a stage on some day.
    """

    period: Period | None
    deals: int
    known: int
    conversions: tuple[Conversion, ...]
    rates: tuple[WinRate, ...]
    times: tuple[StageTime, ...]
    cycle: Cycle


def passage(deals: Sequence[Standing], book: Book, period: Period | None = None) -> Passage:
    """How these deals get through the funnel, on all that was decided in the period, or ever."""
    records = [each.deal for each in deals if not each.is_omitted]
    rates = win_rates(deals, book, period)
    return Passage(
        period=period,
        deals=len(records),
        known=with_history(records, book.method),
        conversions=conversions(records, book.method, period),
        rates=rates,
        times=stage_times(records, book.method, book.day, period),
        cycle=cycle(rates[0].won),
    )


def conversion_report(order: Order) -> Document:
    """How many of the deals get through, are won, and how long it takes."""
    return conversion_document(passage(order.deals, order.book, order.period), order.book, order.text)


def conversion_document(found: Passage, book: Book, query: str = "") -> Document:
    """The three tables, under what they come to in plain words."""
    return Document(
        schema="funnel.conversion/1",
        title=message("Conversion"),
        head=Head(
            *figures_from([found], days_to_win(CYCLE.label, name=CYCLE)),
            *figures_from(found.conversions, _LOST, whose="stage.term"),
            period=found.period,
            query=query,
            cycle_days=found.cycle.days,
            cycle_deals=len(found.cycle.deals),
            deals=found.deals,
            with_history=found.known,
        ),
        lines=tuple(_lines(found)),
        tables=(_conversions(found.conversions), _rates(found.rates, book), _times(found.times)),
    )


def _lines(found: Passage) -> Iterator[Text]:
    """What was looked at, how much of it was won, and how long that took."""
    overall, taken = found.rates[0], found.cycle.days
    yield span_note(found.period, message("What was decided in {period}.", period=found.period))
    if not any(rate.decided for rate in found.conversions):
        yield message(
            "No conversion yet: {known} of {deals:deal has|deals have} a stage history, none of it decided.",
            known=found.known,
            deals=found.deals,
        )
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
    if taken is not None:
        yield message(
            "From creation to winning: {days:day|days}, the median of {count:win|wins}.",
            days=taken,
            count=len(found.cycle.deals),
        )


def _conversions(rates: Sequence[Conversion]) -> Table:
    return table(
        "conversion",
        rates,
        STAGE,
        REACHED.made(
            message("deals that entered the stage or a later one and came further or were won"),
            lambda rate: (part(deal, 1, *entry_way(deal, day)) for deal, day in rate.passed),
        ),
        DECIDED,
        SHARE.made(message("got through ÷ (got through + lost)")),
        *ends(4),
        EXPECTED,
        WAITING.made(
            message("open deals that came no further than the stage"),
            lambda rate: (part(deal, 1, "stage") for deal in rate.waiting),
        ),
        count("unknown", message("Not seen there"), on_screen=False),
        on_screen=any(rate.decided for rate in rates),
        notes=(
            message("From–to: Wilson's 80% interval; the true share lies in it four times in five."),
            *unknown_notes(rates),
        ),
    )


def unknown_notes(rates: Sequence[Conversion]) -> Iterator[Text]:
    """How many deals are left out because nobody knows where they were, at all or before they were seen."""
    nowhere = rates[-1].unknown
    if nowhere:
        yield message("Left out, no stage history: {count}.", count=nowhere)
    if later := rates[0].unknown - nowhere:
        yield message("Left out of the stages before the one they were first seen in: {count}.", count=later)


def _rates(rates: Sequence[WinRate], book: Book) -> Table:
    """The win rate of all that was decided, and of those that came as far as each stage."""
    return table(
        "win_rate",
        rates,
        STAGE._replace(of=lambda rate: rate.stage.term if rate.stage else _ALL),
        count("won_deals", message("Won"), lambda rate: len(rate.won), weight=7),
        count("lost_deals", message("Lost"), lambda rate: len(rate.lost), weight=7),
        share("by_count", message("By count"), weight=9).made(
            won_of_decided, name=Term("by_count", message("Win rate by count"))
        ),
        *ends(3),
        money("won_amount", message("Amount won"), weight=5).made(
            message("Σ amount of the won deals that came as far"), lambda rate: amounts(rate.won)
        ),
        money("lost_amount", message("Amount lost"), weight=5).made(
            message("Σ amount of the lost deals that came as far"), lambda rate: amounts(rate.lost)
        ),
        share("by_amount", message("By amount"), weight=8).made(
            message("amount won ÷ (amount won + amount lost)"),
            name=Term("by_amount", message("Win rate by amount")),
        ),
        currency("won_amount.currency"),
        title=message("Win rate of the deals that came as far as"),
        on_screen=rates[0].decided > 0,
        quiet=_untold(rates),
        notes=money_notes((*rates[0].won, *rates[0].lost), book),
    )


def _untold(rates: Sequence[WinRate]) -> frozenset[int]:
    """The places of the stages, where no decided deal is known to have come to one."""
    stages = [place for place, rate in enumerate(rates) if rate.stage]
    return frozenset() if any(rates[place].decided for place in stages) else frozenset(stages)


def _times(times: Sequence[StageTime]) -> Table:
    """How long deals stay in each stage, beside the method's typical days."""
    note = message("+: stays that still run count with their days so far; it may yet become more.")
    return table(
        "time",
        times,
        STAGE,
        number("days", message("Median days"), "median", on_screen=False).made(
            message("the median of the stays, each from entry to leaving or to today"),
            lambda time: (
                part(stay.deal, stay.days, *entry_way(stay.deal, stay.start)) for stay in time.stays
            ),
        ),
        text("is_at_least", message("Or more"), on_screen=False),
        text("median", message("Median days"), _median, weight=9),
        days("typical", message("Typical days"), "stage.typical_days", weight=8),
        count("stays", message("Stays"), lambda time: len(time.stays), weight=7),
        count("running", message("Still running"), lambda time: len(time.running), weight=7),
        days("longest", message("Longest of them"), lambda time: next(iter(time.running), None), weight=5),
        title=message("Days in stage"),
        on_screen=any(time.stays for time in times),
        notes=(note,) if any(time.is_at_least for time in times) else (),
    )


def _median(time: StageTime) -> Text | None:
    if time.median is None:
        return None
    return (
        message("{days:n}+", days=time.median) if time.is_at_least else message("{days:n}", days=time.median)
    )


def won_of_decided(rate: WinRate) -> Text:
    """How a win rate by count is made."""
    return message("{won} won ÷ ({won} won + {lost} lost)", won=len(rate.won), lost=len(rate.lost))


CYCLE = Term("cycle", message("From creation to winning"))


def days_to_win(title: Text, weight: int = 5, name: Term | None = None) -> ValueColumn:
    """The median days to a win of a subject that has a `cycle`, with the days that each win took."""
    return number("cycle_days", title, "cycle.days", weight=weight).made(
        message("the median of closed − created of the won deals"),
        lambda found: (part(each.deal, cycle_days(each), "closed") for each in found.cycle.deals),
        name,
    )
