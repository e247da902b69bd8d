"""How the figures of conversion, win rate, time and calibration are made, and of which deals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Day

from funnel_cli.forecasting.passage import decisions
from funnel_cli.message import Term, message
from funnel_cli.model import Book, Opportunity
from funnel_cli.reports.explanation import Figure, Part, Way, amounts, number, part
from funnel_cli.reports.funnel.calibration import Calibration
from funnel_cli.reports.funnel.conversion_table import ALL, Passage
from funnel_cli.reports.funnel.stays import StageTime
from funnel_cli.reports.funnel.win_rate import WinRate, cycle_days
from funnel_cli.standing import Standing
from funnel_cli.table import Cell

REACHED = Term("reached", message("Got through"))
STOPPED = Term("lost", message("Lost"))
WAITING = Term("waiting", message("Undecided"))
SHARE = Term("share", message("Conversion"))
BY_COUNT = Term("by_count", message("Win rate by count"))
BY_AMOUNT = Term("by_amount", message("Win rate by amount"))
WON_AMOUNT = Term("won_amount", message("Amount won"))
LOST_AMOUNT = Term("lost_amount", message("Amount lost"))
DAYS = Term("days", message("Median days"))
CYCLE = Term("cycle", message("From creation to winning"))
SITTINGS = Term("sittings", message("Month ends"))
WON_SITTINGS = Term("won", message("Won of these"))


def conversion_figures(found: Passage, deals: Iterable[Standing], book: Book) -> Iterator[Figure]:
    """The figures of each stage and of the whole, with the deals they are made of."""
    decided = decisions([each.deal for each in deals], book.method, found.period)
    for each, rate in zip(decided, found.conversions, strict=True):
        stage = Term(each.stage.id, each.stage.label)
        passed = tuple(part(deal, 1, *entry_way(deal, day)) for deal, day in each.passed)
        formula = message("deals that entered the stage or a later one and came further or were won")
        yield Figure(REACHED, rate.reached, formula, passed, of=stage)
        formula = message("deals that were lost from the stage")
        yield Figure(STOPPED, len(each.lost), formula, _ones(each.lost, "closed"), of=stage)
        formula = message("open deals that came no further than the stage")
        yield Figure(WAITING, rate.waiting, formula, _ones(each.waiting, "stage"), of=stage)
        yield Figure(SHARE, rate.share, message("got through ÷ (got through + lost)"), of=stage)
    for shares in found.rates:
        yield from _rate_figures(shares, book)
    yield from map(_time_figure, found.times)
    taken = tuple(part(each.deal, cycle_days(each), "closed") for each in found.cycle.deals)
    yield Figure(
        CYCLE, number(found.cycle.days), message("the median of closed − created of the won deals"), taken
    )


def calibration_figures(stages: Sequence[Calibration]) -> Iterator[Figure]:
    """The month ends at which deals sat in each stage, and how many of them were won since."""
    for each in stages:
        stage = Term(each.stage.id, each.stage.label)
        sat = _sat(each)
        formula = message("past month ends at which a deal sat in the stage that was won or lost since")
        yield Figure(SITTINGS, len(each.sittings), formula, sat, of=stage)
        won = _sat(each, only_won=True)
        yield Figure(WON_SITTINGS, each.won, message("those of the deals that were won"), won, of=stage)
        formula = message("won of these ÷ month ends; interval for {deals:deal|deals}", deals=each.deals)
        yield Figure(SHARE, each.share, formula, of=stage)


def _rate_figures(rate: WinRate, book: Book) -> Iterator[Figure]:
    stage: Cell = Term(rate.stage.id, rate.stage.label) if rate.stage else ALL
    formula = message("Σ amount of the won deals that came as far")
    yield Figure(WON_AMOUNT, rate.won_amount, formula, amounts(rate.won, book), of=stage)
    formula = message("Σ amount of the lost deals that came as far")
    yield Figure(LOST_AMOUNT, rate.lost_amount, formula, amounts(rate.lost, book), of=stage)
    formula = message("{won} won ÷ ({won} won + {lost} lost)", won=len(rate.won), lost=len(rate.lost))
    yield Figure(BY_COUNT, rate.by_count, formula, of=stage)
    yield Figure(BY_AMOUNT, rate.by_amount, message("amount won ÷ (amount won + amount lost)"), of=stage)


def _time_figure(time: StageTime) -> Figure:
    parts = tuple(part(stay.deal, stay.days, *entry_way(stay.deal, stay.start)) for stay in time.stays)
    formula = message("the median of the stays, each from entry to leaving or to today")
    return Figure(DAYS, number(time.median), formula, parts, of=Term(time.stage.id, time.stage.label))


def _sat(each: Calibration, *, only_won: bool = False) -> tuple[Part, ...]:
    """How many month ends each deal sat in the stage."""
    deals = {deal.id: deal for deal, _ in each.sittings if deal.is_won or not only_won}
    times = Counter(deal.id for deal, _ in each.sittings)
    return tuple(part(deal, times[id], "history") for id, deal in deals.items())


def _ones(deals: Iterable[Opportunity], key: str) -> tuple[Part, ...]:
    """Each deal counted once."""
    return tuple(part(deal, 1, key) for deal in deals)


def entry_way(deal: Opportunity, day: Day) -> Way:
    """The way to the history line by which it entered a stage on that day, else to its present stage."""
    lines = (n for n, line in enumerate(deal.history) if line.date == day and "stage" in line.changes)
    place = next(lines, None)
    return ("stage",) if place is None else ("history", place, "stage")
