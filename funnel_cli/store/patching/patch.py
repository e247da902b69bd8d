"""Change values in a YAML text and leave every other byte alone.

Each change becomes a few splices at the places `spans` found; what comes out is read again and
compared with what was meant before anybody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from funnel_cli.store.patching.edits import (
    Drop,
    Insert,
    Plain,
    Put,
    TextEdit,
    Wrap,
    applied,
    edits,
    found,
    grounded,
)
from funnel_cli.store.patching.spans import CannotPatch, demand_size, reads_as, spans
from funnel_cli.store.patching.spelled import as_spelled
from funnel_cli.store.patching.yaml_spelling import (
    entry,
    entry_lines,
    flow,
    has_lines,
    item_lines,
    laid_out,
    root_lines,
    scalar,
)
from funnel_cli.store.reading.yaml_text import BREAKS, Child, Node
from funnel_cli.values.errors import KeyPath

_BOM = "\ufeff"
_BREAK = re.compile(f"\r\n|[{BREAKS}]")
_LINE_FEED = re.compile("\r?\n")
"""Breaks of lines that hardly stand within a text in quotes."""

_BLANKS = re.compile(rf"[ \t{BREAKS}]*")
_COMMA = re.compile(rf"[ \t{BREAKS}]*,")
_HEADER_COMMENT = re.compile(rf"[|>][-+0-9]*([ \t]+#[^{BREAKS}]*)")


class Splice(NamedTuple):
    """`text[start:end]` becomes `new`."""

    start: int
    end: int
    new: str


def patched(text: str, changes: Iterable[TextEdit], order: Sequence[str] = ()) -> str:
    """The text with exactly these changes; new top-level keys stand where `order` has them.

    `CannotPatch` if the text is no plain YAML document, if a change names what it does not have, or
    if what comes out would not read as meant.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    changes = tuple(changes)
    before = spans(text[len(bom) :])
    try:
        meant = applied(before.plain, changes)
    except KeyError as error:
        raise CannotPatch from error
    after = _with_changes(text[len(bom) :], before, _steps(before.plain, changes), order)
    demand_size(bom + after)
    if not reads_as(after, "yaml", meant):
        raise CannotPatch
    return bom + after


def _with_changes(text: str, root: Node, steps: Iterable[TextEdit], order: Sequence[str]) -> str:
    """The text after the steps, read again only where one needs what another left."""
    splices: list[Splice] = []
    touched: set[str | int] = set()
    for step in steps:
        more = None if _depends(root, touched, step) else _splices(text, root, step, order)
        if more is None or any(a.start <= b.end and b.start <= a.end for a in more for b in splices):
            text = _spliced(text, splices)
            root, splices, touched = spans(text), [], set()
            more = _splices(text, root, step, order)
        splices += more
        touched.update(step.path[:1])
    return _spliced(text, splices)


def _steps(tree: Plain, changes: Iterable[TextEdit]) -> Iterator[TextEdit]:
    """The changes, each as small as what stands there allows."""
    for change in changes:
        for step in _reduced(tree, grounded(tree, change)):
            yield step
            tree = applied(tree, (step,))


def _reduced(tree: Plain, change: TextEdit) -> Sequence[TextEdit]:
    """A value put on another one as their difference; the drop of the only entry as `{}` or `[]`."""
    parent = found(tree, change.path[:-1])
    if isinstance(change, Drop) and isinstance(parent, dict | list) and len(parent) == 1:
        return [Put(change.path[:-1], type(parent)())]
    is_new = change.path and isinstance(parent, dict) and change.path[-1] not in parent
    if isinstance(change, Put) and not is_new:
        return edits(found(tree, change.path), change.value, change.path)
    return [change]


def _depends(root: Node, touched: set[str | int], change: TextEdit) -> bool:
    """Whether earlier changes may have moved what this one names."""
    return bool(touched) and (root.kind != "mapping" or not change.path or change.path[0] in touched)


def _spliced(text: str, splices: list[Splice]) -> str:
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _splices(text: str, root: Node, change: TextEdit, order: Sequence[str]) -> list[Splice]:
    if isinstance(change, Insert | Wrap):
        there = root.at(change.path)
        return (
            _wrapped(text, there, change)
            if isinstance(change, Wrap)
            else [_inserted(text, there, change.index, change.value)]
        )
    if not change.path:
        return [_first_lines(text, root, change, order)]
    parent, key = root.at(change.path[:-1]), change.path[-1]
    if isinstance(change, Drop):
        return [_dropped(text, parent, parent.index(key))]
    is_house = parent is root and not root.is_flow
    if child := parent.child(key):
        inline, below = laid_out(str(key), change.value) if is_house else (flow(change.value), [])
        return _replaced(text, child, inline, _indented(below, parent.column))
    before = _predecessor(parent, str(key), order if parent is root else ())
    if parent.is_flow:
        return [_next_in_flow(before, entry(str(key), change.value))]
    lines = entry_lines(str(key), change.value) if is_house else [entry(str(key), change.value)]
    return [_below(text, before.node.end, _indented(lines, parent.column))]


