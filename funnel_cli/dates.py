"""The one grammar in which people type days and periods, in English and Chinese.

It is closed: what it does not list is refused, and nothing is guessed, least of all whether 03/04
is in March or in April. A day or month without a year is the one that is running or comes next, a
weekday the next one and never today. `quarter` and `eoq` follow the book's fiscal year, `Q4` and
every other word mean the calendar. A period typed for a day is its last day; a day typed for a
period is refused, since it is more often a slip than a wish (`2026-12-15..2026-12-15` says it).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date as Day

from funnel_cli.errors import UsageRefused
from funnel_cli.frozen import dataclass
from funnel_cli.message import N_, Message, message
from funnel_cli.period import (
    OutOfRange,
    Period,
    days_after,
    following,
    in_range,
    month_of,
    months_after,
    named,
    preceding,
    quarter_of,
    week_of,
    year_of,
)
from funnel_cli.typed import half_width


class BadDate(UsageRefused):
    """The text is no day of the grammar."""

    sentence = N_("“{text}” is not a date.")
    cure = N_("Write it like 2026-12-15, +2w or fri.")
    code = "bad_date"


class BadPeriod(UsageRefused):
    """The text is no period of the grammar."""

    sentence = N_("“{text}” is not a period.")
    cure = N_("Write it like 2026-12, 2026-Q4 or next-month.")
    code = "bad_period"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What words are relative to: the as-of day, and the month in which the fiscal year begins."""

    today: Day
    fiscal_year_start: int = 1

    def week(self) -> Period:
        """The ISO week that is running."""
        return week_of(self.today)

    def month(self) -> Period:
        """The month that is running."""
        return month_of(self.today)

    def next_month(self) -> Period:
        """The month after the running one."""
        return following(self.month())

    def quarter(self) -> Period:
        """The quarter of the book's fiscal year that is running."""
        return quarter_of(self.today, self.fiscal_year_start)

    def next_quarter(self) -> Period:
        """The quarter after the running one."""
        return following(self.quarter())

    def year(self) -> Period:
        """The calendar year that is running."""
        return year_of(self.today)

    def day(self, text: str) -> Day:
        """The day somebody typed; of a period its last. Raises `BadDate`."""
        typed = _typed(text)
        try:
            return _bounds(self, typed)[1]
        except ValueError as error:
            raise BadDate(text=text, details=_reasons(typed, error)) from None

    def period(self, text: str) -> Period:
        """The period somebody typed, `a..b` being the days from a to b; a day raises `BadPeriod`."""
        typed = _typed(text)
        try:
            return _period(self, typed)
        except ValueError as error:
            raise BadPeriod(text=text, details=_reasons(typed, error)) from None

    def week_named(self, text: str) -> Period:
        """The ISO week that a text names; raises `BadPeriod` for any other period."""
        period = self.period(text)
        if period.name != week_of(period.start).name:
            raise BadPeriod(text=text)
        return period

    def days(self, text: str) -> tuple[Day | None, Day | None]:
        """The first and last day, both included, of a day, a period, `a..b`, `a..` or `..b`.

        `None` is an open end; a period before the dots counts from its first day, one behind them to
        its last. Raises `BadPeriod`.
        """
        typed = _typed(text)
        try:
            match typed.split(".."):
                case [first, ""]:
                    return _bounds(self, first)[0], None
                case ["", last]:
                    return None, _bounds(self, last)[1]
            return _bounds(self, typed)
        except ValueError as error:
            raise BadPeriod(text=text, details=_reasons(typed, error)) from None


def _typed(text: str) -> str:
    """The text in half-width small letters; what holds Chinese has no use for spaces."""
    typed = half_width(text).lower()
    return typed if typed.isascii() else typed.replace(" ", "")


