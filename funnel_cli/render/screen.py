"""The document on a terminal: fitted to its width, restrained, one thin line. The only user of rich."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import count, zip_longest

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console
from rich.text import Text as Styled

from funnel_cli.message import message
from funnel_cli.render.fit import GAP, Measure, fitted
from funnel_cli.render.language import Language
from funnel_cli.render.output import NARROWEST, WIDEST, Basis, Output
from funnel_cli.render.sheet import Sheet, closing, spelled
from funnel_cli.table import Document

TITLE = "bold"
HEADING = "cyan"
TOTAL = "bold"
QUIET = "dim"

LEAST_TEXT = 10
LEAST_TITLE = 8
TITLE_LINES = 2
READABLE = 100
"""Sentences are broken at this many cells, however wide the screen."""


def as_screen(document: Document, output: Output, basis: Basis) -> str:
    """The document as lines of at most `output.width` cells, which counts as 36 to 200."""
    width = min(max(output.width, NARROWEST), WIDEST)
    console = Console(
        file=StringIO(),
        width=width,
        color_system="standard" if output.colour else None,
        force_terminal=output.colour,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    with console.capture() as captured:
        for line in _page(document, output.language, basis, width):
            console.print(line, no_wrap=True, overflow="ignore", crop=False)
    return captured.get()


def _page(document: Document, language: Language, basis: Basis, width: int) -> Iterator[Styled]:
    sheets = [spelled(table, language, basis.currency) for table in document.tables]
    yield from _heading(language.say(document.title), "".join(map(language.say, basis.lines)), width)
    for line in document.lines:
        yield from _prose(language.say(line), width)
    for sheet in sheets:
        yield Styled()
        yield from _table(sheet, language, width)
    notes = closing(document, sheets, language, basis)
    if notes:
        yield Styled()
    for note in notes:
        yield from _prose(note, width, QUIET)


def _heading(title: str, day: str, width: int) -> Iterator[Styled]:
    """The title with its day beside it, or below where there is no room."""
    if cell_len(title) + GAP + cell_len(day) <= width:
        yield Styled.assemble((title, TITLE), " " * GAP, (day, QUIET)) if day else Styled(title, TITLE)
    else:
        yield from _prose(title, width, TITLE)
        yield from _prose(day, width, QUIET)


def _table(sheet: Sheet, language: Language, width: int) -> Iterator[Styled]:
    if sheet.title:
        yield from _prose(sheet.title, width, HEADING)
    if sheet.rows:
        yield from _grid(sheet, language, width)
    else:
        yield from _prose(sheet.empty, width, QUIET)
    for note in sheet.notes:
        yield from _prose(note, width, QUIET)


def _grid(sheet: Sheet, language: Language, width: int) -> Iterator[Styled]:
    widths = fitted(_measures(sheet), width)
    rule = Styled(language.sign("─") * (sum(widths.values()) + GAP * (len(widths) - 1)), QUIET)
    if not sheet.is_card:
        yield from _header(sheet, widths)
        yield rule
    for row in sheet.rows:
        yield from _row(sheet, row, widths, language)
    if sheet.totals:
        yield rule
    for row in sheet.totals:
        yield from _row(sheet, row, widths, language, TOTAL)
    hidden = [sheet.titles[place] for place in range(len(sheet.columns)) if place not in widths]
    if hidden:
        yield from _prose(
            language.say(message("Hidden at this width: {columns} (-f plain shows all)", columns=hidden)),
            width,
            QUIET,
        )


def _measures(sheet: Sheet) -> list[Measure]:
    bodies = zip(*sheet.rows, *sheet.totals, strict=True)
    return [
        _measure(title, max(map(cell_len, cells)), column.weight, is_number=is_number)
        for column, title, cells, is_number in zip(
            sheet.columns, sheet.titles, bodies, sheet.has_numbers, strict=True
        )
    ]


def _measure(title: str, body: int, weight: int, *, is_number: bool) -> Measure:
    word = max(map(cell_len, title.split()), default=0)
    folded = next(width for width in count(word) if len(_wrapped(title, width)) <= TITLE_LINES)
    least = body if is_number else min(body, LEAST_TEXT)
    return Measure(
        natural=max(body, cell_len(title)),
        whole=max(body, folded),
        least=max(least, min(folded, LEAST_TITLE)),
        weight=weight,
    )


def _header(sheet: Sheet, widths: dict[int, int]) -> Iterator[Styled]:
    """The titles, broken between words, standing on the rule."""
    wrapped = {place: _wrapped(sheet.titles[place], width) for place, width in widths.items()}
    height = max(map(len, wrapped.values()), default=0)
    for level in range(height):
        cells = [
            lines[level - height + len(lines)] if level >= height - len(lines) else ""
            for lines in wrapped.values()
        ]
        yield _line(sheet, cells, widths, QUIET)


def _row(
    sheet: Sheet, row: Sequence[str], widths: dict[int, int], language: Language, style: str = ""
) -> Iterator[Styled]:
    """A row on one line, its texts cut; on a card they are wrapped instead."""
    if sheet.is_card:
        columns = [_wrapped(row[place], width) for place, width in widths.items()]
    else:
        columns = [[_cut(row[place], width, language.sign("…"))] for place, width in widths.items()]
    for cells in zip_longest(*columns, fillvalue=""):
        yield _line(sheet, cells, widths, style)


def _line(sheet: Sheet, cells: Sequence[str], widths: dict[int, int], style: str) -> Styled:
    padded = (
        _aligned(cell, width, right=sheet.has_numbers[place])
        for cell, (place, width) in zip(cells, widths.items(), strict=True)
    )
    return Styled((" " * GAP).join(padded).rstrip(), style)


def _aligned(cell: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space


def _cut(text: str, width: int, ellipsis: str) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - cell_len(ellipsis)).rstrip() + ellipsis


def _prose(text: str, width: int, style: str = "") -> Iterator[Styled]:
    for line in _wrapped(text, min(width, READABLE)):
        yield Styled(line, style)


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces, or anywhere in a longer word."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines[-1:] = [line for line in (lines[-1], *chop_cells(word, width)) if line]
    return lines
