"""How numbers are written for people: grouped, rounded half-even, no digit more than is read.

Machine formats do not come here; they are exact.
"""

from __future__ import annotations

from decimal import Decimal

from funnel_cli.values.money import Money, minor_digits

WHOLE_FROM = 100
"""From this absolute amount on, amounts are shown in whole units."""

MYRIADS = {10**8: "亿", 10**4: "万"}
MYRIAD_DECIMALS = 2


def shown(money: Money) -> Decimal:
    """The rounded amount a reader sees: whole units from `WHOLE_FROM` on, else the minor unit."""
    return Decimal(f"{money.amount:z.{_digits(money)}f}")


def amount(money: Money, *, coded: bool = True) -> str:
    """The amount as a reader sees it, `CNY 120,000`; without the code where that is plain already."""
    figure = f"{money.amount:z,.{_digits(money)}f}"
    return f"{money.currency} {figure}" if coded else figure


def compact(money: Money, *, coded: bool = True) -> str:
    """The amount as Chinese prose has it, `CNY 102.24万`, `1.2亿`: the same figure, just shorter.

    In the largest unit in which the amount a reader sees needs no more than `MYRIAD_DECIMALS`
    decimals, so that nothing is rounded twice; as `amount` has it where there is none.
    """
    figure = shown(money)
    for unit, sign in MYRIADS.items():
        units = figure / unit
        if abs(units) >= 1 and units == round(units, MYRIAD_DECIMALS):
            digits = f"{units.normalize():,f}{sign}"
            return f"{money.currency} {digits}" if coded else digits
    return amount(money, coded=coded)


def percent(ratio: Decimal) -> str:
    """A ratio as percent with at most one decimal: `45%`, `33.3%`."""
    return f"{ratio * 100:z,.1f}".removesuffix(".0") + "%"


def number(value: Decimal) -> str:
    """A plain number, grouped, with at most two decimals."""
    return f"{value:z,.2f}".rstrip("0").rstrip(".")


def count(value: int) -> str:
    """A whole number, grouped."""
    return f"{value:,}"


def _digits(money: Money) -> int:
    if abs(money.amount) >= WHOLE_FROM or money.amount == money.amount.to_integral_value():
        return 0
    return minor_digits(money.currency)
