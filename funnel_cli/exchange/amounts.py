"""A column of amounts in the spelling of another program.

Whether 1.234 is a thousand or one and a bit is decided for a whole column, and never guessed: two
different separators, a repeated one, or one followed by other than three digits settle it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from funnel_cli.errors import DataRefused
from funnel_cli.exchange.cells import Converted, converted
from funnel_cli.frozen import dataclass
from funnel_cli.message import N_, Message, message
from funnel_cli.money import CURRENCIES, exact_amount
from funnel_cli.typed import half_width

MARKS = {"point": ".", "comma": ","}
"""The names under which the decimal mark is asked for, and the mark."""

SYMBOLS = {
    "$": "USD", "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "S$": "SGD", "R$": "BRL",
    "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "CN¥": "CNY", "元": "CNY", "人民币": "CNY", "RMB": "CNY",
    "美元": "USD", "欧元": "EUR", "₹": "INR", "₩": "KRW", "₽": "RUB", "zł": "PLN", "Kč": "CZK", "₺": "TRY",
}  # fmt: skip
SHARED = {
    "$": frozenset({"USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"}),
    "¥": frozenset({"CNY", "JPY"}),
    "￥": frozenset({"CNY", "JPY"}),
}
"""Symbols of several currencies; they mean the book's own if it is among these."""

ZEROS = {
    "": 0, "k": 3, "K": 3, "千": 3, "万": 4, "m": 6, "M": 6, "Mio": 6, "百万": 6, "千万": 7,
    "亿": 8, "B": 9, "bn": 9,
}  # fmt: skip
"""How many zeros a unit stands for."""

_SYMBOL = "|".join(map(re.escape, sorted({*SYMBOLS, *CURRENCIES}, key=len, reverse=True)))
_UNIT = "|".join(sorted(filter(None, ZEROS), key=len, reverse=True))
AMOUNT = re.compile(
    rf"(?P<sign>[-+−]?)(?P<open>\(?)(?P<before>{_SYMBOL})?(?P<inner>[-−]?)(?P<number>[0-9][0-9.,]{{0,24}}|[.,][0-9]{{1,9}})"
    rf"(?P<unit>{_UNIT})?(?P<after>{_SYMBOL})?(?P<close>\)?)(?P<trail>-?)"
)
GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}|[0-9]*")
SPACES = re.compile(r"[\s'’]+")
GROUP = 3


class DecimalUnclear(DataRefused):
    """No cell of a column tells thousands from decimals."""

    sentence = N_("Column “{column}”: {example} and the other amounts do not tell thousands from decimals.")
    cure = N_("Say what the decimal mark is: --decimal point or --decimal comma.")
    code = "decimal_mark"


class DecimalMixed(DataRefused):
    """One cell of a column has a decimal point, another one a decimal comma."""

    sentence = N_("Column “{column}”: {one} has a decimal point, {other} has a decimal comma.")
    cure = N_("Say which is right: with --decimal point or comma the others are named line by line.")
    code = "decimal_mark"


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact number and the symbol or code written beside it, if any."""

    number: Decimal
    symbol: str | None


def as_amounts(column: str, cells: Sequence[str], decimal: str | None = None) -> Converted[Amount]:
    """The amounts of a column; `decimal` is a key of `MARKS`, `None` lets the column itself decide.

    Raises `DecimalUnclear` or `DecimalMixed`.
    """
    mark = MARKS[decimal] if decimal else _mark(column, cells)
    return converted(cells, lambda cell: _amount(cell, mark))


def currency_of(symbol: str, home: str) -> str | None:
    """The ISO code a symbol, word or code means in a book (or column) of the currency `home`."""
    text = half_width(symbol)
    if home in SHARED.get(text, ()):
        return home
    code = text.upper()
    return SYMBOLS.get(text) or SYMBOLS.get(code) or (code if code in CURRENCIES else None)


def _matched(cell: str) -> re.Match[str] | None:
    """The parts of a cell that is an amount."""
    return AMOUNT.fullmatch(SPACES.sub("", half_width(cell)))


def _mark(column: str, cells: Iterable[str]) -> str:
    """The column's decimal mark."""
    settled: dict[str, str] = {}
    unclear: str | None = None
    for cell in dict.fromkeys(cells):
        number = found["number"] if (found := _matched(cell)) else ""
        if mark := _mark_in(number):
            settled.setdefault(mark, cell)
        elif "." in number or "," in number:
            unclear = unclear or cell
    if len(settled) > 1:
        raise DecimalMixed(column=column, one=settled["."], other=settled[","])
    if unclear and not settled:
        raise DecimalUnclear(column=column, example=unclear)
    return next(iter(settled), ".")


def _mark_in(number: str) -> str | None:
    """The decimal mark that a number can only have, or `None` where it could be either."""
    marks = [char for char in number if char in ".,"]
    if not marks:
        return None
    if len(set(marks)) > 1:
        return marks[-1]
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    before, _, after = number.partition(marks[0])
    return marks[0] if len(after) != GROUP or len(before) > GROUP or before in {"", "0"} else None


def _amount(cell: str, mark: str) -> Amount | Message:
    """The amount a cell means, or why it means none."""
    found = _matched(cell)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return message("“{cell}” is not an amount; one looks like 12500.00", cell=cell)
    whole, _, fraction = found["number"].partition(mark)
    whole = whole.replace("." if mark == "," else ",", ",")
    if not GROUPED.fullmatch(whole) or (fraction and not fraction.isdigit()):
        return message("“{cell}” is not an amount where “{mark}” is the decimal mark", cell=cell, mark=mark)
    is_negative = found["open"] or any(sign in {"-", "−"} for sign in found.group("sign", "inner", "trail"))
    digits = _scaled(whole.replace(",", "") or "0", fraction, ZEROS[found["unit"] or ""])
    try:
        number = exact_amount("-" * bool(is_negative) + digits)
    except ValueError:
        return message("“{cell}” has more digits than an amount can have", cell=cell)
    return Amount(number, _symbol(found["before"], found["after"]))


def _scaled(whole: str, fraction: str, zeros: int) -> str:
    """The digits with the point moved that many places to the right."""
    whole, fraction = whole + fraction[:zeros].ljust(zeros, "0"), fraction[zeros:]
    return f"{whole}.{fraction}" if fraction else whole


def _symbol(before: str | None, after: str | None) -> str | None:
    """Of a symbol before and one after the number the code, which says more, else the one there is."""
    return after if after and (before is None or after not in SYMBOLS) else before
