"""Days and periods: half-open ranges of days, each with a name that means nothing else.

A book holds the days 1970-01-01 to 2199-12-31; whatever leads outside is refused with `OutOfRange`,
so that no step from one period to the next can overflow. Weeks are ISO weeks. A fiscal year is
named by the year it ends in; one that begins in January is the calendar year, and named like it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import timedelta

from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_

FIRST_DAY = Day(1970, 1, 1)
LAST_DAY = Day(2199, 12, 31)

_YEAR = 12
"""Months; a month's position is counted from January of the year 0."""


class OutOfRange(UsageRefused, ValueError):
    """A day was asked for that a book cannot hold; a `ValueError` for whoever reads records."""

    sentence = N_("That leads outside the days a book can hold, 1970-01-01 to 2199-12-31.")
    code = "out_of_range"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`; `name` is how it is written and stored.

    Two periods of the same days are equal, whatever they are called.
    """

    start: Day
    end: Day
    name: str = field(compare=False)

    def __contains__(self, day: Day | None) -> bool:
        return day is not None and self.start <= day < self.end

    @property
    def last(self) -> Day:
        """Its last day: what the period means as a deadline."""
        return self.end - timedelta(1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year: `2026`."""
        return _months(_YEAR * year, _YEAR, f"{year:04}")

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """A calendar quarter 1-4: `2026-Q4`; `ValueError` for another number."""
        return _months(_YEAR * year + 3 * _index(quarter, 4), 3, f"{year:04}-Q{quarter}")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A month 1-12: `2026-12`; `ValueError` for another number."""
        return _months(_YEAR * year + _index(month, _YEAR), 1, f"{year:04}-{month:02}")

    @classmethod
    def fiscal_year(cls, year: int, first_month: int) -> Period:
        """The fiscal year that ends in `year`: `FY2026`."""
        if first_month == 1:
            return cls.year(year)
        return _months(_YEAR * (year - 1) + _index(first_month, _YEAR), _YEAR, f"FY{year:04}")

    @classmethod
    def fiscal_quarter(cls, year: int, quarter: int, first_month: int) -> Period:
        """A quarter 1-4 of the fiscal year that ends in `year`: `FY2026Q3`."""
        if first_month == 1:
            return cls.quarter(year, quarter)
        first = _YEAR * (year - 1) + _index(first_month, _YEAR)
        return _months(first + 3 * _index(quarter, 4), 3, f"FY{year:04}Q{quarter}")

    @classmethod
    def week(cls, iso_year: int, iso_week: int) -> Period:
        """An ISO week, Monday to Sunday: `2026-W47`; `ValueError` for a week the year lacks."""
        start = in_range(Day.fromisocalendar(iso_year, iso_week, 1))
        return cls(start, days_after(start, 6) + timedelta(1), f"{iso_year:04}-W{iso_week:02}")

    @classmethod
    def span(cls, first: Day, last: Day) -> Period:
        """The days from `first` to `last`, both included; `ValueError` if they are the wrong way round."""
        if last < first:
            raise ValueError(first, last)
        return cls(in_range(first), in_range(last) + timedelta(1), f"{first}..{last}")


def in_range(day: Day) -> Day:
    """The day itself; `OutOfRange` if a book cannot hold it."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OutOfRange
    return day


def days_after(day: Day, days: int) -> Day:
    """The day so many days later, or earlier for a negative number."""
    ordinal = day.toordinal() + days
    if not FIRST_DAY.toordinal() <= ordinal <= LAST_DAY.toordinal():
        raise OutOfRange
    return Day.fromordinal(ordinal)


def months_after(day: Day, months: int) -> Day:
    """The same day so many months later, or that month's last: 31 January + 1 is 28 February."""
    year, before = divmod(_YEAR * day.year + day.month - 1 + months, _YEAR)
    month = Period.month(year, before + 1)
    return month.start.replace(day=min(day.day, month.days))


def week_of(day: Day) -> Period:
    """The ISO week that holds the day."""
    return Period.week(*day.isocalendar()[:2])


def month_of(day: Day) -> Period:
    """The month that holds the day."""
    return Period.month(day.year, day.month)


def quarter_of(day: Day, first_month: int = 1) -> Period:
    """The quarter that holds the day, of years that begin in that month."""
    return Period.fiscal_quarter(
        _year_of(day, first_month), (day.month - first_month) % _YEAR // 3 + 1, first_month
    )


def year_of(day: Day, first_month: int = 1) -> Period:
    """The year that holds the day, of years that begin in that month."""
    return Period.fiscal_year(_year_of(day, first_month), first_month)


def following(period: Period) -> Period:
    """The period of the same kind that begins where this one ends; after a span, one as long."""
    if ".." in period.name:
        return Period.span(period.end, days_after(period.end, period.days - 1))
    return _alike(period, period.end)


def preceding(period: Period) -> Period:
    """The period of the same kind that ends where this one begins; before a span, one as long."""
    if ".." in period.name:
        return Period.span(days_after(period.start, -period.days), days_after(period.start, -1))
    return _alike(period, days_after(period.start, -1))


def backwards(period: Period) -> Iterator[Period]:
    """Those of its kind before the period, the nearest first, as far as a book holds days."""
    return _one_by_one(preceding, period)


def onwards(period: Period) -> Iterator[Period]:
    """Those of its kind after the period, the nearest first, as far as a book holds days."""
    return _one_by_one(following, period)


def year_before(period: Period) -> Period:
    """The period of the same kind a year earlier: of a week the one 52 weeks before."""
    if ".." in period.name:
        return Period.span(months_after(period.start, -_YEAR), months_after(period.last, -_YEAR))
    if "W" in period.name:
        return week_of(days_after(period.start, -52 * 7))
    return _alike(period, months_after(period.start, -_YEAR))


def parts(period: Period) -> tuple[tuple[Period, ...], ...]:
    """The ways to cut a period into finer ones, coarsest first, each complete and in order.

    Twelve whole months are cut into quarters and into months, fewer or more into months; a month, a
    week and a span that begins or ends within a month have no parts.
    """
    if (period.start.day, period.end.day) != (1, 1):
        return ()
    count = _YEAR * (period.end.year - period.start.year) + period.end.month - period.start.month
    firsts = [months_after(period.start, month) for month in range(count)]
    months = tuple(map(month_of, firsts))
    quarters = tuple(quarter_of(first, period.start.month) for first in firsts[::3])
    return tuple(cut for cut in (quarters if count == _YEAR else (), months) if len(cut) > 1)


def iso_day(text: str) -> Day:
    """The day a record states: `YYYY-MM-DD` in ASCII digits, one a book can hold; else `ValueError`."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return in_range(Day.fromisoformat(text))


_NAMES: tuple[tuple[str, Callable[..., Period]], ...] = (
    (r"([0-9]{4})", Period.year),
    (r"([0-9]{4})-([0-9]{2})", Period.month),
    (r"([0-9]{4})-?q([1-4])", Period.quarter),
    (r"([0-9]{4})-?w([0-9]{2})", Period.week),
)


def named(name: str, first_month: int = 1) -> Period:
    """The period of that name in a book whose fiscal years begin in that month; else `ValueError`.

    Read are the names that periods carry, and `fy26q3`, `FY26-Q3`, `2026Q4`, `2026W47`.
    """
    first, dots, last = name.partition("..")
    if dots:
        return Period.span(iso_day(first), iso_day(last))
    for pattern, period in _NAMES:
        if found := re.fullmatch(pattern, name.lower()):
            return period(*map(int, found.groups()))
    if not (found := re.fullmatch(r"fy([0-9]{2}|[0-9]{4})(?:-?q([1-4]))?", name.lower())):
        raise ValueError(name)
    year, quarter = int(f"20{found[1]}"[-4:]), found[2]
    if quarter:
        return Period.fiscal_quarter(year, int(quarter), first_month)
    return Period.fiscal_year(year, first_month)


def _one_by_one(step: Callable[[Period], Period], period: Period) -> Iterator[Period]:
    with suppress(OutOfRange):
        while True:
            yield (period := step(period))


def _months(first: int, count: int, name: str) -> Period:
    if not _YEAR * FIRST_DAY.year <= first <= _YEAR * (LAST_DAY.year + 1) - count:
        raise OutOfRange
    return Period(_first_of(first), _first_of(first + count), name)


def _first_of(month: int) -> Day:
    """The first day of the month at that position."""
    year, before = divmod(month, _YEAR)
    return Day(year, before + 1, 1)


def _index(number: int, highest: int) -> int:
    if not 1 <= number <= highest:
        raise ValueError(number)
    return number - 1


def _year_of(day: Day, first_month: int) -> int:
    """The year by which the fiscal year that holds the day is named."""
    return day.year + (1 < first_month <= day.month)


def _alike(period: Period, day: Day) -> Period:
    """The period of the same kind, but no span, that holds the day."""
    name = period.name
    if "W" in name:
        return week_of(day)
    if not name.startswith("FY"):
        return quarter_of(day) if "Q" in name else month_of(day) if "-" in name else year_of(day)
    if "Q" not in name:
        return year_of(day, period.start.month)
    first_month = (period.start.month - 1 - 3 * (int(name[-1]) - 1)) % _YEAR + 1
    return quarter_of(day, first_month)
