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

from funnel_cli.facts import past_of
from funnel_cli.history import settled_from
from funnel_cli.model import Opportunity, Past
from funnel_cli.store.index.coding import Coded, day_of, decoded, encoded, loaded, values_getter
from funnel_cli.store.index.content import Row

R = TypeVar("R")

LATE = "_late"
"""Where an object keeps what was not asked for yet, as it stands in the row."""

PAST = "past"
"""What a deal's dated facts come to, which a row holds beside its fields."""

_SCALARS = frozenset({"str", "int", "bool", "Decimal", "Day", "None"})


class Late:
    """A field that is decoded when it is first asked for; from then on the object has it."""

    def __init__(self, name: str, place: int) -> None:
        self.name = name
        self.place = place
        self.decode: Callable[[Coded], Any] = _decoded_past if name == PAST else decoded

    def __get__(self, kept: Any, owner: type) -> Any:
        values = kept.__dict__
        value = values[self.name] = self.decode(loaded(values[LATE][self.place]))
        return value


def row_of(record: Any) -> bytes:
    """The record as a row of the index; raises `NotKept`."""
    ready: dict[str, Any] = {}
    days: dict[str, int] = {}
    amounts: dict[str, str] = {}
    late: dict[str, bytes] = {}
    if isinstance(record, Opportunity):
        late[PAST] = dumps(_coded_past(past_of(record)))
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
    columns = tuple((field.name, _is_scalar(field), _usual(field)) for field in fields(cls))
    return values_getter([name for name, *_ in columns]), columns


def shelved(cls: type[R]) -> Callable[[Row], R]:
    """What makes a record of that class from its row."""
    put = object.__setattr__

    @cache
    def plan(names: str) -> tuple[tuple[str, ...], Callable[[], R]]:
        """The names of the values of a row that are ready, and what makes a record of it; few rows differ."""
        ready, days, amounts, late = (tuple(part.split(",")) if part else () for part in names.split(" "))
        return (*ready, *days, *amounts), partial(object.__new__, _kept_class(cls, late))

    def record(row: Row) -> R:
        names, ready, days, amounts, late = loaded(row)
        known, kept = plan(names)
        values = dict(zip(known, chain(ready, map(day_of, days), map(Decimal, amounts)), strict=True))
        values[LATE] = late
        found = kept()
        put(found, "__dict__", values)
        return found

    return record


def _kept_class(cls: Any, late: tuple[str, ...]) -> Any:
    """A class whose objects pass for objects of the frozen dataclass, and hold what they were given.

    `late` are the fields that are decoded late, in their order; any other that an object was not given has
    its default.
    """
    # An attribute of the class hides the slot of the dataclass, so that the object's own values decide.
    members: dict[str, object] = {field.name: _usual(field) for field in fields(cls)}
    if cls is Opportunity:
        members |= {"settled": None, PAST: None, "varied": _varied}
    members |= {name: Late(name, place) for place, name in enumerate(late)}
    members |= {"__class__": property(lambda _: cls), "__slots__": ("__dict__",)}
    return type(cls.__name__, (cls,), members)


def _varied(kept: Any, **changes: object) -> Any:
    """A copy with other values, which decodes the rest as late as the first one would have."""
    other = object.__new__(type(kept))
    object.__setattr__(other, "__dict__", kept.__dict__ | changes)
    return other


def _coded_past(past: Past) -> Coded:
    """What nearly every report asks for, in fewer steps than `encoded` takes."""
    days = tuple(day and day.toordinal() for day in (past.since, past.created, past.entered, past.touched))
    return *days, past.entries, past.rests, past.seen


def _decoded_past(coded: Coded) -> Past:
    *ordinals, entries, rests, seen = coded
    since, created, entered, touched = (day and day_of(day) for day in ordinals)
    return Past(since, created, entered, touched, entries, rests, seen)


def _usual(field: Field[Any]) -> Any:
    """The value of a field of which nothing is kept."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING else field.default


def _is_scalar(field: Field[Any]) -> bool:
    """Whether the field holds a single value without an inside."""
    return _SCALARS.issuperset(str(field.type).split(" | "))
