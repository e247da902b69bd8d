"""How long deals stay in a stage, the stays that still run included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from funnel_cli.facts import stints
from funnel_cli.method import Method, Stage
from funnel_cli.model import Opportunity
from funnel_cli.period import Period


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of a deal in a stage: the days it took, or has taken so far where it still runs."""

    deal: Opportunity
    start: Day
    days: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long deals stay in a stage."""

    stage: Stage
    stays: tuple[Stay, ...]

    @property
    def median(self) -> Decimal | None:
        """The median of all stays, a running one with its days so far; `None` without a stay."""
        return median(stay.days for stay in self.stays)

    @property
    def is_at_least(self) -> bool:
        """Whether a stay that still runs may yet move the median up."""
        days = sorted(stay.days for stay in self.stays)
        return any(stay.is_running and stay.days <= days[len(days) // 2] for stay in self.stays)

    @property
    def running(self) -> tuple[int, ...]:
        """The days so far of the stays that still run, the longest first."""
        return tuple(sorted((stay.days for stay in self.stays if stay.is_running), reverse=True))


def median(days: Iterable[int]) -> Decimal | None:
    """The median, of an even number the mean of the two in the middle; `None` of nothing."""
    ordered = sorted(days)
    if not ordered:
        return None
    return Decimal(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def stage_times(
    deals: Iterable[Opportunity], method: Method, day: Day, period: Period | None = None
) -> tuple[StageTime, ...]:
    """The stays in each stage up to the day; with a period those that ended in it, and those that run.

    A stay of which nobody knows when it began is none.
    """
    stays: dict[int, list[Stay]] = {place: [] for place in range(len(method.stages))}
    for deal in deals:
        for stint in stints(deal):
            place = method.position(stint.stage)
            is_running = stint.end is None and deal.is_open
            ended = stint.end if stint.end is not None else deal.removed
            if place < 0 or stint.start is None or (ended is None and not is_running):
                continue
            if is_running or period is None or (ended is not None and ended in period):
                days = ((ended or day) - stint.start).days
                stays[place].append(Stay(deal, stint.start, days, is_running))
    return tuple(StageTime(stage, tuple(stays[place])) for place, stage in enumerate(method.stages))