def _reasons(typed: str, error: ValueError) -> tuple[Message, ...]:
    """What can be said about a refusal beyond that it is one."""
    if isinstance(error, OutOfRange):
        return (error.message,)
    if re.fullmatch(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{1,2}[/.][0-9]{1,2}", typed):
        return (message("Day and month could be mistaken for each other: the year goes first."),)
    return ()


def _bounds(calendar: Calendar, typed: str) -> tuple[Day, Day]:
    """The first and last day of what was typed; `ValueError` if it is neither day nor period."""
    for rule in (_near_day, _written_day, _counted_day, _weekday, _end):
        if day := rule(calendar, typed):
            return day, day
    period = _period(calendar, typed)
    return period.start, period.last


def _period(calendar: Calendar, typed: str) -> Period:
    """The period that was typed; `ValueError` if it is none."""
    match typed.split(".."):
        case [first, last]:
            return Period.span(_bounds(calendar, first)[0], _bounds(calendar, last)[1])
    return (
        _relative_period(calendar, typed)
        or _numbered_period(calendar, typed)
        or named(typed, calendar.fiscal_year_start)
    )


_NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}
_NEAR |= {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "昨天": -1, "昨日": -1, "前天": -2}


def _near_day(calendar: Calendar, typed: str) -> Day | None:
    """`today`, 后天."""
    return days_after(calendar.today, _NEAR[typed]) if typed in _NEAR else None


def _written_day(calendar: Calendar, typed: str) -> Day | None:
    """`2026-12-15`, `2026/12/15`, 2026年12月15日; `12-15` and 12月15日, today or later."""
    found = (
        re.fullmatch(r"(?:([0-9]{4})-)?([0-9]{1,2})-([0-9]{1,2})", typed)
        or re.fullmatch(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})", typed)
        or re.fullmatch(r"(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})[日号]", typed)
    )
    if not found:
        return None
    year, month, day = (int(number or 0) for number in found.groups())
    return in_range(Day(year, month, day)) if found[1] else _coming_day(calendar, month, day)


def _coming_day(calendar: Calendar, month: int, day: int) -> Day:
    """The first such day that is not over; 29 February may be eight years away."""
    this_year = calendar.today.year
    for year in range(this_year, this_year + 9):
        if day <= Period.month(year, month).days and Day(year, month, day) >= calendar.today:
            return Day(year, month, day)
    raise ValueError(month, day)


_UNITS: dict[str, tuple[Callable[[Day, int], Day], int]] = {
    **dict.fromkeys(("d", "天", "日"), (days_after, 1)),
    **dict.fromkeys(("w", "周", "星期"), (days_after, 7)),
    **dict.fromkeys(("m", "个月"), (months_after, 1)),
    **dict.fromkeys(("q", "季度"), (months_after, 3)),
    **dict.fromkeys(("y", "年"), (months_after, 12)),
}
_NUMERALS = "零一二三四五六七八九十"


def _counted_day(calendar: Calendar, typed: str) -> Day | None:
    """`+2w`, `-3d`, 3天后, 两周前; months, quarters and years keep the day of the month if there is one."""
    if found := re.fullmatch(r"([-+])([0-9]{1,4})([dwmqy])", typed):
        sign, number, unit = found.groups()
    elif found := re.fullmatch(
        r"([0-9]{1,4}|[一二两三四五六七八九十])(天|日|周|个?星期|个月|个?季度|年)([前后])", typed
    ):
        number, unit, sign = found.groups()
    else:
        return None
    after, factor = _UNITS[unit if unit in _UNITS else unit[1:]]
    count = int(number) if number.isdecimal() else _NUMERALS.index(number.replace("两", "二"))
    return after(calendar.today, factor * (-count if sign in "-前" else count))


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def _position(typed: str, words: tuple[str, ...]) -> int | None:
    """Where in the list the word stands that begins like this, from three letters on."""
    return next((n for n, word in enumerate(words) if typed[2:] and word.startswith(typed)), None)


def _weekday(calendar: Calendar, typed: str) -> Day | None:
    """`fri` and 周五, the next one, never today; 下周五, that of the coming ISO week."""
    week, number = "", _position(typed, _WEEKDAYS)
    if found := re.fullmatch(r"(.*)(?:周|星期|礼拜)([一二三四五六日天])", typed):
        week, number = found[1], "一二三四五六日".index(found[2].replace("天", "日"))
    if number is None:
        return None
    if not week:
        return days_after(calendar.today, (number - calendar.today.weekday() - 1) % 7 + 1)
    whole = _relative_period(calendar, f"{week}周")
    return days_after(whole.start, number) if whole else None


