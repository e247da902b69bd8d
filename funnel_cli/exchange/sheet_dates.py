"""A column of dates or periods in the spelling of another program or language.

Whether 3/11 is a day in March or in November is decided for a whole column, by the cells that only one
order makes days of, and never guessed; only points put the day first by themselves. Of a timestamp the
written day is kept; zones are not converted. A period is a quarter, a half, a week, a month, a year, its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Day
from datetime import timedelta
from unicodedata import combining, normalize

from funnel_cli.exchange.cells import Converted, Said, cells_read
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.period import Period, in_range
from funnel_cli.values.typed import half_width

_MONTHS = (
    "jan january januar jaenner janner janv janvier ene enero gen gennaio janeiro januari",
    "feb february februar feber fev fevr fevrier febrero febbraio fevereiro februari",
    "mar march marz maerz mrz mars marzo marco mrt maart",
    "apr april avr avril abr abril aprile",
    "may mai mayo mag maggio maio mei",
    "jun june juni juin junio giu giugno junho",
    "jul july juli juil juillet julio lug luglio julho",
    "aug august aout ago agosto augustus",
    "sep sept september septembre septiembre set settembre setembro",
    "oct october okt oktober octobre octubre ott ottobre out outubro",
    "nov november novembre noviembre novembro",
    "dec december dez dezember decembre dic diciembre dicembre dezembro",
)
_WEEKDAYS = (
    "mon monday mo montag lun lundi lunes tue tues tuesday di dienstag mar mardi martes wed wednesday "
    "mi mittwoch mer mercredi mie miercoles thu thur thurs thursday do donnerstag jeu jeudi jue "
    "jueves fri friday fr freitag ven vendredi vie viernes sat saturday sa samstag sonnabend sam "
    "samedi sab sabado sun sunday so sonntag dim dimanche dom domingo"
)

_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
"""The number of a month by its name, which is in lower case and without accents."""

_WEEKDAY_NAMES = frozenset(_WEEKDAYS.split())


def _month_number(name: str) -> int | None:
    return _MONTH_NUMBERS.get(_plain(name))


def _plain(name: str) -> str:
    letters = normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not combining(letter)).rstrip(".")


_CENTURIES = (1900, 2000)
_PIVOT = 70  # of years with two digits, from this on they are of the last century, as a book's days begin
_QUARTER = re.compile(
    r"Q([1-4])(?:[ /-]*(\d{4})|[ /'’-]+(\d{2}))|(\d{4})[ /-]*Q([1-4])"
    r"|(\d{4})\s*年\s*(?:第\s*)?Q?([1-4一二三四])\s*季度?|T([1-4])[ /-]*(\d{4})|([1-4])\. ?Quartal (\d{4})",
    re.ASCII | re.IGNORECASE,
)
_HALF = re.compile(
    r"H([12])[ /-]*(\d{4})|(\d{4})[ /-]*H([12])|([12])\. ?Halbjahr (\d{4})|(\d{4})\s*年\s*([上下])半年",
    re.ASCII | re.IGNORECASE,
)
_WEEK = re.compile(
    r"(?:KW|CW|wk?|week|Woche|sem(?:aine|ana)?|S)\.? ?(\d{1,2})[ ./-]*(\d{4})"
    r"|(\d{4})[ ./-]*(?:KW|CW|wk?|week|S)\.? ?(\d{1,2})|(\d{4})\s*年\s*第?\s*(\d{1,2})\s*[周週]",
    re.ASCII | re.IGNORECASE,
)
_MONTH = re.compile(r"(\d{4})(?:-|/|\s*年\s*)(\d{1,2})\s*月?|(\d{1,2})[/.](\d{4})", re.ASCII)
_MONTH_NAMED = re.compile(r"([^\W\d_]{3,12})\.?,?[ -]*(?:de )?(\d{4})", re.IGNORECASE)
_DAY_OR_YEAR = re.compile(r"([^\W\d_]{3,12})[ .-]*[0-9]{2}")
_YEAR = re.compile(r"(20\d{2})\s*年?", re.ASCII)
_END_OF = re.compile(
    r"^(?:(?:by )?(?:the )?end(?: of|-)?|(?:bis )?Ende|fin(?: de)?|(?:a )?fine|eind) (?=\S)"
    r"|(?<=[月季度年])[底末]$",
    re.IGNORECASE,
)
_NUMERALS = str.maketrans("一二三四上下", "123412")


def _written_period(text: str) -> tuple[Period, bool] | None:
    """The period that a text names, or whose end it names, and whether it is a part of a year or one."""
    text = _END_OF.sub("", text)
    try:
        for pattern, of, is_part in _FORMS:
            if found := pattern.fullmatch(text):
                return of(*_year_and_part(found)), is_part
        if found := _YEAR.fullmatch(text):
            return Period.year(int(found[1])), True
        found = _MONTH_NAMED.fullmatch(text)
        number = _month_number(found[1]) if found else None
        return (Period.month(int(found[2]), number), False) if found and number else None
    except ValueError:
        return None


def _written_year(written: str) -> int:
    if len(written) == len("2026"):
        return int(written)
    return _CENTURIES[int(written) < _PIVOT] + int(written)


def _year_and_part(found: re.Match[str]) -> tuple[int, int]:
    """The two numbers of a period; a year of two digits stands behind its part."""
    one, other = (text for text in found.groups() if text)
    part, year = (other, one) if len(one) == len("2026") else (one, other)
    return _written_year(year), int(part.translate(_NUMERALS))


_FORMS = (
    (_QUARTER, Period.quarter, True),
    (_HALF, lambda year, half: Period.quarter(year, 2 * half), True),
    (_WEEK, Period.week, False),
    (_MONTH, Period.month, False),
)


_EXCEL = "excel"
"""The order of days that a spreadsheet counts."""

ORDERS = ("dmy", "mdy", "ymd", _EXCEL)
_TIME = (
    r"(?:[T ,]+(?:上午|下午)?\s*(?:at |um |à )?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?|Uhr|h)?\s*(?:Z|UTC|GMT)?(?:[+-]\d{2}(?::?\d{2})?)?)?"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\. ?(\d{1,2})\. ?(\d{1,2})\.?|(\d{2})(\d{2})"
    r"|\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?)" + _TIME,
    re.ASCII,
)
_NUMBERS = re.compile(r"(\d{1,2})(\. ?|[/-])(\d{1,2})\2(\d{4}|\d{1,2})" + _TIME, re.ASCII)
_DAY_THEN_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[ -]*(?:of |de |d')?([^\W\d_]{3,12})\.?,?[ -]*(?:de |del )?"
    r"(\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_MONTH_THEN_DAY = re.compile(
    r"([^\W\d_]{3,12})\.?[ -]*(\d{1,2})(?:st|nd|rd|th)?(?:, ?|[ -]+)(\d{4}|\d{2})" + _TIME, re.IGNORECASE
)
_WEEKDAY = re.compile(r"([^\W\d_]{2,12})\.?,? +")
_CHINESE_WEEKDAY = re.compile(r"[(]?(?:星期|周|週)[一二三四五六日天][)]?")
_SERIAL = re.compile(r"([2-7]\d{4})(?:[.,]\d+)?", re.ASCII)
START, START_1904 = Day(1899, 12, 30), Day(1904, 1, 1)
"""The day that is 0 where a spreadsheet counts days, and in a workbook that says it counts from 1904."""

_NEAR = 5  # years, at most, from the day of the import to a day of its sheet
_IDEOGRAPH = re.compile(r"[\u3000-\u9fff]")


class DateOrderUnclear(DataRefused):
    """No cell of a column tells day from month."""

    sentence = N_("Column “{column}”: {example} and the other dates do not tell day from month.")
    cure = N_("Say which comes first: --date-order dmy or --date-order mdy.")
    code = "date_order"


class YearUnclear(DataRefused):
    """A column of short years could have the day or the year first."""

    sentence = N_("Column “{column}”: {example} and the other dates do not tell the day from the year.")
    cure = N_("Say which comes first: --date-order dmy, --date-order mdy or --date-order ymd.")
    code = "date_order"


class DateOrderMixed(DataRefused):
    """One cell of a column has the day first, another one the month."""

    sentence = N_("Column “{column}”: {one} has the day first, {other} has the month first.")
    cure = N_("Say which is right: with --date-order dmy or mdy the others are named line by line.")
    code = "date_order"


class SeparatorsMixed(DataRefused):
    """The dates of a column are written in two ways, so that one says nothing about the other."""

    sentence = N_("Column “{column}”: {one} and {other} are written in different ways.")
    cure = N_("Say what holds for both, --date-order dmy, mdy or ymd; or write them one way.")
    code = "date_order"


class DaysCounted(DataRefused):
    """A column holds numbers that may be the days a spreadsheet counts."""

    sentence = N_("Column “{column}”: {number} is no date; as a spreadsheet counts days it is {day}.")
    cure = N_("If that is meant, say so: --date-order excel.")
    code = "date_order"


_YEAR_ADDED = ("2024年{}", "2024-{}", "{}/2024", "{}.2024", "{}2024", "{} 2024")
"""How a day or a period has its year, a leap year, in some spelling."""

_Triple = tuple[int, int, int]
"""The three numbers of a date, in the order in which they are written."""


def as_days(
    column: str,
    cells: Sequence[str],
    order: str | None = None,
    *,
    fiscal: int | None = None,
    start: Day = START,
    today: Day | None = None,
) -> Converted[Day]:
    """The days of a column; `order` is one of `ORDERS`, `None` lets the column itself decide.

    With `fiscal`, the month in which the book's years begin, a month, quarter or half is its last day,
    with a remark; `start` is the day 0 of those that are counted; near `today` a first number may be a
    year. Raises a `DataRefused` where the column does not say clearly which days it means.
    """
    for cell in cells if order is None else ():
        if day := _counted(cell, start):
            raise DaysCounted(column=column, number=cell, day=day)
    known = _order(column, cells, today) if order in {None, _EXCEL} else order
    return cells_read(cells, lambda cell: _day(cell, known, fiscal, start, is_counted=order == _EXCEL))


def _counted(cell: str, start: Day) -> Day | None:
    """The day that a spreadsheet means by a number, if it may be one."""
    found = _SERIAL.fullmatch(half_width(cell))
    return start + timedelta(int(found[1])) if found else None


def _order(column: str, cells: Iterable[str], today: Day | None) -> str | None:
    """The order in which the column writes day, month and year; `None` where it makes no difference."""
    found = {cell: parts for cell in dict.fromkeys(cells) if (parts := _NUMBERS.fullmatch(_spelt(cell)))}
    if not found:
        return None
    signs = {parts[2].strip(): cell for cell, parts in found.items()}
    if len(signs) > 1:
        one, other, *_ = signs.values()
        raise SeparatorsMixed(column=column, one=one, other=other)
    are_years = bool(_IDEOGRAPH.search(column)) or _are_near(found.values(), today)
    may_begin_with_year = "-" in signs or ("/" in signs and are_years)
    possible = {
        cell: set(_orders(parts, may_begin_with_year=may_begin_with_year)) for cell, parts in found.items()
    }
    return _common(column, possible, is_dotted="." in signs)


def _are_near(cells: Iterable[re.Match[str]], today: Day | None) -> bool:
    """Whether all these dates begin with what may be a year of a sheet that is read today."""
    return today is not None and all(abs(_written_year(parts[1]) - today.year) <= _NEAR for parts in cells)


def _orders(parts: re.Match[str], *, may_begin_with_year: bool) -> Iterator[str]:
    is_short = len(parts[4]) < len("2026")
    for order in ("dmy", "mdy", *(("ymd",) if may_begin_with_year and is_short else ())):
        if _as_day(_numbers(parts, order)):
            yield order


def _common(column: str, possible: dict[str, set[str]], *, is_dotted: bool) -> str | None:
    """The one order that all cells can have; raises where there is none or more than one."""
    able = {cell: orders for cell, orders in possible.items() if orders}
    orders = set.intersection(*able.values()) if able else set()
    if not orders and able:
        days = [cell for cell, some in able.items() if "mdy" not in some]
        months = [cell for cell, some in able.items() if "dmy" not in some]
        if days and months:
            raise DateOrderMixed(column=column, one=days[0], other=months[0])
        raise YearUnclear(column=column, example=next(iter(able)))
    if len(orders) <= 1:
        return next(iter(orders), "dmy")
    if is_dotted and "dmy" in orders:
        return "dmy"
    unclear = next((cell for cell in able if _differs(cell, orders)), None)
    if unclear is None:
        return min(orders)
    raise (YearUnclear if "ymd" in orders else DateOrderUnclear)(column=column, example=unclear)


def _differs(cell: str, orders: set[str]) -> bool:
    parts = _NUMBERS.fullmatch(_spelt(cell))
    return parts is not None and len({_numbers(parts, order) for order in orders}) > 1


def _spelt(cell: str) -> str:
    text = half_width(_CHINESE_WEEKDAY.sub(" ", cell))
    found = _WEEKDAY.match(text)
    return text[found.end() :] if found and _plain(found[1]) in _WEEKDAY_NAMES else text


def _day(
    cell: str, order: str | None, fiscal: int | None, start: Day, *, is_counted: bool
) -> Day | Said[Day] | Message:
    """The day a cell means, or why it means none."""
    if counted := _counted(cell, start):
        said = message("“{cell}” is no date; --date-order excel reads it as {day}", cell=cell, day=counted)
        return counted if is_counted else said
    for text in (half_width(cell), _spelt(cell)):  # “mar” is a day of the week, and a month
        if parts := _parts(text, order):
            return _as_day(parts) or message("“{cell}” is not a day that a book can hold", cell=cell)
        if period := _written_period(text):
            return _last_day(cell, period, fiscal)
    if _lacks_year(half_width(cell)):
        if (found := _DAY_OR_YEAR.fullmatch(half_width(cell))) and _month_number(found[1]):
            return message("“{cell}” is a day or a month of a year; a date looks like 2026-12-31", cell=cell)
        return message("“{cell}” does not say the year; a date looks like 2026-12-31", cell=cell)
    return message("“{cell}” is not a date; one looks like 2026-12-31", cell=cell)


def _lacks_year(text: str) -> bool:
    if text.isdigit():
        return False
    with_year = (year_added.format(text) for year_added in _YEAR_ADDED)
    return any(_parts(each, "dmy") or _written_period(each) for each in with_year)


def _parts(text: str, order: str | None) -> _Triple | None:
    if parts := _year_first(text) or _named(text, order):
        return parts
    found = _NUMBERS.fullmatch(text)
    return _numbers(found, order) if found and order else None


def _as_day(parts: _Triple) -> Day | None:
    """The day of year, month and day, if there is one and a book can hold it."""
    try:
        return in_range(Day(*parts))
    except ValueError:
        return None


def _year_first(text: str) -> _Triple | None:
    """Year, month, day of 2026-12-31, 2026/12/31, 20261231, 2026年12月31日, with or without a time."""
    found = _YEAR_FIRST.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    return year, month, day


def _named(text: str, order: str | None) -> _Triple | None:
    """Year, month, day of 15 Apr, 2026, 15-Apr-26 or April 15, 2026, in several languages."""
    if (found := _DAY_THEN_MONTH.fullmatch(text)) and (month := _month_number(found[2])):
        day, year = (
            (found[3], found[1]) if order == "ymd" and len(found[3]) < len("2026") else (found[1], found[3])
        )
        return _written_year(year), month, int(day)
    if (found := _MONTH_THEN_DAY.fullmatch(text)) and (month := _month_number(found[1])):
        return _written_year(found[3]), month, int(found[2])
    return None


def _numbers(found: re.Match[str], order: str) -> _Triple:
    """Year, month, day of 31.12.2026, 12/31/2026 or 31.12.26, as the order says."""
    written = dict(zip(order, (found[1], found[3], found[4]), strict=True))
    return _written_year(written["y"]), int(written["m"]), int(written["d"])


def _last_day(cell: str, period: tuple[Period, bool], fiscal: int | None) -> Said[Day] | Message:
    days, is_part = period
    if fiscal is None:
        return message("“{cell}” is a period, and a day is asked for here", cell=cell)
    if is_part and fiscal != 1:
        return message("“{cell}” may be of the calendar or of the fiscal year; write a day", cell=cell)
    return Said(days.last, message("“{cell}” is read as its last day, {day}", cell=cell, day=days.last))
