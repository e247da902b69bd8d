"""What is planned on deals and is neither done nor dropped, by its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.planned import PlannedActivity


@dataclass(frozen=True, slots=True)
class Ahead:
    """An open planned activity of a deal, and whose it is; `number` is its place in the record, from 1."""

    deal: Opportunity
    number: int
    planned: PlannedActivity

    @property
    def owner(self) -> str | None:
        """Who will be there."""
        return self.planned.by or self.deal.owner


def plans_ahead(deals: Iterable[Opportunity], last: Day = Day.max) -> tuple[Ahead, ...]:
    """What is planned for that day or before and is open, the earliest first; nothing of what is lost."""
    found = (
        Ahead(deal, number, each)
        for deal in deals
        if deal.removed is None and not deal.is_lost
        for number, each in enumerate(deal.planned, 1)
        if each.is_open and each.due <= last
    )
    return tuple(sorted(found, key=lambda each: (each.planned.due, each.deal.id, each.number)))
