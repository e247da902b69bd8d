"""Periods as people write them in a column of dates: a quarter, a half, a week, a month, a year, its end."""

from __future__ import annotations

import re

from funnel_cli.exchange.months import month_number
from funnel_cli.values.period import Period

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
_YEAR = re.compile(r"(20\d{2})\s*年?", re.ASCII)
_END_OF = re.compile(
    r"^(?:(?:by )?(?:the )?end(?: of|-)?|(?:bis )?Ende|fin(?: de)?|(?:a )?fine|eind) (?=\S)"
    r"|(?<=[月季度年])[底末]$",
    re.IGNORECASE,
)
_NUMERALS = str.maketrans("一二三四上下", "123412")


def written_period(text: str) -> tuple[Period, bool] | None:
    """The period that a text names, or whose end it names, and whether it is a part of a year or one."""
    text = _END_OF.sub("", text)
    try:
        for pattern, of, is_part in _FORMS:
            if found := pattern.fullmatch(text):
                return of(*_year_and_part(found)), is_part
        if found := _YEAR.fullmatch(text):
            return Period.year(int(found[1])), True
        found = _MONTH_NAMED.fullmatch(text)
        number = month_number(found[1]) if found else None
        return (Period.month(int(found[2]), number), False) if found and number else None
    except ValueError:
        return None


def written_year(written: str) -> int:
    """A year, which may be written with its last two digits."""
    if len(written) == len("2026"):
        return int(written)
    return _CENTURIES[int(written) < _PIVOT] + int(written)


def _half(year: int, half: int) -> Period:
    return Period.quarter(year, 2 * half)


def _year_and_part(found: re.Match[str]) -> tuple[int, int]:
    """The two numbers of a period; a year of two digits stands behind its part."""
    one, other = (text for text in found.groups() if text)
    part, year = (other, one) if len(one) == len("2026") else (one, other)
    return written_year(year), int(part.translate(_NUMERALS))


_FORMS = (
    (_QUARTER, Period.quarter, True),
    (_HALF, _half, True),
    (_WEEK, Period.week, False),
    (_MONTH, Period.month, False),
)
