"""Amounts: exact decimals with a currency, never added across currencies without a rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """From `date` until the next one: 1 unit of `from_` is `rate` units of `to`."""

    date: Day
    from_: str
    to: str
    rate: Decimal
