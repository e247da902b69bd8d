"""Slope: by how much the funnel narrows from stage to stage, beside what it is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.forecasting.passage import ENOUGH_DECIDED
from funnel_cli.reports.against import Comparison
from funnel_cli.reports.explanation import Figure, part
from funnel_cli.reports.shape import FunnelShape
from funnel_cli.time.sums import ratio
from funnel_cli.values.message import Message, Term, message
from funnel_cli.values.table import Cell

_AS_HELD = Term("even", message("as it should be"))
FLAT = Term("flat", message("too flat, find more at the top"))
_STEEP = Term("steep", message("too steep, too few get through"))


@dataclass(frozen=True)
class Slope:
    """The fall of the deals per stage, as it is and as it is held; `verdict` is `None` where nobody knows.

    Above zero the funnel narrows, below zero it widens. `None` is the slope of no deals, and of one stage.
    """

    actual: Decimal | None
    held: Decimal | None
    verdict: Term | None


def slope(found: Comparison, tolerance: Decimal) -> Slope:
    """The slope of the stages beside that of their reference, off beyond the tolerance."""
    counts = [each.actual.deals for each in found.stages]
    now, held = fall(counts), fall([each.reference.deals for each in found.stages])
    return Slope(now, held, _verdict(now, held, tolerance) if sum(counts) >= ENOUGH_DECIDED else None)


def fall(counts: Sequence[Decimal]) -> Decimal | None:
    """How many deals fewer each stage has, on the line that fits best, as a share of the mean stage."""
    middle, mean = Decimal(len(counts) - 1) / 2, sum(counts, Decimal(0)) / len(counts)
    places = [place - middle for place in range(len(counts))]
    spread = sum((place * place for place in places), Decimal(0))
    across = sum((place * (count - mean) for place, count in zip(places, counts, strict=True)), Decimal(0))
    return ratio(-across, spread * mean)


def _verdict(now: Decimal | None, held: Decimal | None, tolerance: Decimal) -> Term | None:
    if now is None or not held:
        return None
    if abs(now - held) <= tolerance * abs(held):
        return _AS_HELD
    return _STEEP if now > held else FLAT


def slope_head(found: Slope) -> dict[str, Cell]:
    """The single figures."""
    return {"slope": found.actual, "slope_reference": found.held, "slope_verdict": found.verdict}


def slope_lines(found: Slope, against: Comparison) -> Iterator[Message]:
    """How steep the funnel is, beside what it is held against, and what that means."""
    if found.actual is None:
        return
    if found.actual < 0:
        now = message("{share} more deals a stage", share=-found.actual)
    else:
        now = message("{share} fewer deals a stage", share=found.actual)
    told = {"now": now, "reference": against.reference.label, "held": found.held}
    if found.verdict:
        yield message("Slope: {now}, {reference} {held}: {verdict}.", **told, verdict=found.verdict)
    elif found.held is not None:
        yield message("Slope: {now}, {reference} {held}.", **told)
    else:
        yield message("Slope: {now}.", now=now)


def slope_figures(found: Slope, placed: FunnelShape) -> Iterator[Figure]:
    """The slope as it is, with the deals it is made of, and as it is held."""
    deals = tuple(part(deal.deal, 1, "stage") for each in placed.slices for deal in each.deals)
    formula = message("−Σ (place − mean place) × deals ÷ Σ (place − mean place)² ÷ mean deals of a stage")
    yield Figure(Term("slope", message("Slope")), found.actual, formula, deals)
    formula = message("the same, of the deals that each stage should have")
    yield Figure(Term("slope_reference", message("Slope held against")), found.held, formula)
