"""Records out of the index: equal to those that were read, and decoded as far as they are asked.

A row holds the scalars of a record ready to use; what has an inside of its own (history, log,
milestones, …) is decoded when it is first asked for, so that a report pays for what it reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from datetime import date as Day
from decimal import Decimal
from functools import partial
from marshal import dumps
from typing import Any, TypeVar

from funnel_cli.history import past_of, settled_from
from funnel_cli.model import Opportunity
from funnel_cli.store.index.coding import day_of, decoded, encoded, is_usual, loaded

R = TypeVar("R")

LATE = "_late"
"""Where an object keeps what was not asked for yet."""

_SCALARS = frozenset({"str", "int", "bool", "Decimal", "Day", "None"})


class Late:
    """A field that is decoded when it is first asked for; from then on the object has it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, kept: Any, owner: type) -> Any:
        values = kept.__dict__
        value = values[self.name] = decoded(loaded(values[LATE][self.name]))
        return value


def row_of(record: Any) -> bytes:
    """The record as a row of the index; raises `NotKept`."""
    plain: dict[str, object] = {}
    days: dict[str, int] = {}
    amounts: dict[str, str] = {}
    late: dict[str, bytes] = {}
    if isinstance(record, Opportunity):
        late["past"] = dumps(encoded(past_of(record)))
        if settled := settled_from(record):
            days["settled"] = settled.toordinal()
    for field in fields(record):
        name, value = field.name, getattr(record, field.name)
        if not _is_scalar(field):
            if _is_empty(value):
                plain[name] = value
            else:
                late[name] = dumps(encoded(value))
        elif isinstance(value, Day):
            days[name] = value.toordinal()
        elif isinstance(value, Decimal):
            amounts[name] = str(value)
        elif not is_usual(field, value):
            plain[name] = encoded(value)
    return dumps((plain, days, amounts, late))


def shelved(cls: type[R]) -> Callable[[bytes], R]:
    """What makes a record of that class from its row."""
    kept: Callable[[], R] = partial(object.__new__, _kept_class(cls))
    put = object.__setattr__

    def record(row: bytes) -> R:
        values, days, amounts, late = loaded(row)
        for name, ordinal in days.items():
            values[name] = day_of(ordinal)
        for name, amount in amounts.items():
            values[name] = Decimal(amount)
        values[LATE] = late
        found = kept()
        put(found, "__dict__", values)
        return found

    return record


def _kept_class(cls: Any) -> Any:
    """A class whose objects pass for objects of the frozen dataclass, and hold what they were given."""
    # An attribute of the class hides the slot of the dataclass, so that the object's own values decide.
    members: dict[str, object] = {
        field.name: _usual(field) if _is_scalar(field) else Late(field.name) for field in fields(cls)
    }
    members |= {"__class__": property(lambda _: cls), "__slots__": ("__dict__",)}
    if cls is Opportunity:
        members |= {"settled": None, "past": Late("past"), "varied": _varied}
    return type(cls.__name__, (cls,), members)


def _varied(kept: Any, **changes: object) -> Any:
    """A copy with other values, which decodes the rest as late as the first one would have."""
    other = object.__new__(type(kept))
    object.__setattr__(other, "__dict__", kept.__dict__ | changes)
    return other


def _usual(field: Field[Any]) -> object:
    """What a scalar is where nothing is kept of it."""
    return None if field.default is MISSING else field.default


def _is_scalar(field: Field[Any]) -> bool:
    """Whether the field holds a single value without an inside."""
    return _SCALARS.issuperset(str(field.type).split(" | "))


def _is_empty(value: object) -> bool:
    """Whether there is nothing in it to decode."""
    return value is None or value in ((), {})
