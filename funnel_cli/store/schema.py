"""The types of a record as a validator: built from the fields of its dataclass, and from nothing else.

A schema is spelled out as the engine takes it (the page “core schema” of pydantic's manual), which spares
every start the cost of importing pydantic. Values come in as text and leave as what the field's type
says; a scalar that does not fit is a `PydanticCustomError` whose type is the stable code of the problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date as Day
from decimal import Decimal
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from funnel_cli.message import Label
from funnel_cli.method import Choice, Odds
from funnel_cli.model import DATED, HistoryLine, Opening, Opportunity, Override, Tick
from funnel_cli.money import exact_amount, exact_ratio
from funnel_cli.period import iso_day, named
from funnel_cli.store.engine import PydanticCustomError, Schema, SchemaValidator, validating

Hint = Any
"""The type of a field, as `get_type_hints` gives it."""

Reading = tuple[str, Callable[[str], object]]
"""The stable code of the problem that a text can be, and what reads it or raises `ValueError`."""

FILE = ""
"""The key under which a record's own place is handed in: no file can hold an empty key."""

RATIOS = frozenset({"value", "forecast", "exit", "conversion", "ideal", "tolerance", "accuracy"})
"""The fields whose decimals are shares, 0-1; all other decimals are amounts."""

BARE = {Odds: "forecast", Override: "value", Tick: "date", Choice: "id"}
"""What a bare text stands for where one of these is due."""

LIMITS = {
    "status": (-1, 3),
    "strength": (0, 20),
    "counts": (0, 10**12 - 1),
    "at": (0, 20),
    "decision_maker": (0, 20),
    "fiscal_year_start": (1, 12),
}
"""The smallest and the largest whole number a field may hold, where it is not 1 to 9999."""

