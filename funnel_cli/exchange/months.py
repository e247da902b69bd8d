"""Names of months and days of the week, as spreadsheets and people write them in several languages."""

from __future__ import annotations

from unicodedata import combining, normalize

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
