"""YAML texts as trees: each value, and where in the text it stands.

Read from libyaml's events, whose marks count characters, and never composed, so no input can crash or
stall it. A scalar is its text, whatever it looks like; `null`, `~` and nothing at all are `None`. What a
record may not hold (anchors, tags, a key twice, several documents) is refused, so that it is never edited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from yaml import YAMLError
from yaml.cyaml import CBaseLoader
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.slips import slip, wide_colon
from funnel_cli.store.reading.unreadable import MAX_DEPTH, MAX_PARTS, Unreadable, line_column
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.message import Message, message


class Node:
    """A value and where it stands: `text[start:end]`, without comments or blank lines behind it."""

    kind: Literal["scalar", "list", "mapping"] = "scalar"
    is_flow = False
    is_literal = False
    column = 0
    children: Sequence[Child] = ()

    def __init__(self, start: int, end: int, text: str | None = None) -> None:
        self.start = start
        self.end = end
        self.text = text

    @property
    def plain(self) -> Plain:
        """The value itself."""
        return self.tree(attrgetter("text"))

    def tree(self, said: Callable[[Node], str | None]) -> Plain:
        """The value, of each text in it what is `said` of its node."""
        if self.kind == "mapping":
            return {str(child.key): child.node.tree(said) for child in self.children}
        return [child.node.tree(said) for child in self.children] if self.kind == "list" else said(self)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written: the value behind a bare `key:` or `-`."""
        return self.start == self.end and self.kind == "scalar"

    @property
    def is_block(self) -> bool:
        """Whether it is a collection written in lines."""
        return self.kind != "scalar" and not self.is_flow

    def places(self, path: KeyPath = ()) -> Iterator[tuple[KeyPath, int]]:
        """Each value by the way to it and the offset of its key or of itself, in order, the root first."""
        if not path:
            yield (), self.start
        for child in self.children:
            here = (*path, child.key)
            yield here, child.start if self.kind == "mapping" else child.node.start
            yield from child.node.places(here)

    def child(self, key: str | int) -> Child | None:
        """The entry with that key or index."""
        return next((child for child in self.children if child.key == key), None)

    def index(self, key: str | int) -> int:
        """At which place that entry stands. `StopIteration` if there is none."""
        return next(index for index, child in enumerate(self.children) if child.key == key)

    def at(self, path: KeyPath) -> Node:
        """The node at the path; `KeyError` where it leads nowhere."""
        node = self
        for step in path:
            child = node.child(step)
            if child is None:
                raise KeyError(path)
            node = child.node
        return node


class Child(NamedTuple):
    """An entry of a collection: it starts with its key or dash, its value may stand from `after` on.

    `after` is `None` for a key that has no colon, as in `{key}`.
    """

    key: str | int
    start: int
    after: int | None
    node: Node


_YamlEvent = Any
"""One of libyaml's events; which one it is says what it has."""

_DIRECTIVE = r"(?:\A|[\n\r\x85\u2028\u2029])(?=%)"
_NESTING = "maximum nesting depth"
_NULLS = frozenset({"~", "null"})
"""What stands for nothing where it is not quoted."""

BREAKS = "\n\r\x85\u2028\u2029"
"""The characters that end a line in YAML 1.1, beside the pair CR LF."""

_COLON = re.compile(rf"(?:[ \t{BREAKS}]|#[^{BREAKS}]*)*+:")
_DASH = re.compile(rf"[{BREAKS}][ \t]*-")
_WIDE_COLON = re.compile(r"[\w.-]+(?=：[ \t]*([{[]?))")
"""A key that has taken in a full-width colon, and the bracket in which its value would begin."""

_DIGITS = re.compile(r"[-+]?[0-9][0-9.]*")


def yaml_tree(text: str) -> Node:
    """The tree of the one document, an empty node behind a text without any; raises `Unreadable`."""
    if "%" in text and (directive := re.search(_DIRECTIVE, text)):
        said = message("A line cannot begin with “%”.")
        raise Unreadable("yaml-syntax", said, *line_column(text, directive.end()))
    if text.count("\n") > MAX_PARTS:
        raise Unreadable("too-large", message("This file holds too many values."))
    try:
        return _Reader(text, islice(_to_the_deepest(text), MAX_PARTS)).document()
    except StopIteration:
        raise Unreadable("too-large", message("This file holds too many values.")) from None
    except YAMLError as error:
        raise slip(text, error) from None


def _to_the_deepest(text: str) -> Iterator[_YamlEvent]:
    """What the text holds, or what stands before the place that libyaml itself finds too deep.

    From 0.2.6 on it refuses a thousand levels, up to a line before their events are due. What is deeper
    than a record may be, and any fault before it, thus stands in the events whichever libyaml there is.
    """
    taken = 0
    try:
        for event in _libyaml(text):
            yield event
            taken += 1
    except MarkedYAMLError as error:
        if _NESTING not in str(error.problem) or (mark := error.problem_mark) is None:
            raise
        yield from islice(_libyaml(text[: mark.index]), taken, None)


def _libyaml(text: str) -> Iterator[_YamlEvent]:
    return iter(CBaseLoader(text).get_event, None)