def _end(calendar: Calendar, typed: str) -> Day | None:
    """`eom`, `eoq`, `eoy`, 月底, 季末, 年底, 下月底."""
    ends = {"eom": calendar.month, "eoq": calendar.quarter, "eoy": calendar.year}
    if typed in ends:
        return ends[typed]().last
    found = re.fullmatch(r"(.*)(月|季|季度|年)[底末]", typed)
    return _period(calendar, f"{found[1] or '本'}{found[2]}").last if found else None


_STEPS: dict[str, Callable[[Period], Period]] = {
    **dict.fromkeys(("next", "下", "明"), following),
    **dict.fromkeys(("last", "上", "去"), preceding),
}


def _relative_period(calendar: Calendar, typed: str) -> Period | None:
    """`this-week`, `next month`, 上季度, 下个月, 明年."""
    found = (
        re.fullmatch(r"(this|next|last)[- ](week|month|quarter|year)", typed)
        or re.fullmatch(r"([本这上下])个?(周|星期|月|季|季度|年)", typed)
        or re.fullmatch(r"([今明去])(年)", typed)
    )
    if not found:
        return None
    running = {
        **dict.fromkeys(("week", "周", "星期"), calendar.week),
        **dict.fromkeys(("month", "月"), calendar.month),
        **dict.fromkeys(("quarter", "季", "季度"), calendar.quarter),
        **dict.fromkeys(("year", "年"), calendar.year),
    }[found[2]]()
    return _STEPS[found[1]](running) if found[1] in _STEPS else running


def _numbered_period(calendar: Calendar, typed: str) -> Period | None:
    """`Q4`, `FYQ4`, `dec`, 12月, 四季度, running or to come; 2026年, 2026年12月, 2026年第四季度."""
    if found := re.fullmatch(r"fyq([1-4])", typed):
        return _coming(calendar.quarter(), f"Q{found[1]}")
    if found := re.fullmatch(r"([0-9]{4})年", typed):
        return Period.year(int(found[1]))
    found = re.fullmatch(r"(?:([0-9]{4})年)?(.+)", typed)
    ending = _ending(found[2]) if found else None
    if not found or not ending:
        return None
    if found[1]:
        return named(found[1] + ending)
    return _coming(quarter_of(calendar.today) if "Q" in ending else calendar.month(), ending)


def _ending(typed: str) -> str | None:
    """How the name of the month or quarter ends that was typed without its year: `-12`, `-Q4`."""
    if (position := _position(typed, _MONTHS)) is not None:
        return f"-{position + 1:02}"
    if found := re.fullmatch(r"(1[0-2]|0?[1-9])月", typed):
        return f"-{int(found[1]):02}"
    if found := re.fullmatch(r"q([1-4])|第?([1-4一二三四])季度", typed):
        digit = found[1] or found[2]
        return f"-Q{digit if digit.isdecimal() else _NUMERALS.index(digit)}"
    return None


def _coming(period: Period, ending: str) -> Period:
    """The first period of that kind, the running one included, whose name ends so."""
    while not period.name.endswith(ending):
        period = following(period)
    return period


DAY_WORDS = (
    *_NEAR, *(word[:3] for word in _WEEKDAYS), "+1w", "+2w", "+1m", "eom", "eoq", "eoy",
    "下周一", "下周五", "月底", "季末", "年底",
)  # fmt: skip
"""Words for days to begin with; the grammar knows more."""

PERIOD_WORDS = (
    *(f"{step}-{unit}" for step in ("this", "next", "last") for unit in ("week", "month", "quarter", "year")),
    "本周", "下周", "本月", "下月", "上月", "本季度", "下季度", "今年", "明年",
)  # fmt: skip
"""Words for periods to begin with; the grammar knows more."""
