"""YAML texts as plain values, and where in them each value stands.

Read from libyaml's events and never composed, so no input can crash or stall it. A scalar is its
text, whatever it looks like; `null`, `~` and nothing at all are `None`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from yaml import YAMLError
from yaml.cyaml import CBaseLoader
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from funnel_cli.message import Message, message
from funnel_cli.store.patching.edits import Path, Plain
from funnel_cli.store.reading.house import NULLS
from funnel_cli.store.reading.unreadable import MAX_DEPTH, MAX_PARTS, Twins, Unreadable, line_column

Event = Any
"""One of libyaml's events; which one it is says what it has."""

_NOT_TEXT = r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_DIRECTIVE = r"(?:\A|[\n\r\x85\u2028\u2029])(?=%)"
_WIDE_COLON = r"(?m)^[ \t]*(?:- )*[\w.-]+(?=：)"
_COMMENT = r"#[^\n\r]*"
_DIGITS = re.compile(r"[-+]?[0-9][0-9.]*")


def yaml_value(text: str) -> Plain:
    """The value of the one document, `None` if there is none; raises `Unreadable`, or `Twins`."""
    if "%" in text and (directive := re.search(_DIRECTIVE, text)):
        said = message("A line cannot begin with “%”.")
        raise Unreadable("yaml-syntax", said, *line_column(text, directive.end()))
    try:
        return _document(text, _events(text))
    except StopIteration:
        raise Unreadable("too-large", message("This file holds too many values.")) from None
    except YAMLError as error:
        raise _not_yaml(text, error) from None


def yaml_places(text: str) -> Iterator[tuple[Path, int]]:
    """Each value of a text that was read, by the way to it and the offset of its key, in order."""
    events = _events(text)
    next(events)
    next(events)
    root = next(events, None)
    if root is not None:  # else there are only comments
        yield (), root.start_mark.index
        yield from _places(root, events, ())


def _events(text: str) -> Iterator[Event]:
    """What the text holds, event by event, as far as a file may go."""
    return islice(iter(CBaseLoader(text).get_event, None), MAX_PARTS)


def _document(text: str, events: Iterator[Event]) -> Plain:
    """The value of the only document in the stream."""
    next(events)
    if type(next(events)) is StreamEndEvent:
        return None
    value = _value(text, next(events), events, 1)
    next(events)
    if type(end := next(events)) is not StreamEndEvent:
        raise _refused("multi-document", message("A second document begins here; keep one a file."), end)
    return value


def _value(text: str, event: Event, events: Iterator[Event], depth: int) -> Plain:
    """The value of the text that begins with the event, all of whose events are taken."""
    kind = type(event)
    if event.anchor is not None or event.tag is not None:
        raise _reference(event)
    if kind is ScalarEvent:
        said: str = event.value
        return None if said in NULLS and event.implicit[0] else said or None
    if depth > MAX_DEPTH:
        raise _refused("too-deep", message("This is nested too deep."), event)
    if kind is MappingStartEvent:
        return _mapping(text, events, depth + 1, is_inline=event.flow_style)
    return _list(text, events, depth + 1)


def _mapping(text: str, events: Iterator[Event], depth: int, *, is_inline: bool) -> dict[str, Plain]:
    """The mapping whose start was just taken; `is_inline` tells that it stands in braces."""
    mapping: dict[str, Plain] = {}
    before: Plain = None
    has_colon = False
    for event in events:
        if type(event) is MappingEndEvent:
            return mapping
        key = _value(text, event, events, depth)
        if type(key) is not str:
            raise _refused("bad-key", message("A key must be a text."), event)
        if key in mapping:
            raise Twins
        following = next(events)
        if is_inline:
            is_bare = _is_bare(text, event, following)
            if has_colon and is_bare:
                raise _cut(before, event)
            has_colon = has_colon or not is_bare
        mapping[key] = before = _value(text, following, events, depth)
    raise StopIteration


def _list(text: str, events: Iterator[Event], depth: int) -> list[Plain]:
    """The list whose start was just taken."""
    items: list[Plain] = []
    for event in events:
        if type(event) is SequenceEndEvent:
            return items
        items.append(_value(text, event, events, depth))
    raise StopIteration


def _is_bare(text: str, key: Event, value: Event) -> bool:
    """Whether no colon stands behind a key in braces, so that it is rather the rest of a text."""
    kind, start = type(value), value.start_mark.index
    if kind is not ScalarEvent or start < value.end_mark.index:
        return False
    return ":" not in re.sub(_COMMENT, "", text[key.end_mark.index : start])


def _cut(before: Plain, rest: Event) -> Unreadable:
    """The refusal of a value that a comma in braces has cut, and of which the event is the rest."""
    if _DIGITS.match(rest.value) and (
        before is None or (isinstance(before, str) and _DIGITS.fullmatch(before))
    ):
        said = message(
            "A comma stands in the number “{number}”; write digits and a point, like 120000.00.",
            number=f"{before or ''},{rest.value}",
        )
        return _refused("bad-amount", said, rest)
    said = message(
        "The comma before “{rest}” ends the text; put the whole text in quotes, or a colon behind a key.",
        rest=rest.value,
    )
    return _refused("cut-text", said, rest)


def _places(event: Event, events: Iterator[Event], path: Path) -> Iterator[tuple[Path, int]]:
    """The places of all that is in the value that begins with the event, none looked at before its time."""
    if type(event) is MappingStartEvent:
        for key in events:
            if type(key) is MappingEndEvent:
                return
            yield (here := (*path, key.value)), key.start_mark.index
            yield from _places(next(events), events, here)
    elif type(event) is SequenceStartEvent:
        for index, item in enumerate(events):
            if type(item) is SequenceEndEvent:
                return
            yield (here := (*path, index)), item.start_mark.index
            yield from _places(item, events, here)


def _refused(code: str, said: Message, event: Event) -> Unreadable:
    """The refusal of what begins with the event."""
    return Unreadable(code, said, event.start_mark.line + 1, event.start_mark.column + 1)


def _reference(event: Event) -> Unreadable:
    """The refusal of an anchor, an alias or a tag."""
    if type(event) is AliasEvent or event.anchor is not None:
        said = message("Anchors and aliases (“&{name}”, “*{name}”) are not allowed.", name=event.anchor)
        return _refused("alias", said, event)
    return _refused("tag", message("Tags (“{tag}”) are not allowed.", tag=event.tag), event)


def _not_yaml(text: str, error: YAMLError) -> Unreadable:
    """The refusal of a text that libyaml refuses, with the usual slip behind it if there is one."""
    if control := re.search(_NOT_TEXT, text):
        said = message("A control character stands here: U+{code}.", code=f"{ord(control[0]):04X}")
        return Unreadable("bad-char", said, *line_column(text, control.start()))
    if not isinstance(error, MarkedYAMLError) or (mark := error.problem_mark) is None:
        return Unreadable("yaml-syntax", message("This is not YAML: {reason}.", reason=str(error)))
    start = text.rfind("\n", 0, max(0, text.rfind("\n", 0, mark.index))) + 1
    if colon := re.compile(_WIDE_COLON).search(text, start, mark.index):
        said = message("A full-width colon “：” stands here; write “:” and a space.")
        return Unreadable("yaml-syntax", said, *line_column(text, colon.end()))
    if text[mark.index : mark.index + 1] == "\t":
        said = message("A tab stands here; indent with spaces.")
    else:
        said = message("This is not YAML: {reason}.", reason=error.problem)
    return Unreadable("yaml-syntax", said, mark.line + 1, mark.column + 1)
