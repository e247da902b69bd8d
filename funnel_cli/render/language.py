"""Saying a `Text` in the reader's language, safe to print as it comes back.

The catalogue is looked up by the English template through stdlib gettext; the process locale is
never set. User text enters a sentence only as a value, so no brace of theirs is ever formatted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from datetime import date as Day
from decimal import Decimal
from functools import cache
from pathlib import Path

from funnel_cli.render import spell
from funnel_cli.render.clean import carried, clean
from funnel_cli.values.languages import AUTO, language_meant
from funnel_cli.values.message import Label, Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Told

_Template = tuple[str, tuple[tuple[str, str, str], ...]]
"""What a sentence begins with, and its gaps: the argument, how it is wished, the words behind it."""

CATALOGUES = Path(__file__).parents[1] / "locale"
_GROUPED_FROM = 10_000


class Language:
    """A language people read, "en" or "zh", the encoding of its stream, and how amounts are wished."""

    def __init__(self, code: str = "en", encoding: str = "utf-8", numbers: str = spell.FULL) -> None:
        self.code = code
        self.encoding = encoding.lower()
        self.numbers = numbers
        self._unit: spell.Unit | None = None
        self._translated = _catalogue(code)
        self._known: dict[str, _Template] = {}

    @property
    def _has_units(self) -> bool:
        """Whether amounts may be counted in anything but ones."""
        return self.numbers != spell.FULL or self.code == "zh"

    def writing_amounts(self, numbers: str) -> Language:
        """The same language with amounts as `settings.numbers` wishes them."""
        other = copy(self)
        other.numbers = numbers
        return other

    def counting_in(self, unit: spell.Unit) -> Language:
        """The same language with all amounts in that unit."""
        other = copy(self)
        other._unit = unit  # noqa: SLF001 - its own kind
        return other

    def unit_of(self, *values: object, in_table: bool = False) -> spell.Unit:
        """The one unit for all amounts in these values."""
        if self._unit:
            return self._unit
        return spell.unit_of(_amounts(values), self.numbers, self.code, in_table=in_table)

    def say(self, text: Text) -> str:
        """The text as one line that is safe to print: the user's words as they stand, ours translated."""
        match text:
            case Message():
                return self._filled(text)
            case str():
                return self._carried(clean(text))
            case Label():
                return self._carried(clean(_in_language(text, self.code)))
        return self.say(text.label)

    def _filled(self, sentence: Message) -> str:
        """The sentence in the language, with what stands in its gaps; all its amounts in one unit."""
        if self._unit is None and self._has_units and any(True for _ in _amounts(sentence)):
            return self.counting_in(self.unit_of(sentence))._filled(sentence)  # noqa: SLF001 - its own kind
        template = self._known.get(sentence.text)
        if template is None:
            template = self._known[sentence.text] = self._template(sentence.text)
        ours, gaps = template
        said = ""
        for name, wish, following in gaps:
            value = sentence.args[name]
            told = self._wished(value, wish) if wish else self.spell(value)
            said += (_closed_up(said, ours, told) if self.code == "zh" else ours) + told
            ours = following
        return said + (_closed_up(said, ours) if self.code == "zh" else ours)

    def _template(self, text: str) -> _Template:
        """What a sentence begins with in the language, and its gaps."""
        translated = self._carried(self._translated(text)) if text else ""
        start, *pieces = translated.split("{")
        parted = (piece.partition("}") for piece in pieces)
        return start, tuple((*name.partition(":")[::2], following) for name, _, following in parted)

    def _wished(self, value: object, wish: str) -> str:
        """A value as its gap wishes: `{x:n}` a number alone, `{n:deal|deals}` with what is counted."""
        if wish == "n" and isinstance(value, Decimal):
            return spell.spelled_number(value)
        if wish == "n" and isinstance(value, Money):
            return self.amount(value, coded=False)
        one, bar, many = wish.partition("|")
        spelled = spell.spelled_number(value) if bar and isinstance(value, Decimal) else self.spell(value)
        return f"{spelled} {one if value == 1 else many}" if bar else spelled

    def spell(self, value: object) -> str:  # noqa: C901, PLR0911 - one line a kind of value
        """Any value as it stands in a sentence: money with its code, a `Decimal` as percent, days in ISO."""
        match value:
            case Message() | str() | Label() | Term():
                return self.say(value)
            case None:
                return self.sign("—")
            case bool():
                return self.say(message("yes") if value else message("no"))
            case int():
                return spell.spelled_count(value) if abs(value) >= _GROUPED_FROM else str(value)
            case Decimal():
                return spell.percent(value)
            case Money():
                return self.say(self.amount(value))
            case Period():
                return self.say(value.name)
            case Day():
                return value.isoformat()
            case tuple() | list():
                return self.joined(
                    map(self.spell, value), are_sentences=any(isinstance(v, Message) for v in value)
                )
            case Told():
                return self.spell(value.told)
            case Mapping():
                return self.joined(f"{self.spell(key)} {self.spell(item)}" for key, item in value.items())
        return self.say(str(value))

    def amount(self, money: Money, *, coded: bool = True) -> str:
        """An amount in the unit of its sentence or table; alone in its own."""
        return spell.amount(money, self.unit_of(money), coded=coded)

    def joined(self, parts: Iterable[str], *, are_sentences: bool = False) -> str:
        """Spelled parts as an enumeration; between sentences, which have commas, stand semicolons."""
        comma, semicolon = ("、", "；") if self.code == "zh" else (", ", "; ")
        return self.sign(semicolon if are_sentences else comma).join(parts)

    def sign(self, sign: str) -> str:
        """A sign of ours, such as a dash or an ellipsis, as the stream can carry it."""
        return self._carried(sign)

    def _carried(self, text: str) -> str:
        return text if self.encoding == "utf-8" else carried(text, self.encoding)


