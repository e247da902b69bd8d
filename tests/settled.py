"""From when on a deal, told as of a day, is what is written of it."""

from datetime import date as Day

from funnel_cli.records.deal import LOST, OUTCOMES, Opportunity
from funnel_cli.time.facts import facts, stated_day
from funnel_cli.time.history import opportunity_on


def settled_from(deal: Opportunity) -> Day | None:
    """The first day from which on the deal is as it is written, its day of creation filled in.

    `None` if it never is, because the present state is not what its own lines and days say.
    """
    if _says_what_cannot_be(deal):
        return None
    said = [deal.created, deal.removed, deal.contract.date if deal.contract else None]
    said += [tick.lapsed for ticks in deal.milestones.values() for tick in ticks]
    said += [stated_day(deal.probability), stated_day(deal.paused), *facts(deal)]
    return max((day for day in said if day), default=Day.min)


def _says_what_cannot_be(deal: Opportunity) -> bool:
    """Whether folding alters the deal even when all its days are past: its outcome does not fit its stage."""
    if not all(deal.milestones.values()):  # one that was never met
        return True
    if deal.stage not in OUTCOMES:
        return (deal.closed, deal.lost) != (None, None)
    if deal.lost is not None and deal.stage != LOST:
        return True
    return deal.closed is None and any(line.changes.get("stage") == deal.stage for line in deal.history)


def demand_settled(held: Opportunity, on: Day) -> None:
    """Hold that the deal folded twice is as folded once, and that once all is past it is as written."""
    then = opportunity_on(held, on)
    assert then is None or opportunity_on(then, on) == then
    settled = settled_from(held)
    assert settled is not None
    assert opportunity_on(held, max(settled, on)) == held
