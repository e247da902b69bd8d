"""Records out of the index: equal to those that were read, and decoded as far as they are asked.

A row holds the scalars of a record ready to use; what has an inside of its own (history, log,
milestones, …) is decoded when it is first asked for, so that a report pays for what it reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from datetime import date as Day
from decimal import Decimal
from functools import cache, partial
from itertools import chain
from marshal import dumps
from typing import Any, TypeVar

from funnel_cli.history import past_of, settled_from
from funnel_cli.model import Opportunity, Past
from funnel_cli.store.index.coding import Coded, day_of, decoded, encoded, loaded, values_getter
from funnel_cli.store.index.content import Row

R = TypeVar("R")

LATE = "_late"
"""Where an object keeps what was not asked for yet: its names, and as much of the row."""

_SCALARS = frozenset({"str", "int", "bool", "Decimal", "Day", "None"})

Plan = tuple[tuple[str, ...], tuple[str, ...]]
"""The names of what a row holds: values that are ready, days and amounts; and what is decoded late."""


class Late:
    """A field that is decoded when it is first asked for; from then on the object has it.

    Where nothing is kept of it, it has its default.
    """

    def __init__(self, name: str, usual: Callable[[], Any], decode: Callable[[Coded], Any] = decoded) -> None:
        self.name = name
        self.usual = usual
        self.decode = decode

    def __get__(self, kept: Any, owner: type) -> Any:
        values = kept.__dict__
        names, rest = values[LATE]
        is_kept = self.name in names
        value = self.decode(loaded(rest[names.index(self.name)])) if is_kept else self.usual()
        values[self.name] = value
        return value


def row_of(record: Any) -> bytes:
    """The record as a row of the index; raises `NotKept`."""
    ready: dict[str, Any] = {}
    days: dict[str, int] = {}
    amounts: dict[str, str] = {}
    late: dict[str, bytes] = {}
    if isinstance(record, Opportunity):
        late["past"] = dumps(_coded_past(past_of(record)))
        if settled := settled_from(record):
            days["settled"] = settled.toordinal()
    values_of, columns = _columns(record.__class__)
    for (name, is_scalar, default), value in zip(columns, values_of(record), strict=True):
        if value and not is_scalar:
            late[name] = dumps(encoded(value))
        elif isinstance(value, Day):
            days[name] = value.toordinal()
        elif isinstance(value, Decimal):
            amounts[name] = str(value)
        elif (value is not default) if is_scalar else (value != default):
            ready[name] = value
    parts: tuple[dict[str, Any], ...] = (ready, days, amounts, late)
    return dumps((" ".join(map(",".join, parts)), *(tuple(part.values()) for part in parts)))


@cache
def _columns(cls: Any) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[str, bool, object], ...]]:
    """What gives the values of a record, and of each its name, whether it is a scalar, and its default."""
    columns = tuple((field.name, _is_scalar(field), _usual(field)()) for field in fields(cls))
    return values_getter([name for name, *_ in columns]), columns


@cache
def _plan(names: str) -> Plan:
    """The names of a row as they are written before it; few rows differ in theirs."""
    ready, days, amounts, late = (tuple(part.split(",")) if part else () for part in names.split(" "))
    return (*ready, *days, *amounts), late


def shelved(cls: type[R]) -> Callable[[Row], R]:
    """What makes a record of that class from its row."""
    kept: Callable[[], R] = partial(object.__new__, _kept_class(cls))
    put = object.__setattr__

    def record(row: Row) -> R:
        names, ready, days, amounts, late = loaded(row)
        known, late_names = _plan(names)
        values = dict(zip(known, chain(ready, map(day_of, days), map(Decimal, amounts)), strict=True))
        values[LATE] = late_names, late
        found = kept()
        put(found, "__dict__", values)
        return found

    return record


def _kept_class(cls: Any) -> Any:
    """A class whose objects pass for objects of the frozen dataclass, and hold what they were given."""
    # An attribute of the class hides the slot of the dataclass, so that the object's own values decide.
    members: dict[str, object] = {
        field.name: _usual(field)() if _is_scalar(field) else Late(field.name, _usual(field))
        for field in fields(cls)
    }
    members |= {"__class__": property(lambda _: cls), "__slots__": ("__dict__",)}
    if cls is Opportunity:
        members |= {"settled": None, "past": Late("past", _nothing, _decoded_past), "varied": _varied}
    return type(cls.__name__, (cls,), members)


def _varied(kept: Any, **changes: object) -> Any:
    """A copy with other values, which decodes the rest as late as the first one would have."""
    other = object.__new__(type(kept))
    object.__setattr__(other, "__dict__", kept.__dict__ | changes)
    return other


def _coded_past(past: Past) -> Coded:
    """What nearly every report asks for, in fewer steps than `encoded` takes."""
    days = tuple(day and day.toordinal() for day in (past.created, past.entered, past.touched))
    return *days, past.entries, past.rests


def _decoded_past(coded: Coded) -> Past:
    created, entered, touched, entries, rests = coded
    return Past(
        created and day_of(created), entered and day_of(entered), touched and day_of(touched), entries, rests
    )


def _usual(field: Field[Any]) -> Callable[[], Any]:
    """What makes the value of a field of which nothing is kept."""
    if field.default_factory is not MISSING:
        return field.default_factory
    return _nothing if field.default is MISSING else lambda: field.default


def _nothing() -> None:
    """The value of what has no default."""


def _is_scalar(field: Field[Any]) -> bool:
    """Whether the field holds a single value without an inside."""
    return _SCALARS.issuperset(str(field.type).split(" | "))
