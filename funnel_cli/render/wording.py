"""A table in words: every cell spelled for a reader, nothing measured or cut yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.render import spell
from funnel_cli.render.language import Language
from funnel_cli.render.output import Footing
from funnel_cli.render.spell import Unit, in_units
from funnel_cli.values.likeness import JOINT, short_name
from funnel_cli.values.message import Message, Named, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period
from funnel_cli.values.table import Cell, Column, Document, Kind, Row, Table, cells_at

_MET = "✓"
_NOT_MET = "·"
"""How a table says yes and no."""

_ALARM = "!"
"""How it says a yes that is bad news."""

_BLOCK = "█"
_BAR_CELLS = 10
"""What a bar is made of, and how many of it the longest has."""

_NUMERIC = frozenset({Kind.MONEY, Kind.RATIO, Kind.COUNT, Kind.DAYS, Kind.NUMBER})


class ScreenColumn(NamedTuple):
    """A column with its title in words, and what its cells are.

    `has_sentences`: it holds words of ours, not just names; `is_blank`: it says nothing in any row;
    `has_names`: it calls records by their names.
    """

    column: Column
    title: str
    has_sentences: bool = False
    is_blank: bool = False
    has_names: bool = False

    @property
    def has_numbers(self) -> bool:
        """Whether it holds numbers, which stand on the right and are never cut."""
        return self.column.kind in _NUMERIC


class ScreenSheet(NamedTuple):
    """The columns on screen, rows, totals and notes as text.

    `is_rounded`: the rows shown do not add up to the totals, though the exact ones do.
    """

    columns: tuple[ScreenColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...]
    title: str
    notes: tuple[str, ...]
    empty: str
    is_rounded: bool

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the columns."""
        return tuple(each.title for each in self.columns)

    @property
    def is_card(self) -> bool:
        """Whether it has no header: names on the left, what they say on the right."""
        return not any(self.titles)


def spelled(table: Table, language: Language, currency: str | None) -> ScreenSheet:
    """The table's columns on screen in words; amounts in the book's `currency` stand without its code."""
    places = [place for place, column in enumerate(table.columns) if column.on_screen]
    columns = tuple(table.columns[place] for place in places)
    kinds = [column.kind for column in columns]
    rows, totals = cells_at(table.rows, places), _telling(table, places, kinds)
    cells = list(zip(*rows, strict=True)) or [()] * len(places)
    unit = _unit(table, kinds, (*cells, *totals), language)
    language = language.counting_in(unit)

    def words(row: Row) -> tuple[str, ...]:
        return tuple(_cell(*each, language, currency) for each in zip(row, columns, strict=True))

    held = tuple(
        ScreenColumn(
            column,
            language.say(column.title),
            has_sentences=any(map(_is_ours, some)),
            is_blank=all(cell in (None, (), "") for cell in (*some, *(total[at] for total in totals))),
            has_names=any(isinstance(cell, Named) for cell in some),
        )
        for at, (column, some) in enumerate(zip(columns, cells, strict=True))
    )
    shown = [at for at in range(len(rows[: table.first])) if at not in table.quiet]
    spelled_rows = [words(rows[at]) for at in shown]
    for place, each in enumerate(held):
        if each.has_names:
            _call_apart(spelled_rows, [rows[at] for at in shown], place)
    return ScreenSheet(
        columns=held,
        rows=tuple(spelled_rows),
        totals=tuple(
            tuple(_total(row, words(row), columns, language))
            for at, row in enumerate(totals, len(rows))
            if at not in table.quiet
        ),
        title=language.say(table.title) if table.title else "",
        notes=tuple(map(language.say, (*_more(table), *table.notes))),
        empty=language.say(table.empty or message("Nothing to show.")),
        is_rounded=any(_is_rounded(total, cells, unit) for total in totals),
    )


def _telling(table: Table, places: Sequence[int], kinds: Sequence[Kind]) -> Sequence[Row]:
    """The totals; none of a table whose only row says them already."""
    totals = cells_at(table.totals, places)
    if len(table.rows) != 1 or len(totals) != 1:
        return totals
    figures = zip(*cells_at(table.rows, places), *totals, kinds, strict=True)
    is_said = all(total in (None, cell) for cell, total, kind in figures if kind in _NUMERIC)
    return () if is_said else totals


def table_in_words(table: Table, language: Language, currency: str | None) -> ScreenSheet:
    """The table in words as a person sees it: with numbers where its rows can be called by them."""
    sheet = spelled(table, language, currency)
    return _numbered(sheet) if table.numbered else sheet


