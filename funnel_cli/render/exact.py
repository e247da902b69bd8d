"""Cells as machines read them: exact, unrounded, English, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from decimal import Decimal
from functools import lru_cache

from funnel_cli.message import Label, Message, Term
from funnel_cli.money import Money
from funnel_cli.period import Period
from funnel_cli.render.clean import clean
from funnel_cli.render.language import Language
from funnel_cli.table import Cell

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


def text(cell: Cell) -> str:  # noqa: PLR0911 - one line a kind of cell
    """The cell as one CSV text, controls not yet escaped: unknown is empty, lists joined by `; `."""
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case int():
            return str(cell)
        case Decimal():
            return _number(cell)
        case tuple():
            return "; ".join(map(text, cell))
        case Mapping():
            return "; ".join(f"{key}={text(item)}" for key, item in cell.items())
    return str(value(cell))


@lru_cache
def _number(number: Decimal) -> str:
    """The number as a machine has it, in plain digits; a column says the same odds over and over."""
    return format(Decimal(repr(float(number))).normalize(), "f")


def field(cell: Cell) -> str:
    r"""The cell as one field of a tab-separated line: tab and line break are `\t` and `\n`."""
    plain = cell if isinstance(cell, str) else text(cell)
    if plain.isprintable():
        return plain
    return clean(plain.replace("\t", "\\t").replace("\r\n", "\\n").replace("\n", "\\n"))
