"""How the figures of the plan are made, and of which deals."""

from __future__ import annotations

from collections.abc import Iterator

from funnel_cli.forecasting.needs import Need, Plan, counts_as, rounded
from funnel_cli.forecasting.stage_rates import WEIGHT
from funnel_cli.forecasting.weighted import Where
from funnel_cli.records.book import Book
from funnel_cli.reports.explanation import Figure, Part, amounts, entry_way, part, plain_number
from funnel_cli.values.message import Term, message

_TARGET = Term("target", message("Target"))
_WON = Term("won", message("Won"))
_MISSING = Term("missing", message("Missing"))
_USUAL = Term("usual", message("Usual deal"))
_WINS = Term("wins", message("Wins needed"))
_CONVERSION = Term("conversion", message("Conversion"))
_THERE = Term("counts_as", message("Counts as"))
_MUST_HOLD = Term("must_hold", message("Must hold"))
_DAYS = Term("days", message("Days to won"))
_LEADS = Term("leads", message("Leads needed"))


def plan_figures(plan: Plan, book: Book, target: tuple[Part, ...] = ()) -> Iterator[Figure]:
    """The figures from the target to the leads, in the order in which they are worked out.

    `target` are the lines of the target, where it was not just typed.
    """
    formula = message("the lines in force added up") if target else message("as typed")
    if plan.target:
        yield Figure(_TARGET, plan.target, formula, target, of=plan.period)
    formula = message("Σ amount of the deals won in the period")
    yield Figure(_WON, plan.won, formula, amounts(plan.sets[Where.WON], book), of=plan.period)
    formula = message("target {target} − won, never below zero", target=plan.target or message("none set"))
    yield Figure(_MISSING, plan.missing, formula, of=plan.period)
    if plan.usual:
        formula = message("Σ amount ÷ {count:deal|deals}", count=len(plan.usual.deals))
        yield Figure(_USUAL, plan.usual.amount, formula, amounts(plan.usual.deals, book))
    yield Figure(_WINS, plan.wins, message("missing ÷ usual deal, rounded up"), of=plan.period)
    for need in plan.needs:
        yield from _stage_figures(need, plan, book)
    leads = plan.leads
    formula = message("what the first stage must hold − what counts there, rounded up")
    yield Figure(_LEADS, int(leads.likely) if leads else None, formula, of=plan.period)


def _stage_figures(need: Need, plan: Plan, book: Book) -> Iterator[Figure]:
    """The rate, the time, what is there and what must be, of one stage."""
    rate = need.rate
    stage = rate.stage.term
    formula = message(
        "(got through {reached} + {weight} × {ideal}) ÷ (decided {decided} + {weight})",
        reached=rate.found.reached,
        decided=rate.found.decided,
        ideal=rate.found.ideal,
        weight=WEIGHT,
    )
    parts = (
        *(part(deal, 1, *entry_way(deal, day)) for deal, day in rate.found.passed),
        *(part(deal, 0, "stage") for deal in rate.found.lost),
    )
    yield Figure(_CONVERSION, rounded(rate.conversion), formula, parts, of=stage)
    if rate.is_own_time:
        formula = message("the median of closed − entered the stage, rounded up")
    else:
        formula = message("typical days from this stage on, added up")
    yield Figure(
        _DAYS, rate.days, formula, tuple(part(deal, days, "closed") for deal, days in rate.ways), of=stage
    )
    formula = message("Σ amount ÷ usual deal, 1 for each deal without an amount")
    sizes = tuple(part(each.deal, plain_number(counts_as(each, plan.usual, book))) for each in need.there)
    yield Figure(_THERE, plain_number(need.counts_as), formula, sizes, of=stage)
    formula = message("(wins − what later stages bring) ÷ share to won {share}", share=rounded(rate.to_won))
    needed = need.must_hold.likely if need.must_hold else None
    yield Figure(_MUST_HOLD, plain_number(needed), formula, of=stage)
