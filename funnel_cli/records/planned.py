"""What is ahead on a deal, activities and payments, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal
from operator import attrgetter
from typing import Annotated

from funnel_cli.records.fields import FileMapping, OnDay, PaidAmount, PersonName, words
from funnel_cli.values.money import exact_sum


@dataclass(frozen=True, kw_only=True)
class PlannedActivity(FileMapping):
    """A visit, call or other activity that is planned, and what became of it."""

    due: OnDay
    """For which day it is planned."""
    kind: Annotated[str, words("log_kinds")]
    """What it will be: one of the method's activities."""
    text: str | None = None
    """What it is for."""
    since: OnDay | None = None
    """The day it was planned on; default as long as the deal exists."""
    by: PersonName | None = None
    """Who will be there; default the deal's owner."""
    done: OnDay | None = None
    """The day it was done."""
    dropped: OnDay | None = None
    """The day from which it is no longer planned."""

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor dropped."""
        return self.done is None and self.dropped is None

    def is_overdue(self, day: Day) -> bool:
        """Whether its day has passed and it is still open."""
        return self.is_open and self.due < day


_Plans = tuple[PlannedActivity, ...]


def plans_until(plans: Iterable[PlannedActivity], day: Day) -> _Plans:
    """What was planned by the day, as it stood then: what became of it later has not happened yet."""
    return tuple(
        replace(each, done=_until(each.done, day), dropped=_until(each.dropped, day))
        for each in plans
        if (each.since or day) <= day
    )


def _until(on: Day | None, day: Day) -> Day | None:
    return on if on and on <= day else None


def plan_days(plans: Iterable[PlannedActivity]) -> Iterator[Day]:
    """Every day on which something was planned, done or dropped."""
    for each in plans:
        yield from (day for day in (each.since, each.done, each.dropped) if day)


def earliest(plans: Sequence[PlannedActivity], kind: str, day: Day) -> PlannedActivity | None:
    """The open one of that kind that is due first, of those that were planned by the day."""
    known = (each for each in plans if each.is_open and each.kind == kind and (each.since or day) <= day)
    return min(known, key=attrgetter("due"), default=None)


def instead(plans: _Plans, before: PlannedActivity, after: PlannedActivity) -> _Plans:
    """The plans with one in the place of another."""
    return tuple(after if each is before else each for each in plans)


def all_dropped(plans: Iterable[PlannedActivity], day: Day) -> _Plans:
    """The plans of a deal that is over on the day: what is open will not be done."""
    return tuple(replace(each, dropped=day) if each.is_open else each for each in plans)


@dataclass(frozen=True, kw_only=True)
class Receipt(FileMapping):
    """What came in on a day."""

    date: OnDay
    """The day it came in."""
    amount: PaidAmount
    """How much, in the deal's currency; above zero."""


@dataclass(frozen=True, kw_only=True)
class Instalment(FileMapping):
    """A payment that is agreed with the customer, and what of it came in."""

    due: OnDay | None = None
    """By which day it is to be paid; without one it is never overdue."""
    amount: PaidAmount
    """How much is to be paid, in the deal's currency; above zero."""
    for_: str | None = None
    """What it is for, like down payment."""
    agreed: OnDay | None = None
    """Since when it is agreed; default as long as the deal is won."""
    dropped: OnDay | None = None
    """The day from which no more of it is expected."""
    received: tuple[Receipt, ...] = ()
    """What came in, oldest first."""

    @property
    def paid(self) -> Decimal:
        """What came in so far."""
        return exact_sum(each.amount for each in self.received)

    @property
    def wanted(self) -> Decimal:
        """What it comes to: as agreed, or, once dropped, what came in."""
        return self.paid if self.dropped else self.amount

    @property
    def outstanding(self) -> Decimal:
        """What of it is still to come, never below zero."""
        return max(self.wanted - self.paid, Decimal(0))

    def is_overdue(self, day: Day) -> bool:
        """Whether its day has passed and something of it is still to come."""
        return self.due is not None and self.due < day and self.outstanding > 0


def payments_until(payments: Iterable[Instalment], day: Day) -> tuple[Instalment, ...]:
    """The payments that were agreed until the day, with what had come in by then."""
    return tuple(
        replace(
            each,
            dropped=_until(each.dropped, day),
            received=tuple(receipt for receipt in each.received if receipt.date <= day),
        )
        for each in payments
        if (each.agreed or day) <= day
    )


def given_up(payments: Iterable[Instalment], day: Day) -> tuple[Instalment, ...]:
    """The payments of a contract that ends on the day: no more is expected of any."""
    return tuple(replace(each, dropped=day) if each.outstanding else each for each in payments)


def payment_days(payments: Iterable[Instalment]) -> Iterator[Day]:
    """Every day on which something happened to these payments."""
    for each in payments:
        yield from (day for day in (each.agreed, each.dropped) if day)
        yield from (receipt.date for receipt in each.received)
