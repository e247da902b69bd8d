"""Our own tables of deals, read back: which column is which, and what its cells say of a deal by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from funnel_cli.exchange.known import YES
from funnel_cli.exchange.sheet import DELIMITERS, Sheet, SheetRow
from funnel_cli.finding.words import choice_called
from funnel_cli.records.deal import OMITTED
from funnel_cli.reports.deal_names import ID_TITLE
from funnel_cli.reports.deals import FIELDS, origin_term
from funnel_cli.store.layout import is_id
from funnel_cli.time.standing import CATEGORIES, OVERRIDE, usual_category
from funnel_cli.values.message import Text

_CALLED = "called"
"""The key of a column that says what people call a deal, where machines get its id."""

_WORKED_OUT = frozenset({_CALLED, "probability_from", "weighted", "days", "silent", "erp_cure", "file"})
"""The columns that say nothing which the others do not say."""

_READ_AS = {"entered": "stage_since"}
"""The columns that are called otherwise than the field they hold."""

OWN_KEYS = frozenset({"id", "customer", "stage"})
"""Where all of these stand in a header, the ids are ours, whichever book they are of."""

_ORIGIN = "probability_from"
"""The column that no table but ours has: where the odds are from."""

_NAMING = ("customer", "name", "stage")
"""A row that says none of these and has no id is no deal but a sum."""

_TAKEN_APART = ("probability", "probability_from", "category", "paused")
"""The columns whose cells are not read as they stand."""

_ODDS = re.compile("([0-9]+(?:[.,][0-9]+)?)(%?)")


_KEYS = MappingProxyType({key: key for key in FIELDS})


class OwnWords(NamedTuple):
    """What our own tables say: the keys of columns by title, the odds that are own, titles of ours alone."""

    keys: Mapping[str, str] = _KEYS
    overrides: Collection[str] = (OVERRIDE,)
    marks: AbstractSet[str] = frozenset({_ORIGIN})


OF_MACHINES = OwnWords()
"""The words of CSV and other tables for machines."""


def own_words(spoken: Iterable[Callable[[Text], str]]) -> OwnWords:
    """The words of our own tables, for machines and as each language speaks them."""
    keys, overrides, marks = dict(OF_MACHINES.keys), set(OF_MACHINES.overrides), set(OF_MACHINES.marks)
    for say in spoken:
        keys |= {say(each.column.title): _CALLED if key == "id" else key for key, each in FIELDS.items()}
        keys[say(ID_TITLE)] = "id"
        overrides.add(say(origin_term(OVERRIDE)))
        marks |= {say(ID_TITLE), say(FIELDS[_ORIGIN].column.title)}
    return OwnWords(keys, overrides, marks)


def read_back(sheet: Sheet, words: OwnWords, ids: Collection[str] = ()) -> Sheet:
    """The sheet, and if it is a table of ours with `own` and cells that an import understands.

    Many a stranger's sheet has columns called `id`, `customer` and `stage`: such a table is ours if another
    of its columns is called as in ours alone. So is one with our columns only whose rows are all of `ids`,
    those of deals that no stranger's sheet ever told of. Sums go to the footer.
    """
    at = {words.keys[title]: place for place, title in enumerate(sheet.header) if title in words.keys}
    if sheet.own or "id" not in at:
        return sheet
    naming = [at[key] for key in _NAMING if key in at]
    sums = [row for row in sheet.rows if not _is_deal(row, at["id"], naming)]
    deals = [row for row in sheet.rows if _is_deal(row, at["id"], naming)] if sums else sheet.rows
    is_marked = at.keys() >= OWN_KEYS and not words.marks.isdisjoint(sheet.header)
    ours = {*ids, ""}.issuperset(row.cells[at["id"]].lower() for row in deals)
    is_known = ours and all(title in words.keys for title in sheet.header)
    if not (is_marked or is_known):
        return sheet
    own = {at[key]: None if key in _WORKED_OUT else _READ_AS.get(key, key) for key in at}
    if sheet.delimiter == DELIMITERS["tab"]:
        deals = [SheetRow(row.line, tuple(map(_unbroken, row.cells))) for row in deals]
    rows = tuple(_read(row, at, words) for row in deals)
    return sheet._replace(rows=rows, footer=(*sheet.footer, *sums), own=own)


def _is_deal(row: SheetRow, place: int, naming: Sequence[int]) -> bool:
    """Whether a row has an id, or something else that names a deal."""
    return is_id(row.cells[place].lower()) or any(row.cells[at] for at in naming)


def _unbroken(cell: str) -> str:
    r"""The text of a cell in which `\n` and `\t` stand for breaks, as in every table of ours with tabs."""
    return cell.replace(r"\n", "\n").replace(r"\t", "\t") if "\\" in cell else cell


def _read(row: SheetRow, at: Mapping[str, int], words: OwnWords) -> SheetRow:
    """The row as an import reads it."""
    said = {key: row.cells[at[key]] for key in _TAKEN_APART if key in at}
    if not said:
        return row
    cells = list(row.cells)
    if "probability" in said:
        cells[at["probability"]] = (
            said["probability"] if said.get("probability_from") in words.overrides else ""
        )
    if "category" in said:
        cells[at["category"]] = _own_category(said["category"], said.get("probability", ""))
    if "paused" in said:
        cells[at["paused"]] = "yes" if said["paused"].casefold() in YES else ""
    return SheetRow(row.line, tuple(cells))


def _own_category(said: str, odds: str) -> str:
    """The category that is the deal's own: another one than its odds make it, or left out of all figures."""
    found = choice_called(said, CATEGORIES)
    category = found.id if found else said
    if category == OMITTED:
        return category
    number = _ODDS.fullmatch(odds)
    if number is None:
        return ""
    share = Decimal(number[1].replace(",", ".")) / (100 if number[2] else 1)
    return "" if category == usual_category(share) else category
