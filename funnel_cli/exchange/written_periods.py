"""Months and periods as people and spreadsheets write them in several languages: a quarter, a half, a week,
a month, a year, its end.
"""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from funnel_cli.values.period import Period

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


def month_number(name: str) -> int | None:
    """The number of the month of that name, whatever its case and accents; `None` for anything else."""
    return _MONTH_NUMBERS.get(_plain(name))


def is_weekday(name: str) -> bool:
    """Whether that is a day of the week, in full or shortened."""
    return _plain(name) in _WEEKDAY_NAMES


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


def _year_and_part(found: re.Match[str]) -> tuple[int, int]:
    """The two numbers of a period; a year of two digits stands behind its part."""
    one, other = (text for text in found.groups() if text)
    part, year = (other, one) if len(one) == len("2026") else (one, other)
    return written_year(year), int(part.translate(_NUMERALS))


_FORMS = (
    (_QUARTER, Period.quarter, True),
    (_HALF, lambda year, half: Period.quarter(year, 2 * half), True),
    (_WEEK, Period.week, False),
    (_MONTH, Period.month, False),
)
