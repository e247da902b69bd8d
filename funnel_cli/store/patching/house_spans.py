"""Where the values of a usual YAML text stand, found without libyaml, which takes longer to load than to ask.

Usual is: a key and its plain or quoted text on one line, braces and brackets of one line, entries that begin
with “- ”, lines set in by spaces. Whatever is not plainly that, right or wrong, is `Unusual`: nothing is
refused here, and what is found is what libyaml would have found.
"""

from __future__ import annotations

import re

from funnel_cli.store.patching.nodes import Child, Node
from funnel_cli.store.reading.house import KEY, LINE, NULLS, ODD, QUOTED, WORDS, Unusual

DEEPEST = 8
"""How many lists and mappings may stand in one another."""

_ODD = re.compile(rf"[\x00-\t\x0b-\x1f\x7f{ODD}]")
_LINE = re.compile(r"(?m)^( *)(?![ #\n])(?=.)")
_KEY = re.compile(rf"({KEY}):(?: ++(?!#)|(?= ++#| *+(?:\n|\Z)))")
_ITEM = re.compile(r"- (?! )")
_PLAIN = re.compile(LINE)
_WORDS = re.compile(WORDS)
_QUOTED = re.compile(QUOTED)
_REST = re.compile(r"(?: ++#.*+| *+)(?=\n|\Z)")


def house_spans(text: str) -> Node:
    """The tree of a text that is usual YAML; raises `Unusual`."""
    if _ODD.search(text):
        raise Unusual
    reader = _Reader(text)
    root = reader.block(DEEPEST)
    if reader.starts:
        raise Unusual
    return root


class _Reader:
    """One pass over the lines of a text that say something; `starts` are those that are still to come.

    `begin` is where the present line begins.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [line.span() for line in _LINE.finditer(text)][::-1]
        self.begin = 0

    def take(self) -> None:
        """Go on to the next line."""
        self.begin, _ = self.starts.pop()

    def column(self) -> int:
        """How far the next line is set in; -1 behind the last one."""
        if not self.starts:
            return -1
        start, first = self.starts[-1]
        return first - start

    def is_item(self) -> bool:
        """Whether the next line begins with a dash."""
        return bool(self.starts) and self.text.startswith("- ", self.starts[-1][1])

    def block(self, depth: int) -> Node:
        """The mapping or the list whose lines come next."""
        if not self.starts or not depth:
            raise Unusual
        column, (_, first) = self.column(), self.starts[-1]
        if self.is_item():
            return self.items(column, depth)
        return self.entries(first, column, depth)

    def entries(self, first: int, column: int, depth: int) -> Node:
        """The mapping whose first key stands at `first`, on the next line, in that column."""
        node = Node(first, first, column=column)
        node.kind = "mapping"
        keys = set()
        while True:
            self.take()
            key = _KEY.match(self.text, first)
            if key is None or key[1] in keys or key[1] in NULLS:
                raise Unusual
            keys.add(key[1])
            node.children.append(Child(key[1], first, key.end(1) + 1, self.value(key, column, depth)))
            if self.column() < column or (self.column() == column and self.is_item()):
                node.end = node.children[-1].node.end
                return node
            if self.column() > column:
                raise Unusual
            first = self.starts[-1][1]

    def value(self, key: re.Match[str], column: int, depth: int) -> Node:
        """What stands behind a key in that column, or in the lines below it."""
        if key.end() > key.end(1) + 1:
            return self.inline(key.end())
        if self.column() > column or (self.column() == column and self.is_item()):
            return self.block(depth - 1)
        return Node(key.end(1) + 1, key.end(1) + 1)

    def items(self, column: int, depth: int) -> Node:
        """The list whose items come next, their dashes in that column."""
        start = self.starts[-1][1]
        node = Node(start, start, column=column)
        node.kind = "list"
        while self.column() == column and self.is_item():
            dash = self.starts[-1][1]
            item = _ITEM.match(self.text, dash)
            if item is None:
                raise Unusual
            if _KEY.match(self.text, item.end()):
                value = self.entries(item.end(), column + 2, depth - 1)
            else:
                self.take()
                value = self.inline(item.end())
            node.children.append(Child(len(node.children), dash, dash + 1, value))
        if self.column() > column:
            raise Unusual
        node.end = node.children[-1].node.end
        return node

    def inline(self, at: int) -> Node:
        """The value that is the rest of its line, but for a comment."""
        plain = _PLAIN.match(self.text, at)
        node = _scalar(at, plain[0].rstrip(" ")) if plain else self.flow(at, DEEPEST)
        if not _REST.match(self.text, node.end):
            raise Unusual
        return node

    def flow(self, at: int, depth: int) -> Node:
        """The value at that place between braces or brackets, or in quotes."""
        if quoted := _QUOTED.match(self.text, at):
            return Node(at, quoted.end(), text=quoted[0][1:-1] or None)
        if not self.text.startswith(("[", "{"), at) or not depth:
            raise Unusual
        return self.parts(at, depth)

    def parts(self, start: int, depth: int) -> Node:
        """The mapping in braces, or the list in brackets, that begins there."""
        node = Node(start, start, is_flow=True, column=start - self.begin)
        node.kind, closing = ("mapping", "}") if self.text[start] == "{" else ("list", "]")
        at = start + 1
        while not self.text.startswith(closing, at):
            if node.children:
                if not self.text.startswith(", ", at):
                    raise Unusual
                at += len(", ")
            is_list = node.kind == "list"
            part = (
                Child(len(node.children), at, at, self.word(at, depth)) if is_list else self.pair(at, depth)
            )
            node.children.append(part)
            at = part.node.end
        if len({part.key for part in node.children}) < len(node.children):
            raise Unusual
        node.end = at + 1
        return node

    def pair(self, at: int, depth: int) -> Child:
        """The entry of a mapping in braces that stands there."""
        key = _KEY.match(self.text, at)
        if key is None or key[1] in NULLS or key.end() == key.end(1) + 1:
            raise Unusual
        return Child(key[1], at, key.end(1) + 1, self.word(key.end(), depth))

    def word(self, at: int, depth: int) -> Node:
        """The value at that place within braces or brackets."""
        words = _WORDS.match(self.text, at)
        return _scalar(at, words[0]) if words else self.flow(at, depth - 1)


def _scalar(at: int, text: str) -> Node:
    """A plain text and where it stands."""
    return Node(at, at + len(text), text=None if text in NULLS else text)
