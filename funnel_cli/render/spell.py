"""How numbers are written for people: grouped, rounded half-even, no digit more than is read.

Machine formats do not come here; they are exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.values.money import Money, minor_digits

_WHOLE_FROM = 100
"""From this absolute amount on, amounts are shown in whole units."""


class Unit(NamedTuple):
    """What amounts are counted in; `places` are the decimals shown, `None` three digits in all."""

    size: int = 1
    sign: str = ""
    places: int | None = 2


_PLAIN = Unit()
FULL, SHORT, MYRIADS = "full", "short", "万"
"""How `settings.numbers` wishes amounts for people."""

_THOUSANDS = ((10**6, "M"), (10**3, "k"))
_CHINESE = ((10**8, "亿"), (10**4, "万"))


def unit_of(amounts: Iterable[Money], numbers: str, code: str, *, in_table: bool = False) -> Unit:
    """The one unit in which all amounts of a sentence or a table are counted, so that none is mixed.

    In full they are never rounded: plain in tables and in English, in Chinese prose 亿 or 万 if these hold
    all of them with two decimals. Short is the largest unit of which the smallest amount has at least one,
    else the smallest unit, and plain where no amount has as much.
    """
    if numbers == MYRIADS:
        return Unit(10**4, MYRIADS)
    if numbers == FULL and (in_table or code != "zh"):
        return _PLAIN
    figures = [abs(shown(money)) for money in amounts if money.amount]
    if not figures:
        return _PLAIN
    units = _CHINESE if code == "zh" else _THOUSANDS
    if numbers == FULL:
        held = (unit for unit in units if all(_is_held(each, unit[0]) for each in figures))
        return next((Unit(*unit) for unit in held), _PLAIN)
    size, sign = next((unit for unit in units if min(figures) >= unit[0]), units[-1])
    return Unit(size, sign, None) if max(figures) >= size else _PLAIN


def _is_held(figure: Decimal, size: int) -> bool:
    """Whether the amount a reader sees is at least one of the unit, and needs no more than two decimals."""
    return figure >= size and figure / size == round(figure / size, 2)


def in_units(money: Money, unit: Unit) -> Decimal:
    """How many of the unit the amount is, as a reader sees it: rounded half-even, never to nothing."""
    if unit.size == 1:
        return shown(money)
    figure = money.amount / unit.size
    size = figure.adjusted() if figure else 0
    places = max(2 - max(size, 0), 0) if unit.places is None else unit.places
    return Decimal(f"{figure:z.{max(places, -size if figure else 0)}f}")


def shown(money: Money) -> Decimal:
    """The rounded amount a reader sees: whole units from `_WHOLE_FROM` on, else the minor unit."""
    return Decimal(f"{money.amount:z.{_digits(money)}f}")


def amount(money: Money, unit: Unit = _PLAIN, *, coded: bool = True) -> str:
    """The amount as a reader sees it, `CNY 120,000`, `CNY 12万`; without the code where that is plain."""
    figure = f"{in_units(money, unit):z,f}"
    if unit.size > 1 and "." in figure:
        figure = figure.rstrip("0").rstrip(".")
    figure += unit.sign * bool(money.amount)
    return f"{money.currency} {figure}" if coded else figure


def percent(ratio: Decimal) -> str:
    """A ratio as percent with at most one decimal: `45%`, `33.3%`."""
    return f"{ratio * 100:z,.1f}".removesuffix(".0") + "%"


def spelled_number(value: Decimal) -> str:
    """A plain number, grouped, with at most two decimals."""
    return f"{value:z,.2f}".rstrip("0").rstrip(".")


def spelled_count(value: int) -> str:
    """A whole number, grouped."""
    return f"{value:,}"


def _digits(money: Money) -> int:
    if abs(money.amount) >= _WHOLE_FROM or money.amount == money.amount.to_integral_value():
        return 0
    return minor_digits(money.currency)
