"""A YAML text with its comments: what stands where, and which lines belong to what."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.patching.spans import spans
from funnel_cli.store.patching.yaml_spelling import AsWritten
from funnel_cli.store.reading.nodes import Child, Node

_COMMENT = re.compile(r"(?m)(?:^|(?<=[ \t]))#[^\n]*")
_FLOW = re.compile(r"[][{},]")
_QUOTES = ("'", '"')


class Page:
    """A text whose lines end with LF, the tree in it, and where its comments are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = spans(text)
        self.comments = [*_comments(text, sorted(_words(self.root)))]

    def said(self) -> list[str]:
        """What the comments say, in no order."""
        return sorted(self.text[start : self.line_end(start)].rstrip() for start in self.comments)

    def line_start(self, at: int) -> int:
        """Where the line of that character begins."""
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Where the line of that character ends, its break not included."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def behind(self, at: int) -> str:
        """The comment on the same line, with the space before it; empty if there is none."""
        return self.text[at : self.line_end(at)].rstrip()

    def has_comment_behind(self, child: Child) -> bool:
        """Whether a comment stands on the line of the dash or colon of what stands below."""
        after = child.after or child.start
        return child.node.start > self.line_end(after) and bool(self.behind(after))

    def lines(self, start: int, end: int) -> list[str]:
        """The whole lines between the beginnings of two."""
        return self.text[start:end].split("\n")[:-1] if start < end else []

    def source(self, node: Node) -> str:
        """The value as it stands."""
        return self.text[node.start : node.end]

    def verbatim(self, child: Child, margin: int) -> list[str]:
        """The lines of an entry as they stand, moved so that it begins in column `margin`."""
        first, *rest = self.text[child.start : self.line_end(child.node.end)].split("\n")
        move = margin - (child.start - self.line_start(child.start))
        return [" " * margin + first, *(moved(line, move) for line in rest)]

    def written(self, node: Node) -> Plain:
        """The value with its texts as they stand, quoted where they could not stand in braces."""
        if node.kind == "mapping":
            return {str(child.key): self.written(child.node) for child in node.children}
        if node.kind == "list":
            return [self.written(child.node) for child in node.children]
        source = self.source(node)
        return AsWritten(source) if source[:1] in _QUOTES or not _FLOW.search(source) else node.text

    def is_plain(self, node: Node) -> bool:
        """Whether a value that is no block stands on one line."""
        return not node.is_literal and "\n" not in self.source(node)


def moved(line: str, by: int) -> str:
    """The line further in, or further out as far as there is room."""
    if by >= 0:
        return " " * by + line if line.strip() else line
    room = len(line) - len(line.lstrip(" "))
    return line[min(room, -by) :]


def _words(node: Node) -> Iterator[tuple[int, int]]:
    """Where keys and values stand, in which a `#` is no comment."""
    if node.kind == "scalar":
        yield node.start, node.end
    for child in node.children:
        if child.after is not None and isinstance(child.key, str):
            yield child.start, child.after
        yield from _words(child.node)


def _comments(text: str, words: list[tuple[int, int]]) -> Iterator[int]:
    """Where each comment begins."""
    starts = [start for start, _ in words]
    at = 0
    while found := _COMMENT.search(text, at):
        word = bisect_right(starts, found.start()) - 1
        if word >= 0 and found.start() < words[word][1]:
            at = words[word][1]
        else:
            yield found.start()
            at = found.end()
