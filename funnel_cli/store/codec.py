"""Plain values to records, which pydantic validates by one adapter a class, and records to plain values.

What is encoded and decoded again is an equal record. What a type cannot read is a problem with its place.
Some of it is no more than a warning, because the record is whole without it: a key nobody knows, and a
milestone that does not say when it was met, which then counts as not met.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import fields
from datetime import date as Day
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from funnel_cli.finding.key_names import key_called, key_choices
from funnel_cli.records.book import Record
from funnel_cli.records.deal import Opportunity, Tick
from funnel_cli.records.fields import FILE, FileMapping, Scalar, as_key
from funnel_cli.records.lists import Line
from funnel_cli.records.method import Method
from funnel_cli.records.nesting import DatedLine, Hint, hints_of, inside, unwrapped
from funnel_cli.store.patching.edits import Bare, Plain
from funnel_cli.store.reading.source import Source
from funnel_cli.values.errors import KeyPath, Problem
from funnel_cli.values.message import N_, Label, Message, message
from funnel_cli.values.money import MANY_DIGITS, has_many_digits

T = TypeVar("T")
L = TypeVar("L", bound=Line)

MAX_PROBLEMS = 20
"""How many problems of one record are told."""

_MAX_FAULTS = 1000
"""From how many faults on a record is not looked into; keys of the user's own are none."""

_LONGEST = 60
"""How much of a value is repeated in a problem, in characters."""

_TICK = len(("milestones", "id"))
"""How far down a tick stands, if it is not one of a list."""

_AMOUNTS = frozenset({"bad-amount", "bad-payment", "bad-rate"})

_UNKNOWN = frozenset({"unexpected_keyword_argument", "extra_forbidden"})
_SAID = {
    "missing": ("missing-key", N_("Required key “{key}” is missing.")),
    "string_type": ("bad-type", N_("“{key}” must be a text.")),
    "dict_type": ("bad-type", N_("“{key}” must be a mapping of keys and values.")),
    "dataclass_type": ("bad-type", N_("“{key}” must be a mapping of keys and values.")),
    "tuple_type": ("bad-type", N_("“{key}” must be a list.")),
    "too_short": ("bad-type", N_("“{key}” must have at least one text.")),
    "too-many": (
        "bad-type",
        N_("“{key}” has more than {value} faults; so many are not named one by one. Look at its layout."),
    ),
    "bad-amount": ("bad-amount", N_("“{value}” is not an amount; write digits and a point, like 120000.00.")),
    "bad-payment": (
        "bad-payment",
        N_("“{value}” is no payment; write an amount above 0 with a point, like 50000.00."),
    ),
    "bad-ratio": ("bad-ratio", N_("“{value}” is not a share; write it like 30% or 0.3.")),
    "bad-date": ("bad-date", N_("“{value}” is not a day; write it like 2026-12-15.")),
    "bad-hour": ("bad-hour", N_("“{value}” is not an hour; write it like 09:30.")),
    "bad-number": (
        "bad-number",
        N_("“{value}” is not a whole number from {least} to {most}, as “{key}” must be."),
    ),
    "bad-currency": ("bad-currency", N_("“{value}” is not a currency; write its code, like CNY.")),
    "bad-period": (
        "bad-period",
        N_("“{value}” is not a period; write it like 2026-12, 2026-Q4 or 2026-W47."),
    ),
    "bad-rate": ("bad-rate", N_("“{value}” is not a rate; write a number above 0, like 7.12.")),
    "bad-flag": ("bad-flag", N_("“{value}” is neither true nor false.")),
}


_SAID_OF_ENTRY = {
    "string_type": N_("Each entry of “{key}” must be a text."),
    "dict_type": N_("Each entry of “{key}” must be a mapping of keys and values."),
    "dataclass_type": N_("Each entry of “{key}” must be a mapping of keys and values."),
}
"""What is said of something that stands in a list."""

_IN_CHINESE = {"expected_close": "预计成交日期", "next_step": "下一步"}
"""The Chinese names of keys that are typed otherwise than they are written."""
_TYPED = {"close": "expected_close", "odds": "probability"}
"""What commands and columns call a key, where that is near to another."""


_UNSET: tuple[object, ...] = (None, "", (), {})


def _keys(cls: type) -> frozenset[str]:
    """Every key that a file may hold anywhere in a record of the dataclass."""
    own = {as_key(name) for name in hints_of(cls)} - {"changes"}
    inner = (each for type_ in hints_of(cls).values() for each in _parts(type_))
    classes = {each for each in inner if isinstance(each, type) and issubclass(each, FileMapping)}
    return frozenset(own.union(*map(keys, classes)))


