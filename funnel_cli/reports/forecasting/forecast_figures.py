"""How the figures of a forecast are made, and of which deals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from funnel_cli.forecasting.outlook import Outlook
from funnel_cli.forecasting.walk import Chance
from funnel_cli.forecasting.weighted import Basis, Forecast, Where
from funnel_cli.message import Term, message
from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.reports.explanation import Figure, Part, amounts, part, weighted_amounts

WON = Term("won", message("Won"))
WEIGHTED = Term("weighted", message("Weighted"))
WALK = Term("walk", message("Walk"))
NEW_BUSINESS = Term("new_business", message("New business"))
RUN_RATE = Term("run_rate", message("Run rate"))
COMBINED = Term("combined", message("Combined"))
LANDING = Term("landing", message("Landing"))
GAP = Term("gap", message("Gap"))
ATTAINED = Term("attainment", message("Attained"))
COVERAGE = Term("coverage", message("Coverage"))
P10 = Term("p10", message("P10"))
P50 = Term("p50", message("P50"))
P90 = Term("p90", message("P90"))
REACH = Term("reach", message("Chance"))
LUCK = Term("luck", message("Luck"))

LANDING_FORMULAS = {
    Basis.WEIGHTED: message("won + weighted"),
    Basis.WALK: message("won + walk"),
    Basis.COMBINED: message("combined, a total"),
}


def forecast_figures(outlooks: Iterable[Outlook], book: Book) -> Iterator[Figure]:
    """The figures of each period in the order of the screen."""
    for each in outlooks:
        yield from _expected(each.forecast, book)
        yield from _by_the_walk(each, book)
        yield from _against_target(each.forecast, book)
        yield from _range(each)


def _expected(each: Forecast, book: Book) -> Iterator[Figure]:
    """What is won, and what is due."""
    formula = message("Σ amount of the deals won in the period")
    yield Figure(WON, each.won, formula, amounts(each.sets[Where.WON], book), of=each.period)
    formula = message("Σ amount × probability of the open deals expected to close in the period")
    yield Figure(WEIGHTED, each.weighted, formula, weighted_amounts(each.counted, book), of=each.period)


def _by_the_walk(each: Outlook, book: Book) -> Iterator[Figure]:
    """The walk, the habit, and half of each."""
    formula = message("Σ amount × odds of the open deals to be won inside the period, walked day by day")
    yield Figure(WALK, each.walk.forecast, formula, _parts(each.walk.chances, each, book), of=each.period)
    count, share = len(each.habit.periods), each.share
    formula = message(
        "{share} of the period to come × Σ amount created and won inside one of the last {count} ÷ {count}",
        share=share,
        count=count,
    )
    yield Figure(NEW_BUSINESS, each.new_business, formula, _parts(each.returns, each, book), of=each.period)
    formula = message("Σ amount won in the last full periods, {count} of them, ÷ {count}", count=count)
    won = tuple(part(deal.deal, money) for deal, money in each.habit.won)
    yield Figure(RUN_RATE, each.habit.run_rate, formula, won, of=each.period)
    formula = message("½ (won + walk + new business) + ½ run rate")
    yield Figure(COMBINED, each.combined, formula, of=each.period)


def _parts(chances: Iterable[Chance], each: Outlook, book: Book) -> tuple[Part, ...]:
    """What each deal adds by its odds."""
    currency = each.walk.currency
    return tuple(part(book.opportunities[chance.id], Money(chance.expected, currency)) for chance in chances)


def _against_target(each: Forecast, book: Book) -> Iterator[Figure]:
    """What the target lacks."""
    yield Figure(LANDING, each.landing, LANDING_FORMULAS[each.basis], of=each.period)
    target = each.target or message("none set")
    yield Figure(GAP, each.gap, message("target {target} − landing", target=target), of=each.period)
    yield Figure(ATTAINED, each.attainment, message("won ÷ target"), of=each.period)
    formula = message("open amount expected in the period ÷ (target − won {won})", won=each.won)
    yield Figure(COVERAGE, each.coverage, formula, amounts(each.counted, book), of=each.period)


def _range(each: Outlook) -> Iterator[Figure]:
    """How it may end."""
    for name, amount, chance in (
        (P10, each.spread.p10, Decimal("0.1")),
        (P50, each.spread.p50, Decimal("0.5")),
        (P90, each.spread.p90, Decimal("0.9")),
    ):
        formula = message(
            "won + what walked deals and new business do not exceed {chance} of the time, good and bad "
            "periods taken together",
            chance=chance,
        )
        yield Figure(name, amount, formula, of=each.period)
    formula = message("the chance that the same sum reaches the target")
    yield Figure(REACH, each.spread.reach, formula, of=each.period)
    yield Figure(LUCK, each.luck, message("0.8 · √Σ p (1 − p) amount² ÷ Σ p amount"), of=each.period)
