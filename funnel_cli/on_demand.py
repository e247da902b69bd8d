"""A mapping whose values are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from functools import cached_property
from typing import TypeVar

V = TypeVar("V")


class OnDemand(Mapping[str, V]):
    """Values by their keys, each made once; who asks for one does not pay for the others.

    `make` gives the value of a key, `None` or `KeyError` where it has none; `keys` names at least those
    that have one, in order. To a reader it is a dictionary.
    """

    def __init__(self, keys: Iterable[str], make: Callable[[str], V | None]) -> None:
        self._keys = keys
        self._make = make
        self._made: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        """The value of the key; raises `KeyError`."""
        value = self._made.get(key)
        if value is None:
            value = self._make(key)
            if value is None:
                raise KeyError(key)
            self._made[key] = value
        return value

    @cached_property
    def _whole(self) -> dict[str, V]:
        """Everything, in order; from here on there is nothing left to make, nor to make it of."""
        made, make = self._made, self._make
        pairs = ((key, made.get(key) or make(key)) for key in self._keys)
        self._made = {key: value for key, value in pairs if value is not None}
        self._make = _nothing
        return self._made

    def __iter__(self) -> Iterator[str]:
        """The keys that have a value, in order."""
        return iter(self._whole)

    def __len__(self) -> int:
        """How many values there are."""
        return len(self._whole)

    def keys(self) -> KeysView[str]:
        """The keys that have a value."""
        return self._whole.keys()

    def values(self) -> ValuesView[V]:
        """Every value."""
        return self._whole.values()

    def items(self) -> ItemsView[str, V]:
        """Every key with its value."""
        return self._whole.items()

    def __repr__(self) -> str:
        """As a dictionary is shown."""
        return repr(self._whole)


def _nothing(key: str) -> None:
    """What is made of a key when all that can be made is there."""
