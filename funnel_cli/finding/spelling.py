"""How a typed word is found in a text: as it stands, or as its letters are spelled in Latin ones.

A letter of a script without case is a syllable: 华能矿业 is found by `huaneng`, by `hua-neng`, and by the
first letters of its syllables, `hn` or `HNKY`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from funnel_cli.values.typed import folded

Finds = Callable[[str], bool]
"""Whether a word is in a text."""

_SYLLABLE = "-"
"""What a syllable is written between."""

IN_NAMES, IN_PROSE = (1, 2), (2, 3)
"""How many whole syllables, and how many first letters, mean letters of another script.

In prose fewer would be found by chance everywhere.
"""


def finds(word: str, least: tuple[int, int] = IN_PROSE) -> Finds:
    """What tells whether the word is in a text, without regard to case, width, accents and script."""
    part = folded(word)
    letters = re.sub(r"[\s'’-]+", "", part)
    whole, first = least
    has_letters = letters.isascii() and letters.isalnum()
    pattern = re.compile(
        f"(?<={_SYLLABLE}){f'{_SYLLABLE}?'.join(letters)}(?={_SYLLABLE})" if has_letters else ""
    )

    def found(text: str) -> bool:
        text = folded(text)
        if part in text or text.isascii() or not has_letters:
            return part in text
        units = [_spelled(letter) for letter in text]
        if part in "".join(" " if unit[0] == _SYLLABLE else unit for unit in units if unit):
            return True
        spelled = pattern.search("".join(units).replace(_SYLLABLE * 2, _SYLLABLE))
        if spelled and spelled[0].count(_SYLLABLE) + 1 >= whole:
            return True
        return len(letters) >= first and letters in _initials(units)

    return found


@cache
def _spelled(letter: str) -> str:
    """One letter in small ASCII ones."""
    if letter.isascii():
        return letter
    from anyascii import anyascii

    latin = anyascii(letter)
    is_syllable = letter == letter.swapcase() and latin.isalpha() and latin[0].isupper()
    return f"{_SYLLABLE}{latin.lower()}{_SYLLABLE}" if is_syllable else latin.lower()


def _initials(units: Sequence[str]) -> str:
    """The first letters of the syllables; other letters and figures stand as they are."""
    return "".join(unit.strip(_SYLLABLE)[:1] for unit in units if unit.strip(_SYLLABLE).isalnum())
