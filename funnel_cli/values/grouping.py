"""Things under what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K")


def grouped_by(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """The things under the key of each, in the order in which a key is met first."""
    found: dict[K, list[T]] = {}
    for each in things:
        found.setdefault(key(each), []).append(each)
    return found
