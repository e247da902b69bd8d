"""What stands within a record: each key and what is behind it, with the type of its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    NamedTuple,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from funnel_cli.records.fields import FILE, WORDS, FileMapping, Spelled, as_key, as_written
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.message import Message

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Hint = Any
"""The type of a field, as `get_type_hints` gives it."""


def _hints_of(cls: type) -> Mapping[str, Hint]:
    hints = get_type_hints(cls, include_extras=True)
    return {field.name: hints[field.name] for field in fields(cls)}


hints_of: Callable[[type], Mapping[str, Hint]] = cache(_hints_of)
"""The types of a record's fields by their names, with what stands beside them."""


class DatedLine(FileMapping):
    """The base of a line whose `changes` stand in the file beside its own keys, under the keys of `dated`.

    Each is written as the field of that name of the record is; with nothing behind it, the field is unset.
    """

    dated: ClassVar[Mapping[str, Message]]
    """The fields of the record that a line may tell of, and what they are called."""
    of_past: ClassVar[Mapping[str, Hint]] = {}
    """The types of those that may have been what they can be no more."""

    @classmethod
    def record(cls) -> type:
        """The dataclass of the record that the lines are of."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The line from a mapping with its own keys and some of the dated ones."""
        from pydantic_core import core_schema as core

        own = [field for field in fields(cast(Any, cls)) if field.name != "changes"]
        types = hints_of(cls)
        keys = {
            field.name: core.typed_dict_field(
                handler.generate_schema(types[field.name]),
                required=field.default is field.default_factory is MISSING,
            )
            for field in own
        } | {
            name: core.typed_dict_field(handler.generate_schema(hint | None), required=False)
            for name, hint in dated_hints(cls).items()
        }

        def line(values: dict[str, Any]) -> object:
            known = {field.name: values.pop(field.name) for field in own if field.name in values}
            return cls(**known, changes=values)  # type: ignore[call-arg]

        mapping = core.typed_dict_schema(keys, cls=cls, extra_behavior="forbid")
        return core.no_info_after_validator_function(
            line, core.no_info_before_validator_function(as_written(cls), mapping)
        )


def _dated_hints(line: Any) -> Mapping[str, Hint]:
    hints = hints_of(line.record())
    return {**{key: hints[key] for key in line.dated}, **line.of_past}


dated_hints: Callable[[type], Mapping[str, Hint]] = cache(_dated_hints)
"""The types of what lines of a history may tell, by its keys."""


@cache
def unwrapped(hint: Hint) -> tuple[Hint, tuple[object, ...]]:
    """The type without what stands beside it, and that; of what may be unset, the type of what is set."""
    if NoneType in get_args(hint):
        return unwrapped(next(each for each in get_args(hint) if each is not NoneType))
    origin: object = get_origin(hint)
    if origin is Annotated:
        kind, *marks = get_args(hint)
        inner, more = unwrapped(kind)
        return inner, (*more, *marks)
    return hint, ()


def inside(value: object, hint: Hint) -> Iterator[tuple[str | int, Any, Hint]]:
    """What stands right inside a value of that type, by key or by place; nothing in a text or a number."""
    match value:
        case FileMapping():
            for name, inner in hints_of(type(value)).items():
                if name == "changes":
                    changes = getattr(value, name)
                    dated = dated_hints(type(value)).items()
                    yield from ((key, changes[key], hint) for key, hint in dated if key in changes)
                elif (key := as_key(name)) != FILE:
                    yield key, getattr(value, name), inner
        case tuple():
            (item, *_) = get_args(unwrapped(hint)[0])
            yield from ((place, each, item) for place, each in enumerate(value))
        case Mapping():
            *_, item = get_args(unwrapped(hint)[0])
            yield from ((key, each, item) for key, each in value.items())


class WordList(NamedTuple):
    """Which words a field has: the name of the list of the usual ones, or the only ones it can have."""

    name: str
    only: tuple[str, ...]


@cache
def word_list(hint: Hint) -> WordList:
    """What a type says of the words of its texts, or of the keys of its mapping."""
    told: dict[str, Any] = {}
    for mark in unwrapped(hint)[1]:
        told |= mark.schema if isinstance(mark, Spelled) else {}
    return WordList(told.get(WORDS, ""), tuple(told.get("enum", ())))


def spelled_words(value: object, hint: Hint, way: KeyPath = ()) -> Iterator[tuple[KeyPath, str, WordList]]:
    """Every word of a value that is one of a list, with where it stands; the value stands at `way`."""
    if not value or not _has_words(hint):
        return
    if any(words := word_list(hint)):
        if isinstance(value, str):
            yield way, value, words
        elif isinstance(value, Mapping):
            yield from (((*way, key), key, words) for key in value)
    for key, each, inner in inside(value, hint):
        yield from spelled_words(each, inner, (*way, key))


@cache
def _has_words(hint: Hint) -> bool:
    """Whether words of a list may stand in a value of that type."""
    kind, _ = unwrapped(hint)
    if any(word_list(hint)):
        return True
    if isinstance(kind, type) and issubclass(kind, FileMapping):
        return issubclass(kind, DatedLine) or any(map(_has_words, hints_of(kind).values()))
    return any(map(_has_words, get_args(kind)))
