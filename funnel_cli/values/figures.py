"""How a figure is made: by which formula, of which records, and where these say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from funnel_cli.values.message import Term, Text

FigurePath = tuple[str | int, ...]
"""The keys and places that lead to a value in a file: `("history", 2, "stage")`."""


class Part(NamedTuple):
    """What one record adds to a figure: its id, the value, and where the record says so."""

    id: str
    adds: Any
    file: str
    way: FigurePath = ()


class Figure(NamedTuple):
    """A figure of a report: what it is, how it is made, of what, and of which period or stage.

    Where the figure is a sum, the values of `parts` add up to `value`.
    """

    name: Term
    value: Any
    formula: Text
    parts: tuple[Part, ...] = ()
    of: Any = None


class Head(dict[str, Any]):
    """Single values by their keys, of which some come as figures; these and those `besides` tell of them."""

    def __init__(self, *besides: Figure, **entries: Any) -> None:
        pairs = entries.items()
        super().__init__((key, each.value if isinstance(each, Figure) else each) for key, each in pairs)
        self.figures = tuple(each for each in entries.values() if isinstance(each, Figure))
        self.besides = besides


class Explained(Protocol):
    """A column that tells how the cell of a subject is made, if there is anything to tell."""

    @property
    def figure(self) -> Callable[[Any], Figure | None]:
        """From a subject to how its cell is made."""


def figures_from(
    subjects: Iterable[Any], *columns: Explained, whose: Callable[[Any], Any] = lambda _: None
) -> Iterator[Figure]:
    """How what these columns say of each subject is made; `whose` tells of which it is."""
    for each in subjects:
        yield from (found._replace(of=whose(each)) for column in columns if (found := column.figure(each)))
