"""A report as a grid of typed values, before any format is chosen.

Its columns stand over subjects: the key, title, kind and value of a column are told in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from enum import Enum
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, overload

from funnel_cli.values.errors import Problem
from funnel_cli.values.figures import Figure, Part
from funnel_cli.values.message import Label, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period

if TYPE_CHECKING:
    from funnel_cli.values.picture import Picture


class Told(dict[str, "Cell"]):
    """Parts by their keys, which machines get, and the one text that people read instead."""

    def __init__(self, parts: Mapping[str, Cell], told: Text) -> None:
        super().__init__(parts)
        self.told = told


Cell = Text | Money | Decimal | int | bool | Day | Period | tuple["Cell", ...] | Mapping[str, "Cell"] | None
"""One value: `None` is unknown (JSON null, an empty CSV cell, a dash on the screen)."""

Row = tuple[Cell, ...]

T = TypeVar("T")
S = TypeVar("S")


class Late(Sequence[T]):
    """What is made when it is first looked at, since few ways to show a table look at all of it."""

    def __init__(self, make: Callable[[], Iterable[T]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[T, ...]:
        return tuple(self._make())

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._made[place]

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return self._made == (other._made if isinstance(other, Late) else other)

    def __hash__(self) -> int:
        return hash(self._made)


class RowsOf(Late[Row], Generic[S]):
    """A row for each subject and a cell for each way to look at it; only what is asked for is made."""

    def __init__(self, subjects: Sequence[S], values: Sequence[Callable[[S], Cell]]) -> None:
        super().__init__(lambda: self.at(range(len(values))))
        self._subjects = subjects
        self._values = values

    def at(self, places: Iterable[int]) -> Sequence[Row]:
        """The rows with the cells at these places, at least one."""
        columns = [map(self._values[place], self._subjects) for place in places]
        return list(zip(*columns, strict=True))

    def __iter__(self) -> Iterator[Row]:
        """Make one row after the other, and keep none: there may be very many."""
        return zip(*(map(value, self._subjects) for value in self._values), strict=True)

    def __len__(self) -> int:
        return len(self._subjects)


def cells_at(rows: Sequence[Row], places: Sequence[int]) -> Sequence[Row]:
    """The rows with only the cells at these places, in their order."""
    if isinstance(rows, RowsOf):
        return rows.at(places)
    return tuple(tuple(row[place] for place in places) for row in rows)


class Kind(Enum):
    """What a column holds; renderers align and spell by it."""

    TEXT = "text"
    MONEY = "money"  # Money; JSON: decimal string padded to the minor unit
    RATIO = "ratio"  # Decimal; JSON: number, screen: percent
    COUNT = "count"  # int
    DAY = "day"  # date; ISO everywhere
    DAYS = "days"  # a number of days
    NUMBER = "number"  # Decimal, plain
    BAR = "bar"  # Decimal 0-1; JSON: number, screen: a bar so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its stable English key, its title, and what it holds.

    `on_screen` False keeps it for machine formats, `in_pipe` True for them and for pipes. `is_whole` is
    cut last of all and never wrapped, since people copy it; `is_prose` holds sentences, which are wrapped
    and never cut; `is_line` is cut and never wrapped. An amount below zero of what `is_lack` is a surplus,
    `+5`; a yes in what `is_alarm` is bad news, `!`.
    When a screen is too narrow the columns with the lowest `weight` are left out first, and named.
    """

    key: str
    title: Text
    kind: Kind = Kind.TEXT
    on_screen: bool = True
    in_pipe: bool = False
    is_whole: bool = False
    is_prose: bool = False
    is_line: bool = False
    is_lack: bool = False
    is_alarm: bool = False
    weight: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one kind; `totals` are sums of exactly these rows, one per currency.

    `name` is its key in machine formats; `note` lines stand below it; `empty` is said instead of it
    when there are no rows. A total row has the same columns, `None` where there is nothing to sum.
    People are shown the `first` so many rows and told how many more there are, and the command that shows
    the `rest`; machines get them all.
    `on_screen` False keeps the whole table for machine formats, `quiet` the rows at these places,
    the totals counted after them.
    The rows of a `numbered` one have numbers for people, by which the next command can call their deals.
    `picture` shows the same figures where the form of the answer can hold one, `figures` tell how
    they are made.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Row] = ()
    totals: Sequence[Row] = ()
    title: Text | None = None
    notes: Sequence[Text] = ()
    empty: Text | None = None
    first: int | None = None
    rest: str | None = None
    on_screen: bool = True
    quiet: Collection[int] = ()
    numbered: bool = False
    picture: Picture | None = None
    figures: Sequence[Figure] = ()


def row_ids(table: Table) -> tuple[str, ...]:
    """The ids of the deals in the rows that people see, in their order; none where rows have no numbers.

    A row that is about no deal has "".
    """
    if not table.numbered:
        return ()
    place = next(at for at, column in enumerate(table.columns) if column.key == "id")
    rows = cells_at(table.rows, [place])[: table.first]
    cells = (row[0] for at, row in enumerate(rows) if at not in table.quiet)
    return tuple(cell.id if isinstance(cell, Term) else "" for cell in cells)


class Appointment(NamedTuple):
    """Something on a whole day; the same `uid` later on means that it moved or reads differently.

    A reminder rings so many days before; `None` is none.
    """

    uid: str
    day: Day
    title: Text
    kind: Text
    lines: tuple[Text, ...] = ()
    reminder: int | None = None


class Diary(NamedTuple):
    """Appointments, the earliest first, and what has no day and is therefore not among them."""

    title: Text
    appointments: tuple[Appointment, ...]
    left_out: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole answer: the first table is the main one (`items` in JSON, the one CSV prints).

    `schema` is the name and major version of its JSON; `head` holds single values that stand above
    the tables (JSON keys beside `items`); `lines` are sentences shown under the title; `card` is what
    people read of one thing, label by label, where machines read `head`; they are not shown what of it is
    not known. `leading` names the table that people see first, where it is not the main one. `diary` is what
    a calendar gets of it, where it has days. `is_partial` tells machines that something was left out
    though every record could be read; `problems` name it, beside those of the one book that was read.
    """

    schema: str
    title: Text
    tables: tuple[Table, ...] = ()
    head: Mapping[str, Cell] = field(default_factory=dict)
    lines: tuple[Text, ...] = ()
    card: tuple[tuple[Text, Cell], ...] = ()
    notes: tuple[Text, ...] = ()
    is_partial: bool = False
    leading: str | None = None
    diary: Diary | None = None
    problems: tuple[Problem, ...] = ()


Value = Callable[[Any], Cell]
"""From a subject to a cell."""

Getter = Callable[[Any], Any] | str
"""From a subject to something of it: a function, or the names that lead there, parted by dots."""


def getter(of: Getter) -> Callable[[Any], Any]:
    """The function itself, or one that follows the names, to nothing where one on the way is `None`."""
    if callable(of):
        return of
    first, *names = map(attrgetter, of.split("."))
    if not names:
        return first

    def seen(subject: Any) -> Any:
        found = first(subject)
        for name in names:
            if found is None:
                return None
            found = name(found)
        return found

    return seen


def _nothing(_: object) -> None:
    """The cell of a total where there is nothing to sum, and the figure of a column that explains none."""


class ValueColumn(NamedTuple):
    """A column, where its cells come from, and those of the totals below it, if it has any.

    `figure` tells how the cell of a subject is made; `None` where there is nothing to tell.
    """

    column: Column
    of: Value
    total: Value | None
    figure: Callable[[Any], Figure | None] = _nothing

    def made(
        self,
        formula: Text | Callable[[Any], Text | None],
        parts: Callable[[Any], Iterable[Part]] = lambda _: (),
        name: Term | Callable[[Any], Term] | None = None,
    ) -> ValueColumn:
        """The column with how its figures are made, and of what; they have its title if no `name`."""

        def figure(each: Any) -> Figure | None:
            if (said := formula(each) if callable(formula) else formula) is None:
                return None
            value = plain_number(self.of(each)) if self.column.kind is Kind.NUMBER else self.of(each)
            named = name(each) if callable(name) else name or Term(self.column.key, self.column.title)
            return Figure(named, value, said, tuple(parts(each)))

        return self._replace(figure=figure)


def plain_number(value: Any) -> Text | None:
    """A plain number, of deals or days, which is no share: to two places."""
    return None if value is None else message("{number:n}", number=value)


def _column(
    kind: Kind, key: str, title: Text, of: Getter | None = None, *, total: Getter | None = None, **shown: Any
) -> ValueColumn:
    """A column of that kind, of the attribute of its key where nothing else is told.

    `shown` are the further words of `Column`.
    """
    told = Column(key=key, title=title, kind=kind, **shown)
    return ValueColumn(told, getter(of or key), getter(total) if total else None)


text = partial(_column, Kind.TEXT)
money = partial(_column, Kind.MONEY)
share = partial(_column, Kind.RATIO)
count = partial(_column, Kind.COUNT)
day = partial(_column, Kind.DAY)
days = partial(_column, Kind.DAYS)
number = partial(_column, Kind.NUMBER)
bar = partial(_column, Kind.BAR)


def currency(of: Getter, total: Getter | None = None) -> ValueColumn:
    """The currency of a row's amounts, for machines."""
    return text("currency", message("Currency"), of, total=total, on_screen=False)