def _first_lines(text: str, root: Node, change: TextEdit, order: Sequence[str]) -> Splice:
    """What a text holds that held nothing, or comments only."""
    if root.plain or not isinstance(change, Put) or not isinstance(change.value, dict | list):
        raise CannotPatch
    new_line = _break_before(text, len(text))
    opening = new_line if text[: root.start] and text[root.start - 1] not in BREAKS else ""
    closing = new_line if root.is_empty else ""
    lines = opening + new_line.join(root_lines(change.value, order)) + closing
    return Splice(root.start, root.end, lines)


def _predecessor(parent: Node, key: str, order: Sequence[str]) -> Child:
    if not parent.children:
        raise CannotPatch
    before = order[: order.index(key)] if key in order else ()
    present = (child for name in reversed(before) if (child := parent.child(name)))
    return next(present, parent.children[-1])


def _replaced(text: str, child: Child, inline: str, below: list[str]) -> list[Splice]:
    """Another value in an entry: `inline` behind its colon or dash, `below` in lines of its own."""
    node = child.node
    if child.after is None:
        return [Splice(node.end, node.end, f": {inline}")]
    if below:
        return [_value(text, node, child.after, ""), _below(text, node.end, below)]
    return [_value(text, node, child.after, inline)]


def _wrapped(text: str, node: Node, wrap: Wrap) -> list[Splice]:
    if node.is_block:
        return [Splice(node.start, node.end, f"- {_further_in(text[node.start : node.end])}")]
    if node.is_flow:
        return [Splice(node.start, node.start, "["), Splice(node.end, node.end, "]")]
    return [_value(text, node, node.start, flow(wrap.around(as_spelled(text, node))))]


def _further_in(lines: str, columns: int = 2) -> str:
    """Lines but the first so many columns further in."""
    return re.sub(rf"(\r\n|[{BREAKS}])(?=[^{BREAKS}])", rf"\1{' ' * columns}", lines)


def _value(text: str, node: Node, after: int, new: str) -> Splice:
    """`new` instead of the value behind a colon or dash; a comment on the first line stays."""
    first_line = _line_end(text, after)
    start = after if node.is_empty or not new else node.start
    if node.is_block and first_line < node.start:
        return Splice(after, _line_end(text, node.end), (new and f" {new}") + text[after:first_line])
    header = _HEADER_COMMENT.match(text, node.start, node.end) if node.is_literal else None
    space = " " if new and node.is_empty else ""
    return Splice(start, node.end, space + new + (header[1] if header else ""))


def _next_in_flow(before: Child, new: str) -> Splice:
    return Splice(before.node.end, before.node.end, f", {new}")


def _inserted(text: str, parent: Node, index: int, value: Plain) -> Splice:
    """A new item, in the style of the ones that are there."""
    items = parent.children
    if parent.is_flow:
        if index >= len(items):
            return _next_in_flow(items[-1], flow(value))
        return Splice(items[index].start, items[index].start, f"{flow(value)}, ")
    lines = _item_lines(text, [*reversed(items[:index]), *items[index:]], value)
    if index > 0:
        return _below(text, items[:index][-1].node.end, _indented(lines, parent.column))
    start = items[0].start
    new_line = _break_before(text, start) + " " * parent.column
    return Splice(start, start, "".join(line + new_line for line in lines))


def _item_lines(text: str, nearest: list[Child], value: Plain) -> list[str]:
    """An item in block style if the nearest mapping in the list is, or it has lines, else on one line."""
    like = next((item for item in nearest if item.node.kind == "mapping" and not _has_lines(item)), None)
    is_block = like is not None and not like.node.is_flow
    if not isinstance(value, dict) or not value or not (is_block or has_lines(value)):
        return [f"- {flow(value)}"]
    gap = text[like.start + 1 : like.node.start] if like and is_block else " "
    return item_lines(value, " " if gap.strip(" ") else gap)


def _has_lines(item: Child) -> bool:
    """Whether a text of several lines is why the item stands in block style."""
    return any(child.node.is_literal for child in item.node.children)


def _dropped(text: str, parent: Node, index: int) -> Splice:
    """An entry gone, one of several: with its lines, or with its comma."""
    child = parent.children[index]
    if not parent.is_flow:
        return _without_lines(text, child.start, child.node.end)
    if index + 1 < len(parent.children):
        return Splice(child.start, _flow_next(text, child.node.end, parent.children[index + 1].start), "")
    start, end = parent.children[index - 1].node.end, child.node.end
    if "#" not in text[start : child.start]:
        return Splice(start, end, "")
    if comma := _COMMA.match(text, end):
        end = comma.end()
    if _line_end(text, end) < parent.end:
        return _without_lines(text, child.start, end)
    return Splice(child.start, end, "")


