"""How alike two names are: whether they may be one customer, or one deal, spelled in two ways.

The same spelling is all but case, spaces and brackets, whatever their width. The same words are all but
punctuation, accents and the legal form besides. A slip is one letter too many, too few or out of place
in one word. Figures always tell: Werk 1 and Werk 2 are two. See docs/records.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple
from unicodedata import category, normalize

from funnel_cli.values.typed import folded

Transliteration = Callable[[str], str]
"""A name in Latin letters, as an id would spell it."""

_BRACKETS = "()[]{}<>【】〔〕「」『』〈〉《》"

_LEGAL_FORMS = frozenset(
    {
        "ag", "kg", "kgaa", "ohg", "gbr", "ug", "gmbh", "ggmbh", "mbh", "ek", "ev", "se",
        "haftungsbeschrankt", "haftungsbeschraenkt", "ltd", "limited", "llc", "llp", "lp", "plc",
        "inc", "incorporated", "corp", "corporation", "co", "company", "coltd", "pty", "pte", "sa",
        "sas", "sasu", "sarl", "eurl", "sca", "snc", "sau", "sl", "slu", "slne", "srl", "srls",
        "spa", "ltda", "lda", "cv", "sapi", "decv", "as", "asa", "aps", "ans", "oy", "oyj", "ab",
        "nv", "bv", "bvba", "vof", "sro", "spzoo", "kft", "zrt", "nyrt", "doo", "dd", "ad", "eood",
        "ood", "ooo", "oao", "zao", "pao", "jsc", "pjsc", "ооо", "оао", "зао", "пао", "ао", "bhd",
        "sdnbhd", "kk", "group", "gruppe", "groupe", "grupo", "gruppo",
    }
)  # fmt: skip
"""Ends of names that say what a company is before the law, without points; none is a name of its own."""

_CHINESE_FORMS = (
    "股份有限公司", "有限责任公司", "股份公司", "集团公司", "有限公司", "总公司", "公司", "集团", "集團",
    "株式会社", "有限会社", "주식회사",
)  # fmt: skip
"""The same where it stands right behind the name, the longest first."""

_LEADING = frozenset({"the", "ооо", "оао", "зао", "пао", "ао", "株式会社", "有限会社", "주식회사"})
_JOINING = frozenset({"and", "und", "et"})
"""Words that often stand as `&`, which is no word."""

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)  # letters that have no accent to take off
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiou")

SWAPPED, SLIPPED, SURE = 4, 5, 8
"""The letters a word needs for two of them swapped, one added or left out, and any one wrong."""

_OPENED = re.compile(rf"[\s{re.escape(_BRACKETS)}]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_JOINTS = re.compile(r"[.'’`´‐‑–/-]")  # within a word: S.A., A/S, J-Texon
_SIGNS = re.compile(r"[\W_]")


class Likeness(IntEnum):
    """How alike two names are, the surest first."""

    SPELLING = 1
    WORDS = 2
    SLIP = 3


class Shape(NamedTuple):
    """A name for comparing.

    The `spelling`, the `words` without accents and legal form, and what these are run together: twice
    where ü may be written ue.
    """

    spelling: str
    words: tuple[str, ...]
    cores: frozenset[str]


def spelling(name: str) -> str:
    """The name without case, spaces and brackets, in letters and figures of usual width."""
    return _OPENED.sub("", folded(name))


def shape(name: str) -> Shape:
    """What of the name is compared."""
    small = folded(name)
    words = _words(small)
    cores = {"".join(words)}
    if not small.isascii():
        cores.add("".join(_words(small.translate(_UMLAUTS))))
    return Shape(_OPENED.sub("", small), words, frozenset(filter(None, cores)))


def likeness(one: Shape, other: Shape) -> Likeness | None:
    """How alike the two are; `None` where they are two names, and for names of signs only."""
    if one.spelling and one.spelling == other.spelling:
        return Likeness.SPELLING
    if not one.cores.isdisjoint(other.cores):
        return Likeness.WORDS
    return Likeness.SLIP if _is_slip(one.words, other.words) else None


def alike(one: str | None, other: str | None) -> bool:
    """Whether two names may mean the same; two that are unset do."""
    return one == other or bool(one and other and likeness(shape(one), shape(other)))


def _in_latin(name: str, spelled: Transliteration) -> frozenset[str]:
    """How a name of other letters reads in Latin ones, with and without its legal form; else nothing."""
    core = "".join(shape(name).words)
    if core.isascii():
        return frozenset()
    return frozenset("".join(filter(str.isalnum, spelled(each))) for each in (name, core))


def most_alike(name: str, names: Iterable[str], spelled: Transliteration) -> list[str]:
    """Those of the names that may mean the same as this one, the likest first."""
    own, latin = shape(name), _in_latin(name, spelled)
    found: list[tuple[Likeness, str]] = []
    for other in dict.fromkeys(names):
        known = shape(other)
        how = likeness(own, known)
        if how is None and not (latin or own.cores).isdisjoint(
            known.cores if latin else _in_latin(other, spelled)
        ):
            how = Likeness.WORDS
        if how:
            found.append((how, other))
    return [other for _, other in sorted(found)]


def groups_alike(
    names: Iterable[str], spelled: Transliteration, is_apart: Callable[[str, str], bool]
) -> list[tuple[str, ...]]:
    """The names in groups that may mean one each, in their order; those that are alone are left out.

    Two names that `is_apart` says are two come together only by a third.
    """
    shapes = {name: shape(name) for name in names}
    groups = {name: [name] for name in shapes}
    for several in (*_same(shapes, spelled), *_near(shapes)):
        for place, name in enumerate(several):
            for other in several[:place]:
                if groups[name] is not groups[other] and not is_apart(name, other):
                    small, large = sorted((groups[name], groups[other]), key=len)
                    large.extend(small)
                    groups |= dict.fromkeys(small, large)
    order = {name: place for place, name in enumerate(shapes)}
    each = {id(group): group for group in groups.values() if len(group) > 1}
    return [tuple(sorted(group, key=order.__getitem__)) for group in each.values()]


def _same(shapes: Mapping[str, Shape], spelled: Transliteration) -> Iterable[Sequence[str]]:
    """The names of the same spelling or words, and those that read so in Latin letters, Latin names first."""
    found: dict[str, list[str]] = {}
    for name, each in shapes.items():
        for key in {each.spelling, *each.cores} - {""}:
            found.setdefault(key, []).append(name)
    for name in shapes:
        for key in _in_latin(name, spelled) & found.keys():
            yield (found[key][0], name)
    yield from (several for several in found.values() if len(several) > 1)


def _near(shapes: Mapping[str, Shape]) -> Iterator[Sequence[str]]:
    """The names with a slip between them, in time that grows with the names and not with their pairs.

    Words with a slip between them are the same once one letter is left out of each. They begin with the
    same letter, so that the names of one beginning are looked at together and no others are kept in mind.
    """
    by_start: dict[tuple[str, ...], dict[tuple[str, ...], list[str]]] = {}
    for name, each in shapes.items():
        if any(map(_is_word, each.words)):
            start = tuple(word[0] for word in each.words)
            by_start.setdefault(start, {}).setdefault(each.words, []).append(name)
    for some in by_start.values():
        shorter: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for words in some if len(some) > 1 else ():
            for less in _shortened(words):
                shorter.setdefault(less, []).append(words)
        for several in shorter.values():
            for place, words in enumerate(several):
                yield from (some[other] + some[words] for other in several[:place] if _is_slip(other, words))


def _shortened(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The words with none or one letter left out of one of them that a slip may be in."""
    return {words} | {
        (*words[:at], word[:cut] + word[cut + 1 :], *words[at + 1 :])
        for at, word in enumerate(words)
        if _is_word(word)
        for cut in range(1, len(word))
    }


