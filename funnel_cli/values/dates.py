"""The one grammar in which people type days and periods, in English and Chinese.

It is closed: what it does not list is refused, and nothing is guessed, least of all whether 03/04
is in March or in April; 31.01.2027 can only be the one. A day, a month or a quarter without a year
has a direction. Where somebody plans it is the one that is running or comes next, and a weekday the
next one, never today; where somebody looks back it is the last one that has begun, today included.
In `a..b` such an end moves to where the range runs forward, unless that made it longer than half a
year. `quarter` and `eoq` follow the book's fiscal year, `Q4` and every other word mean the calendar. A
period typed for a day is its last day; a day typed for a period is refused, since it is more often a
slip than a wish (`2026-12-15..2026-12-15` says it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date as Day
from typing import TypeVar

from funnel_cli.values.day_rules import (
    DAY_RULES,
    LONGEST_MONTH,
    MIDDLE,
    MONTHS_A_YEAR,
    Seen,
    as_typed,
    bare_middle,
    ending_of,
    half_year,
    relative_period,
    weekday,
    with_year,
    yearless_day,
)
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.period import OutOfRange, Period, following, named, preceding, quarter_of, week_of

T = TypeVar("T")


class BadDate(UsageRefused):
    """The text is no day of the grammar."""

    sentence = N_("“{text}” is not a date.")
    cure = N_("Write it like 2026-12-15, +2w or fri.")
    code = "bad_date"


class StillToCome(UsageRefused):
    """Something is said to have happened on a day that has not come."""

    sentence = N_("{day} is still to come.")
    cure = N_("What happened lies on {today} or before.")
    code = "bad_date"


class BadPeriod(UsageRefused):
    """The text is no period of the grammar."""

    sentence = N_("“{text}” is not a period.")
    cure = N_("Write it like 2026-12, 2026-Q4 or next-month.")
    code = "bad_period"


class NotAWeek(BadPeriod):
    """The text is no week of the grammar."""

    sentence = N_("“{text}” is not a week.")
    cure = N_("Write it like 2026-W46 or last-week.")


class Backwards(ValueError):
    """A range ends before it begins."""


_LONGEST_MOVED = 184
"""Days; a range that is longer once an end without a year was moved was more likely turned around."""


class Calendar(Seen):
    """What somebody types for days and periods, read from there."""

    @property
    def back(self) -> Calendar:
        """The same, looking back."""
        return self._replace(is_back=True)

    def next_month(self) -> Period:
        """The month after the running one."""
        return following(self.month())

    def next_quarter(self) -> Period:
        """The quarter after the running one."""
        return following(self.quarter())

    def day(self, text: str) -> Day:
        """The day somebody typed; of a period its last. Raises `BadDate`."""
        return self._read(text, _bounds, BadDate)[1]

    def past_day(self, text: str) -> Day:
        """The day somebody typed for what happened then; raises `BadDate` or `StillToCome`."""
        day = self.back.day(text)
        if day > self.today:
            raise StillToCome(day=day, today=self.today)
        return day

    def resumption(self, text: str) -> Day:
        """The day on which what rests until then runs again: of a period to come its first.

        Raises `BadDate`.
        """
        first, last = self._read(text, _bounds, BadDate)
        return first if first > self.today else last

    def _read(self, text: str, read: Callable[[Calendar, str], T], refusal: type[UsageRefused]) -> T:
        typed = as_typed(text)
        try:
            return read(self, typed)
        except ValueError as error:
            raise refusal(text=text, details=_reasons(self, typed, error)) from None

    def period(self, text: str) -> Period:
        """The period somebody typed, `a..b` being the days from a to b; a day raises `BadPeriod`."""
        return self._read(text, _period, BadPeriod)

    def period_meant(self, text: str) -> Period | None:
        """The period somebody typed; `None` where it is none."""
        try:
            return self.period(text)
        except BadPeriod:
            return None

    def week_named(self, text: str) -> Period:
        """The ISO week that a text names; raises `BadPeriod`, for any other period `NotAWeek`."""
        period = self.period(text)
        if period.name != week_of(period.start).name:
            raise NotAWeek(text=text)
        return period

    def days(self, text: str) -> tuple[Day | None, Day | None]:
        """The first and last day, both included, of a day, a period, `a..b`, `a..` or `..b`.

        `None` is an open end; a period before the dots counts from its first day, one behind them to
        its last. Raises `BadPeriod`.
        """
        return self._read(text, _open_bounds, BadPeriod)


def _reasons(calendar: Calendar, typed: str, error: ValueError) -> tuple[Message, ...]:
    """What can be said about a refusal beyond that it is one."""
    if isinstance(error, OutOfRange):
        return (error.message,)
    if isinstance(error, Backwards):
        return (message("It ends before it begins; the earlier one goes first."),)
    found = re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{2,4})|\.?)", typed)
    if found and (len(found[3] or "") in {2, 3} or max(int(found[1]), int(found[2])) <= MONTHS_A_YEAR):
        return (message("Day and month could be mistaken for each other: the year goes first."),)
    return tuple(_day_or_month(calendar, typed))


def _day_or_month(calendar: Calendar, typed: str) -> Iterator[Message]:
    """The two that are meant by `dec 26`: a day of that month, or the month of that year."""
    found = re.fullmatch(r"(?:([a-z]+)[-/. ]?([0-9]{2})|([0-9]{2})[-/. ]?([a-z]+))", typed)
    ending = ending_of(found[1] or found[4]) if found else None
    if found and ending:
        number = found[2] or found[3]
        try:
            day = _bounds(calendar, f"{ending[1:]}-{number}")[0]
        except ValueError:
            return
        yield message(
            "It could be {day} or the month {month}: write which.", day=day, month=f"20{number}{ending}"
        )


def _bounds(calendar: Calendar, typed: str) -> tuple[Day, Day]:
    """The first and last day of what was typed; `ValueError` if it is neither day nor period."""
    typed = with_year(calendar, typed)
    for rule in _DAY_RULES:
        if day := rule(calendar, typed):
            return day, day
    if bare := _bare(calendar, typed):
        return bare
    period = _period(calendar, typed)
    return period.start, period.last


def _period(calendar: Calendar, typed: str) -> Period:
    """The period that was typed; `ValueError` if it is none."""
    typed = with_year(calendar, typed)
    match typed.split(".."):
        case [first, last]:
            return Period.span(*_span(calendar, first, last))
    return (
        relative_period(calendar, typed)
        or _bare_period(calendar, typed)
        or half_year(calendar, typed)
        or _numbered_period(typed)
        or named(typed, calendar.fiscal_year_start)
    )


def _open_bounds(calendar: Calendar, typed: str) -> tuple[Day | None, Day | None]:
    """As `_bounds`, also of a range, which may have an open end."""
    match typed.split(".."):
        case [first, ""]:
            return _bounds(calendar, first)[0], None
        case ["", last]:
            return None, _bounds(calendar, last)[1]
        case [first, last]:
            return _span(calendar, first, last)
    return _bounds(calendar, typed)


def _span(calendar: Calendar, first: str, last: str) -> tuple[Day, Day]:
    """The first and last day of a range; raises `Backwards`.

    Where it would run backwards, an end without a year is taken from the other end: looking back the
    last one, looking ahead the first one.
    """
    start, end = _bounds(calendar, first)[0], _bounds(calendar, last)[1]
    if start <= end:
        return start, end
    earlier = _bare(calendar._replace(today=end, is_back=True), first)
    later = _bare(calendar._replace(today=start, is_back=False), last)
    ways = [(earlier[0], end) if earlier else None, (start, later[1]) if later else None]
    for way in reversed(ways) if calendar.is_back else ways:
        if way and (way[1] - way[0]).days < _LONGEST_MOVED:
            return way
    raise Backwards(first, last)


def _bare(calendar: Calendar, typed: str) -> tuple[Day, Day] | None:
    """The first and last day of a weekday, or of a day, month or quarter without its year."""
    if day := weekday(calendar, typed) or yearless_day(calendar, typed) or bare_middle(calendar, typed):
        return day, day
    period = _bare_period(calendar, typed)
    return (period.start, period.last) if period else None


def _middle(calendar: Calendar, typed: str) -> Day | None:
    """The 15th of a month, 下月中, 12月中; 30 June of a year, 2027年中."""
    found = re.fullmatch(r"(.+)(月|年)中", typed)
    if not found:
        return None
    period = _period(calendar, f"{found[1]}{found[2]}")
    return period.start.replace(day=MIDDLE) if period.days <= LONGEST_MONTH else Day(period.start.year, 6, 30)


def _end(calendar: Calendar, typed: str) -> Day | None:
    ends = {"eom": calendar.month, "eoq": calendar.quarter, "eoy": calendar.year}
    if typed in ends:
        return ends[typed]().last
    found = re.fullmatch(r"(.*)(月|季|季度|年)[底末]", typed)
    return _period(calendar, f"{found[1] or '本'}{found[2]}").last if found else None


def _numbered_period(typed: str) -> Period | None:
    if found := re.fullmatch(r"([0-9]{4})年", typed):
        return Period.year(int(found[1]))
    found = re.fullmatch(r"([0-9]{4})年(.+)", typed)
    ending = ending_of(found[2]) if found else None
    return named(found[1] + ending) if found and ending else None


def _bare_period(calendar: Calendar, typed: str) -> Period | None:
    """`Q4`, `FYQ4`, `dec`, 12月, 四季度: the running one, else the next one, or the last one looking back."""
    if found := re.fullmatch(r"fyq([1-4])", typed):
        return _nearest(calendar, calendar.quarter(), f"Q{found[1]}")
    if not (ending := ending_of(typed)):
        return None
    return _nearest(calendar, quarter_of(calendar.today) if "Q" in ending else calendar.month(), ending)


def _nearest(calendar: Calendar, period: Period, ending: str) -> Period:
    step = preceding if calendar.is_back else following
    while not period.name.endswith(ending):
        period = step(period)
    return period


_DAY_RULES = (*DAY_RULES, _end, _middle)
"""The ways to say a day, each of which tells the day or that it is not its own."""