class _Reader:
    """One pass over the events of a text."""

    def __init__(self, text: str, events: Iterator[_YamlEvent]) -> None:
        self.text = text
        self.events = events

    def document(self) -> Node:
        """The value of the only document in the stream."""
        events = self.events
        next(events)
        if type(next(events)) is StreamEndEvent:
            return Node(len(self.text), len(self.text))
        root = self.value(next(events), 1)
        next(events)
        if type(end := next(events)) is not StreamEndEvent:
            raise _refused("multi-document", message("A second document begins here; keep one a file."), end)
        return root

    def value(self, event: _YamlEvent, depth: int) -> Node:
        """The value that begins with the event, all of whose events are taken."""
        kind = type(event)
        if event.anchor is not None or event.tag is not None:
            raise _reference(event)
        if kind is ScalarEvent:
            return self.scalar(event)
        if depth > MAX_DEPTH:
            raise _refused("too-deep", message("This is nested too deep."), event)
        start = event.start_mark
        node = Node(start.index, start.index)
        node.column, node.is_flow = start.column, bool(event.flow_style)
        is_mapping = kind is MappingStartEvent
        node.kind = "mapping" if is_mapping else "list"
        node.children, end = (self.entries if is_mapping else self.items)(node, depth + 1)
        node.end = end.end_mark.index if node.is_flow else node.children[-1].node.end
        return node

    def scalar(self, event: _YamlEvent) -> Node:
        """A text, a quoted one, or a literal of several lines."""
        said: str = event.value
        text = None if said in _NULLS and event.implicit[0] else said or None
        node = Node(event.start_mark.index, event.end_mark.index, text)
        if event.style in ("|", ">"):
            node.is_literal = True
            node.end = self.literal_end(node.start, node.end)
        return node

    def literal_end(self, start: int, end: int) -> int:
        """Before the last line break, and before blank lines at the end unless they belong to the value."""
        lines = self.text[start:end]
        if "+" in lines.splitlines()[0].partition("#")[0]:
            return start + len(lines.removesuffix("\n").removesuffix("\r"))
        return start + len(lines.rstrip(BREAKS))

    def entries(self, node: Node, depth: int) -> tuple[list[Child], _YamlEvent]:
        """The entries of a mapping, and the event that ends it."""
        known: dict[str, int] = {}
        entries: list[Child] = []
        has_colon = False
        for event in self.events:
            if type(event) is MappingEndEvent:
                return entries, event
            key = self.value(event, depth)
            if key.text is None or key.kind != "scalar":
                raise _refused("bad-key", message("A key must be a text."), event)
            if key.text == "<<" and event.implicit[0]:
                raise _refused("alias", message("Merge keys (“<<”) are not allowed."), event)
            if key.text in known:
                raise self.twin(key, known[key.text])
            known[key.text] = key.start
            following = next(self.events)
            after = self.after(key.end, following.start_mark.index)
            wide = _WIDE_COLON.match(key.text) if event.implicit[0] else None
            if wide and (after is None or wide[1]):
                raise wide_colon(self.text, key.start + wide.end())
            if after is None and has_colon and node.is_flow:
                raise _cut(entries[-1].node.plain, event)
            has_colon = has_colon or after is not None
            entries.append(Child(key.text, key.start, after, self.value(following, depth)))
        raise StopIteration

    def after(self, end: int, start: int) -> int | None:
        """Behind the colon that stands between the end of a key and the start of its value, if one does."""
        colon = _COLON.match(self.text, end, start)
        return colon and colon.end()

    def twin(self, key: Node, first: int) -> Unreadable:
        """The refusal of a key that stands a second time in its mapping."""
        line, _ = line_column(self.text, first)
        said = message("“{key}” stands in line {line} already.", key=key.text, line=line)
        return Unreadable("duplicate-key", said, *line_column(self.text, key.start))

    def items(self, node: Node, depth: int) -> tuple[list[Child], _YamlEvent]:
        """The items of a list, and the event that ends it."""
        items: list[Child] = []
        dash = node.start
        for event in self.events:
            if type(event) is SequenceEndEvent:
                return items, event
            if items and not node.is_flow:
                match = _DASH.search(self.text, items[-1].node.end)
                dash = match.end() - 1 if match else event.start_mark.index
            item = self.value(event, depth)
            start, after = (item.start, item.start) if node.is_flow else (dash, dash + 1)
            items.append(Child(len(items), start, after, item))
        raise StopIteration


def _cut(before: Plain, rest: _YamlEvent) -> Unreadable:
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


def _refused(code: str, said: Message, event: _YamlEvent) -> Unreadable:
    return Unreadable(code, said, event.start_mark.line + 1, event.start_mark.column + 1)


def _reference(event: _YamlEvent) -> Unreadable:
    if type(event) is AliasEvent or event.anchor is not None:
        said = message("Anchors and aliases (“&{name}”, “*{name}”) are not allowed.", name=event.anchor)
        return _refused("alias", said, event)
    return _refused("tag", message("Tags (“{tag}”) are not allowed.", tag=event.tag), event)
