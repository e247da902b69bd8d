"""Values of the model as `marshal` can keep them, and back.

Texts, whole numbers, flags and `None` are kept as they are, tuples and mappings as such. A day is
kept as a float and an amount as bytes, neither of which occurs in the model; any other value as a
list of its class's name and of the fields that are not at their defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date as Day
from decimal import Decimal
from functools import cache
from marshal import loads
from typing import Any

from funnel_cli import contacts, errors, leads, message, method, model, money
from funnel_cli.errors import Problem, Severity

Coded = Any
"""What `marshal` can keep."""

_PLAIN = frozenset({str, int, bool, type(None)})

CLASSES: Mapping[str, type] = {
    name: found
    for module in (message, errors, money, method, contacts, leads, model)
    for name, found in vars(module).items()
    if isinstance(found, type) and (is_dataclass(found) or found is Severity)
}
"""Every class that a book is made of, by its name."""

loaded = loads
"""What was kept, out of the user's own folder and behind a checksum; nothing else may come here."""

day_of: Callable[[int], Day] = cache(Day.fromordinal)
"""The day of that ordinal; a book says the same days over and over."""


class NotKept(TypeError):
    """A value that cannot be kept; what holds it is read anew every time."""


def encoded(value: object) -> Coded:
    """The value as `marshal` can keep it; raises `NotKept` for what is no part of the model."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, tuple):
        return tuple(map(encoded, value))
    if isinstance(value, Mapping):
        return {encoded(key): encoded(item) for key, item in value.items()}
    if isinstance(value, Day):
        return float(value.toordinal())
    return str(value).encode() if isinstance(value, Decimal) else _object(value)


def _object(value: Any) -> Coded:
    """A value of one of our classes, by its name and what is not at its default."""
    name = value.__class__.__name__
    cls: Any = CLASSES.get(name)
    if cls is not value.__class__:
        raise NotKept(name)
    if isinstance(value, Severity):
        return [name, {"value": value.value}]
    own = ((field, getattr(value, field.name)) for field in fields(cls))
    return [name, {field.name: encoded(one) for field, one in own if not is_usual(field, one)}]


def decoded(coded: Coded) -> Any:
    """The value that was kept."""
    kind = type(coded)
    if kind in _PLAIN:
        return coded
    if kind is float:
        return day_of(int(coded))
    if kind is bytes:
        return Decimal(coded.decode())
    if kind is tuple:
        return tuple(map(decoded, coded))
    if kind is dict:
        return {key: decoded(item) for key, item in coded.items()}
    name, values = coded
    return CLASSES[name](**{key: decoded(item) for key, item in values.items()})


def is_usual(field: Field[Any], value: object) -> bool:
    """Whether the field has its default, to the letter, so that it need not be kept."""
    return value is field.default or (field.default_factory is dict and value == {})


def coded_problems(problems: Iterable[Problem]) -> tuple[Coded, ...]:
    """Problems as they are kept."""
    return tuple(map(encoded, problems))


def decoded_problems(coded: Iterable[Coded]) -> list[Problem]:
    """The problems that were kept, in their order."""
    return [decoded(each) for each in coded]
