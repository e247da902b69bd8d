"""The values of a YAML text, and where in it each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from funnel_cli.store.patching.edits import KeyPath, Plain


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
        if self.kind == "mapping":
            return {str(child.key): child.node.plain for child in self.children}
        return [child.node.plain for child in self.children] if self.kind == "list" else self.text

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
