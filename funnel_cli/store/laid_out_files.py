"""The files of a book in the layout of new ones: the same values, the same comments, nothing else changed.

Known keys stand in their order, comments with their lines, of which it is told first what belongs to what.
What stands in braces stays in braces, what stands in lines stays in lines, and a text is quoted as it was. A
text or braces over several lines keep them. Blank lines part what they parted, one where there were several.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from funnel_cli.records.nesting import Hint
from funnel_cli.store import layout
from funnel_cli.store.editor import MODELINE
from funnel_cli.store.journal import FilePair
from funnel_cli.store.key_order import hint_of, in_field_order, key_hints
from funnel_cli.store.patching.patch_json import json_tree, written_json
from funnel_cli.store.patching.spans import CannotPatch, spans
from funnel_cli.store.patching.yaml_spelling import QUOTES, Spelled, flow, root_lines, scalar
from funnel_cli.store.reading.folder import Folder
from funnel_cli.store.reading.json_text import json_value
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.source import as_source, format_of
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.reading.yaml_text import Child, Node
from funnel_cli.values.errors import DataRefused, FunnelError
from funnel_cli.values.message import N_

_BOM = "\ufeff"
_FOLDERS = (layout.OPPORTUNITIES, layout.CUSTOMERS, layout.LEADS, layout.REVIEWS)
_COMMENT = re.compile(r"(?m)(?:^|(?<=[ \t]))#[^\n]*")
_FLOW = re.compile(r"[][{},]")
_KEEPS = re.compile(r"[|>]\d?\+")


class CannotFormat(DataRefused):
    """The file could not be laid out anew without a change of what it says; it was left as it is."""

    sentence = N_("{path} is written in a way that cannot be laid out anew; it was left as it is.")
    code = "cannot_format"


def formatted(path: str, data: bytes) -> bytes:
    """The bytes of the file at `path`, relative to the root of a book, laid out anew.

    Line ends and a byte order mark stay. The values are those it had, and so are its comments: what
    comes out was read again. Raises `Unreadable`, or `CannotFormat` where that cannot be had.
    """
    kind, text = layout.kind_of(path), as_source(path, data).text
    anew = _json if format_of(path) == "json" else _yaml
    end = "\r\n" if "\r\n" in text else "\n"
    mark = _BOM if data.startswith(_BOM.encode()) else ""
    return (mark + anew(path, text.replace("\r\n", "\n"), kind).replace("\n", end)).encode()


def _yaml(path: str, text: str, kind: type | None) -> str:
    """A YAML text in the layout of new files, its comments where they belong."""
    try:
        page = _Page(text)
        new = _Page(_laid_out_yaml(page, kind))
    except CannotPatch as error:
        raise CannotFormat(path=path) from error
    if new.root.plain != page.root.plain or new.said() != page.said():
        raise CannotFormat(path=path)
    return new.text


def _json(path: str, text: str, kind: type | None) -> str:
    """A JSON text in the layout of new files, its numbers as they stand."""
    new = written_json(in_field_order(json_tree(text), kind))
    if json_value(new) != json_value(text):
        raise CannotFormat(path=path)
    return new


class NoLayout(DataRefused):
    """The file is none whose layout is known."""

    sentence = N_("{path} is no record and no list of the book; its layout is yours.")
    code = "cannot_format"


class FileUnreadable(DataRefused):
    """The file cannot be read, so nothing is done with it."""

    sentence = N_("{path} cannot be read; it was left as it is.")
    cure = N_("Mend the file; see: funnel validate")
    code = "unread"


def files_with_layout(root: Path) -> tuple[str, ...]:
    """Every record and list of the book by its path, in the order of folders and names."""
    folder = Folder(root)
    records = [f"{place}/{name}" for place in _FOLDERS for name in _listed(folder.names, place)]
    lists = [file for path in layout.LINES for file in _listed(folder.find, path)]
    return tuple(path for path in (*records, *lists) if path.endswith(layout.SUFFIXES))


def _listed(ask: Callable[[str], list[str]], path: str) -> list[str]:
    """What a folder answers, nothing if it cannot be listed: whoever reads the book is told of that."""
    try:
        return ask(path)
    except Unreadable:
        return []


def laid_out_anew(root: Path, paths: Iterable[str]) -> tuple[dict[str, FilePair], list[FunnelError]]:
    """The files whose layout changes, before and after it is that of new ones; why others are left."""
    pairs: dict[str, FilePair] = {}
    refusals: list[FunnelError] = []
    for path in paths:
        try:
            old, new = _pair(root, path)
            if old != new:
                pairs[path] = (old, new)
        except (NoLayout, FileUnreadable, CannotFormat) as refusal:
            refusals.append(refusal)
    return pairs, refusals


def _pair(root: Path, path: str) -> tuple[bytes, bytes]:
    """The bytes of a file, and those it would have."""
    if layout.kind_of(path) is None:
        raise NoLayout(path=path)
    try:
        old = read_bytes(root / path)
        return old, formatted(path, old)
    except Unreadable as refusal:
        raise FileUnreadable(path=path, details=[refusal.said]) from None


class _Page:
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
        """The lines of an entry as they stand, _moved so that it begins in column `margin`."""
        first, *rest = self.text[child.start : self.line_end(child.node.end)].split("\n")
        move = margin - (child.start - self.line_start(child.start))
        return [" " * margin + first, *(_moved(line, move) for line in rest)]

    def written(self, node: Node) -> str | None:
        """The text as it stands, to be quoted where it could not stand in braces."""
        source = self.source(node)
        if node.text is None or (source[:1] not in QUOTES and _FLOW.search(source)):
            return node.text
        return Spelled(node.text, source)

    def keeps(self, node: Node) -> bool:
        """Whether the value ends in a text that holds the blank lines below it too (`|+`)."""
        while node.children and node.is_block:
            node = node.children[-1].node
        return node.is_literal and _KEEPS.match(self.text, node.start) is not None

    def is_plain(self, node: Node) -> bool:
        """Whether a value that is no block stands on one line."""
        return not node.is_literal and "\n" not in self.source(node)


def _moved(line: str, by: int) -> str:
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


@dataclass(slots=True)
class _Block:
    """An entry: the lines above that belong to it, its own, and the comments set in below it."""

    key: str | int
    above: list[str]
    lines: list[str]
    below: list[str]
    keeps: bool

    @property
    def is_open(self) -> bool:
        """Whether it ends in a text that would take in blank lines below it."""
        return self.keeps and not self.below

    @property
    def whole(self) -> list[str]:
        """All its lines."""
        return [*self.above, *self.lines, *self.below]


def _laid_out_yaml(page: _Page, hint: Hint) -> str:
    """The text of the page in the layout of new files; `hint` is the type of what it holds."""
    root = page.root
    if not root.is_block:
        return page.text if root.is_empty or not page.is_plain(root) else _flow_text(page, hint)
    first, last = page.line_start(root.children[0].start), root.children[-1]
    blocks = _blocks(page, root, hint, page.lines(0, first), 0)
    after = page.text[page.line_end(last.node.end) + 1 :].split("\n")
    below = [*takewhile(lambda line: _is_set_in(line, root.column), after)]
    blocks[-1].below += below
    header, blocks[0].above = _parted(blocks[0].above)
    blocks = _in_order(blocks, hint)
    lines = _strung(header, blocks, is_open=not header)
    end = _spaced(after[len(below) :], 0)
    if not blocks[-1].is_open:
        return _text([*lines, *end])
    end = end[end[:1] == [""] :]
    return _text([*lines, *end]) if end else "\n".join([*lines, ""])


def _strung(lines: list[str], blocks: list[_Block], *, is_open: bool = False) -> list[str]:
    """The lines with those of the blocks below; no blank line goes to one that is open, or below another."""
    strung = [*lines]
    for block in blocks:
        is_after_space = is_open or bool(strung and not strung[-1])
        strung += block.whole[is_after_space and block.above[:1] == [""] :]
        is_open = block.is_open
    return strung


def _flow_text(page: _Page, hint: Hint) -> str:
    """A file in braces or brackets as one in lines."""
    tree = in_field_order(page.root.tree(page.written), hint)
    return _text(root_lines(tree)) if isinstance(tree, dict | list) else page.text


def _blocks(page: _Page, node: Node, hint: Hint, above: list[str], margin: int) -> list[_Block]:
    """The entries of a collection in lines, which begin in column `margin` from now on.

    What stands below the last one belongs to what the collection is in.
    """
    blocks: list[_Block] = []
    for child, following in zip(node.children, [*node.children[1:], None], strict=True):
        lines = _entry(page, child, hint_of(hint, child.key), margin)
        blocks.append(_Block(child.key, _spaced(above, margin), lines, [], page.keeps(child.node)))
        if following:
            gap = page.lines(page.line_end(child.node.end) + 1, page.line_start(following.start))
            below = [*takewhile(lambda line: _is_set_in(line, node.column), gap)]
            blocks[-1].below = [_moved(line, margin - node.column).rstrip() for line in below]
            above = gap[len(below) :]
    return blocks


def _in_order(blocks: list[_Block], hint: Hint) -> list[_Block]:
    """The entries of a mapping in the order of its known keys; those of a list as they are."""
    known = {key: place for place, key in enumerate(key_hints(hint))}
    return sorted(blocks, key=lambda block: known.get(str(block.key), len(known)))


def _entry(page: _Page, child: Child, hint: Hint, margin: int) -> list[str]:
    """The lines of one entry."""
    node, space = child.node, " " * margin
    head = "-" if isinstance(child.key, int) else f"{scalar(child.key)}:"
    if not node.is_block:
        if child.after is None or not page.is_plain(node):
            return page.verbatim(child, margin)
        value = flow(in_field_order(node.tree(page.written), hint)) if node.children else page.source(node)
        return [space + head + (value and f" {value}") + page.behind(node.end)]
    if child.after is None or (isinstance(child.key, int) and node.kind == "list"):
        return page.verbatim(child, margin)
    above = page.lines(page.line_end(child.after) + 1, page.line_start(node.children[0].start))
    inner = margin + (len("  ") if node.kind == "mapping" else 0)
    blocks = _in_order(_blocks(page, node, hint, above, inner), hint)
    lines = _strung([], blocks)
    if isinstance(child.key, str):
        return [space + head + page.behind(child.after), *lines]
    if blocks[0].above or page.has_comment_behind(child):
        return page.verbatim(child, margin)
    return [f"{space}{head} {lines[0].lstrip()}", *lines[1:]]


def _is_set_in(line: str, column: int) -> bool:
    text = line.lstrip(" \t")
    return text.startswith("#") and len(line) - len(text) > column


def _parted(lines: list[str]) -> tuple[list[str], list[str]]:
    """What stands above a file, and what above its first entry: a blank line parts them."""
    blank = max((place for place, line in enumerate(lines, 1) if not line), default=0)
    top = blank or int(bool(lines) and lines[0].startswith((MODELINE, "---")))
    return lines[:top] if any(lines[:top]) else [], lines[top:]


def _spaced(lines: list[str], margin: int) -> list[str]:
    """Comments and blank lines between entries, the comments in column `margin`, never two blanks."""
    texts = [line.strip() and " " * margin + line.strip() for line in lines]
    return [text for text, before in zip(texts, [None, *texts], strict=False) if text or before != ""]


def _text(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