def _numbered(sheet: ScreenSheet) -> ScreenSheet:
    """The sheet with the number of each row before it."""
    number = ScreenColumn(Column(key="number", title="#", kind=Kind.COUNT, weight=11), "#")
    return sheet._replace(
        columns=(number, *sheet.columns),
        rows=tuple((str(place), *row) for place, row in enumerate(sheet.rows, 1)),
        totals=tuple(("", *row) for row in sheet.totals),
    )


def _call_apart(words: list[tuple[str, ...]], rows: Sequence[Row], place: int) -> None:
    """Add the id where two records are called the same."""
    ids = {
        (line[place], cell.id)
        for line, row in zip(words, rows, strict=True)
        if isinstance(cell := row[place], Named)
    }
    counted = Counter(word for word, _ in ids)
    for at, row in enumerate(rows):
        cell = row[place]
        if isinstance(cell, Named) and counted[words[at][place]] > 1:
            line = list(words[at])
            line[place] = f"{line[place]} ({cell.id})"
            words[at] = tuple(line)


def _more(table: Table) -> tuple[Message, ...]:
    more = len(table.rows) - (table.first or len(table.rows))
    if more <= 0:
        return ()
    if table.rest:
        return (message("{more} more: {command}", more=more, command=table.rest),)
    return (message("{more} more (-f tsv shows all)", more=more),)


def closing(
    document: Document, sheets: Sequence[ScreenSheet], language: Language, basis: Footing
) -> list[str]:
    """The sentences below everything: the document's notes, what was rounded, what is missing."""
    rounded = message("Amounts are rounded here and may not add up; the totals are of the exact ones.")
    is_rounded = any(sheet.is_rounded for sheet in sheets)
    return [language.say(note) for note in (*document.notes, *((rounded,) * is_rounded), *basis.notes)]


def _cell(cell: Cell, column: Column, language: Language, currency: str | None) -> str:  # noqa: PLR0911 - one line a kind of value
    match cell:
        case Money() if column.is_lack and cell.amount < 0:
            return f"+{_cell(Money(-cell.amount, cell.currency), column, language, currency)}"
        case Money():
            return language.say(language.amount(cell, coded=cell.currency != currency))
        case Named():
            return _called(cell, language)
        case bool() if column.is_alarm:
            return _ALARM if cell else ""
        case bool():
            return language.sign(_MET if cell else _NOT_MET)
        case int():
            return spell.spelled_count(cell)
        case Decimal() if column.kind is Kind.BAR:
            return language.sign(_BLOCK * _blocks(cell))
        case Decimal() if column.kind is not Kind.RATIO and column.kind is not Kind.TEXT:
            return spell.spelled_number(cell)
        case str():
            return language.say(cell.strip())
    return language.spell(cell)


def _called(record: Named, language: Language) -> str:
    """The name of a record in its short form, its id where it has none."""
    customer, joint, name = language.say(record.label).partition(JOINT)
    return short_name(customer) + joint + name if joint else customer


def _blocks(share: Decimal) -> int:
    return max(int((share * _BAR_CELLS).to_integral_value()), 1) if share > 0 else 0


def _is_ours(cell: Cell) -> bool:
    """Whether it holds words of ours, which are whole sentences and terms, no names."""
    if isinstance(cell, tuple):
        return any(map(_is_ours, cell))
    return isinstance(cell, Message | Term) and not isinstance(cell, Named)


def _total(row: Row, words: tuple[str, ...], columns: tuple[Column, ...], language: Language) -> list[str]:
    """The words of a total row: nothing where there is no sum, and what it is before the first."""
    filled = ["" if cell is None else word for cell, word in zip(row, words, strict=True)]
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        if cell is None and column.kind is Kind.TEXT:
            filled[place] = language.say(message("Total"))
        if not isinstance(cell, Period):
            break
    return filled


def _unit(table: Table, kinds: Sequence[Kind], cells: Sequence[Cell], language: Language) -> Unit:
    """The one unit of all amounts of a table: its sentences count in that of its figures, if it has any."""
    texts = (table.title, *table.notes, table.empty)
    return language.unit_of(*cells, *texts, in_table=Kind.MONEY in kinds)


def _is_rounded(totals: Row, columns: Sequence[Sequence[Cell]], unit: Unit) -> bool:
    """Whether somewhere the exact cells add up to their total and the rounded ones do not."""
    pairs = zip(totals, columns, strict=True)
    return any(isinstance(total, Money) and not _adds_up(total, cells, unit) for total, cells in pairs)


def _adds_up(total: Money, cells: Iterable[Cell], unit: Unit) -> bool:
    summands = [cell for cell in cells if isinstance(cell, Money) and cell.currency == total.currency]
    if sum(money.amount for money in summands) != total.amount:
        return True
    return sum(in_units(money, unit) for money in summands) == in_units(total, unit)
