"""Values of the model as `marshal` can keep them, and back.

Texts, whole numbers, flags and `None` are kept as they are, tuples and mappings as such. A day is
kept as a float and an amount as bytes, neither of which occurs in the model; any other value as a
list of its class's name and of the fields that are not at their defaults. Several objects of one class
are a list of its name, the names of such fields, and for each field the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date as Day
from decimal import Decimal
from functools import cache, partial
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
        return _several
    if issubclass(cls, Mapping):
        return lambda value: {encoded(key): encoded(item) for key, item in value.items()}
    if issubclass(cls, Day):
        return _coded_day
    if issubclass(cls, Decimal):
        return lambda value: str(value).encode()
    if CLASSES.get(cls.__name__) is not cls:
        raise NotKept(cls.__name__)
    if cls is Severity:
        return lambda value: [cls.__name__, {"value": value.value}]
    return partial(_object, cls)


@cache
def _coded_day(day: Day) -> float:
    """What is kept of a day."""
    return float(day.toordinal())


def _object(cls: type, value: Any) -> Coded:
    """An object of one of our classes: its name and what is not at its default."""
    names, values_of, defaults = _plan(cls)
    said = {
        name: one if type(one) in _PLAIN else encoded(one)
        for name, one, usual in zip(names, values_of(value), defaults, strict=True)
        if one is not usual and (one or usual is not _EMPTY)
    }
    return [cls.__name__, said]


def _several(values: tuple[Any, ...]) -> Coded:
    """Values one after the other; objects of one class as a table, which takes fewer steps and less room."""
    classes = set(map(type, values))
    if classes <= _PLAIN:
        return tuple(values)
    if len(classes) > 1:
        return tuple(map(encoded, values))
    (cls,) = classes
    return _table(cls, values) if len(values) > 1 and _is_tabled(cls) else tuple(map(_encoder(cls), values))


@cache
def _is_tabled(cls: type) -> bool:
    """Whether it is one of our classes, with a field that every object of it has to say."""
    return CLASSES.get(cls.__name__) is cls and is_dataclass(cls) and MISSING in _plan(cls)[2]


def _table(cls: type, values: Iterable[Any]) -> Coded:
    """Objects of one class, field by field, without the fields that are at their defaults everywhere."""
    names, values_of, defaults = _plan(cls)
    columns = zip(names, zip(*map(values_of, values), strict=True), defaults, strict=True)
    said = {name: one for name, one, usual in columns if one[0] is not usual or one.count(usual) < len(one)}
    return [cls.__name__, tuple(said), tuple(map(_several, said.values()))]


@cache
def _plan(cls: Any) -> tuple[list[str], Callable[[Any], tuple[Any, ...]], list[object]]:
    """The names of a class's fields, what gives an object's values of them, and their defaults."""
    names = [field.name for field in fields(cls)]
    defaults = [_EMPTY if field.default_factory is dict else field.default for field in fields(cls)]
    return names, values_getter(names), defaults


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
    return {key: decoded(item) for key, item in coded.items()} if kind is dict else _objects(*coded)


def _objects(name: str, said: Coded, columns: Coded = None) -> Any:
    """An object of the class of that name, or with `columns` the objects of a table."""
    cls = CLASSES[name]
    if columns is None:
        return cls(**{key: decoded(item) for key, item in said.items()})
    rows = zip(*map(decoded, columns), strict=True)
    return tuple(cls(**dict(zip(said, row, strict=False))) for row in rows)


def coded_problems(problems: Iterable[Problem]) -> tuple[Coded, ...]:
    """Problems as they are kept."""
    return tuple(map(encoded, problems))


def decoded_problems(coded: Iterable[Coded]) -> list[Problem]:
    """The problems that were kept, in their order."""
    return [decoded(each) for each in coded]
