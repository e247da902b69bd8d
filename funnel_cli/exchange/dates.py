"""A column of dates in the spelling of another program.

Whether 3/11 is a day in March or in November is decided for a whole column, by any cell in which
one of the two numbers is over 12, and never guessed. Of a timestamp the written day is kept; zones
are not converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date as Day

from funnel_cli.errors import DataRefused
from funnel_cli.exchange.cells import Converted, converted
from funnel_cli.message import N_, Message, message
from funnel_cli.period import in_range
from funnel_cli.typed import half_width

ORDERS = ("dmy", "mdy", "ymd")
MONTHS_A_YEAR = 12
TIME = (
    r"(?:[T ,]+(?:上午|下午)?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|UTC|GMT)?(?:[+-]\d{2}:?\d{2})?)?"
)
YEAR_FIRST = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?)" + TIME,
    re.ASCII,
)
NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})" + TIME, re.ASCII)
SHORT = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{1,2})" + TIME, re.ASCII)
NAMED = re.compile(
    r"(?:(\d{1,2})[ .-]*([A-Za-z]{3,9})|([A-Za-z]{3,9})\.? (\d{1,2}))[.,]?[ -]*(\d{4})" + TIME, re.ASCII
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateOrderUnclear(DataRefused):
    """No cell of a column tells day from month."""

    sentence = N_("Column “{column}”: {example} and the other dates do not tell day from month.")
    cure = N_("Say which comes first: --date-order dmy or --date-order mdy.")
    code = "date_order"


class DateOrderMixed(DataRefused):
    """One cell of a column has the day first, another one the month."""

    sentence = N_("Column “{column}”: {one} has the day first, {other} has the month first.")
    cure = N_("Say which is right: with --date-order dmy or mdy the others are named line by line.")
    code = "date_order"


def as_days(column: str, cells: Sequence[str], order: str | None = None) -> Converted[Day]:
    """The days of a column; `order` is one of `ORDERS`, `None` lets the column itself decide.

    Raises `DateOrderUnclear` or `DateOrderMixed`.
    """
    order = order or _order(column, cells)
    return converted(cells, lambda cell: _day(cell, order))


def _order(column: str, cells: Iterable[str]) -> str | None:
    """The order in which the column writes day and month; `None` where it makes no difference."""
    parts = {cell: found for cell in dict.fromkeys(cells) if (found := NUMBERS.fullmatch(half_width(cell)))}
    firsts = [cell for cell, found in parts.items() if int(found[1]) > MONTHS_A_YEAR]
    seconds = [cell for cell, found in parts.items() if int(found[3]) > MONTHS_A_YEAR]
    if firsts and seconds:
        raise DateOrderMixed(column=column, one=firsts[0], other=seconds[0])
    unclear = [cell for cell, found in parts.items() if int(found[1]) != int(found[3])]
    if unclear and not firsts and not seconds:
        raise DateOrderUnclear(column=column, example=unclear[0])
    return "mdy" if seconds else "dmy" if parts else None


def _day(cell: str, order: str | None) -> Day | Message:
    """The day a cell means, or why it means none."""
    text = half_width(cell)
    parts = _year_first(text) or _named(text) or _numbers(text, order) or _short(text, order)
    if parts is None:
        return message("“{cell}” is not a date; one looks like 2026-12-31", cell=cell)
    try:
        return in_range(Day(*parts))
    except ValueError:
        return message("“{cell}” is not a day that a book can hold", cell=cell)


def _year_first(text: str) -> tuple[int, int, int] | None:
    """Year, month, day of 2026-12-31, 2026/12/31, 2026年12月31日, with or without a time."""
    found = YEAR_FIRST.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    return year, month, day


def _named(text: str) -> tuple[int, int, int] | None:
    """Year, month, day of 15 Apr, 2026 or April 15, 2026."""
    found = NAMED.fullmatch(text)
    if not found:
        return None
    name = (found[2] or found[3]).lower()[:3]
    return (int(found[5]), MONTHS.index(name) + 1, int(found[1] or found[4])) if name in MONTHS else None


def _numbers(text: str, order: str | None) -> tuple[int, int, int] | None:
    """Year, month, day of 31.12.2026 or 12/31/2026, as the order says."""
    found = NUMBERS.fullmatch(text)
    if not found or order not in {"dmy", "mdy"}:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    return (year, second, first) if order == "dmy" else (year, first, second)


def _short(text: str, order: str | None) -> tuple[int, int, int] | None:
    """Year, month, day of 31.12.26, only where an order was given for it."""
    found = SHORT.fullmatch(text)
    if not found or order is None:
        return None
    by_letter = dict(zip(order, (int(found[1]), int(found[3]), int(found[4])), strict=True))
    return 2000 + by_letter["y"], by_letter["m"], by_letter["d"]