def _words(small: str) -> tuple[str, ...]:
    """The words of a folded name without accents, joining words and legal form; one at least is left."""
    bare = normalize("NFC", _ACCENTS.sub("", normalize("NFKD", small).translate(_LETTERS)))
    parts = _SIGNS.sub(_unless_mark, _JOINTS.sub("", bare)).split()
    words = [word for word in parts if word not in _JOINING] or parts
    while (fewer := _without_form(words)) != words:
        words = fewer
    return tuple(words)


def _unless_mark(sign: re.Match[str]) -> str:
    """A space for what parts words; a mark that belongs to a letter stays."""
    return sign[0] if category(sign[0]).startswith("M") else " "


def _without_form(words: list[str]) -> list[str]:
    """The words without one legal form at their end or beginning, if a name is left then."""
    for count in (3, 2, 1):
        if len(words) > count and "".join(words[-count:]) in _LEGAL_FORMS:
            return words[:-count]
    if len(words) > 1 and words[0] in _LEADING:
        return words[1:]
    for form in _CHINESE_FORMS if words and not words[-1].isascii() else ():
        rest = words[-1].removesuffix(form)
        if rest != words[-1] and (rest or len(words) > 1):
            return [*words[:-1], *filter(None, (rest,))]
    return words


def _is_word(word: str) -> bool:
    """Whether a slip may be in the word: of letters that are written large and small, and enough of them."""
    return len(word) >= SWAPPED and word.isalpha() and all(sign != sign.swapcase() for sign in word)