adapter: Callable[[type], TypeAdapter[Any]] = cache(TypeAdapter)
"""What makes the dataclass of a mapping of plain values, and finds every fault in it."""
keys: Callable[[type], frozenset[str]] = cache(_keys)


def _parts(type_: Any) -> Iterator[Any]:
    """The classes and markers that a type is made of, itself included."""
    yield type_
    for part in (*get_args(type_), *getattr(type_, "__metadata__", ())):
        yield from _parts(part)


class _Fault(NamedTuple):
    """Something a type cannot read, at `path`; without what stands at `omit` the record is whole."""

    path: KeyPath
    kind: str
    value: object
    omit: KeyPath | None = None
    limits: Mapping[str, int] | None = None

    @property
    def is_users_own(self) -> bool:
        """Whether it is an `x-` key, of which nothing is said."""
        return self.kind in _UNKNOWN and str(self.path[-1]).startswith("x-")

    def problem(self, cls: type, source: Source) -> Problem:
        """The same as a problem of the file."""
        tell = source.problem if self.omit is None else source.warning
        if self.kind in _UNKNOWN:
            return tell("unknown-key", _unknown_key(cls, self.path), self.path)
        code, template = _SAID[self.kind]
        if self.kind in _AMOUNTS and has_many_digits(str(self.value)):
            template = MANY_DIGITS
        if self.path and isinstance(self.path[-1], int):
            template = _SAID_OF_ENTRY.get(self.kind, template)
        if self.omit is not None:
            code = code.replace("missing-key", "missing-value")
        key = next((step for step in reversed(self.path) if isinstance(step, str)), source.stem)
        told = {"key": key, "value": str(self.value)[:_LONGEST], **(self.limits or {})}
        return tell(code, Message(template, told), self.path)


def record(cls: type[T], source: Source) -> tuple[T | None, list[Problem]]:
    """The record the file holds, `None` if something in it cannot be read, and what is wrong."""
    plain = source.plain
    if FILE in keys(cls) and isinstance(plain, dict):
        plain = {**plain, FILE: source.path}
    found, faults = _decoded(cls, plain)
    return found, _told(cls, source, faults)


def lines(cls: type[L], source: Source) -> tuple[dict[int, L], list[Problem]]:
    """The lines of a list file that can be read, by their places, and what is wrong with the others."""
    items = source.plain if isinstance(source.plain, list) else []
    decoded = [_decoded(cls, plain, (index,)) for index, plain in enumerate(items)]
    faults = [fault for _, some in decoded for fault in some]
    return {n: line for n, (line, _) in enumerate(decoded) if line is not None}, _told(cls, source, faults)


def _decoded(cls: type[T], plain: Plain, at: KeyPath = ()) -> tuple[T | None, list[_Fault]]:
    """What the plain value is as the class, and its faults; it stands at `at`."""
    plain = _without_own(plain)
    try:
        return adapter(cls).validate_python(plain), []
    except ValidationError as error:
        faults = _faults(cls, plain, error)
    whole = None
    if all(fault.omit for fault in faults):
        whole = adapter(cls).validate_python(_without(plain, [fault.omit for fault in faults if fault.omit]))
    return whole, [fault._replace(path=(*at, *fault.path)) for fault in faults] if at else faults


def _faults(cls: type, plain: Plain, error: ValidationError) -> list[_Fault]:
    if error.error_count() - _own_keys(plain) > _MAX_FAULTS:
        return [_Fault((), "too-many", f"{_MAX_FAULTS:,}")]
    return [_fault(cls, plain, detail) for detail in error.errors(include_url=False)]


def _without_own(plain: Plain) -> Plain:
    """The value without what a user keeps in it under `x-` keys; what lies deeper is left."""
    if isinstance(plain, dict) and any(key.startswith("x-") for key in plain):
        return {key: value for key, value in plain.items() if not key.startswith("x-")}
    return plain


def _own_keys(plain: Plain) -> int:
    if isinstance(plain, list):
        return sum(map(_own_keys, plain))
    if isinstance(plain, dict):
        return sum(key.startswith("x-") + _own_keys(value) for key, value in plain.items())
    return 0


def _told(cls: type, source: Source, faults: list[_Fault]) -> list[Problem]:
    told = (fault for fault in faults if not fault.is_users_own)
    return [fault.problem(cls, source) for fault in islice(told, MAX_PROBLEMS)]