THE_DEALS = Label({"en": "Deals", "zh": "商机"})
"""Over deals themselves; over how many there are Chinese has another word."""


def ids(of: Getter) -> ValueColumn:
    """The ids of the deals that a row counts, for machines."""
    return text("ids", THE_DEALS, of, on_screen=False)


STAGE = text("stage", message("Stage"), "stage.term", weight=10)
"""The stage of a subject that is told stage by stage."""


def ends(weight: int, of: str = "interval") -> tuple[ValueColumn, ValueColumn]:
    """The two ends of a subject's interval, which may be `None`."""
    return (
        share("low", message("From"), f"{of}.low", weight=weight),
        share("high", message("To"), f"{of}.high", weight=weight),
    )


def within(inner: Getter, *columns: ValueColumn) -> Iterator[ValueColumn]:
    """The columns of what `inner` makes of a subject; where that is `None`, they hold nothing."""
    found = getter(inner)

    def seen(of: Callable[[Any], S]) -> Callable[[Any], S | None]:
        return lambda subject: None if (held := found(subject)) is None else of(held)

    return (each._replace(of=seen(each.of), figure=seen(each.figure)) for each in columns)


def figures_from(
    subjects: Iterable[Any], *columns: ValueColumn, whose: Getter = _nothing
) -> Iterator[Figure]:
    """How what these columns say of each subject is made; `whose` tells of which it is."""
    of = getter(whose)
    for each in subjects:
        yield from (found._replace(of=of(each)) for column in columns if (found := column.figure(each)))


def totalled(column: ValueColumn) -> ValueColumn:
    """The column with its totals made as its cells are."""
    return column._replace(total=column.of)


def table(
    name: str,
    subjects: Iterable[Any],
    *columns: ValueColumn,
    totals: Sequence[Any] = (),
    whose: Getter | None = None,
    **told: Any,
) -> Table:
    """A row for each subject and one for each total; `told` are the further words of `Table`.

    People see one without rows only where it is told what to say then, `empty`, or else.
    The figures are told as those of what `whose` says of a subject, else of what its first column does.
    """
    rows = tuple(subjects)
    told.setdefault("on_screen", bool(rows or told.get("empty")))
    return Table(
        name=name,
        columns=tuple(each.column for each in columns),
        rows=RowsOf(rows, [each.of for each in columns]),
        totals=RowsOf(totals, [each.total or _nothing for each in columns]),
        figures=Late(lambda: figures_from(rows, *columns, whose=whose or columns[0].of)),
        **told,
    )
