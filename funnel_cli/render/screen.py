"""The document on a terminal: fitted to its width, restrained, one thin line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import count

from rich.box import Box
from rich.cells import cell_len, set_cell_size
from rich.console import Console, JustifyMethod
from rich.table import Table as Grid
from rich.text import Text as Styled

from funnel_cli.render.fit import GAP, Widths, fitted_widths, shortened
from funnel_cli.render.language import Language
from funnel_cli.render.output import NARROWEST, WIDEST, Footing, Output
from funnel_cli.render.wording import ScreenSheet, closing, table_in_words
from funnel_cli.render.wrap import wrapped
from funnel_cli.values.message import message
from funnel_cli.values.table import Column, Document

_TITLE = "bold"
_HEADING = "cyan"
_TOTAL = "bold"
_QUIET = "dim"

_LEAST_NAME = 10
_LEAST_PROSE = 16
_LEAST_CALLED = 22
_PROSE = 40
"""A text column that would be wider holds sentences, whoever wrote them."""
_LEAST_TITLE = 12
_TITLE_LINES = 2
_PADDING = re.compile(r"(?: |\x1b\[[0-9;]*m)+$", re.MULTILINE)
"""What a table adds to the last cell of a line."""

_READABLE = 100
"""Sentences are broken at this many cells, however wide the screen."""


def as_screen(document: Document, output: Output, basis: Footing) -> str:
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
    return _PADDING.sub(lambda found: found[0].replace(" ", ""), captured.get())


def _page(document: Document, language: Language, basis: Footing, width: int) -> Iterator[Grid | Styled]:
    sheets = [table_in_words(table, language, basis.currency) for table in document.tables]
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
        yield from _prose(note, width, _QUIET)


def _heading(title: str, day: str, width: int) -> Iterator[Styled]:
    """The title with its day beside it, or below where there is no room."""
    if cell_len(title) + GAP + cell_len(day) <= width:
        yield Styled.assemble((title, _TITLE), " " * GAP, (day, _QUIET)) if day else Styled(title, _TITLE)
    else:
        yield from _prose(title, width, _TITLE)
        yield from _prose(day, width, _QUIET)


def _table(sheet: ScreenSheet, language: Language, width: int) -> Iterator[Grid | Styled]:
    if sheet.title:
        yield from _prose(sheet.title, width, _HEADING)
    if sheet.rows:
        yield from _grid(sheet, language, width)
    else:
        yield from _prose(sheet.empty, width, _QUIET)
    for note in sheet.notes:
        yield from _prose(note, width, _QUIET)


def _grid(sheet: ScreenSheet, language: Language, width: int) -> Iterator[Grid | Styled]:
    """The rows drawn by rich, as wide as `fitted_widths` says; the hidden columns are named below."""
    wraps = _wraps(sheet)
    widths = fitted_widths(_measures(sheet, wraps, width), width)
    titles = [wrapped(sheet.titles[place], wide) for place, wide in widths.items()]
    lines = max(map(len, titles), default=1)
    drawn = Grid(
        box=_thin_line(language.sign("─")),
        show_header=not sheet.is_card,
        show_edge=False,
        pad_edge=False,
        padding=(0, GAP - 1, 0, 0),
        header_style=_QUIET,
        border_style=_QUIET,
    )
    for (place, wide), title in zip(widths.items(), titles, strict=True):
        standing = "\n" * (lines - len(title)) + "\n".join(title)  # on the rule
        side: JustifyMethod = "right" if sheet.has_numbers[place] else "left"
        drawn.add_column(Styled(standing), width=wide, justify=side, no_wrap=True)
    body = _names_cut(sheet, widths, language)
    for rows, style in ((body, ""), (sheet.totals, _TOTAL)):
        drawn.add_section()
        for row in rows:
            cells = (
                "\n".join(wrapped(row[place], wide)) if wraps[place] else _cut(row[place], wide, language)
                for place, wide in widths.items()
            )
            drawn.add_row(*map(Styled, cells), style=style)
    yield drawn
    told = (place for place, is_blank in enumerate(sheet.is_blank) if not is_blank)
    if hidden := tuple(sheet.titles[place] for place in told if place not in widths):
        hint = message("Hidden at this width: {columns} (-f plain shows all)", columns=hidden)
        yield from _prose(language.say(hint), width, _QUIET)


def _names_cut(sheet: ScreenSheet, widths: Mapping[int, int], language: Language) -> Sequence[Sequence[str]]:
    """The rows with the names of records cut to their columns, so that no two read the same."""
    rows = [list(row) for row in sheet.rows]
    for place, wide in widths.items():
        if sheet.has_names[place]:
            cut = shortened([row[place] for row in rows], wide, language.sign("…"))
            for row, said in zip(rows, cut, strict=True):
                row[place] = said
    return rows


def _thin_line(sign: str) -> Box:
    """A line below the titles and above the totals, and nothing else."""
    rule, nothing = sign * 4, " " * 4
    lines = [nothing, nothing, rule, nothing, rule, nothing, nothing, nothing]
    return Box("\n".join(lines))


def _wraps(sheet: ScreenSheet) -> list[bool]:
    """For each column whether it is wrapped, as sentences are; names and numbers are not."""
    columns = zip(sheet.columns, _bodies(sheet), sheet.has_numbers, sheet.has_sentences, strict=True)
    return [
        not is_number
        and (
            sheet.is_card
            or column.is_prose
            or (not (column.is_whole or column.is_line) and (body > _PROSE or is_ours))
        )
        for column, body, is_number, is_ours in columns
    ]


def _bodies(sheet: ScreenSheet) -> list[int]:
    """The cells of the widest entry of each column."""
    return [max(map(cell_len, cells)) for cells in zip(*sheet.rows, *sheet.totals, strict=True)]


def _measures(sheet: ScreenSheet, wraps: Sequence[bool], width: int) -> list[Widths]:
    """What each column needs and what it can do with."""
    bodies = _bodies(sheet)
    least = [
        body if is_number else min(body, _least_text(column, width, is_wrapped=is_wrapped, is_name=is_name))
        for column, body, is_number, is_wrapped, is_name in zip(
            sheet.columns, bodies, sheet.has_numbers, wraps, sheet.has_names, strict=True
        )
    ]
    return list(map(_measure, sheet.titles, bodies, least, sheet.weights, sheet.is_blank))


def _cut(text: str, width: int, language: Language) -> str:
    if cell_len(text) <= width:
        return text
    ellipsis = language.sign("…")
    return set_cell_size(text, width - cell_len(ellipsis)).rstrip() + ellipsis


def _least_text(column: Column, width: int, *, is_wrapped: bool, is_name: bool) -> int:
    """The cells a text needs at the least: what people copy keeps a third of the screen.

    A sentence has a quarter of a narrow one, so that there is room for what it is about, and for a day.
    """
    if column.is_whole:
        return min(width // 3, _LEAST_CALLED) if is_name else width // 3
    return min(_LEAST_PROSE, width // 4) if is_wrapped or column.is_line else _LEAST_NAME


def _measure(title: str, body: int, least: int, weight: int, is_blank: bool) -> Widths:
    word = max(map(cell_len, title.split()), default=0)
    folded = next(width for width in count(max(word, 1)) if len(wrapped(title, width)) <= _TITLE_LINES)
    return Widths(
        natural=max(body, cell_len(title)),
        whole=max(body, folded),
        least=max(least, min(folded, _LEAST_TITLE)),
        weight=weight,
        is_blank=is_blank,
    )


def _prose(text: str, width: int, style: str = "") -> Iterator[Styled]:
    for line in wrapped(text, min(width, _READABLE)):
        yield Styled(line, style)
