"""Text as people type it, before a grammar looks at it, and Chinese numerals: 十二月, 一百二十万."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from unicodedata import normalize

_PLAIN = re.compile(r"[\w@%+=:,./：，＝-]+")
"""What a shell takes as it stands."""

PLACE = re.compile(r"\b(?:N|[A-Z][A-Z_]+)\b")
"""What stands in capitals for what is typed in its place, such as `DAY`, or `N` for a number."""

_HALF_WIDTH = {0x3000: " "} | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def half_width(text: str) -> str:
    """The text with full-width letters, digits and signs as ASCII, and single spaces inside only.

    Nothing else is folded (NFKC would read `12²` as 122).
    """
    return " ".join(text.translate(_HALF_WIDTH).split())


def parted(word: str) -> tuple[str, str, str]:
    """Key, sign and value of a `key=value` word, without a sign all key; a full-width ＝ is one too."""
    key, sign, value = (*re.split("([=＝])", word, maxsplit=1), "", "")[:3]
    return key, sign, value.strip()


def quoted(text: str) -> str:
    """The text as one word of a shell, between the quotes that people use where these are enough."""
    from shlex import quote

    return quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


def shell_word(word: str) -> str:
    """The word as it is typed in a shell: in quotes where it needs them, of `key:value` the value alone."""
    if _PLAIN.fullmatch(word):
        return word
    key, colon, value = word.partition(":")
    return f"{key}:{quoted(value)}" if colon and _PLAIN.fullmatch(key) else quoted(word)


def shell_words(words: Iterable[str]) -> str:
    """The words as they are typed in a shell."""
    return " ".join(map(shell_word, words))


def normal(name: str) -> str:
    """A name for comparing: NFC, trimmed, spaces collapsed."""
    return normalize("NFC", " ".join(name.split()))


def folded(name: str) -> str:
    """A name for comparing without regard to case, and to the width of its signs either."""
    return normalize("NFKC", normalize("NFKC", normal(name)).casefold())


def each_once(names: Iterable[str], spelled: Callable[[str], str] = folded) -> tuple[str, ...]:
    """The names without those that are `spelled` like an earlier one."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(spelled(name), name)
    return tuple(first.values())


def names_listed(text: str, signs: str = ",") -> tuple[str, ...]:
    """The names that one of the signs parts, each once."""
    return each_once(filter(None, map(str.strip, re.split(f"[{signs}]", text))))


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
