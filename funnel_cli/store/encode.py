"""Records to plain values: decoding what comes back gives an equal record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date as Day
from decimal import Decimal
from typing import Any

from funnel_cli.message import Label
from funnel_cli.method import Choice, Method, Odds
from funnel_cli.model import DATED, Line, Record, Tick
from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.schema import BARE, FILE, RATIOS, as_key

_UNSET: tuple[object, ...] = (None, "", (), {})
_MAY_BE_BARE = (Tick, Odds, Choice)
"""What is written as one text if that says it all."""


def as_plain_record(record: Record | Method | Line) -> dict[str, Plain]:
    """The record as its file would say it: keys in the order of the fields, nothing that is unset."""
    return dict(_entries(record))


def as_plain_differences(before: Record, after: Record) -> tuple[dict[str, Plain], dict[str, Plain]]:
    """What the files of two records of a kind would say of the fields in which they differ."""
    names = [field.name for field in fields(after) if field.compare]
    differing = [name for name in names if getattr(before, name) != getattr(after, name)]
    return _only(before, differing), _only(after, differing)


def _only(record: Record, names: Iterable[str]) -> dict[str, Plain]:
    """What the file says of these fields."""
    values = ((name, getattr(record, name)) for name in names)
    return {as_key(name): _plain(name, value) for name, value in values if value not in _UNSET}


def _entries(record: Any) -> Iterator[tuple[str, Plain]]:
    """The keys of a record and what stands behind them."""
    for field in fields(record):
        value, key = getattr(record, field.name), as_key(field.name)
        if field.name == "changes":
            yield from ((name, _plain(name, value[name])) for name in DATED if name in value)
        elif key != FILE and value not in _UNSET:
            yield key, _plain(field.name, value)


def _plain(name: str, value: object) -> Plain:
    """A value of the field of that name."""
    if value is None or isinstance(value, str | Decimal | Day | int):
        return _text(name, value)
    if isinstance(value, tuple):
        items = [_plain(name, item) for item in value]
        return items[0] if len(items) == 1 and isinstance(value[0], Tick) else items
    if isinstance(value, Label):
        return value.texts["en"] if value.texts.keys() == {"en"} else dict(value.texts)
    if isinstance(value, Mapping):
        return {key: _plain(name, item) for key, item in value.items()}
    entries = dict(_entries(value))
    is_bare = isinstance(value, _MAY_BE_BARE) and entries.keys() == {BARE[type(value)]}
    return entries[BARE[type(value)]] if is_bare else entries


def _text(name: str, value: str | Decimal | Day | int | None) -> str | None:
    """A scalar of the field of that name; amounts keep their decimals."""
    if isinstance(value, Decimal):
        return _percent(value) if name in RATIOS else f"{value:f}"
    if isinstance(value, Day):
        return value.isoformat()
    return str(value).lower() if isinstance(value, int) else value


def _percent(share: Decimal) -> str:
    """A share in percent, exactly: 0.450 is `45%`."""
    return f"{share.scaleb(2).normalize():f}%"