def _fault(cls: type, plain: Plain, detail: ErrorDetails) -> _Fault:
    """What the validator found, where it stands in the file, and whether the record can do without."""
    path, kind, value = _as_written(plain, detail["loc"]), detail["type"], detail["input"]
    if kind in _UNKNOWN:
        return _Fault(path, kind, value, omit=path)
    if value is None and path and isinstance(path[-1], str):
        kind = "missing"
    if cls is Opportunity and path[:1] == ("milestones",) and len(path) > 1:
        is_listed = len(path) > _TICK and isinstance(path[_TICK], int)
        return _Fault(path, kind, value, omit=path[: _TICK + is_listed])
    return _Fault(path, kind, value, limits=detail["ctx"] if kind == "bad-number" else None)


def _unknown_key(cls: type, path: KeyPath) -> Message:
    key, at_top = str(path[-1]), not any(isinstance(step, str) for step in path[:-1])
    called = key_called(key, key_choices(map(as_key, hints_of(cls)), _IN_CHINESE)) if at_top else key
    called = _TYPED.get(called.lower(), called)
    near = [] if key in keys(cls) else get_close_matches(called[:_LONGEST], sorted(keys(cls)), n=1)
    if near:
        return message("Nothing here is called “{key}”; did you mean “{near}”?", key=key, near=near[0])
    return message("Nothing here is called “{key}”; keys of your own begin with “x-”.", key=key)


def _as_written(plain: Plain, steps: Iterable[str | int]) -> KeyPath:
    """The way to a value in the file, where a bare text or a single item may stand for more."""
    path: KeyPath = ()
    for step in steps:
        if isinstance(plain, dict) and isinstance(step, str):
            path, plain = (*path, step), plain.get(step)
        elif isinstance(plain, list) and isinstance(step, int):
            path, plain = (*path, step), plain[step]
    return path


def _without(plain: Plain, omitted: list[KeyPath]) -> object:
    """The value without what stands at these places, given in the order of the file."""
    rest: Any = deepcopy(plain)
    gone = dict.fromkeys(omitted)
    for path in reversed(gone):
        if not any(path[:depth] in gone for depth in range(len(path))):
            holder = rest
            for step in path[:-1]:
                holder = holder[step]
            del holder[path[-1]]
    return rest


def as_plain_record(record: Record | Method | Line) -> dict[str, Plain]:
    """The record as its file would say it: keys in the order of the fields, nothing that is unset."""
    return dict(_entries(record))


def as_plain_differences(before: Record, after: Record) -> tuple[dict[str, Plain], dict[str, Plain]]:
    """What the files of two records of a kind would say of the opening, and of what differs."""
    names = [field.name for field in fields(after) if field.compare]
    differing = [name for name in names if name == "opening" or getattr(before, name) != getattr(after, name)]
    keys = frozenset(map(as_key, differing))
    return dict(_entries(before, keys)), dict(_entries(after, keys))


def _entries(record: object, only: Collection[str] | None = None) -> Iterator[tuple[str, Plain]]:
    """What the file says of each key, or `only` of these; a change to nothing is said too."""
    for key, value, hint in inside(record, type(record)):
        is_said = value not in _UNSET or (isinstance(record, DatedLine) and key in record.dated)
        if is_said and (only is None or key in only):
            yield str(key), as_plain_value(value, hint)


def as_plain_value(value: object, hint: Hint = None) -> Plain:
    """A value of a record, of that type, as a file says it; one text where that says it all."""
    if value is None or isinstance(value, str | Decimal | Day | int):
        return _text(value, hint)
    if isinstance(value, Label):
        return value.texts["en"] if value.texts.keys() == {"en"} else dict(value.texts)
    if isinstance(value, tuple):
        items = [as_plain_value(item, inner) for _, item, inner in inside(value, hint)]
        return items[0] if len(items) == 1 and isinstance(value[0], Tick) else items
    if isinstance(value, Mapping):
        return {str(key): as_plain_value(item, inner) for key, item, inner in inside(value, hint)}
    entries = dict(_entries(value))
    bare = isinstance(value, FileMapping) and value.bare_field
    if bare and entries.keys() == {bare} and isinstance(text := entries[bare], str):
        return Bare(text, bare)
    return entries


def _text(value: str | Decimal | Day | int | None, hint: Hint) -> str | None:
    """The value as one text; a share in percent, exactly: 0.450 is `45%`."""
    if isinstance(value, Decimal):
        is_share = any(isinstance(mark, Scalar) and mark.is_share for mark in unwrapped(hint)[1])
        return f"{value.scaleb(2).normalize():f}%" if is_share else f"{value:f}"
    if isinstance(value, Day):
        return value.isoformat()
    return str(value).lower() if isinstance(value, int) else value
