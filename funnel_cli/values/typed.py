"""Text as people type it, before a grammar looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[\w@%+=:,./：，＝-]+")
"""What a shell takes as it stands."""

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
    spaced = " ".join(name.split())
    if spaced.isascii():
        return spaced
    from unicodedata import normalize

    return normalize("NFC", spaced)


def folded(name: str) -> str:
    """A name for comparing without regard to case, and to the width of its signs either."""
    spaced = normal(name)
    if spaced.isascii():
        return spaced.lower()
    from unicodedata import normalize

    return normalize("NFKC", normalize("NFKC", spaced).casefold())


def each_once(names: Iterable[str]) -> tuple[str, ...]:
    """The names without those that are `folded` like an earlier one."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(folded(name), name)
    return tuple(first.values())
