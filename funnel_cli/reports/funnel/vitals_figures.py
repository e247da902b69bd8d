"""How velocity, pushes, concentration and the ins and outs are made, and of which deals."""

from __future__ import annotations

from collections.abc import Iterator

from funnel_cli.message import Term, message
from funnel_cli.model import Book
from funnel_cli.reports.explanation import Figure, amounts, number, part
from funnel_cli.reports.funnel.momentum import TOP
from funnel_cli.reports.funnel.vitals import Vitals
from funnel_cli.reports.funnel.win_rate import cycle_days

VELOCITY = Term("velocity", message("Velocity"))
WON_AMOUNT = Term("won_amount", message("Amount won"))
CYCLE = Term("cycle", message("From creation to winning"))
PUSHED = Term("days_pushed", message("Days pushed"))
LARGEST = Term("largest_share", message("Share of the largest"))
TOP_SHARE = Term("top_three_share", message("Share of the top three"))
ENTERED = Term("entered", message("Entered"))


def vital_figures(vitals: Vitals, book: Book) -> Iterator[Figure]:
    """The figures of what moves, with the deals they are made of."""
    speed, held = vitals.velocity, vitals.concentration
    formula = message("open deals × win rate × mean won amount ÷ cycle days")
    yield Figure(VELOCITY, speed.per_day, formula, tuple(part(each.deal, 1, "stage") for each in speed.open))
    formula = message("Σ amount of the won deals")
    yield Figure(WON_AMOUNT, speed.rate.won_amount, formula, amounts(speed.rate.won, book))
    formula = message("the median of closed − created of the won deals")
    taken = tuple(part(each.deal, cycle_days(each), "closed") for each in speed.cycle.deals)
    yield Figure(CYCLE, number(speed.cycle.days), formula, taken)
    formula = message("Σ days by which expected closes were moved to later ones")
    pushed = tuple(part(each.standing.deal, each.days, "expected_close") for each in vitals.pushes)
    yield Figure(PUSHED, sum(each.days for each in vitals.pushes), formula, pushed)
    formula = message("largest weighted amount ÷ weighted forecast ({whole})", whole=held.whole)
    ones = tuple(part(where.deal, money) for where, money in held.deals)
    yield Figure(LARGEST, held.share(1), formula, ones[:1], of=vitals.period)
    formula = message("three largest weighted amounts ÷ weighted forecast ({whole})", whole=held.whole)
    yield Figure(TOP_SHARE, held.share(TOP), formula, ones[:TOP], of=vitals.period)
    for each in vitals.in_out:
        stage = Term(each.stage.id, each.stage.label)
        parts = tuple(part(deal, 1, "history") for deal in each.entered)
        formula = message("stays in the stage that began in {period}", period=vitals.period)
        yield Figure(ENTERED, len(parts), formula, parts, of=stage)
