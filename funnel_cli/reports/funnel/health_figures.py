"""How the figures of the funnel's health are made, and of which deals."""

from __future__ import annotations

from collections.abc import Iterator

from funnel_cli.forecasting.weighted import Where
from funnel_cli.message import Term, message
from funnel_cli.model import Book
from funnel_cli.reports.explanation import Figure, amounts, weighted_amounts
from funnel_cli.reports.funnel.health import Health

WEIGHTED = Term("weighted", message("Weighted"))
SHARE = Term("share", message("Share"))
DEVIATION = Term("deviation", message("Against equal"))
TOTAL = Term("total", message("Weighted total"))
REACH = Term("reach", message("Reach"))
COVERAGE = Term("coverage", message("Coverage"))


def health_figures(health: Health, book: Book) -> Iterator[Figure]:
    """The figures of the funnel's shape and size, with the deals they are made of."""
    count = len(health.slices)
    for each in health.slices:
        stage = Term(each.stage.id, each.stage.label)
        parts = weighted_amounts(each.deals, book)
        formula = message("Σ amount × probability of the open deals in the stage")
        yield Figure(WEIGHTED, each.sum.weighted_converted, formula, parts, of=stage)
        yield Figure(SHARE, each.share, message("weighted ÷ weighted total"), of=stage)
        formula = message("weighted ÷ (weighted total ÷ {count:stage|stages}) − 1", count=count)
        yield Figure(DEVIATION, each.deviation, formula, of=stage)
    formula = message("Σ weighted of the stages")
    yield Figure(TOTAL, health.total.weighted_converted, formula)
    yield from _against_target(health, book)


def _against_target(health: Health, book: Book) -> Iterator[Figure]:
    """What the funnel's size is against the target of its period."""
    result = health.forecast
    formula = message("weighted total ÷ target ({target})", target=result.target or message("none set"))
    yield Figure(REACH, health.reach, formula, of=result.period)
    formula = message("open amount expected in the period ÷ (target − won {won})", won=result.won)
    yield Figure(COVERAGE, result.coverage, formula, amounts(result.sets[Where.OPEN], book), of=result.period)
