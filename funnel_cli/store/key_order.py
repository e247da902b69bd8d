"""In which order the keys of a file stand: that of the fields which they are read as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import get_args, get_origin

from funnel_cli.records.fields import as_key
from funnel_cli.records.nesting import DatedLine, Hint, dated_hints, hints_of, unwrapped
from funnel_cli.store.patching.edits import Plain


def in_field_order(value: Plain, hint: Hint) -> Plain:
    """The value with its known keys in the order of the type's fields, and the others behind them."""
    if isinstance(value, list):
        return [in_field_order(item, hint_of(hint, place)) for place, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    known = key_hints(hint)
    keys = [*(key for key in known if key in value), *(key for key in value if key not in known)]
    return {key: in_field_order(value[key], hint_of(hint, key)) for key in keys}


def hint_of(hint: Hint, key: str | int) -> Hint:
    """The type of what stands under that key or index of a value of the type; `object` if none is known."""
    hint = _item(hint)
    if isinstance(key, int):
        return hint
    origin: object = get_origin(hint)
    return get_args(hint)[1] if origin is Mapping else key_hints(hint).get(key, object)


def _item(hint: Hint) -> Hint:
    """The type of one item of what may be many, and may be unset."""
    kind, _ = unwrapped(hint)
    origin: object = get_origin(kind)
    return _item(get_args(kind)[0]) if origin is tuple else kind


def _key_hints(kind: Hint) -> Mapping[str, Hint]:
    kind = _item(kind)
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return {}
    hints: dict[str, Hint] = {}
    for name, hint in hints_of(kind).items():
        if name == "changes" and issubclass(kind, DatedLine):
            hints |= dated_hints(kind)
        elif name != "file":
            hints[as_key(name)] = hint
    return hints


key_hints: Callable[[Hint], Mapping[str, Hint]] = cache(_key_hints)
"""The keys of a type in their order, with the types of their values; none for what has no keys."""
