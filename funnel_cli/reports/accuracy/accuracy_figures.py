"""How the figures of the accuracy are made: of which deals, and of which calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from funnel_cli.forecasting.calls import FILE, amount_of, calls_in_force
from funnel_cli.forecasting.replay import Horizon, Look, Seat
from funnel_cli.forecasting.track_record import Accuracy, Question
from funnel_cli.forecasting.weighted import Basis
from funnel_cli.message import Term, message
from funnel_cli.money import Money
from funnel_cli.reports.accuracy.accuracy_words import BASES
from funnel_cli.reports.explanation import Figure, Part, amounts, part

WON = Term("won", message("Won"))
MISS = Term("wape", message("Missed by"))
FLOOR = Term("luck_floor", message("Luck alone"))

FORMULAS = {
    Basis.WEIGHTED: message("Σ amount × probability of the open deals due in the period"),
    Basis.WALK: message("Σ amount × odds of the open deals to be won in the period"),
    Basis.RUN_RATE: message("mean won revenue of the last three full periods"),
    Basis.COMBINED: message("½ (walk + new business) + ½ run rate"),
    Basis.CALL: message("Σ of the latest calls filed by then"),
}


def accuracy_figures(found: Accuracy, question: Question) -> Iterator[Figure]:
    """What was won in each period and what was said of it the day before; then each way's miss."""
    ahead = [look for look in found.looks if look.horizon is Horizon.AHEAD]
    for look in ahead:
        yield _won(look, found, question)
        for basis in look.said:
            yield _said(look, basis, question)
    for score in found.scores:
        if score.horizon is Horizon.AHEAD:
            missed = Money(sum((abs(p.said - p.came) for p in score.pairs), Decimal(0)), _currency(question))
            came = Money(sum((p.came for p in score.pairs), Decimal(0)), _currency(question))
            formula = message("Σ|forecast − won| {missed} ÷ Σ won {came}", missed=missed, came=came)
            yield Figure(MISS, score.miss, formula, of=BASES[score.basis])
            if score.floor is not None:
                formula = message("Σ 0.8·√Σp(1−p)a² ÷ Σ Σpa, by the odds of the walk")
                yield Figure(FLOOR, score.floor, formula, of=BASES[score.basis])


def _won(look: Look, found: Accuracy, question: Question) -> Figure:
    """What was won in the period, deal by deal."""
    won = [deal for deal in found.wins if deal.deal.closed and deal.deal.closed in look.period]
    value = Money(look.came, _currency(question))
    parts = amounts(won, question.book)
    return Figure(WON, value, message("Σ amount of the deals closed as won in it"), parts, of=look.period)


def _said(look: Look, basis: Basis, question: Question) -> Figure:
    """What one way said of the period."""
    value = Money(look.said[basis].said, _currency(question))
    parts: tuple[Part, ...] = ()
    if basis is Basis.CALL:
        parts = tuple(_calls(look, question))
    elif basis in look.of_open:
        adds = ((seat, _adds(seat, basis)) for seat in look.seats)
        parts = tuple(part(seat.deal.deal, Money(add, _currency(question))) for seat, add in adds if add)
    return Figure(BASES[basis], value, FORMULAS[basis], parts, of=look.period)


def _adds(seat: Seat, basis: Basis) -> Decimal:
    """What a deal added to a forecast of that basis."""
    return (seat.amount or Decimal(0)) * (seat.walk if basis is Basis.WALK else seat.weighted)


def _calls(look: Look, question: Question) -> Iterator[Part]:
    """The calls that counted on the day before, with their lines where every line could be read."""
    written = question.written
    then = replace(
        written,
        day=look.day,
        calls=tuple(call for call in written.calls if call.filed <= look.day),
        rates=tuple(rate for rate in written.rates if rate.date <= look.day),
    )
    is_whole = not any(problem.path == FILE for problem in written.problems)
    for call in calls_in_force(then, look.period, question.owner):
        line = next(n for n, each in enumerate(written.calls) if each is call)
        way = (line, "amount") if is_whole else ()
        yield Part(call.owner or written.method.method, amount_of(call, then), FILE, way)


def _currency(question: Question) -> str:
    return question.book.currency
