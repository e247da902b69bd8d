"""A column of amounts in the spelling of another program.

Whether 1.234 is a thousand or one and a bit is decided for a whole column, and never guessed: two
different separators, a repeated one, or one followed by other than three digits settle it. Where the
column is settled the other way, 1.234 stays doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from funnel_cli.exchange.cells import Converted, Said, cells_read
from funnel_cli.exchange.units import SIGN, UNIT, currency_of, zeros_of
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.money import CURRENCIES, MANY_DIGITS, exact_amount, plain_digits, with_digits
from funnel_cli.values.typed import half_width

DECIMAL_MARKS = {"point": ".", "comma": ","}
"""The names under which the decimal mark is asked for, and the mark."""

_DECIMALS = 6
"""How many decimals an amount can have; what is behind them is the noise of another program's arithmetic."""

_AMOUNT = re.compile(
    rf"(?P<sign>[-+−–] ?)?(?P<open>\( ?)?(?:(?:(?P<scale>{UNIT})\.? ?)??(?P<before>{SIGN}) ?)?"
    r"(?P<inner>[-−–] ?)?(?P<also>\( ?)?"
    r"(?P<number>(?:[0-9]{1,40}(?:[.,' ][0-9]{1,40}){0,9}|[.,][0-9]{1,40})[.,]?)"
    r"(?:e(?P<power>[-+]?[0-9]{1,2})|(?P<dash>(?<=[.,])[-–—−]{1,2})|(?P<trail>(?<=[0-9])[-−]))?"
    rf"(?: ?(?P<unit>{UNIT})\.?)??(?: ?(?P<after>{SIGN}))?(?: ?(?P<close>\)))?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:ca|approx|approximately|about|around|circa|etwa|rund|env|environ|大约|大概|约|~|≈)\.? ?(?=\S)",
    re.IGNORECASE,
)
"""What says that a number is not meant to the last digit."""

_GROUPED = {
    mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{2,3}})*{re.escape(mark)}[0-9]{{3}}")
    for mark in ".,' "
}
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
"""What is a thousand by one spelling and has three decimals by the other."""

_SAYS_ITS_UNIT = re.compile("[千万亿萬億]")
"""What a cell with a Chinese numeral says beside its number, like the unit behind digits: 五十万 is 50万."""

EITHER_WAY = N_(
    "“{cell}” may be thousands, or {number} as other cells have it; correct it, or say --decimal {mark}"
)
OTHER_UNIT = N_(
    "“{cell}” may be so much, or {number} in the unit of its column; a mapping can say which with scale:"
)
"""Why an amount is doubtful."""

_MINUS = frozenset("-−–")

_WIDE = Context(prec=200)


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


class AmountRead(NamedTuple):
    """An exact number and the symbol or code written beside it, if any."""

    number: Decimal
    symbol: str | None


def as_amounts(
    column: str,
    cells: Sequence[str],
    decimal: str | None = None,
    scale: Decimal = Decimal(1),
    *,
    is_scale_told: bool = False,
) -> Converted[AmountRead]:
    """The amounts of a column; `decimal` is a key of `DECIMAL_MARKS`, `None` lets the column itself decide.

    Numbers without a unit of their own are multiplied by `scale`; one with a currency of its own is doubtful,
    unless `is_scale_told` by the user. Raises `DecimalUnclear` or `DecimalMixed`.
    """
    found = {cell: _matched(cell) for cell in dict.fromkeys(cells)}
    mark = DECIMAL_MARKS[decimal] if decimal else _mark(column, found)
    is_given = decimal is not None

    def amount(cell: str) -> AmountRead | Said[AmountRead] | Message:
        own = Decimal(1) if _SAYS_ITS_UNIT.search(cell) else scale
        return _amount(cell, found[cell], mark, own, is_given=is_given, is_scale_told=is_scale_told)

    return cells_read(cells, amount)


def _matched(cell: str) -> re.Match[str] | None:
    return _AMOUNT.fullmatch(re.sub("[’‘´`]", "'", with_digits(_exactly(half_width(cell)))))


def _exactly(text: str) -> str:
    """The text without saying that it is only about so much."""
    found = _ABOUT.match(text)
    text = text[found.end() :] if found else text
    return text.removesuffix("左右").rstrip()


def _mark(column: str, cells: Mapping[str, re.Match[str] | None]) -> str:
    """The column's decimal mark, by the parts of its cells."""
    settled: dict[str, str] = {}
    unclear: str | None = None
    for cell, found in cells.items():
        if found is None:
            continue
        if mark := _mark_in(found):
            settled.setdefault(mark, cell)
        elif _EITHER.fullmatch(found["number"]):
            unclear = unclear or cell
    if len(settled) > 1:
        raise DecimalMixed(column=column, one=settled["."], other=settled[","])
    if unclear and not settled:
        raise DecimalUnclear(column=column, example=unclear)
    return next(iter(settled), ".")


def mark_told(cells: Iterable[str]) -> str | None:
    """The decimal mark that these texts can only have; `None` where none of them tells one, or two do."""
    found = map(_matched, dict.fromkeys(cells))
    marks = {mark for parts in found if parts and (mark := _mark_in(parts))}
    return marks.pop() if len(marks) == 1 else None