def _closed_up(before: str, ours: str, after: str = "") -> str:
    """Our words between two others without a space between Chinese and Chinese; in a command it stays."""
    if "funnel " in before + ours:
        return ours
    if ours[:1] == " " and _is_wide(before[-1:]) and _is_wide(ours[1:2]):
        ours = ours[1:]
    return ours[:-1] if ours[-1:] == " " and _is_wide(ours[-2:-1]) and _is_wide(after[:1]) else ours


def _is_wide(sign: str) -> bool:
    """Whether it is Chinese, a character or a mark."""
    return "\u2e80" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"


def _amounts(value: object) -> Iterator[Money]:
    """Every amount in a value, however deep."""
    match value:
        case Money():
            yield value
        case Message():
            yield from _amounts(value.args)
        case Term():
            yield from _amounts(value.label)
        case Told():
            yield from _amounts(value.told)
        case Mapping():
            yield from _amounts(tuple(value.values()))
        case tuple() | list():
            for each in value:
                yield from _amounts(each)


def language_from(option: str | None, environ: Mapping[str, str], setting: str = AUTO) -> str:
    """The language code: the option, FUNNEL_LANG, the book's setting unless "auto", then the locale.

    The locale is the first of LC_ALL, LC_MESSAGES, LANG that is set; whatever is none of `LANGUAGES` is "en".
    """
    wishes = (
        option,
        environ.get("FUNNEL_LANG"),
        None if setting == AUTO else setting,
        *(environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")),
    )
    wish = next(filter(None, wishes), "en")
    return language_meant(wish) or "en"


def _in_language(label: Label, code: str) -> str:
    texts = label.texts
    return texts.get(code) or texts.get("en") or next(iter(texts.values()), "")


@cache
def _catalogue(code: str) -> Callable[[str], str]:
    if code == "en":
        return str
    import gettext

    with (CATALOGUES / code / "LC_MESSAGES" / "funnel.mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext
