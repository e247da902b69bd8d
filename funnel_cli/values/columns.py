"""Tables as columns over subjects: a column's key, title, kind and value stand in one line.

    table("lost", losses, text("key", message("Reason")), count("deals", message("Deals"), lambda each: …))

A cell is the subject's attribute of the column's key, or what the column's function makes of the subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from funnel_cli.values.message import Text, message
from funnel_cli.values.table import Cell, Column, Kind, RowsOf, Table

Value = Callable[[Any], Cell]
"""From a subject to a cell."""


class ValueColumn(NamedTuple):
    """A column, where its cells come from, and those of the totals below it, if it has any."""

    column: Column
    of: Value
    total: Value | None


class _Columns(Protocol):
    def __call__(
        self, key: str, title: Text, of: Value | None = None, *, total: Value | None = None, **shown: Any
    ) -> ValueColumn: ...


def _of_kind(kind: Kind) -> _Columns:
    """What makes columns of that kind; `shown` are the further words of `Column`."""

    def column(
        key: str, title: Text, of: Value | None = None, *, total: Value | None = None, **shown: Any
    ) -> ValueColumn:
        return ValueColumn(Column(key=key, title=title, kind=kind, **shown), of or attrgetter(key), total)

    return column


text = _of_kind(Kind.TEXT)
money = _of_kind(Kind.MONEY)
share = _of_kind(Kind.RATIO)
count = _of_kind(Kind.COUNT)
day = _of_kind(Kind.DAY)
days = _of_kind(Kind.DAYS)
number = _of_kind(Kind.NUMBER)
bar = _of_kind(Kind.BAR)


def currency(of: Value, total: Value | None = None) -> ValueColumn:
    """The currency of a row's amounts, for machines."""
    return text("currency", message("Currency"), of, total=total, on_screen=False)


def ids(of: Value) -> ValueColumn:
    """The ids of the deals that a row counts, for machines."""
    return text("ids", message("Deals"), of, on_screen=False)


def _nothing(_: object) -> None:
    """The cell of a total where there is nothing to sum."""


STAGE = text("stage", message("Stage"), attrgetter("stage.term"), weight=10)
"""The stage of a subject that is told stage by stage."""


def ends(weight: int, of: Callable[[Any], Any] = attrgetter("interval")) -> tuple[ValueColumn, ValueColumn]:
    """The two ends of a subject's interval, which may be `None`."""
    return (
        share("low", message("From"), lambda each: (held := of(each)) and held.low, weight=weight),
        share("high", message("To"), lambda each: (held := of(each)) and held.high, weight=weight),
    )


def within(inner: Callable[[Any], Any], *columns: ValueColumn) -> Iterator[ValueColumn]:
    """The columns of what `inner` makes of a subject."""

    def seen(of: Value) -> Value:
        return lambda subject: of(inner(subject))

    return (each._replace(of=seen(each.of)) for each in columns)


def totalled(column: ValueColumn) -> ValueColumn:
    """The column with its totals made as its cells are."""
    return column._replace(total=column.of)


def table(
    name: str, subjects: Iterable[Any], *columns: ValueColumn, totals: Sequence[Any] = (), **told: Any
) -> Table:
    """A row for each subject and one for each total; `told` are the further words of `Table`."""
    return Table(
        name=name,
        columns=tuple(each.column for each in columns),
        rows=RowsOf(tuple(subjects), [each.of for each in columns]),
        totals=RowsOf(totals, [each.total or _nothing for each in columns]),
        **told,
    )
