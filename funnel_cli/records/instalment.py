"""Payments of a won deal: what is agreed for which day, and what came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from funnel_cli.records.fields import FileMapping, OnDay, PaidAmount
from funnel_cli.values.money import exact_sum


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
            dropped=each.dropped if each.dropped and each.dropped <= day else None,
            received=tuple(receipt for receipt in each.received if receipt.date <= day),
        )
        for each in payments
        if each.agreed is None or each.agreed <= day
    )


def given_up(payments: Iterable[Instalment], day: Day) -> tuple[Instalment, ...]:
    """The payments of a contract that ends on the day: no more is expected of any."""
    return tuple(replace(each, dropped=day) if each.outstanding else each for each in payments)


def payment_days(payments: Iterable[Instalment]) -> Iterator[Day]:
    """Every day on which something happened to these payments."""
    for each in payments:
        yield from (day for day in (each.agreed, each.dropped) if day)
        yield from (receipt.date for receipt in each.received)
