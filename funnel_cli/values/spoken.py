"""Chinese numerals as people write them: 十二月, 二十五号, 一百二十万."""

from __future__ import annotations

import re

_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_LARGE = {"万": 10**4, "亿": 10**8}

_ONE_TO_99 = "[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_COUNTED = re.compile(rf"({_ONE_TO_99})(?=[月日号天周年个])")
_YEAR = re.compile("([零〇一二三四五六七八九]{4})(?=年)")
_SECTION = (
    r"(?:(?P<q>[一二两三四五六七八九])千)?(?:零?(?P<b>[一二两三四五六七八九])百)?"
    r"(?:零?(?P<s>[一二三四五六七八九])?(?P<ten>十))?(?:零?(?P<e>[一二两三四五六七八九]))?"
)


def date_in_digits(typed: str) -> str:
    """The text with the numerals before 月, 日, 号, 天, 周, 年 and 个 as digits: 三月底 is 3月底."""
    if typed.isascii():
        return typed
    said = _YEAR.sub(lambda found: "".join(str(_DIGITS[sign]) for sign in found[1]), typed)
    return _COUNTED.sub(lambda found: str(number_said(found[1])), said)


def number_said(said: str) -> int | None:
    """The number that a Chinese numeral says, up to 亿; `None` for none, and for 三百五, which is short."""
    total, rest = 0, said
    for sign, unit in reversed(_LARGE.items()):
        before, found, after = rest.partition(sign)
        if found:
            part = _section(before.lstrip("零") if total else before)
            if not part:
                return None
            total, rest = total + part * unit, after
    if not rest:
        return total or None
    below = _section(rest)
    is_short = total and rest in _DIGITS and rest != said
    return None if below is None or is_short else total + below


def _section(said: str) -> int | None:
    """The number below 10,000 that a numeral says; `None` for none."""
    found = re.fullmatch(_SECTION, said)
    if not said or not found:
        return None
    thousands, hundreds, tens, ones = (_DIGITS.get(found[key] or "", 0) for key in "qbse")
    if ones and (thousands or hundreds) and not found["ten"] and not said[:-1].endswith("零"):
        return None
    return thousands * 1000 + hundreds * 100 + (tens or 1) * 10 * bool(found["ten"]) + ones
