"""Records to plain values: decoding what comes back gives an equal record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date as Day
from decimal import Decimal
from functools import cache
from typing import Any

from funnel_cli.records.book import Record
from funnel_cli.records.deal import DATED, Tick
from funnel_cli.records.fields import FILE, FileMapping, as_key
from funnel_cli.records.lists import Line
from funnel_cli.records.method import Method
from funnel_cli.store.adapters import share_fields
from funnel_cli.store.patching.edits import Bare, Plain
from funnel_cli.values.message import Label

_UNSET: tuple[object, ...] = (None, "", (), {})


def as_plain_record(record: Record | Method | Line) -> dict[str, Plain]:
    """The record as its file would say it: keys in the order of the fields, nothing that is unset."""
    return dict(_entries(record))


def as_plain_differences(before: Record, after: Record) -> tuple[dict[str, Plain], dict[str, Plain]]:
    """What the files of two records of a kind would say of the opening, and of what differs."""
    names = [field.name for field in fields(after) if field.compare]
    differing = [name for name in names if name == "opening" or getattr(before, name) != getattr(after, name)]
    return _only(before, differing), _only(after, differing)


def _only(record: Record, names: Iterable[str]) -> dict[str, Plain]:
    """What the file says of these fields."""
    values = ((name, getattr(record, name)) for name in names)
    written = share_fields(type(record))
    return {
        as_key(name): as_plain_value(value, is_share=name in written)
        for name, value in values
        if value not in _UNSET
    }


def _entries(record: Any) -> Iterator[tuple[str, Plain]]:
    """The keys of a record and what stands behind them."""
    for name, key, is_share in _written_keys(type(record)):
        value = getattr(record, name)
        if name == "changes":
            yield from ((dated, as_plain_value(value[dated])) for dated in DATED if dated in value)
        elif value not in _UNSET:
            yield key, as_plain_value(value, is_share=is_share)


def _keys_written(cls: type) -> tuple[tuple[str, str, bool], ...]:
    """The fields of a record that stand in its file: name, key, and whether it holds a share."""
    written = ((field.name, as_key(field.name)) for field in fields(cls))
    return tuple((name, key, name in share_fields(cls)) for name, key in written if key != FILE)


_written_keys: Callable[[type], tuple[tuple[str, str, bool], ...]] = cache(_keys_written)


def as_plain_value(value: object, *, is_share: bool = False) -> Plain:
    """A value of a record as a file says it; one text where that says it all."""
    if value is None or isinstance(value, str | Decimal | Day | int):
        return _text(value, is_share=is_share)
    if isinstance(value, tuple):
        items = [as_plain_value(item) for item in value]
        return items[0] if len(items) == 1 and isinstance(value[0], Tick) else items
    if isinstance(value, Label):
        return value.texts["en"] if value.texts.keys() == {"en"} else dict(value.texts)
    if isinstance(value, Mapping):
        return {key: as_plain_value(item, is_share=is_share) for key, item in value.items()}
    entries = dict(_entries(value))
    bare = isinstance(value, FileMapping) and value.bare_field
    if bare and entries.keys() == {bare} and isinstance(text := entries[bare], str):
        return Bare(text, bare)
    return entries


def _text(value: str | Decimal | Day | int | None, *, is_share: bool) -> str | None:
    """A scalar; amounts keep their decimals."""
    if isinstance(value, Decimal):
        return _percent(value) if is_share else f"{value:f}"
    if isinstance(value, Day):
        return value.isoformat()
    return str(value).lower() if isinstance(value, int) else value


def _percent(share: Decimal) -> str:
    """A share in percent, exactly: 0.450 is `45%`."""
    return f"{share.scaleb(2).normalize():f}%"