_WHOLE = re.compile(r"-?[0-9]{1,12}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SCALARS = frozenset({str, int, bool, Decimal, Day})
_WORDS = {"true": True, "false": False}
_TEXT: Schema = {"type": "str", "strict": True}
_day = lru_cache(maxsize=4096)(iso_day)  # a book says the same days over and over

hints_of: Callable[[Any], Mapping[str, Hint]] = cache(get_type_hints)
"""The types of the fields of a dataclass; working them out takes its time."""


def _validator(cls: type) -> SchemaValidator:
    """The validator of a dataclass, built."""
    return validating(_record(cls))


def _keys(cls: type) -> frozenset[str]:
    """The keys of a dataclass and of those it is made of."""
    own = {as_key(field.name) for field in fields(cls)} - {"changes"}
    return frozenset(own.union(*map(_keys, _inner(tuple(hints_of(cls).values())))))


validator: Callable[[type], SchemaValidator] = cache(_validator)
"""What turns a mapping of plain values into the dataclass; it refuses unknown keys."""

keys: Callable[[type], frozenset[str]] = cache(_keys)
"""Every key that a file may hold anywhere in a record of the dataclass."""


def as_key(name: str) -> str:
    """The key in the file for the field of that name."""
    return FILE if name == "file" else name.removesuffix("_")


def _inner(hints: tuple[Hint, ...]) -> set[type]:
    """The dataclasses that these types are made of."""
    found: set[type] = {hint for hint in hints if isinstance(hint, type) and is_dataclass(hint)} - {Label}
    return found.union(*(_inner(get_args(hint)) for hint in hints))


def _record(cls: type) -> Schema:
    """A dataclass from a mapping, or from the one text that may stand for it."""
    hints = hints_of(cls)
    names = [field.name for field in fields(cls)]
    takes: list[Schema] = [
        {
            "type": "dataclass-field",
            "name": field.name,
            "schema": _with_default(field, hints[field.name]),
            "kw_only": True,
            "validation_alias": as_key(field.name),
        }
        for field in fields(cls)
    ]
    built: Schema = {
        "type": "dataclass",
        "cls": cls,
        "schema": {
            "type": "dataclass-args",
            "dataclass_name": cls.__name__,
            "fields": takes,
            "extra_behavior": "forbid",
        },
        "fields": names,
        "slots": True,
        "frozen": True,
    }
    return _before(_mapping_of(BARE[cls]), built) if cls in BARE else built


def _with_default(field: Field[Any], hint: Hint) -> Schema:
    """A field's value; where it has a default, unset means that."""
    schema = _value(hint, field.name)
    if field.default_factory is not MISSING:
        return {"type": "default", "schema": schema, "default_factory": field.default_factory}
    if field.default is MISSING:
        return schema
    if field.default is not None and not isinstance(field.default, tuple):
        schema = _before(_unless_unset(field.default), schema)
    return {"type": "default", "schema": schema, "default": field.default}


def _value(hint: Hint, name: str) -> Schema:
    """A value of the type; the name of its field tells shares, limits and currencies."""
    if isinstance(hint, UnionType):
        some = next(some for some in get_args(hint) if some is not NoneType)
        return {"type": "nullable", "schema": _value(some, name)}
    origin: object = get_origin(hint)
    inner = get_args(hint)
    if origin is tuple:
        items: Schema = {
            "type": "tuple",
            "items_schema": [_value(inner[0], name)],
            "variadic_item_index": 0,
        }
        return _before(_one_or_many if inner[0] is Tick else _many, items)
    if origin is Mapping:
        return _before(_set, _dict(_value(inner[1], name)))
    if hint in _LINES:
        return _after(_LINES[hint], _changes(hint))
    if hint is Label:
        return _label()
    return _record(hint) if hint not in _SCALARS else _scalar(hint, name)


def _scalar(hint: Hint, name: str) -> Schema:
    """A text, and what it is read as."""
    found = reading(hint, name)
    return _read(*found) if found else _TEXT


def reading(hint: Hint, name: str) -> Reading | None:
    """What reads the text of a field of that scalar type and name; `None` where it stays a text."""
    if hint is str:
        return _TEXTS.get(name)
    if hint is int:
        return "bad-number", _whole(*limits(name))
    if hint is Decimal:
        return ("bad-ratio", exact_ratio) if name in RATIOS else _AMOUNTS.get(name, _AMOUNT)
    return ("bad-flag", _flag) if hint is bool else ("bad-date", _day)


def limits(name: str) -> tuple[int, int]:
    """The smallest and the largest whole number that the field of that name may hold."""
    return LIMITS.get(name, (1, 9999))


def _changes(cls: type) -> Schema:
    """A line of changes: its own keys, and the dated fields of an opportunity by theirs."""
    own, dated = hints_of(cls), hints_of(Opportunity)
    names = [field.name for field in fields(cls) if field.name != "changes"]
    types = {name: _value(own[name], name) for name in names}
    types |= {name: _value(dated[name] | None, name) for name in DATED}
    needed = {field.name for field in fields(cls) if field.default is field.default_factory is MISSING}
    takes = {
        name: {"type": "typed-dict-field", "schema": schema, "required": name in needed}
        for name, schema in types.items()
    }
    return {"type": "typed-dict", "fields": takes, "extra_behavior": "forbid"}


def _as_history_line(values: dict[str, Any]) -> HistoryLine:
    """The line; what is not its own is what changed."""
    date, reason, forced = values.pop("date"), values.pop("reason", None), values.pop("forced", ())
    return HistoryLine(date=date, changes=values, reason=reason, forced=forced)


def _as_opening(values: dict[str, Any]) -> Opening:
    """The opening line; what is not its day is what held."""
    return Opening(date=values.pop("date", None), changes=values)


def _label() -> Schema:
    """A label from one text, which counts as English, or from one a language."""
    texts = _dict(_TEXT) | {"min_length": 1}
    return _after(Label, _before(_mapping_of("en"), _before(_set, texts)))


def _dict(values: Schema) -> Schema:
    """A mapping of texts to such values."""
    return {"type": "dict", "keys_schema": _TEXT, "values_schema": values}


def _before(change: Callable[[object], object], schema: Schema) -> Schema:
    """What the schema makes of the changed value."""
    return {"type": "function-before", "function": {"type": "no-info", "function": change}, "schema": schema}


def _after(change: Callable[..., object], schema: Schema) -> Schema:
    """The change of what the schema makes."""
    return {"type": "function-after", "function": {"type": "no-info", "function": change}, "schema": schema}


def _read(code: str, read: Callable[[str], object]) -> Schema:
    """What a text is read as; the code says why it cannot be."""

    def value(text: str) -> object:
        try:
            return read(text)
        except ValueError:
            raise PydanticCustomError(code, code) from None

    return _after(value, _TEXT)


def _mapping_of(key: str) -> Callable[[object], object]:
    """What makes a mapping of a bare text."""
    return lambda value: {key: value} if isinstance(value, str) else value


def _unless_unset(default: object) -> Callable[[object], object]:
    """What puts the default where nothing is written."""
    text = str(default).lower() if isinstance(default, bool | int | Decimal) else default
    return lambda value: text if value is None else value


def _set(value: object) -> object:
    """A mapping without what is unset in it."""
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return {} if value is None else value


def _many(value: object) -> object:
    """A list; unset is an empty one."""
    return () if value is None else value


def _one_or_many(value: object) -> object:
    """A list, also of one that stands by itself."""
    return value if isinstance(value, list) else [value]


def _whole(least: int, most: int) -> Callable[[str], int]:
    """What reads a whole number in ASCII digits between two limits, both included."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return read


def _currency(text: str) -> str:
    """A currency's code: three capital letters."""
    if not _CURRENCY.fullmatch(text):
        raise ValueError(text)
    return text


def _period(text: str) -> str:
    """The name of a period, as it is written."""
    named(text)
    return text


def _rate(text: str) -> Decimal:
    """An amount above zero."""
    if (rate := exact_amount(text)) <= 0:
        raise ValueError(text)
    return rate


def _flag(text: str) -> bool:
    """Yes or no, written `true` or `false`."""
    if text not in _WORDS:
        raise ValueError(text)
    return _WORDS[text]


_LINES: Mapping[Hint, Callable[[dict[str, Any]], object]] = {
    HistoryLine: _as_history_line,
    Opening: _as_opening,
}
_CODE: Reading = ("bad-currency", _currency)
_PERIOD: Reading = ("bad-period", _period)
_AMOUNT: Reading = ("bad-amount", exact_amount)
_AMOUNTS: Mapping[str, Reading] = {"rate": ("bad-rate", _rate)}
_TEXTS: Mapping[str, Reading] = {
    "currency": _CODE,
    "from_": _CODE,
    "to": _CODE,
    "period": _PERIOD,
    "week": _PERIOD,
}