def _flow_next(text: str, end: int, following: int) -> int:
    """Where what belongs to the next entry of a flow collection begins, comments above it included."""
    line_end = _line_end(text, end)
    if line_end < following and "," in text[end:line_end].partition("#")[0]:
        return _skip_blanks(text, line_end)
    return following


def _without_lines(text: str, start: int, end: int) -> Splice:
    """The lines from `start` to `end` gone, and comments set below them; after a dash, the next moves up."""
    line_start, line_end = max(text.rfind(sign, 0, start) for sign in BREAKS) + 1, _line_end(text, end)
    if text[line_start:start].strip(" "):
        return Splice(start, _skip_blanks(text, line_end), "")
    deeper = f"(?:[ \\t{BREAKS}]*[{BREAKS}] {{{start - line_start + 1},}}#[^{BREAKS}]*)*"
    if comments := re.compile(deeper).match(text, line_end):
        line_end = comments.end()
    following = _BREAK.match(text, line_end)
    return Splice(line_start, following.end() if following else line_end, "")


def _below(text: str, at: int, lines: list[str]) -> Splice:
    end = _line_end(text, at)
    new_line = _break_near(text, at)
    return Splice(end, end, "".join(new_line + line for line in lines))


def _indented(lines: Iterable[str], column: int) -> list[str]:
    return [line and " " * column + line for line in lines]


def _line_end(text: str, at: int) -> int:
    match = _BREAK.search(text, at)
    return match.start() if match else len(text)


def _skip_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _break_near(text: str, at: int) -> str:
    """The line break that ends the line of `at`, behind which no text is, on the last line the one before."""
    match = _BREAK.search(text, at)
    return match.group() if match else _break_before(text, at)


def _break_before(text: str, at: int) -> str:
    breaks: list[str] = _LINE_FEED.findall(text[:at]) or _BREAK.findall(text[:at])
    return breaks[-1] if breaks else "\n"


def with_keys_below(text: str, keys: Sequence[str], parent: str) -> str:
    """The text with these of its keys as those of a new one, `parent`: with all they hold, and comments.

    `CannotPatch` if the text is no plain YAML document.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    root = spans(text)
    if root.is_flow:
        value = {key: found(root.plain, (key,)) for key in keys}
        return bom + patched(text, [*(Drop((key,)) for key in keys), Put((parent,), value)])
    cuts, lines = _cut(text, root, keys)
    new_line = _break_before(text, len(text))
    cuts[-1] = cuts[-1]._replace(new=f"{' ' * root.column}{parent}:{new_line}  {_further_in(lines)}")
    return bom + _spliced(text, cuts)


def with_keys_in_item(text: str, keys: Sequence[str], parent: str, first: str) -> str:
    """The text with these of its keys in a last item of the list `parent`, behind the line `first`.

    They keep all they hold, and comments. The text stays as it is where that list, or all of it, stands in
    brackets. `CannotPatch` if it is no plain YAML document.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    root = spans(text)
    items = root.child(parent)
    if root.is_flow or root.column or (items and not items.node.is_block):
        return bom + text
    cuts, lines = _cut(text, root, keys)
    new_line = _break_before(text, len(text))
    item = _further_in(f"- {first}{new_line}{lines}")
    if items:
        column, end = items.node.column, _line_end(text, items.node.end)
        below = new_line + " " * column + _further_in(item.removesuffix(new_line), column)
        cuts.append(Splice(end, end, below))
    else:
        cuts[-1] = cuts[-1]._replace(new=f"{parent}:{new_line}{item}")
    return bom + _spliced(text, cuts)


def _cut(text: str, root: Node, keys: Sequence[str]) -> tuple[list[Splice], str]:
    """What takes these keys out of the text, and the lines that it takes out."""
    cuts = [_without_lines(text, each.start, each.node.end) for each in root.children if each.key in keys]
    new_line = _break_before(text, len(text))
    parts = (text[cut.start : cut.end] for cut in cuts)
    return cuts, "".join(part if part[-1] in BREAKS else part + new_line for part in parts)


def with_keys_renamed(text: str, path: KeyPath, names: Mapping[str, str]) -> str:
    """The text with these keys of the mapping at `path` called by their new names.

    Nothing changes where there is no such mapping or key; whoever asks sees to it that no key comes to
    stand twice. `CannotPatch` if the text is no plain YAML document.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    try:
        node = spans(text).at(path)
    except KeyError:
        return bom + text
    for child in reversed(node.children):
        new = names.get(str(child.key))
        if new is not None and child.after is not None:
            text = f"{text[: child.start]}{scalar(new)}:{text[child.after :]}"
    return bom + text
