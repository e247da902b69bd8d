"""Which column of a sheet is which field: as a mapping says, else as its header is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from funnel_cli.exchange.amounts import as_amounts
from funnel_cli.exchange.known import (
    A_PIECE,
    HAND_KEPT,
    HEADERS,
    IN_CENTS,
    PIECES,
    SYSTEM_HEADERS,
    bare,
    is_known_header,
    system_of,
)
from funnel_cli.exchange.mapping import ColumnMap, as_yaml
from funnel_cli.exchange.misread import demand_well_read
from funnel_cli.exchange.own_table import OWN_KEYS
from funnel_cli.exchange.sheet import Sheet, SheetRow
from funnel_cli.exchange.units import (
    AS_WRITTEN,
    CENTS,
    Measure,
    currency_of,
    measured,
    possible_currencies,
    sharing,
    stated,
)
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import half_width

_STAGE_FIELDS = ("stage", "is_won")
_NAME_FIELDS = ("customer", "name")
_UNIT = frozenset({"单位", "unit", "units", "einheit", "unite", "currency", "币种"})
"""What stands first in a row of units, as `bare` has it."""


class NoSuchColumn(DataRefused):
    """A mapping names a column that the sheet does not have."""

    sentence = N_("{path} has no column {column}, which the mapping names for {field}.")
    code = "no_column"


class ColumnTwice(DataRefused):
    """Two columns of one name differ, and nobody said which is meant."""

    sentence = N_("{path} has {count} columns called {column}, which differ.")
    cure = N_("Say which is meant in a mapping file, and give it with --map: {example}")
    code = "column_twice"


class ColumnsMissing(DataRefused):
    """Nothing in the header is known to be what a deal cannot do without."""

    sentence = N_("{path}: no column is known as {missing}.")
    cure = N_("Write a mapping file and give it with --map; it looks like this: {example}")
    code = "columns_missing"


class UnitUnclear(DataRefused):
    """A header and the lines around the table, or two of these, say different things of the amounts."""

    sentence = N_("{path} says two things of what its amounts are in: {said}.")
    cure = N_("Say which is right in a mapping file, and give it with --map: {example}")
    code = "unit_unclear"


class Columns(NamedTuple):
    """The columns of a sheet by field, counted from 0; `entered` likewise with the stage; `unread`
    are the headers that mean nothing to us; `measures` is what the amounts of a field lack; `system` is the
    key for `refs`, `None` where nobody named it; `is_own` tells that this program wrote the sheet.
    """

    system: str | None
    is_own: bool
    places: Mapping[str, int]
    entered: tuple[tuple[int, str], ...]
    unread: tuple[str, ...]
    measures: Mapping[str, Measure]


def columns_of(sheet: Sheet, wishes: ColumnMap) -> Columns:
    """The fields that the sheet's columns hold, with the units of amounts.

    Raises `NoSuchColumn`, `ColumnTwice`, `ColumnsMissing`, `UnitUnclear`, or what says why none is known.
    """
    columns = known_columns(sheet, wishes)
    if columns.is_own:
        return columns
    _demand(sheet, {*columns.places, *wishes.constants})
    priced = {key: columns.places[key] for key in ("amount", "parts") if key in columns.places}
    has_currency = "currency" in columns.places or "currency" in wishes.constants
    measures = {
        key: _measure(
            sheet, place, wishes, _unit_below(sheet, columns, place, wishes), has_currency=has_currency
        )
        for key, place in priced.items()
    }
    return columns._replace(measures=measures)


def known_columns(sheet: Sheet, wishes: ColumnMap) -> Columns:
    """The fields known among the sheet's columns, enough for a deal or not, and no unit.

    Raises `NoSuchColumn` or `ColumnTwice`.
    """
    places = {
        field: _place(sheet, header, field) for field, header in wishes.columns.items() if header is not None
    }
    entered = tuple((_place(sheet, item.column, "entered"), item.stage) for item in wishes.entered)
    system = wishes.profile or system_of(sheet.header)
    taken = {*places.values(), *(place for place, _ in entered)}
    own = {field: n for n, field in sheet.own.items() if field and field not in wishes.columns}
    places |= {field: place for field, place in own.items() if place not in taken}
    taken.update(sheet.own)
    for field, headers in wishes.headers.items():
        place = _first(sheet, headers, field)
        if field not in wishes.columns and place is not None and place not in taken:
            places[field] = place
            taken.add(place)
    for field, place in chain(_recognised(sheet.header, system), _our_titles(sheet.header, wishes)):
        if field not in wishes.columns and field not in places and place not in taken:
            places[field] = _only(sheet, place, field)
            taken.add(places[field])
    beside = places.get("amount")
    if beside is not None and "currency" not in {*places, *wishes.constants}:
        places |= _currency_beside(sheet, beside, taken)
        taken.update(places.values())
    if "stage" not in places and "status" in places:
        places["stage"] = places.pop("status")
    return Columns(
        system=wishes.system or system,
        is_own=bool(sheet.own),
        places=places,
        entered=entered,
        unread=tuple(header for n, header in enumerate(sheet.header) if n not in taken and header),
        measures={},
    )


def _currency_beside(sheet: Sheet, amount: int, taken: Collection[int]) -> Mapping[str, int]:
    for place in (amount + 1, amount - 1):
        if place in range(len(sheet.header)) and sheet.header[place] in sheet.nameless and place not in taken:
            cells = {row.cells[place] for row in sheet.rows if row.cells[place]}
            if cells and all(currency_of(cell, "") for cell in cells):
                return {"currency": place}
    return {}


def header_test(wishes: ColumnMap) -> Callable[[str], bool]:
    """What tells whether a cell is a header: that it is known, or that the mapping names it."""
    told = (*filter(None, wishes.columns.values()), *chain.from_iterable(wishes.headers.values()))
    named = {bare(_numbered(header)[0]) for header in told}
    named |= {bare(item.column) for item in wishes.entered}
    return lambda cell: bare(cell) in named or is_known_header(cell)


def _place(sheet: Sheet, header: str, field: str) -> int:
    """The column with that header, the very spelling first; `Name#2` is the second of that name.

    Raises `NoSuchColumn` or `ColumnTwice`.
    """
    name, number = (header, None) if header in sheet.header else _numbered(header)
    spellings = list(sheet.header) if name in sheet.header else [bare(cell) for cell in sheet.header]
    wanted = name if name in sheet.header else bare(name)
    found = [place for place, spelling in enumerate(spellings) if spelling == wanted]
    if not found or (number and number > len(found)):
        raise NoSuchColumn(path=sheet.path, column=header, field=field, details=_found(sheet))
    return found[number - 1] if number else _only(sheet, found[0], field)


def _first(sheet: Sheet, headers: Sequence[str], field: str) -> int | None:
    present = {bare(cell) for cell in sheet.header}
    header = next((header for header in headers if bare(_numbered(header)[0]) in present), None)
    return _place(sheet, header, field) if header else None


def _numbered(header: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"(.+)#([1-9][0-9]?)", header)
    return (found[1], int(found[2])) if found else (header, None)


def _only(sheet: Sheet, place: int, field: str) -> int:
    """The column itself, or of several with its name the one that says something.

    Raises `ColumnTwice` where several say different things.
    """
    name = sheet.header[place]
    twins = [n for n, other in enumerate(sheet.header) if bare(other) == bare(name)]
    said = {n: tuple(row.cells[n] for row in sheet.rows) for n in twins} if len(twins) > 1 else {}
    filled = {n: cells for n, cells in said.items() if any(cells)}
    if len(set(filled.values())) <= 1:
        return next(iter(filled), place)
    raise ColumnTwice(
        path=sheet.path,
        count=len(twins),
        column=name,
        example=f"columns: {{{field}: {as_yaml(f'{name}#{twins.index(max(filled)) + 1}')}}}",
    )


def _recognised(header: tuple[str, ...], system: str | None) -> Iterator[tuple[str, int]]:
    """Each field with the columns whose header is known for it, the surest first."""
    spellings = [bare(cell) for cell in header]
    if OWN_KEYS.issubset(header):
        yield "id", header.index("id")
    amounts = [
        bare(base) if base != cell else "" for cell, base in ((cell, measured(cell)[0]) for cell in header)
    ]
    counts = not PIECES.isdisjoint(bare(re.split(r"[(（\[]", cell)[0]) for cell in header)
    doubtful = A_PIECE if counts else frozenset[str]()
    for field in HEADERS:
        for name in map(bare, _names_of(field, system)):
            for known in (spellings, amounts) if field in {"amount", "parts"} else (spellings,):
                if name and name in known and name not in doubtful:
                    yield field, known.index(name)
    yield from _compound(header, doubtful)
    yield from (("amount", n) for n, cell in enumerate(header) if _is_currency(cell))


def _our_titles(header: tuple[str, ...], wishes: ColumnMap) -> Iterator[tuple[str, int]]:
    """The fields of columns that are called as our own tables call them, if anybody's headers are such."""
    for place, cell in enumerate(header):
        if HEADERS.get(key := wishes.own.keys.get(cell, "")):
            yield key, place