def _is_slip(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the words are the same but for a slip in one of them, behind its first letter."""
    if len(one) != len(other):
        return False
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(differing) != 1:
        return False
    long, short = sorted(differing[0], key=len, reverse=True)
    if not (_is_word(long) and _is_word(short)) or long[0] != short[0] or len(long) - len(short) > 1:
        return False
    at = next((place for place, (a, b) in enumerate(zip(long, short, strict=False)) if a != b), len(short))
    if len(long) > len(short):
        return len(short) >= SLIPPED and long[at + 1 :] == short[at:]
    swapped = short[:at] + short[at : at + 2][::-1] + short[at + 2 :]
    return swapped == long or (
        long[at + 1 :] == short[at + 1 :] and _is_mistyped(long[at], short[at], len(short))
    )


def _is_mistyped(one: str, other: str, length: int) -> bool:
    """Whether a letter may stand for the other by mistake in a word of so many letters.

    In short words only those side by side on a keyboard: Müller is not Möller, and Meyer not Meier.
    """
    if length < SLIPPED:
        return False
    return length >= SURE or (not {one, other} <= _VOWELS and _are_beside(one, other))


def _are_beside(one: str, other: str) -> bool:
    """Whether two letters touch each other on a keyboard."""
    if one not in _KEYS or other not in _KEYS:
        return False
    (row, at), (other_row, other_at) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and abs(at - other_at) <= 2 - (row != other_row)


_KEYS = {
    letter: (row, 2 * at + row) for row, letters in enumerate(_KEYBOARD) for at, letter in enumerate(letters)
}
"""Row and place of each key, in halves of its width."""


JOINT = " · "
"""What stands between a customer and the name of a deal."""

_MOST_WORDS = 4
"""So many words a legal form has at the most: `S. A. de C. V.` is written in several ways."""

_LAST_BRACKET = re.compile(r"^(.*\S)\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]$")


def short_name(name: str) -> str:
    """The name without its legal form, 华能矿业 for 华能矿业（集团）有限公司, if any of it is left."""
    short = " ".join(name.split())
    while (fewer := _shorter(short)) != short:
        short = fewer
    return short


def _shorter(name: str) -> str:
    """The name without one legal form or joining sign at its end, or one at its beginning."""
    if name in _CHINESE_FORMS:
        return name
    words = name.split(" ")
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        last = _bare("".join(words[-count:]))
        if last in _LEGAL_FORMS or (count == 1 and not last):
            return " ".join(words[:-count]).rstrip(",")
    if len(words) > 1 and _bare(words[0]) in _LEADING:
        return " ".join(words[1:])
    if (found := _LAST_BRACKET.match(name)) and _bare(found[2]) in {*_LEGAL_FORMS, *_CHINESE_FORMS}:
        return found[1]
    for form in _CHINESE_FORMS:
        if name.endswith(form) and len(name) - len(form) > 1:
            return name.removesuffix(form).rstrip()
    return name


def _bare(word: str) -> str:
    """The word in small letters without signs and accents."""
    return _SIGNS.sub("", normalize("NFKC", _SIGNS.sub("", normalize("NFKD", word.casefold()))))
