"""What a file says beyond its record, under keys of the user's own: it goes where the fact goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from funnel_cli.store.patching.edits import Bare, Plain, found
from funnel_cli.values.typed import normal

ONE_FACT = {"next_step": "action", "probability": "value", "paused": "since"}
"""The mappings that are one fact, and the key by which it is another one."""


def with_own(tree: Plain, other: Plain, known: Collection[str]) -> Plain:
    """The tree with the keys of the other that are not `known`, at any level, and spelled as the other is.

    Of lists those items are one that have one name, or say the same but for such keys.
    """
    if isinstance(tree, dict) and isinstance(other, dict):
        own = {key: value for key, value in other.items() if key not in known and key not in tree}
        inner = {key: () if key.startswith("x-") else known for key in tree}
        return {key: with_own(value, other.get(key), inner[key]) for key, value in tree.items()} | own
    if isinstance(tree, list) and known:
        others = other if isinstance(other, list) else [other]
        return [with_own(item, _same(item, others, known), known) for item in tree]
    return other if tree == other else tree


def own_clashes(tree: Plain, other: Plain, known: Collection[str], at: str = "") -> Iterator[str]:
    """Where the tree of `with_own` lacks what the other says under keys that are not `known`, dotted."""
    if isinstance(tree, dict) and isinstance(other, dict):
        for key, said in other.items():
            there = tree.get(key)
            if key in known or (isinstance(there, dict) and isinstance(said, dict)):
                yield from own_clashes(there, said, known if key in known else (), f"{at}{key}.")
            elif said != there and not (isinstance(there, list) and _all_in(said, there)):
                yield f"{at}{key}"
    elif isinstance(tree, list):
        for item in tree:
            name = item.get("name") if isinstance(item, dict) else None
            same = _same(item, other if isinstance(other, list) else [other], known)
            yield from own_clashes(item, same, known, f"{at}{name}." if name else at)


def _all_in(said: Plain, there: list[Plain]) -> bool:
    return all(each in there for each in (said if isinstance(said, list) else [said]))


def _same(item: Plain, others: Iterable[Plain], known: Collection[str]) -> Plain:
    return next((other for other in others if _is_same(item, other, known)), None)


def _is_same(one: Plain, other: Plain, known: Collection[str]) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return one == other
    name, same = one.get("name"), other.get("name")
    if isinstance(name, str) and isinstance(same, str):
        return normal(name) == normal(same)
    return all(one.get(key) == other.get(key) for key in one.keys() | other.keys() if key in known)


def told_again(
    told: dict[str, Plain], meant: dict[str, Plain], there: Plain, known: Collection[str]
) -> tuple[dict[str, Plain], dict[str, Plain]]:
    """What is told and meant, where this says elsewhere what a key said, with all that is `there` behind it.

    So an outcome that is taken back keeps its own keys in the history, and a promise in the earlier review.
    """
    for key, value in told.items():
        own = there.get(key) if isinstance(there, dict) else None
        if _is_gone(key, value, meant) and _has_own(own, known):
            rest = {name: item for name, item in meant.items() if name != key}
            again = _with_last(rest, value, own)
            if again is not rest and key in ONE_FACT and key in meant:
                told, meant = {**told, key: own}, {**again, key: meant[key]}
            elif again is not rest:
                meant = again | ({key: with_own(meant[key], own, known)} if key in meant else {})
    return told, meant


def _is_gone(key: str, value: Plain, meant: dict[str, Plain]) -> bool:
    """Whether what a key says is no more what is told of it: it is unset, another list or another fact."""
    if key not in meant or isinstance(value, list):
        return value != meant.get(key)
    one, other = (each.mapping if isinstance(each, Bare) else each for each in (value, meant[key]))
    mark = ONE_FACT.get(key)
    return mark is not None and found(one, (mark,)) != found(other, (mark,))


def _with_last(tree: dict[str, Plain], value: Plain, new: Plain) -> dict[str, Plain]:
    """The mapping, and in it the new value where the old one stands last."""
    for key in reversed(tree):
        after = _replaced(tree[key], value, new)
        if after is not tree[key]:
            return {**tree, key: after}
    return tree


def _replaced(tree: Plain, value: Plain, new: Plain) -> Plain:
    if tree == value:
        return new
    if isinstance(tree, dict):
        return _with_last(tree, value, new)
    if isinstance(tree, list):
        for index in reversed(range(len(tree))):
            after = _replaced(tree[index], value, new)
            if after is not tree[index]:
                return [*tree[:index], after, *tree[index + 1 :]]
    return tree


def _has_own(value: Plain, known: Collection[str]) -> bool:
    if isinstance(value, dict):
        return any(key not in known or _has_own(item, known) for key, item in value.items())
    return isinstance(value, list) and any(_has_own(item, known) for item in value)