def _names_of(field: str, system: str | None) -> Iterator[str]:
    yield from HEADERS[field]
    yield from SYSTEM_HEADERS.get(system or "", {}).get(field, ())
    yield from HAND_KEPT.get(field, ()) if system is None else ()


def _compound(header: tuple[str, ...], doubtful: frozenset[str]) -> Iterator[tuple[str, int]]:
    """The fields of headers made of several, all of which surely mean the same: Deal / Project."""
    for place, cell in enumerate(header):
        parts = {bare(part) for part in re.split(r"[/|]| or | oder | ou ", cell)}
        if len(parts) > 1 and parts.isdisjoint(doubtful):
            yield from ((field, place) for field in HEADERS if parts <= set(map(bare, HEADERS[field])))


def _is_currency(header: str) -> bool:
    """Whether a header is nothing but a currency, perhaps in thousands: kEUR."""
    base, measure = measured(header)
    return not base and measure.sign is not None and (measure.zeros > 0 or not measure.sign.islower())


def _unit_below(sheet: Sheet, columns: Columns, place: int, wishes: ColumnMap) -> str:
    """The cell right below the header of a column of amounts, if it is a unit and its row no deal.

    Raises `UnitUnclear` where the row may be a deal, and neither header nor mapping says the unit.
    """
    first = min((*sheet.rows[:1], *sheet.ragged[:1], *sheet.footer[:1]), key=lambda row: row.line)
    cell = "".join(first.cells[place : place + 1])
    base, measure = measured(cell)
    if base or measure == AS_WRITTEN or _is_amount(cell):
        return ""
    told = [columns.places[key] for key in (*_NAME_FIELDS, *_STAGE_FIELDS) if key in columns.places]
    if all(
        half_width(name).startswith(("(", "[", "【")) or bare(name) in _UNIT for name in _filled(first, told)
    ):
        return cell
    header = sheet.header[place]
    if measure.zeros and wishes.scale is None and not measured(header)[1].zeros:
        raise UnitUnclear(path=sheet.path, said=f"{cell} / {header}", example=f"scale: {measure.scale:f}")
    return ""


