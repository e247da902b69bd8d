"""What stands beside a number for thousands and the like, in a cell or in a column's header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from funnel_cli.exchange.currencies import NAMES, SHARED, SYMBOLS
from funnel_cli.values.money import CURRENCIES
from funnel_cli.values.typed import half_width

ZEROS = {
    "k": 3, "tsd": 3, "thousand": 3, "thousands": 3, "tausend": 3, "mille": 3, "千": 3,
    "万": 4, "萬": 4, "lakh": 5, "lakhs": 5, "十万": 5, "m": 6, "mm": 6, "mn": 6, "mln": 6, "mio": 6,
    "million": 6, "millions": 6, "millionen": 6, "millones": 6, "百万": 6, "crore": 7, "crores": 7,
    "千万": 7, "亿": 8, "億": 8, "b": 9, "bn": 9, "mrd": 9, "mia": 9, "md": 9, "billion": 9, "milliards": 9,
    "milliarden": 9,
}  # fmt: skip
"""How many zeros a unit stands for; compared without regard to case."""

CENTS = {"cents": -2, "cent": -2, "in cents": -2, "ct": -2, "分": -2}
"""What a header says of amounts in cents."""

SIGNS = tuple(sorted({*SYMBOLS, *SHARED, *CURRENCIES, *NAMES}, key=len, reverse=True))
"""Everything short that stands for a currency, the longest first."""

SIGN = "|".join(rf"{re.escape(sign)}\.?" if sign.isalpha() else re.escape(sign) for sign in SIGNS)
UNIT = "|".join((*sorted(map(re.escape, ZEROS), key=len, reverse=True), rf"t(?=(?:{SIGN}))"))
"""A unit; a t is one only right before a currency (T€), for alone it is a ton."""

_MEASURE = re.compile(
    rf"(?:in |x |× ?|en |à )?"
    rf"(?:(?P<unit>{UNIT})?\.? ?(?P<sign>{SIGN})?|(?P<first>{SIGN}),? (?:in )?(?P<last>{UNIT})\.?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a header says of the amounts below it: how many zeros they lack, and their currency."""

    zeros: int = 0
    sign: str | None = None

    @property
    def scale(self) -> Decimal:
        """What the numbers are to be multiplied with."""
        return Decimal(1).scaleb(self.zeros)


AS_WRITTEN = Measure()
"""Amounts in whole units of a currency that the header does not name."""


def zeros_of(unit: str | None) -> int:
    """How many zeros a unit stands for, 0 for none."""
    return ZEROS.get(unit.casefold(), 3) if unit else 0


def measured(header: str) -> tuple[str, Measure]:
    """A header without its unit, and the unit: “Amount (EUR)”, “金额（万元）”, “Betrag in T€”, “kEUR”."""
    text = half_width(header)
    if whole := _measure(text):
        return "", whole
    for base, unit in _splits(text):
        if measure := _measure(unit):
            return base, measure
    return header, AS_WRITTEN


def _splits(text: str) -> list[tuple[str, str]]:
    """The ways to part a header into a name and a unit behind it."""
    if bracket := re.fullmatch(r"(.*?)[ _]*[\[(]([^\[\]()]*)[\])]", text):
        return [(bracket[1], bracket[2].strip())]
    ends = [found.start() for found in re.finditer(r"[ _/,:-]+", text)]
    return [(text[:end], text[end:].strip(" _/,:-")) for end in ends if text[:end]]


def _measure(text: str) -> Measure | None:
    """What a text is as a unit, if it is nothing else."""
    if text.casefold() in CENTS:
        return Measure(CENTS[text.casefold()])
    found = _MEASURE.fullmatch(text)
    if not found or not any(found.groupdict().values()):
        return None
    return Measure(zeros_of(found["unit"] or found["last"]), found["sign"] or found["first"])
