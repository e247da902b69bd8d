"""Where in a YAML text each value stands: the tree a patch works on.

Built from PyYAML's C events, whose marks count characters. Whatever a record may not use (anchors,
tags, duplicate keys, several documents) is refused here too, so that it is never edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from funnel_cli.errors import DataRefused
from funnel_cli.message import N_, message
from funnel_cli.store.patching.house_spans import house_spans
from funnel_cli.store.patching.nodes import Child, Node
from funnel_cli.store.reading.house import NULLS, Unusual
from funnel_cli.store.reading.unreadable import MAX_DEPTH

BREAKS = "\n\r\x85\u2028\u2029"
"""The characters that end a line in YAML 1.1, beside the pair CR LF."""

_COLON = re.compile(r"\s*:")
_DASH = re.compile(rf"[{BREAKS}][ \t]*-")


class CannotPatch(DataRefused):
    """The text cannot be changed without touching more than was asked (exit 5)."""

    sentence = N_("This file is written in a way that cannot be changed safely; it was left as it is.")
    cure = N_("Change it by hand with `funnel edit`.")
    code = "cannot_patch"


def spans(text: str) -> Node:
    """The tree of a text without BOM. `CannotPatch` if it is not one plain YAML document."""
    try:
        return house_spans(text)
    except Unusual:
        return libyaml_spans(text)


def libyaml_spans(text: str) -> Node:
    """The same, as libyaml has it."""
    from yaml import YAMLError
    from yaml.cyaml import CBaseLoader

    try:
        return _Reader(text, iter(CBaseLoader(text).get_event, None)).document()
    except YAMLError as error:
        raise CannotPatch from error


def _refuse(event: Any) -> NoReturn:
    line = event.start_mark.line + 1
    raise CannotPatch(details=[message("Line {line} holds what a record may not hold.", line=line)])


class _Reader:
    """One pass over the events of a text."""

    def __init__(self, text: str, events: Iterator[Any]) -> None:
        self.text = text
        self.events = events

    def document(self) -> Node:
        """The root, if there is one document; an empty node behind a text that holds only comments."""
        self._next("StreamStartEvent")
        start = next(self.events)
        if type(start).__name__ == "StreamEndEvent":
            return Node(len(self.text), len(self.text))
        root = self._node(next(self.events), 0)
        self._next("DocumentEndEvent")
        self._next("StreamEndEvent")
        return root

    def _next(self, name: str) -> None:
        event = next(self.events)
        if type(event).__name__ != name:
            _refuse(event)

    def _node(self, event: Any, depth: int) -> Node:
        name = type(event).__name__
        if name == "AliasEvent" or event.anchor or event.tag:
            _refuse(event)
        if name == "ScalarEvent":
            return self._scalar(event)
        if depth == MAX_DEPTH:
            _refuse(event)
        mark = event.start_mark
        node = Node(mark.index, mark.index, is_flow=bool(event.flow_style), column=mark.column)
        if name == "MappingStartEvent":
            node.kind = "mapping"
            end = self._entries(node, depth + 1)
        else:
            node.kind = "list"
            end = self._items(node, depth + 1)
        node.end = end.end_mark.index if node.is_flow else node.children[-1].node.end
        return node

    def _scalar(self, event: Any) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        is_literal = event.style in ("|", ">")
        if is_literal:
            end = self._literal_end(start, end)
        value = None if event.implicit[0] and event.value in NULLS else event.value or None
        return Node(start, end, text=value, is_literal=is_literal)

    def _literal_end(self, start: int, end: int) -> int:
        """Before the last line break, and before blank lines at the end unless they belong to the value."""
        lines = self.text[start:end]
        if "+" in lines.splitlines()[0].partition("#")[0]:
            return start + len(lines.removesuffix("\n").removesuffix("\r"))
        return start + len(lines.rstrip(BREAKS))

    def _entries(self, node: Node, depth: int) -> Any:
        """Fill a mapping with its entries; the event that ends it."""
        keys = set()
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            key = self._node(event, depth)
            if key.kind != "scalar" or key.text in keys:
                _refuse(event)
            keys.add(key.text)
            colon = _COLON.match(self.text, key.end)
            value = self._node(next(self.events), depth)
            node.children.append(Child(event.value, key.start, colon and colon.end(), value))
        return event

    def _items(self, node: Node, depth: int) -> Any:
        """Fill a list with its items; the event that ends it."""
        dash = node.start
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            if node.children and not node.is_flow:
                match = _DASH.search(self.text, node.children[-1].node.end)
                dash = match.end() - 1 if match else _refuse(event)
            item = self._node(event, depth)
            start, after = (item.start, item.start) if node.is_flow else (dash, dash + 1)
            node.children.append(Child(len(node.children), start, after, item))
        return event