def _mark_in(found: re.Match[str]) -> str | None:
    """The decimal mark that a number can only have, or `None` where it could be either."""
    number = found["number"]
    marks = [char for char in number if char in ".,"]
    if not marks:
        return None
    if len(set(marks)) > 1:
        return marks[-1]
    if found["dash"]:
        return marks[0] if len(marks) == 1 else None
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    is_open = _EITHER.fullmatch(number) and not found["power"]
    return None if is_open else marks[0]


def _amount(
    cell: str,
    found: re.Match[str] | None,
    mark: str,
    scale: Decimal,
    *,
    is_given: bool,
    is_scale_told: bool,
) -> AmountRead | Said[AmountRead] | Message:
    """The amount a cell means by its parts, or why it means none."""
    if found is None or bool(found["open"] or found["also"]) != bool(found["close"]):
        return message("“{cell}” is not an amount; one looks like 12500.00", cell=cell)
    if _are_two(found["before"], found["after"]):
        return message("“{cell}” names two currencies", cell=cell)
    plain = _plain(found["number"], mark, is_whole=bool(found["dash"]))
    if plain is None:
        return message("“{cell}” is not an amount where “{mark}” is the decimal mark", cell=cell, mark=mark)
    number = _scaled(found, plain, scale)
    exact = _rounded(number)
    try:
        amount = AmountRead(exact_amount(f"{exact:f}"), _symbol(found["before"], found["after"]))
    except ValueError:
        return Message(MANY_DIGITS, {"value": cell})
    is_either = _EITHER.fullmatch(found["number"]) and mark in found["number"] and not found["power"]
    doubt = _mark_doubt(cell, amount, mark) if is_either and not is_given else None
    if scale != 1 and plain and not is_scale_told and _is_in_whole_units(found):
        doubt = message(OTHER_UNIT, cell=cell, number=f"{amount.number:f}")
    if doubt:
        return Said(amount, doubt, is_doubtful=True)
    is_new = is_either or exact != number or _exactly(half_width(cell)) != half_width(cell)
    remark = _remark(cell, amount, is_new=is_new, has_power=bool(found["power"]))
    return Said(amount, remark) if remark else amount


def _mark_doubt(cell: str, amount: AmountRead, mark: str) -> Message:
    return message(
        EITHER_WAY,
        cell=cell,
        number=str(amount.number),
        mark=next(name for name, sign in DECIMAL_MARKS.items() if sign == mark),
    )


def _is_in_whole_units(found: re.Match[str]) -> bool:
    """Whether a cell has a currency and no unit, as a format may have put it there: 5000元, €12."""
    return any(found.group("before", "after")) and not any(found.group("scale", "unit", "power"))


def _remark(cell: str, amount: AmountRead, *, is_new: bool, has_power: bool) -> Message | None:
    """What is to be said of a number that may be another one than the cell seems to hold."""
    number = str(amount.number)
    if is_new:
        return message("“{cell}” is read as {number}", cell=cell, number=number)
    if has_power:
        return message(
            "“{cell}” is read as {number}; the spreadsheet may have rounded it", cell=cell, number=number
        )
    return None


def _plain(number: str, mark: str, *, is_whole: bool) -> Decimal | None:
    """The number, with all its digits; `None` if its separators do not fit the decimal mark."""
    whole, _, fraction = (number[:-1], "", "") if is_whole else number.partition(mark)
    separators = {char for char in whole if not char.isdigit()}
    if any(not _GROUPED[separator].fullmatch(whole) for separator in separators):
        return None
    if fraction and not fraction.isdigit():
        return None
    digits = "".join(char for char in whole if char.isdigit()) or "0"
    return Decimal(f"{digits}.{fraction}" if fraction else digits)


def _scaled(found: re.Match[str], number: Decimal, scale: Decimal) -> Decimal:
    """The number with its sign, times its own unit or power of ten, else times that of its column."""
    is_negative = found["open"] or found["also"] or found["trail"]
    is_negative = is_negative or any((sign or "").strip() in _MINUS for sign in found.group("sign", "inner"))
    if is_negative and number:
        number = -number
    zeros = zeros_of(found["scale"]) + zeros_of(found["unit"]) + int(found["power"] or 0)
    if found["scale"] or found["unit"] or found["power"]:
        return _WIDE.scaleb(number, zeros)
    return number if scale == 1 else _WIDE.multiply(number, scale)


def _rounded(number: Decimal) -> Decimal:
    places = number.as_tuple().exponent
    if not isinstance(places, int) or places >= -_DECIMALS:
        return number
    cut = number.quantize(Decimal(1).scaleb(-_DECIMALS), rounding=ROUND_HALF_EVEN, context=_WIDE)
    return Decimal(plain_digits(cut))


def _are_two(before: str | None, after: str | None) -> bool:
    """Whether the signs on either side of a number mean different currencies."""
    if not before or not after:
        return False
    code = currency_of(after, currency_of(before, "") or "")
    return currency_of(before, code or "") != code


def _symbol(before: str | None, after: str | None) -> str | None:
    """Of a symbol before and one after the number the code, which says more, else the one there is."""
    return after if after and (before is None or after.upper() in CURRENCIES) else before
