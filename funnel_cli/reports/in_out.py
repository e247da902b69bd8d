"""What came into each stage in a period and what went out of it, so that the two add up.

At the start + entered = moved on + moved back + won + lost + removed + staying, for every stage: each
stay of a deal in the stage begins in one of the first two ways and ends in one of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from datetime import timedelta
from enum import Enum
from itertools import zip_longest
from typing import NamedTuple

from funnel_cli.records.deal import LOST, WON, Opportunity
from funnel_cli.records.method import Method, Stage
from funnel_cli.reports.explanation import part
from funnel_cli.time.facts import Stint, since, stints
from funnel_cli.values.message import Message, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import STAGE, Table, ValueColumn, count, table


class End(Enum):
    """What became of a stay in a stage by the end of the period."""

    MOVED_ON = "moved_on"
    MOVED_BACK = "moved_back"
    WON = "won"
    LOST = "lost"
    REMOVED = "removed"
    STAYING = "staying"


class InOut(NamedTuple):
    """One stage: the deals that were there at the start, those that entered, and how each stay ended.

    A deal stands in it once for each stay; `ends` has every key of `End`.
    """

    stage: Stage
    at_start: tuple[Opportunity, ...]
    entered: tuple[Opportunity, ...]
    ends: Mapping[End, tuple[Opportunity, ...]]


def in_and_out(deals: Iterable[Opportunity], method: Method, period: Period, day: Day) -> tuple[InOut, ...]:
    """The ins and outs of each stage from the end of the day before the period to its last day, or `day`.

    Removed deals belong to it, omitted ones do not. Where nobody knows when a deal came into its first stage,
    it was there at the start, or entered on the day from which on it exists. A stay that goes on in a stage
    that the method does not know ends as removed.
    """
    closing = min(period.last, day)
    opening = min(period.start - timedelta(1), closing)
    stays = [stay for deal in deals if not deal.is_omitted for stay in _stays(deal, method)]
    return tuple(_in_out(stage, stays, opening, closing) for stage in method.stages)


class _Spell(NamedTuple):
    """A stay in a stage, and how it ended on `until`; a running one is `STAYING`."""

    deal: Opportunity
    stage: Stage
    since: Day
    until: Day | None
    end: End


def _stays(deal: Opportunity, method: Method) -> Iterator[_Spell]:
    """The stays of a deal in stages of the method until it was removed."""
    stays = stints(deal)
    for stint, later in zip_longest(stays, stays[1:]):
        stage, start = method.stage(stint.stage), stint.start or since(deal) or Day.min
        if stage is None or (deal.removed is not None and start > deal.removed):
            continue
        if deal.removed is not None and (stint.end is None or deal.removed < stint.end):
            yield _Spell(deal, stage, start, deal.removed, End.REMOVED)
        else:
            yield _Spell(deal, stage, start, stint.end, _end(stint, later, method))


def _end(stint: Stint, later: Stint | None, method: Method) -> End:
    """How a stay ended, by what came after it."""
    if later is None:
        return End.STAYING
    if later.stage in {WON, LOST}:
        return End(later.stage)
    place = method.position(later.stage)
    if place < 0:
        return End.REMOVED
    return End.MOVED_ON if place > method.position(stint.stage) else End.MOVED_BACK


def _in_out(stage: Stage, stays: Iterable[_Spell], opening: Day, closing: Day) -> InOut:
    """One stage's stays that touch the time after `opening`, until `closing`."""
    here = [
        stay
        for stay in stays
        if stay.stage is stage and stay.since <= closing and (stay.until is None or stay.until > opening)
    ]
    ends: dict[End, list[Opportunity]] = {end: [] for end in End}
    for stay in here:
        is_over = stay.until is not None and stay.until <= closing
        ends[stay.end if is_over else End.STAYING].append(stay.deal)
    return InOut(
        stage=stage,
        at_start=tuple(stay.deal for stay in here if stay.since <= opening),
        entered=tuple(stay.deal for stay in here if stay.since > opening),
        ends={end: tuple(some) for end, some in ends.items()},
    )


def in_out_table(found: Sequence[InOut], period: Period) -> Table:
    """A row per stage with how many came in and went out, for who asks."""

    def ended(end: End, title: Message, weight: int) -> ValueColumn:
        return count(end.value, title, lambda each: len(each.ends[end]), weight=weight)

    return table(
        "in_out",
        found,
        STAGE,
        count("at_start", message("At start"), lambda each: len(each.at_start), weight=9),
        count("entered", message("Entered"), lambda each: len(each.entered), weight=9).made(
            message("stays in the stage that began in {period}", period=period),
            lambda each: (part(deal, 1, "history") for deal in each.entered),
        ),
        ended(End.MOVED_ON, message("Moved on"), 8),
        ended(End.MOVED_BACK, message("Moved back"), 6),
        ended(End.WON, message("Won"), 7),
        ended(End.LOST, message("Lost"), 7),
        ended(End.REMOVED, message("Removed"), 5),
        ended(End.STAYING, message("Staying"), 9),
        title=message("In and out in {period}", period=period),
        notes=(message("At start + entered = moved on + moved back + won + lost + removed + staying."),),
        on_screen=False,
    )
