"""The difference between two plain trees, as the fewest changes that a text needs.

A record's text and a record's new values meet here: what is equal in both is not named, so the
patchers never touch it, however it is spelled.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple, Self

from funnel_cli.values.errors import KeyPath

Plain = str | None | list["Plain"] | dict[str, "Plain"]
"""What a file holds once its syntax is gone: texts, `None` for unset, lists and mappings."""


class Bare(str):
    """A text that stands for a mapping which says nothing but it, under `key`."""

    __slots__ = ("key",)
    key: str

    def __new__(cls, text: str, key: str) -> Self:
        """The text that stands for `{key: text}`."""
        bare = super().__new__(cls, text)
        bare.key = key
        return bare

    @property
    def mapping(self) -> Plain:
        """The mapping it stands for."""
        return {self.key: str(self)}


class Put(NamedTuple):
    """The value at `path` becomes `value`; a key that is not there is added."""

    path: KeyPath
    value: Plain


class Drop(NamedTuple):
    """The key or the item at `path` goes."""

    path: KeyPath


@dataclass(frozen=True, slots=True)
class Insert:
    """The list at `path` gains `value` before its item `index`, or at its end if there is none."""

    path: KeyPath
    index: int
    value: Plain


@dataclass(frozen=True, slots=True)
class Wrap:
    """What stands at `path` becomes all that a list holds there, or what a mapping there has under `key`."""

    path: KeyPath
    key: str | None = None

    def around(self, value: Plain) -> Plain:
        """The list or mapping with the value in it; the value itself if it is one."""
        if self.key is None:
            return _listed(value)
        return value if isinstance(value, dict) else {self.key: value}


TextEdit = Put | Drop | Insert | Wrap
"""One change of a plain tree; in a sequence each one is meant for the tree the former ones left."""


def edits(before: Plain, after: Plain, path: KeyPath = (), there: Plain = None) -> tuple[TextEdit, ...]:
    """The changes that turn `before`, which stands at `path`, into `after`; key order is no difference.

    What stands at the root may be a part of a file, and is never put whole. `there` is what the file has, if
    that may be more than `before` or stand in another shape, which it keeps even where `after` is shorter.
    """
    return tuple(_edits(path, before, after, before if there is None else there))


def applied(tree: Plain, changes: Iterable[TextEdit]) -> Plain:
    """The tree after the changes; the one given stays as it is. `KeyError` where a path leads nowhere."""
    for change in changes:
        tree = _applied(tree, grounded(tree, change))
    return tree


def grounded(tree: Plain, change: TextEdit) -> TextEdit:
    """The same change, with what a file can hold for what it wants.

    An empty text is unset; a mapping or list that is missing, unset or empty is put whole.
    """
    if isinstance(change, Drop | Wrap):
        return change
    path, value = change.path, storable(change.value)
    if isinstance(change, Insert):
        if found(tree, path):
            return Insert(path, change.index, value)
        value = [value]
    while len(path) > 1 and isinstance(key := path[-1], str) and not found(tree, path[:-1]):
        path, value = path[:-1], {key: value}
    return Put(path, value)


def found(tree: Plain, path: KeyPath) -> Plain:
    """What stands at the path, `None` if it leads nowhere."""
    for step in path:
        if isinstance(tree, dict) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def storable(value: Plain) -> Plain:
    """The value as a file gives it back: an empty text is unset."""
    return respelled(value, lambda text: text or None)


def respelled(value: Plain, spell: Callable[[str | None], str | None]) -> Plain:
    """The value, each text in it as `spell` has it."""
    if isinstance(value, dict):
        return {key: respelled(item, spell) for key, item in value.items()}
    return [respelled(item, spell) for item in value] if isinstance(value, list) else spell(value)


def _edits(path: KeyPath, before: Plain, after: Plain, there: Plain) -> Iterator[TextEdit]:
    if before == after:
        return
    if path and before and after and there and (wrap := _longer(path, before, after, there)):
        before, after, short, there = *map(wrap.around, (before, after)), there, wrap.around(there)
        if there is not short:
            yield wrap
    if isinstance(before, dict) and isinstance(after, dict) and ((before and after) or not path):
        yield from _edits_in_mapping(path, before, after, there if isinstance(there, dict) else before)
    elif (
        isinstance(before, list) and isinstance(after, list) and isinstance(there, list) and before and after
    ):
        yield from _edits_in_list(path, before, after, there if len(there) == len(before) else before)
    else:
        yield Put(path, after)


def _longer(path: KeyPath, before: Plain, after: Plain, there: Plain) -> Wrap | None:
    """What gives the three the longest of their shapes, where they have several and something stays."""
    if there is before and isinstance(before, list):
        return None
    shapes = {type(each) for each in (before, after, there)}
    if list in shapes and len(shapes) > 1:
        wrap = Wrap(path)
        return wrap if _same(_listed(before), _listed(after)) else None
    key = next((each.key for each in (before, after) if isinstance(each, Bare)), None)
    return Wrap(path, key) if key and dict in shapes else None


def _listed(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else [value]


def _edits_in_mapping(
    path: KeyPath, before: dict[str, Plain], after: dict[str, Plain], there: dict[str, Plain]
) -> Iterator[TextEdit]:
    for key, value in after.items():
        if key in before:
            yield from _edits((*path, key), before[key], value, there.get(key))
        else:
            yield Put((*path, key), value)
    yield from (Drop((*path, key)) for key in before if key not in after)


def _edits_in_list(
    path: KeyPath, before: list[Plain], after: list[Plain], there: list[Plain]
) -> Iterator[TextEdit]:
    """Items gained or lost where that is all; else what differs between items that stay, from the end on."""
    if (gained := _extra(before, after)) is not None:
        yield from (Insert(path, index, after[index]) for index in gained)
    elif (lost := _extra(after, before)) is not None:
        yield from (Drop((*path, index)) for index in reversed(lost))
    else:
        for start, end, new in reversed(_differing(before, after)):
            same = _same(before[start:end], new)
            for old, n in same.items():
                yield from _edits((*path, start + old), before[start + old], new[n], there[start + old])
            gone = (old for old in reversed(range(end - start)) if old not in same)
            yield from (Drop((*path, start + old)) for old in gone)
            yield from (Insert(path, start + n, new[n]) for n in range(len(new)) if n not in same.values())


def _same(before: list[Plain], after: list[Plain]) -> dict[int, int]:
    """For each item of `before` that became another one, its place in `after`; both in order.

    What shares nothing is another fact: comments and keys of the user's own must not come to speak of it.
    """
    if len(before) == len(after) and all(map(_shared, before, after)):
        return dict(enumerate(range(len(after))))
    same: dict[int, int] = {}
    start = 0
    for old, item in enumerate(before):
        like = max(range(start, len(after)), key=lambda n: _shared(item, after[n]), default=start)
        if like < len(after) and _shared(item, after[like]):
            same[old], start = like, like + 1
    return same


def _shared(one: Plain, other: Plain) -> int:
    """How much two items share: of two mappings their equal entries; a text may become whatever it likes."""
    one, other = (each.mapping if isinstance(each, Bare) else each for each in (one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(key in other and other[key] == value for key, value in one.items())
    return 1


def _differing(before: list[Plain], after: list[Plain]) -> list[tuple[int, int, list[Plain]]]:
    matcher = SequenceMatcher(None, [*map(hashed, before)], [*map(hashed, after)], autojunk=False)
    return [
        (start, end, after[new_start:new_end])
        for kind, start, end, new_start, new_end in matcher.get_opcodes()
        if kind != "equal"
    ]


def hashed(value: Plain) -> Hashable:
    """The value as a key: equal values have equal ones, whatever the order of their keys."""
    if isinstance(value, dict):
        return frozenset((key, hashed(item)) for key, item in value.items())
    return tuple(map(hashed, value)) if isinstance(value, list) else value


def _extra(part: list[Plain], whole: list[Plain]) -> list[int] | None:
    """Where in `whole` the items stand that `part` lacks; `None` if it has others or another order."""
    extra, matched = [], 0
    for index, item in enumerate(whole):
        if matched < len(part) and item == part[matched]:
            matched += 1
        else:
            extra.append(index)
    return extra if matched == len(part) else None


def _applied(tree: Plain, change: TextEdit) -> Plain:
    if isinstance(change, Insert):
        return _changed(tree, change.path, lambda node: _with_item(node, change.index, change.value))
    if isinstance(change, Wrap):
        return _changed(tree, change.path, change.around)
    if not change.path:
        if isinstance(change, Drop):
            raise KeyError(change.path)
        return change.value
    *way, last = change.path
    if isinstance(change, Drop):
        return _changed(tree, tuple(way), lambda node: _without(node, last))
    return _changed(tree, tuple(way), lambda node: _with(node, last, change.value))


def _changed(tree: Plain, path: KeyPath, change: Callable[[Plain], Plain]) -> Plain:
    """A copy of the tree in which the node at `path` went through `change`."""
    if not path:
        return change(tree)
    step, *rest = path
    if isinstance(tree, dict) and isinstance(step, str):
        return {**tree, step: _changed(tree[step], tuple(rest), change)}
    if isinstance(tree, list) and isinstance(step, int) and step < len(tree):
        return [*tree[:step], _changed(tree[step], tuple(rest), change), *tree[step + 1 :]]
    raise KeyError(path)


def _with(node: Plain, step: str | int, value: Plain) -> Plain:
    if isinstance(node, dict) and isinstance(step, str):
        return {**node, step: value}
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return [*node[:step], value, *node[step + 1 :]]
    raise KeyError(step)


def _without(node: Plain, step: str | int) -> Plain:
    if isinstance(node, dict) and step in node:
        return {key: value for key, value in node.items() if key != step}
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return [*node[:step], *node[step + 1 :]]
    raise KeyError(step)


def _with_item(node: Plain, index: int, value: Plain) -> Plain:
    if isinstance(node, list):
        return [*node[:index], value, *node[index:]]
    raise KeyError(index)
