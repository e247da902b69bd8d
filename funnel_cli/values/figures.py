"""How a figure is made: by which formula, of which records, and where these say so."""

from __future__ import annotations

from typing import Any, NamedTuple

from funnel_cli.values.errors import KeyPath
from funnel_cli.values.message import Term, Text


class Part(NamedTuple):
    """What one record adds to a figure: its id, the value, and where the record says so."""

    id: str
    adds: Any
    file: str
    way: KeyPath = ()


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
