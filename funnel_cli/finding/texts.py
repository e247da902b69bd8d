"""Every text of a record that a person wrote, with where it stands.

Which texts those are is told by the types in `records/`, as for `--mask`: a word of a list, a day and an
amount are none, so that a new field is searched without a line here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date as Day
from types import NoneType
from typing import Annotated, Any, NamedTuple, cast, get_args, get_origin

from funnel_cli.finding.masked import hints_of
from funnel_cli.records.deal import DATED, Opportunity
from funnel_cli.records.fields import FileMapping, Masked, Scalar, Spelled, as_key

TextPath = tuple[str | int, ...]
"""The keys and places that lead to a value in a file."""

_UNSAID = frozenset({"file", "imported"})
"""Fields that say how a record is kept, and nothing that anybody wrote."""

_KEPT = frozenset({"word", "deal", "customer"})
"""Kinds of texts that call something by a word of a list or by its id."""

_DAYS = ("date", "as_of", "agreed", "since")
"""Fields that tell of which day a text is, in what holds it."""


class Written(NamedTuple):
    """A text, the keys that lead to it, and the day it is of, where one is told."""

    way: TextPath
    text: str
    day: Day | None


def texts_of(record: FileMapping) -> Iterator[Written]:
    """Every text of the record, as its file has them."""
    return _of_record(record, (), None)


def _of_record(record: FileMapping, way: TextPath, day: Day | None) -> Iterator[Written]:
    hints = hints_of(cast(Any, type(record)))
    own = next((each for name in _DAYS if isinstance(each := getattr(record, name, None), Day)), day)
    for field in fields(cast(Any, record)):
        value = getattr(record, field.name)
        if field.name == "changes":
            dated = hints_of(Opportunity)
            for key in DATED:
                yield from _of_value(value.get(key), dated[key], (*way, key), own)
        elif field.name not in _UNSAID:
            yield from _of_value(value, hints[field.name], (*way, as_key(field.name)), own)


def _of_value(value: Any, hint: Any, way: TextPath, day: Day | None) -> Iterator[Written]:
    if NoneType in get_args(hint):
        hint = next(each for each in get_args(hint) if each is not NoneType)
    if get_origin(hint) is Annotated:
        base, *marks = get_args(hint)
        if isinstance(value, str) and any(map(_is_closed, marks)):
            return
        hint = base
    inner = [each for each in get_args(hint) if each is not Ellipsis]
    match value:
        case str():
            yield Written(way, value, day)
        case FileMapping():
            yield from _of_record(value, way, day)
        case tuple():
            for place, each in enumerate(value):
                spot = (*way, place) if len(value) > 1 or way[0] not in {"milestones", "forms"} else way
                yield from _of_value(each, inner[0], spot, day)
        case Mapping():
            for key, each in value.items():
                yield from _of_value(each, inner[-1], (*way, key), day)


def _is_closed(mark: object) -> bool:
    """Whether a text with that mark beside its type is none that anybody wrote."""
    return isinstance(mark, Scalar | Spelled) or (isinstance(mark, Masked) and mark.kind in _KEPT)
