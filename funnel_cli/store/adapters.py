"""The records' classes as pydantic validates them: one adapter a class, built when a file has to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter

from funnel_cli.records.fields import FileMapping, Scalar, as_key
from funnel_cli.records.nesting import hints_of


def _keys(cls: type) -> frozenset[str]:
    """Every key that a file may hold anywhere in a record of the dataclass."""
    own = {as_key(name) for name in hints_of(cls)} - {"changes"}
    inner = (each for type_ in hints_of(cls).values() for each in _parts(type_))
    classes = {each for each in inner if isinstance(each, type) and issubclass(each, FileMapping)}
    return frozenset(own.union(*map(keys, classes)))


def _share_fields(cls: type) -> frozenset[str]:
    """The fields of the dataclass that hold shares, 0-1, which are written in percent."""
    return frozenset(
        name
        for name, type_ in hints_of(cls).items()
        if any(isinstance(part, Scalar) and part.is_share for part in _parts(type_))
    )


adapter: Callable[[type], TypeAdapter[Any]] = cache(TypeAdapter)
"""What makes the dataclass of a mapping of plain values, and finds every fault in it."""
keys: Callable[[type], frozenset[str]] = cache(_keys)
share_fields: Callable[[type], frozenset[str]] = cache(_share_fields)


def _parts(type_: Any) -> Iterator[Any]:
    """The classes and markers that a type is made of, itself included."""
    yield type_
    for part in (*get_args(type_), *getattr(type_, "__metadata__", ())):
        yield from _parts(part)
