"""The words of days and periods in English and Chinese, and how numbers among them are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date as Day

from funnel_cli.values.period import days_after, months_after
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


UNITS: dict[str, tuple[Callable[[Day, int], Day], int]] = {
    **dict.fromkeys(("d", "天", "日"), (days_after, 1)),
    **dict.fromkeys(("w", "周", "星期"), (days_after, 7)),
    **dict.fromkeys(("m", "个月"), (months_after, 1)),
    **dict.fromkeys(("q", "季度"), (months_after, 3)),
    **dict.fromkeys(("y", "年"), (months_after, 12)),
}
NUMERALS = "零一二三四五六七八九十"


MONTHS_A_YEAR = 12
WEEK_WORDS = "(?:周|星期|礼拜)"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def place_among(typed: str, words: tuple[str, ...]) -> int | None:
    """Where in the list the word stands that begins like this, from three letters on."""
    return next((n for n, word in enumerate(words) if typed[2:] and word.startswith(typed)), None)


def as_typed(text: str) -> str:
    """The text in half-width small letters; what holds Chinese has no use for spaces, and has digits."""
    typed = half_width(text).lower()
    if typed.isascii():
        return typed
    said = date_in_digits(typed.replace(" ", "")).replace("年年", "年")
    return re.sub(r"^([0-9]{2})年(?![前后]|$)", r"20\1年", said)


def weekday_number(sign: str) -> int:
    """Where in the week the day of that Chinese sign stands, from Monday, 0."""
    return "一二三四五六日".index(sign.replace("天", "日"))


def month_and_day(one: int, other: int) -> tuple[int, int]:
    """Which is the month and which the day; `ValueError` where both could be."""
    if one == other or one <= MONTHS_A_YEAR < other:
        return one, other
    if other <= MONTHS_A_YEAR < one:
        return other, one
    raise ValueError(one, other)


def ending_of(typed: str) -> str | None:
    """How the name of the month or quarter ends that was typed without its year: `-12`, `-Q4`."""
    if (position := place_among(typed, MONTHS)) is not None:
        return f"-{position + 1:02}"
    if found := re.fullmatch(r"(1[0-2]|0?[1-9])月", typed):
        return f"-{int(found[1]):02}"
    if found := re.fullmatch(r"q([1-4])|第?([1-4一二三四])季度", typed):
        digit = found[1] or found[2]
        return f"-Q{digit if digit.isdecimal() else NUMERALS.index(digit)}"
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
