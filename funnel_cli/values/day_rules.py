"""The words of days and periods, and the ways to say one that need no other: near, counted, written days.

Each way takes the calendar that the words are relative to and what was typed, and tells `None` of what is
not its own; `ValueError` of what is, but leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date as Day
from typing import NamedTuple

from funnel_cli.values.period import (
    Period,
    days_after,
    following,
    in_range,
    month_of,
    months_after,
    preceding,
    quarter_of,
    week_of,
    year_of,
)
from funnel_cli.values.typed import date_in_digits, half_width

NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}
NEAR |= {
    "大后天": 3,
    "大前天": -3,
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
}


_UNITS: dict[str, tuple[Callable[[Day, int], Day], int]] = {
    **dict.fromkeys(("d", "天", "日"), (days_after, 1)),
    **dict.fromkeys(("w", "周", "星期"), (days_after, 7)),
    **dict.fromkeys(("m", "个月"), (months_after, 1)),
    **dict.fromkeys(("q", "季度"), (months_after, 3)),
    **dict.fromkeys(("y", "年"), (months_after, 12)),
}
_NUMERALS = "零一二三四五六七八九十"


MONTHS_A_YEAR = 12
_WEEK_WORDS = "(?:周|星期|礼拜)"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def _place_among(typed: str, words: tuple[str, ...]) -> int | None:
    """Where in the list the word stands that begins like this, from three letters on."""
    return next((n for n, word in enumerate(words) if typed[2:] and word.startswith(typed)), None)


def as_typed(text: str) -> str:
    """The text in half-width small letters; what holds Chinese has no use for spaces, and has digits."""
    typed = half_width(text).lower()
    if typed.isascii():
        return typed
    said = date_in_digits(typed.replace(" ", "")).replace("年年", "年")
    return re.sub(r"^([0-9]{2})年(?![前后]|$)", r"20\1年", said)


def _weekday_number(sign: str) -> int:
    """Where in the week the day of that Chinese sign stands, from Monday, 0."""
    return "一二三四五六日".index(sign.replace("天", "日"))


def _month_and_day(one: int, other: int) -> tuple[int, int]:
    if one == other or one <= MONTHS_A_YEAR < other:
        return one, other
    if other <= MONTHS_A_YEAR < one:
        return other, one
    raise ValueError(one, other)


def ending_of(typed: str) -> str | None:
    """How the name of the month or quarter ends that was typed without its year: `-12`, `-Q4`."""
    if (position := _place_among(typed, MONTHS)) is not None:
        return f"-{position + 1:02}"
    if found := re.fullmatch(r"(1[0-2]|0?[1-9])月", typed):
        return f"-{int(found[1]):02}"
    if found := re.fullmatch(r"q([1-4])|第?([1-4一二三四])季度", typed):
        digit = found[1] or found[2]
        return f"-Q{digit if digit.isdecimal() else _NUMERALS.index(digit)}"
    return None


DAY_WORDS = (
    *NEAR, *(word[:3] for word in WEEKDAYS), "+1w", "+2w", "+1m", "eom", "eoq", "eoy",
    "下周一", "下周五", "月底", "季末", "年底",
)  # fmt: skip
"""Words for days to begin with; the grammar knows more."""

PERIOD_WORDS = (
    *(f"{step}-{unit}" for step in ("this", "next", "last") for unit in ("week", "month", "quarter", "year")),
    "本周", "下周", "本月", "下月", "上月", "本季度", "下季度", "今年", "明年",
)  # fmt: skip
"""Words for periods to begin with; the grammar knows more."""


_YEARS_AWAY = {"今": 0, "明": 1, "后": 2, "去": -1, "前": -2}
MIDDLE = 15
LONGEST_MONTH = 31


class Seen(NamedTuple):
    """What words are relative to: the as-of day, and the month in which the fiscal year begins.

    `is_back` is whether days, months and quarters without a year lie behind or ahead.
    """

    today: Day
    fiscal_year_start: int = 1
    is_back: bool = False

    def week(self) -> Period:
        """The ISO week that is running."""
        return week_of(self.today)

    def month(self) -> Period:
        """The month that is running."""
        return month_of(self.today)

    def quarter(self) -> Period:
        """The quarter of the book's fiscal year that is running."""
        return quarter_of(self.today, self.fiscal_year_start)

    def year(self) -> Period:
        """The calendar year that is running."""
        return year_of(self.today)


_STEPS: dict[str, Callable[[Period], Period]] = {
    **dict.fromkeys(("next", "下", "明"), following),
    **dict.fromkeys(("last", "上", "去"), preceding),
    "后": lambda period: following(following(period)),
    "前": lambda period: preceding(preceding(period)),
}


def _near_day(calendar: Seen, typed: str) -> Day | None:
    return days_after(calendar.today, NEAR[typed]) if typed in NEAR else None


def _written_day(calendar: Seen, typed: str) -> Day | None:
    """`2026-12-15`, `2026/12/15`, 2026年12月15日; `31.01.2027`, where only one order is possible."""
    del calendar
    found = re.fullmatch(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", typed)
    if found or (found := re.fullmatch(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})[日号]", typed)):
        return in_range(Day(int(found[1]), int(found[3]), int(found[4])))
    if found := re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})", typed):
        return in_range(Day(int(found[4]), *_month_and_day(int(found[1]), int(found[3]))))
    return None


