"""Which column of a sheet is which field: as a mapping says, else as its header is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from funnel_cli.errors import DataRefused
from funnel_cli.exchange.known import HEADERS, OWN_KEYS, SYSTEM_HEADERS, bare, system_of
from funnel_cli.exchange.mapping import ColumnMap, as_yaml
from funnel_cli.exchange.sheet import Sheet
from funnel_cli.frozen import dataclass
from funnel_cli.message import N_, Message, message

STAGE_FIELDS = ("stage", "is_won")
NAME_FIELDS = ("customer", "name")


class NoSuchColumn(DataRefused):
    """A mapping names a column that the sheet does not have."""

    sentence = N_("{path} has no column {column}, which the mapping names for {field}.")
    code = "no_column"


class ColumnsMissing(DataRefused):
    """Nothing in the header is known to be what a deal cannot do without."""

    sentence = N_("{path}: no column is known as {missing}.")
    cure = N_("Write a mapping file and give it with --map; it looks like this: {example}")
    code = "columns_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a sheet by field, counted from 0; `entered` likewise with the stage; `unread`
    are the headers that mean nothing to us; `system` is the key for `refs`, `None` where nobody named it;
    `is_own` tells that this program wrote the sheet.
    """

    system: str | None
    is_own: bool
    places: Mapping[str, int]
    entered: tuple[tuple[int, str], ...]
    unread: tuple[str, ...]


def columns_of(sheet: Sheet, wishes: ColumnMap) -> Columns:
    """The fields that the sheet's columns hold; raises `NoSuchColumn` or `ColumnsMissing`."""
    columns = known_columns(sheet, wishes)
    _demand(sheet, {*columns.places, *wishes.constants})
    return columns


def known_columns(sheet: Sheet, wishes: ColumnMap) -> Columns:
    """The fields known among the sheet's columns, enough for a deal or not; raises `NoSuchColumn`."""
    places = {
        field: _place(sheet, header, field) for field, header in wishes.columns.items() if header is not None
    }
    entered = tuple((_place(sheet, item.column, "entered"), item.stage) for item in wishes.entered)
    taken = {*places.values(), *(place for place, _ in entered)}
    system = system_of(sheet.header)
    for field, place in _recognised(sheet.header, system):
        if field not in wishes.columns and field not in places and place not in taken:
            places[field] = place
            taken.add(place)
    if "stage" not in places and "status" in places:
        places["stage"] = places.pop("status")
    return Columns(
        system=wishes.system or system,
        is_own=_is_own(sheet.header),
        places=places,
        entered=entered,
        unread=tuple(header for n, header in enumerate(sheet.header) if n not in taken and header),
    )


def _place(sheet: Sheet, header: str, field: str) -> int:
    """The column with that header, the very spelling first; raises `NoSuchColumn`."""
    if header in sheet.header:
        return sheet.header.index(header)
    spellings = [bare(cell) for cell in sheet.header]
    if bare(header) in spellings:
        return spellings.index(bare(header))
    raise NoSuchColumn(path=sheet.path, column=header, field=field, details=_found(sheet))


def _recognised(header: tuple[str, ...], system: str | None) -> Iterator[tuple[str, int]]:
    """Each field with the columns whose header is known for it, the surest first."""
    if _is_own(header):
        yield "id", header.index("id")
    spellings = [bare(cell) for cell in header]
    for field, names in HEADERS.items():
        for name in (*names, *SYSTEM_HEADERS.get(system or "", {}).get(field, ())):
            if bare(name) in spellings:
                yield field, spellings.index(bare(name))


def _is_own(header: tuple[str, ...]) -> bool:
    """Whether this program wrote a sheet with that header."""
    return OWN_KEYS.issubset(header)


def _demand(sheet: Sheet, known: set[str]) -> None:
    """Raise `ColumnsMissing` unless there is a stage and a customer or a name."""
    missing = [" / ".join(some) for some in (NAME_FIELDS, STAGE_FIELDS) if not known.intersection(some)]
    if missing:
        raise ColumnsMissing(
            path=sheet.path,
            missing=", ".join(missing),
            details=_found(sheet),
            example=f"columns: {{customer: {as_yaml(sheet.header[0])}, stage: …, amount: …, close: …}}",
        )


def _found(sheet: Sheet) -> tuple[Message, ...]:
    """The line that lists the sheet's headers."""
    return (message("its columns are: {columns}", columns=" | ".join(sheet.header)),)