def _filled(row: SheetRow, places: Collection[int]) -> Iterator[str]:
    return (cell for at, cell in enumerate(row.cells) if cell and at in places)


def _is_amount(cell: str) -> bool:
    return not as_amounts("", [cell], "point").faults


def _measure(sheet: Sheet, place: int, wishes: ColumnMap, below: str, *, has_currency: bool) -> Measure:
    """What the amounts of a column lack: as its header says, else the row `below`, else the lines around the
    table, or its system.

    Cents are whole numbers without a sign: where one is more than that, none of the column are cents. Raises
    `UnitUnclear` where the sheet says two things, and a mapping none.
    """
    header = sheet.header[place]
    system = wishes.profile or system_of(sheet.header)
    if system and bare(header) == IN_CENTS.get(system):
        cells = {row.cells[place].strip() for row in sheet.rows}
        return Measure(CENTS["cents"]) if all(cell.isdecimal() for cell in cells if cell) else AS_WRITTEN
    own, around = measured(header)[1], stated(sheet.around)
    if below:
        unit = measured(below)[1]
        own, around = (unit, around) if own == AS_WRITTEN else (own, (unit,))
    zeros = [own.zeros] if own.zeros else sorted({said.zeros for said in around if said.zeros})
    if wishes.scale is None and (len(zeros) > 1 or (zeros and own.sign and not own.zeros)):
        raise UnitUnclear(
            path=sheet.path, said=_said(header, below, sheet), example=f"scale: {10 ** max(zeros)}"
        )
    signs = [] if has_currency else [said.sign for said in around if said.sign]
    sure = [sign for sign in signs if not sharing(sign)]
    if own.sign:
        telling = sure if currency_of(own.sign, "") else signs
        said = {code for sign in telling if (code := currency_of(sign, "")) in sharing(own.sign)}
        return Measure(max(zeros, default=0), said.pop() if len(said) == 1 else own.sign)
    codes = {code: sign for sign in sure or signs if (code := currency_of(sign, ""))}
    left_open = [some for sign in signs if (some := possible_currencies(sign))]
    if len(codes) > 1 or not all(codes.keys() <= some for some in left_open):
        raise UnitUnclear(
            path=sheet.path, said=_said(header, below, sheet), example="constants: {currency: EUR}"
        )
    return Measure(max(zeros, default=0), next(iter(codes.values()), next(iter(signs), None)))


def _said(header: str, below: str, sheet: Sheet) -> str:
    return " / ".join(filter(None, (*(line for line in sheet.around if stated([line])), header, below)))


def _demand(sheet: Sheet, known: set[str]) -> None:
    """Raise `ColumnsMissing` unless there is a stage and a customer or a name."""
    missing = [" / ".join(some) for some in (_NAME_FIELDS, _STAGE_FIELDS) if not known.intersection(some)]
    if missing:
        demand_well_read(sheet)
        raise ColumnsMissing(
            path=sheet.path,
            missing=missing,
            details=_found(sheet),
            example=f"columns: {{customer: {as_yaml(sheet.header[0])}, stage: …, amount: …, close: …}}",
        )


def _found(sheet: Sheet) -> tuple[Message, ...]:
    return (message("its columns are: {columns}", columns=" | ".join(sheet.header)),)
