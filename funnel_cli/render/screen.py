"""The document on a terminal: fitted to its width, restrained, one thin line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import count, zip_longest

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text as Styled

from funnel_cli.message import message
from funnel_cli.render.fit import GAP, Measure, fitted
from funnel_cli.render.language import Language
from funnel_cli.render.output import NARROWEST, WIDEST, Basis, Output
from funnel_cli.render.sheet import Sheet, closing, spelled
from funnel_cli.render.wrap import wrapped
from funnel_cli.table import Column, Document

TITLE = "bold"
HEADING = "cyan"
TOTAL = "bold"
QUIET = "dim"

LEAST_NAME = 10
LEAST_PROSE = 16
PROSE = 40
"""A text column that would be wider holds sentences, whoever wrote them."""
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
    grid = _Grid(sheet, language, width)
    if not sheet.is_card:
        yield from grid.header()
        yield grid.rule()
    for row in sheet.rows:
        yield from grid.row(row)
    if sheet.totals:
        yield grid.rule()
    for row in sheet.totals:
        yield from grid.row(row, TOTAL)
    if grid.hidden:
        hint = message("Hidden at this width: {columns} (-f plain shows all)", columns=grid.hidden)
        yield from _prose(language.say(hint), width, QUIET)


class _Grid:
    """The columns of a sheet that fit a width: names in them are cut, sentences are wrapped."""

    def __init__(self, sheet: Sheet, language: Language, width: int) -> None:
        bodies = [max(map(cell_len, cells)) for cells in zip(*sheet.rows, *sheet.totals, strict=True)]
        wraps = [
            not is_number
            and (sheet.is_card or column.is_prose or (not column.is_whole and (body > PROSE or is_ours)))
            for column, body, is_number, is_ours in zip(
                sheet.columns, bodies, sheet.has_numbers, sheet.has_sentences, strict=True
            )
        ]
        least = [
            body if is_number else min(body, _least_text(column, width, is_wrapped=is_wrapped))
            for column, body, is_number, is_wrapped in zip(
                sheet.columns, bodies, sheet.has_numbers, wraps, strict=True
            )
        ]
        self.sheet = sheet
        self.language = language
        self.wraps = wraps
        measures = map(_measure, sheet.titles, bodies, least, sheet.weights, sheet.is_blank)
        self.widths = fitted(list(measures), width)
        self.hidden = tuple(title for place, title in enumerate(sheet.titles) if place not in self.widths)

    def header(self) -> Iterator[Styled]:
        """The titles, broken between words, standing on the rule."""
        titles = [wrapped(self.sheet.titles[place], width)[::-1] for place, width in self.widths.items()]
        for cells in reversed(list(zip_longest(*titles, fillvalue=""))):
            yield self._line(cells, QUIET)

    def rule(self) -> Styled:
        """One thin line as wide as the columns."""
        width = sum(self.widths.values()) + GAP * (len(self.widths) - 1)
        return Styled(self.language.sign("─") * width, QUIET)

    def row(self, words: Sequence[str], style: str = "") -> Iterator[Styled]:
        """A row, on as many lines as its longest sentence needs."""
        columns = [
            wrapped(words[place], width) if self.wraps[place] else [self._cut(words[place], width)]
            for place, width in self.widths.items()
        ]
        for cells in zip_longest(*columns, fillvalue=""):
            yield self._line(cells, style)

    def _line(self, cells: Sequence[str], style: str) -> Styled:
        padded = (
            _aligned(cell, width, right=self.sheet.has_numbers[place])
            for cell, (place, width) in zip(cells, self.widths.items(), strict=True)
        )
        return Styled((" " * GAP).join(padded).rstrip(), style)

    def _cut(self, text: str, width: int) -> str:
        if cell_len(text) <= width:
            return text
        ellipsis = self.language.sign("…")
        return set_cell_size(text, width - cell_len(ellipsis)).rstrip() + ellipsis


def _least_text(column: Column, width: int, *, is_wrapped: bool) -> int:
    """The cells a text needs at the least: what people copy keeps a third of the screen."""
    if column.is_whole:
        return width // 3
    return LEAST_PROSE if is_wrapped else LEAST_NAME


def _measure(title: str, body: int, least: int, weight: int, is_blank: bool) -> Measure:
    word = max(map(cell_len, title.split()), default=0)
    folded = next(width for width in count(max(word, 1)) if len(wrapped(title, width)) <= TITLE_LINES)
    return Measure(
        natural=max(body, cell_len(title)),
        whole=max(body, folded),
        least=max(least, min(folded, LEAST_TITLE)),
        weight=weight,
        is_blank=is_blank,
    )


def _aligned(cell: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space


def _prose(text: str, width: int, style: str = "") -> Iterator[Styled]:
    for line in wrapped(text, min(width, READABLE)):
        yield Styled(line, style)
