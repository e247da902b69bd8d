"""Columns of cells turned into values: what was understood, and what was not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from funnel_cli.frozen import dataclass
from funnel_cli.message import Message

T = TypeVar("T")

BLANK = frozenset({"", "-", "--", "–", "—", "n/a", "null", "none"})
"""What a cell of a date or amount column holds when it holds nothing."""


@dataclass(frozen=True, slots=True)
class Converted(Generic[T]):
    """One value a row, `None` for a blank cell and for those whose fault is in `faults` by row number."""

    values: tuple[T | None, ...]
    faults: Mapping[int, Message]


def is_blank(cell: str) -> bool:
    """Whether a cell of a date or amount column holds nothing."""
    return cell.casefold() in BLANK


def converted(cells: Sequence[str], read: Callable[[str], T | Message]) -> Converted[T]:
    """Each cell as `read` understands it; it is asked once for each different text."""
    read_once = {cell: None if is_blank(cell) else read(cell) for cell in set(cells)}
    values: list[T | None] = []
    faults: dict[int, Message] = {}
    for row, cell in enumerate(cells):
        value = read_once[cell]
        if isinstance(value, Message):
            faults[row] = value
            values.append(None)
        else:
            values.append(value)
    return Converted(tuple(values), faults)
