"""How many deals get through a stage, on the deals' own dated history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.history import stints
from funnel_cli.method import Method, Stage
from funnel_cli.model import LOST, WON, Opportunity
from funnel_cli.reports.sums import ratio


@dataclass(frozen=True, slots=True)
class Conversion:
    """Of the deals that entered a stage or a later one and are decided for it, how many got through.

    `share` is reached ÷ decided, `None` without a decided deal; `waiting` sit in the stage and are
    undecided; `unknown` are deals without a history, left out on both sides. `ideal` is the method's.
    """

    stage: Stage
    reached: int
    decided: int
    waiting: int
    unknown: int
    ideal: Decimal

    @property
    def share(self) -> Decimal | None:
        """The share that reached the next stage or later."""
        return ratio(Decimal(self.reached), Decimal(self.decided))


def conversions(deals: Iterable[Opportunity], method: Method) -> tuple[Conversion, ...]:
    """The conversion of each stage, re-entries counted once, skipped stages as passed."""
    some = tuple(deals)
    tops = [(deal, _furthest(deal, method)) for deal in some]
    known = [(deal, top) for deal, top in tops if top is not None]
    return tuple(
        _conversion(stage, place, known, len(some) - len(known), method)
        for place, stage in enumerate(method.stages)
    )


def _conversion(
    stage: Stage, place: int, known: Iterable[tuple[Opportunity, int]], unknown: int, method: Method
) -> Conversion:
    """One stage: a deal is decided once it went further, was won or was lost."""
    entered = [(deal, top) for deal, top in known if top >= place]
    reached = sum(top > place for _, top in entered)
    lost = sum(top == place and deal.stage == LOST for deal, top in entered)
    return Conversion(
        stage=stage,
        reached=reached,
        decided=reached + lost,
        waiting=len(entered) - reached - lost,
        unknown=unknown,
        ideal=ideal_conversion(method, stage),
    )


def ideal_conversion(method: Method, stage: Stage) -> Decimal:
    """The method's share that passes on; by default its odds ÷ the next stage's, or the odds at the end."""
    if stage.conversion is not None:
        return stage.conversion
    later = method.stages[method.position(stage.id) + 1 :]
    return method.odds(stage) / method.odds(later[0]) if later else method.odds(stage)


def _furthest(deal: Opportunity, method: Method) -> int | None:
    """The furthest place in the method it ever reached, one past the last stage for a won deal.

    `None` where its history names no stage: the way it took is unknown.
    """
    places = [place for stint in stints(deal) if (place := method.position(stint.stage)) >= 0]
    if not places:
        return None
    return len(method.stages) if deal.stage == WON else max(places)