def yearless_day(calendar: Seen, typed: str) -> Day | None:
    """`12-15`, 12月15日, `31.1.` and `25/12`: today or later, today or earlier looking back."""
    if found := re.fullmatch(r"([0-9]{1,2})(?:-([0-9]{1,2})|月([0-9]{1,2})[日号])", typed):
        return _nearest_day(calendar, int(found[1]), int(found[2] or found[3]))
    if found := re.fullmatch(r"([0-9]{1,2})(?:/([0-9]{1,2})|\.([0-9]{1,2})\.?)", typed):
        return _nearest_day(calendar, *_month_and_day(int(found[1]), int(found[2] or found[3])))
    return None


def _nearest_day(calendar: Seen, month: int, day: int) -> Day:
    """The first such day from today on, or the last one until today; 29 February may be eight years away."""
    step = -1 if calendar.is_back else 1
    this_year = calendar.today.year
    for year in range(this_year, this_year + 9 * step, step):
        if day <= Period.month(year, month).days:
            found = Day(year, month, day)
            if found <= calendar.today if calendar.is_back else found >= calendar.today:
                return in_range(found)
    raise ValueError(month, day)


def _counted_day(calendar: Seen, typed: str) -> Day | None:
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


def with_year(calendar: Seen, typed: str) -> str:
    """What follows 今年, 明年, 后年, 去年 or 前年 with the year's number before it: 明年3月 is 2027年3月."""
    found = re.fullmatch(r"([今明后去前])年(.+)", typed)
    if not found or found[2] in {"前", "后"}:
        return typed
    return f"{calendar.today.year + _YEARS_AWAY[found[1]]}年{found[2]}"


def _half_day(calendar: Seen, typed: str) -> Day | None:
    """半个月后, 15 days ahead; 半年前, six months ago."""
    if not (found := re.fullmatch(r"半(个月|年)([前后])", typed)):
        return None
    sign = -1 if found[2] == "前" else 1
    after, count = _UNITS["个月"][0] if found[1] == "年" else _UNITS["天"][0], 6 if found[1] == "年" else 15
    return after(calendar.today, sign * count)


def _day_of_month(calendar: Seen, typed: str) -> Day | None:
    """下月15号, 上个月3日."""
    found = re.fullmatch(r"([本这]|下{1,3}|上{1,3})个?月([0-9]{1,2})[日号]", typed)
    month = relative_period(calendar, f"{found[1]}月") if found else None
    return in_range(month.start.replace(day=int(found[2]))) if found and month else None


def bare_middle(calendar: Seen, typed: str) -> Day | None:
    """15号, 月中 and 年中: today or later, today or earlier looking back."""
    found = re.fullmatch(r"([0-9]{1,2})[日号]", typed)
    if typed == "年中":
        return _nearest_day(calendar, 6, 30)
    if not found and typed != "月中":
        return None
    wanted, period = int(found[1]) if found else MIDDLE, calendar.month()
    if not 1 <= wanted <= LONGEST_MONTH:
        raise ValueError(wanted)
    while True:
        if wanted <= period.days:
            day = period.start.replace(day=wanted)
            if day <= calendar.today if calendar.is_back else day >= calendar.today:
                return day
        period = (preceding if calendar.is_back else following)(period)


def half_year(calendar: Seen, typed: str) -> Period | None:
    """上半年, 下半年, 2027年上半年: without its year the running or next one, looking back the last one."""
    found = re.fullmatch(r"(?:([0-9]{4})年)?([上下])半年", typed)
    if not found:
        return None
    months = (1, 6) if found[2] == "上" else (7, 12)
    year = int(found[1]) if found[1] else calendar.today.year
    half = Period.span(Period.month(year, months[0]).start, Period.month(year, months[1]).last)
    if not found[1] and (half.start > calendar.today if calendar.is_back else half.last < calendar.today):
        return half_year(calendar, f"{year + (-1 if calendar.is_back else 1)}年{typed}")
    return half


def weekday(calendar: Seen, typed: str) -> Day | None:
    """`fri` and 周五: the next one, never today; looking back the last one, today included."""
    number = _place_among(typed, WEEKDAYS)
    if found := re.fullmatch(f"{_WEEK_WORDS}([一二三四五六日天])", typed):
        number = _weekday_number(found[1])
    if number is None:
        return None
    if calendar.is_back:
        return days_after(calendar.today, -((calendar.today.weekday() - number) % 7))
    return days_after(calendar.today, (number - calendar.today.weekday() - 1) % 7 + 1)


def _day_of_week(calendar: Seen, typed: str) -> Day | None:
    """下周五, that of the coming ISO week."""
    found = re.fullmatch(f"(.+?){_WEEK_WORDS}([一二三四五六日天])", typed)
    whole = relative_period(calendar, f"{found[1]}周") if found else None
    return days_after(whole.start, _weekday_number(found[2])) if found and whole else None


def relative_period(calendar: Seen, typed: str) -> Period | None:
    """`this-week`, `next month`, 上季度, 下个月, 明年."""
    found = (
        re.fullmatch(r"(this|next|last)[- ](week|month|quarter|year)", typed)
        or re.fullmatch(r"([本这]|下{1,3}|上{1,3})个?(周|星期|礼拜|月|季|季度|年)", typed)
        or re.fullmatch(r"([今明后去前])(年)", typed)
    )
    if not found:
        return None
    running = {
        **dict.fromkeys(("week", "周", "星期", "礼拜"), calendar.week),
        **dict.fromkeys(("month", "月"), calendar.month),
        **dict.fromkeys(("quarter", "季", "季度"), calendar.quarter),
        **dict.fromkeys(("year", "年"), calendar.year),
    }[found[2]]()
    for sign in [found[1]] if found[1].isascii() else found[1]:
        running = _STEPS[sign](running) if sign in _STEPS else running
    return running


DAY_RULES = (_near_day, _written_day, _counted_day, _half_day, _day_of_week, _day_of_month)
"""The ways to say a day, each of which tells the day or that it is not its own."""
