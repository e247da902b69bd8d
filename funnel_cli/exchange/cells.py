"""Columns of cells turned into values: what was understood, what was not, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from funnel_cli.values.message import Message, message

T = TypeVar("T")

_BLANK = frozenset(
    {"", "-", "--", "–", "—", "n/a", "#n/a", "n.a.", "na", "nan", "null", "none", "无", "暂无"}
)
"""What a cell of a date or amount column holds when it holds nothing."""

_UNDECIDED = frozenset(
    [
        *("?", "??", "tbd", "tba", "tbc", "to be defined", "to be confirmed", "open", "pending", "unknown"),
        *("undecided", "on request", "offen", "unbekannt", "unklar", "k.a.", "k. a.", "auf anfrage"),
        *("inconnu", "à définir", "sur demande", "desconocido", "por definir", "a consultar"),
        *("待定", "未定", "待确认", "未知", "不详", "不确定", "面议"),
    ]
)
"""What it holds when that is not known yet, in lower case."""


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A value of which something is to be said: a remark, or that it is doubtful and for a person to see."""

    value: T
    remark: Message
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Converted(Generic[T]):
    """One value a row, `None` for a blank cell and for those whose fault is in `faults` by row number.

    `remarks` and `doubts` are what is to be said of values, by row number.
    """

    values: tuple[T | None, ...]
    faults: Mapping[int, Message]
    remarks: Mapping[int, Message] = field(default_factory=dict)
    doubts: Mapping[int, Message] = field(default_factory=dict)


def is_blank(cell: str) -> bool:
    """Whether a cell of a date or amount column holds nothing."""
    return cell.casefold() in _BLANK


def cells_read(cells: Sequence[str], read: Callable[[str], T | Said[T] | Message]) -> Converted[T]:
    """Each cell as `read` understands it; it is asked once for each different text."""

    def understood(cell: str) -> T | Said[T] | Said[None] | Message | None:
        if cell.casefold() in _UNDECIDED:
            return Said(None, message("“{cell}” is read as not known yet", cell=cell))
        return None if is_blank(cell) else read(cell)

    read_once = {cell: understood(cell) for cell in set(cells)}
    values: list[T | None] = []
    faults: dict[int, Message] = {}
    remarks: dict[int, Message] = {}
    doubts: dict[int, Message] = {}
    for row, cell in enumerate(cells):
        match read_once[cell]:
            case Message() as fault:
                faults[row] = fault
                values.append(None)
            case Said(value=value, remark=remark, is_doubtful=is_doubtful):
                (doubts if is_doubtful else remarks)[row] = remark
                values.append(value)
            case value:
                values.append(value)
    return Converted(tuple(values), faults, remarks, doubts)
