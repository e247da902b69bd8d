"""Values of the model as `marshal` can keep them, and back.

Texts, whole numbers, flags and `None` are kept as they are, tuples and mappings as such. A day is
kept as a float and an amount as bytes, neither of which occurs in the model; any other value as a
list of its class's name and of the fields that are not at their defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date as Day
from decimal import Decimal
from functools import cache
from marshal import loads
from operator import attrgetter
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

_EMPTY: Mapping[str, object] = {}
"""The default of a field that begins as an empty mapping."""

loaded = loads
"""What was kept, out of the user's own folder and behind a checksum; nothing else may come here."""

day_of: Callable[[int], Day] = cache(Day.fromordinal)
"""The day of that ordinal; a book says the same days over and over."""


class NotKept(TypeError):
    """A value that cannot be kept; what holds it is read anew every time."""


def encoded(value: Any) -> Coded:
    """The value as `marshal` can keep it; raises `NotKept` for what is no part of the model."""
    return value if type(value) in _PLAIN else _encoder(value.__class__)(value)


@cache
def _encoder(cls: type) -> Callable[[Any], Coded]:
    """What makes of a value of that class what is kept of it."""
    if issubclass(cls, tuple):
        return lambda value: tuple(map(encoded, value))
    if issubclass(cls, Mapping):
        return lambda value: {encoded(key): encoded(item) for key, item in value.items()}
    if issubclass(cls, Day):
        return lambda value: float(value.toordinal())
    if issubclass(cls, Decimal):
        return lambda value: str(value).encode()
    if CLASSES.get(cls.__name__) is not cls:
        raise NotKept(cls.__name__)
    if cls is Severity:
        return lambda value: [cls.__name__, {"value": value.value}]
    return _object_encoder(cls)


def _object_encoder(cls: Any) -> Callable[[Any], Coded]:
    """What makes of an object of one of our classes its name and what is not at its default."""
    name, names = cls.__name__, [field.name for field in fields(cls)]
    defaults = [_EMPTY if field.default_factory is dict else field.default for field in fields(cls)]
    values_of = values_getter(names)

    def coded(value: Any) -> Coded:
        own = zip(names, values_of(value), defaults, strict=True)
        said = {
            key: one if type(one) in _PLAIN else encoded(one)
            for key, one, usual in own
            if one is not usual and (one or usual is not _EMPTY)
        }
        return [name, said]

    return coded


def values_getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values that an object has under these names, of which there is at least one."""
    get: Callable[[Any], Any] = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


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


def coded_problems(problems: Iterable[Problem]) -> tuple[Coded, ...]:
    """Problems as they are kept."""
    return tuple(map(encoded, problems))


def decoded_problems(coded: Iterable[Coded]) -> list[Problem]:
    """The problems that were kept, in their order."""
    return [decoded(each) for each in coded]
