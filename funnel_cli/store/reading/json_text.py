"""JSON texts as the same plain values that YAML gives, and where in them each value stands."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from typing import Any

from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.unreadable import MAX_DEPTH, MAX_PARTS, Twins, Unreadable, line_column
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.message import N_, Message, message

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
_SIGN = rf"(?s){_STRING}|[][{{}},]"
_SCALAR = rf"(?s){_STRING}|[^][{{}}\s,:]+"
_BETWEEN = r"[\s,:]*"
_NOT_TEXT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]"
_DECODER = json.JSONDecoder()

_SLIPS = {
    "Expecting ',' delimiter": N_("A comma is missing before this, or a quote or bracket is not closed."),
    "Expecting property name": N_(
        "A key in double quotes must stand here; behind the last entry is no comma."
    ),
    "Expecting ':' delimiter": N_("A colon must stand behind the key."),
    "Expecting value": N_("A value must stand here: a number, or a text in double quotes."),
    "Illegal trailing comma": N_("Behind the last entry is no comma."),
    "Unterminated string": N_("The quote that opens here is not closed."),
    "Extra data": N_("The record ends before this; keep one a file."),
    "Invalid control character": N_("A text in quotes ends in its line; a new line in it is written \\n."),
    "Invalid \\": N_("A backslash in a text is written twice."),
}
"""What each fault that Python finds in a JSON text comes of as a rule, by how its message begins."""


def _odd(code: str, said: Message, text: str, path: KeyPath) -> Unreadable:
    """The refusal of a value at `path` that JSON, or a record, cannot have."""
    offset = next(offset for way, offset in json_places(text) if way == path)
    return Unreadable(code, said, *line_column(text, offset))


def json_value(text: str) -> Plain:
    """The value of the text, every scalar as it is written; raises `Unreadable`, or `Twins`."""
    _refuse_bombs(text)
    if control := re.search(_NOT_TEXT, text):
        said = message("A control character stands here: U+{code}.", code=f"{ord(control[0]):04X}")
        raise Unreadable("bad-char", said, *line_column(text, control.start()))
    try:
        value = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str.encode, object_pairs_hook=_mapping
        )
    except json.JSONDecodeError as error:
        raise Unreadable("json-syntax", _slip(error), error.lineno, error.colno) from None
    return _plain(value, text, ())


def _slip(error: json.JSONDecodeError) -> Message:
    known = next((said for begins, said in _SLIPS.items() if error.msg.startswith(begins)), None)
    return Message(known) if known else message("This is not JSON: {reason}.", reason=error.msg)


def json_places(text: str) -> Generator[tuple[KeyPath, int], None, int]:
    """Each value of a text that was read, by the way to it and the offset of its key, in order."""
    start = _skip(text, 0)
    return _places(text, start, (), start)


def _refuse_bombs(text: str) -> None:
    """Refuse, before anything is built, what is nested too deep or holds too much."""
    depth = 0
    for count, sign in enumerate(re.finditer(_SIGN, text)):
        depth += (sign[0] in "[{") - (sign[0] in "]}")
        if depth > MAX_DEPTH:
            raise Unreadable(
                "too-deep", message("This is nested too deep."), *line_column(text, sign.start())
            )
        if count > MAX_PARTS:
            raise Unreadable("too-large", message("This file holds too many values."))


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise Twins
    return mapping


def _plain(value: object, text: str, path: KeyPath) -> Plain:
    """What `json` built at `path` in the text, with every scalar as text."""
    if isinstance(value, dict):
        ways = ((key, (*path, key)) for key in value)
        return {_key(key, text, way): _plain(value[key], text, way) for key, way in ways}
    if isinstance(value, list):
        return [_plain(item, text, (*path, index)) for index, item in enumerate(value)]
    if isinstance(value, bytes):  # a word that JSON does not have, kept apart until its place is known
        raise _odd("json-syntax", message("“{word}” is not JSON.", word=value.decode()), text, path)
    said = value if isinstance(value, str) else None if value is None else str(value).lower()
    return _whole(said, text, path)


def _key(key: str, text: str, path: KeyPath) -> str:
    if not _whole(key, text, path):
        raise _odd("bad-key", message("A key must be a text."), text, path)
    return key


def _whole(said: str | None, text: str, path: KeyPath) -> str | None:
    if said and not said.isascii() and any("\ud800" <= letter <= "\udfff" for letter in said):
        raise _odd("bad-char", message("Half a character stands in a text: an unpaired “\\ud…”."), text, path)
    return said or None


def _places(text: str, at: int, path: KeyPath, offset: int) -> Generator[tuple[KeyPath, int], None, int]:
    """The place of the value at `at`, and of all in it; returns where it ends."""
    yield path, offset
    if text[at : at + 1] not in ("[", "{"):
        scalar = re.compile(_SCALAR).match(text, at)
        return scalar.end() if scalar else at + 1
    is_list, index = text[at] == "[", 0
    at = _skip(text, at + 1)
    while text[at] not in "]}":
        key, start = index, at
        if not is_list:
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, at)
        end = yield from _places(text, at, (*path, key), start)
        at, index = _skip(text, end), index + 1
    return at + 1


def _skip(text: str, at: int) -> int:
    between = re.compile(_BETWEEN).match(text, at)
    return between.end() if between else at
