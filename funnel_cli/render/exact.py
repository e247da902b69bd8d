"""Cells as machines read them: exact, unrounded, never a guess; sentences in English if no other is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as Day
from decimal import Decimal
from functools import lru_cache
from typing import Any

from funnel_cli.render.clean import clean
from funnel_cli.render.language import Language
from funnel_cli.values.message import Label, Message, Term
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Cell

ENGLISH = Language("en")


def value(cell: Cell) -> object:  # noqa: PLR0911 - one line a kind of cell
    """The cell as a JSON value: money a padded decimal string, a ratio a number, unknown `None`."""
    match cell:
        case str():
            return cell
        case Money():
            return cell.padded()
        case Decimal():
            return float(cell)
        case Term():
            return cell.id
        case Message() | Label():
            return ENGLISH.say(cell)
        case Period():
            return cell.name
        case Day():
            return cell.isoformat()
        case tuple():
            return [value(item) for item in cell]
        case Mapping():
            return {key: value(item) for key, item in cell.items()}
    return cell


@lru_cache
def _number(number: Decimal) -> str:
    """The number as a machine has it, in plain digits; a column says the same odds over and over."""
    return format(Decimal(repr(float(number))).normalize(), "f")


_SINGLE: Mapping[type, Callable[[Any], str]] = {
    str: str,
    type(None): lambda _: "",
    bool: lambda cell: "true" if cell else "false",
    int: str,
    Decimal: _number,
    Money: Money.padded,
    Day: Day.isoformat,
}
"""How a value without parts is spelled; a table has many, so the way to each is short."""


def exact_text(cell: Cell, language: Language = ENGLISH) -> str:
    """The cell as one CSV text, controls not yet escaped: unknown is empty, lists joined by `; `.

    Sentences and titles are in that language; the words of closed lists are their ids in any.
    """
    if spelled := _SINGLE.get(type(cell)):
        return spelled(cell)
    match cell:
        case tuple():
            return "; ".join(exact_text(item, language) for item in cell)
        case Mapping():
            return "; ".join(f"{key}={exact_text(item, language)}" for key, item in cell.items())
        case Message() | Label():
            return language.say(cell)
    return str(value(cell))


def field(cell: Cell, language: Language = ENGLISH) -> str:
    r"""The cell as one field of a tab-separated line: tab and line break are `\t` and `\n`."""
    plain = exact_text(cell, language)
    if plain.isprintable():
        return plain
    return clean(plain.replace("\t", "\\t").replace("\r\n", "\\n").replace("\n", "\\n"))
