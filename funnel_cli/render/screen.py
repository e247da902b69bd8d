"""The document on a terminal: restrained, one thin line, fitted to its width.

Which columns the width can hold, how wide each may be, and texts cut to it so that no two that differ read
the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import count, pairwise
from typing import NamedTuple

from rich.box import Box
from rich.cells import cell_len, set_cell_size
from rich.console import Console, JustifyMethod
from rich.table import Table as Grid
from rich.text import Text as Styled

from funnel_cli.render.language import Language
from funnel_cli.render.output import NARROWEST, WIDEST, Footing, Output
from funnel_cli.render.wording import ScreenColumn, ScreenSheet, closing, table_in_words
from funnel_cli.render.wrap import wrapped
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.likeness import JOINT
from funnel_cli.values.message import message
from funnel_cli.values.table import Document

GAP = 2

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
    titles = [wrapped(sheet.columns[place].title, wide) for place, wide in widths.items()]
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
        side: JustifyMethod = "right" if sheet.columns[place].has_numbers else "left"
        drawn.add_column(Styled(standing), width=wide, justify=side, no_wrap=True)
    body = _names_cut(sheet, widths, language)
    for rows, style in ((body, ""), (sheet.totals, _TOTAL)):
        drawn.add_section()
        for row in rows:
            cells = (
                "\n".join(wrapped(row[place], wide))
                if wraps[place]
                else _cut(row[place], wide, language.sign("…"))
                for place, wide in widths.items()
            )
            drawn.add_row(*map(Styled, cells), style=style)
    yield drawn
    told = ((place, each.title) for place, each in enumerate(sheet.columns) if not each.is_blank)
    if hidden := tuple(title for place, title in told if place not in widths):
        hint = message("Hidden at this width: {columns} (-f plain shows all)", columns=hidden)
        yield from _prose(language.say(hint), width, _QUIET)


def _names_cut(sheet: ScreenSheet, widths: Mapping[int, int], language: Language) -> Sequence[Sequence[str]]:
    """The rows with the names of records cut to their columns, so that no two read the same."""
    rows = [list(row) for row in sheet.rows]
    for place, wide in widths.items():
        if sheet.columns[place].has_names:
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
    return [
        not each.has_numbers
        and (
            sheet.is_card
            or each.column.is_prose
            or (not (each.column.is_whole or each.column.is_line) and (body > _PROSE or each.has_sentences))
        )
        for each, body in zip(sheet.columns, _bodies(sheet), strict=True)
    ]


def _bodies(sheet: ScreenSheet) -> list[int]:
    """The cells of the widest entry of each column."""
    return [max(map(cell_len, cells)) for cells in zip(*sheet.rows, *sheet.totals, strict=True)]


def _measures(sheet: ScreenSheet, wraps: Sequence[bool], width: int) -> list[Widths]:
    """What each column needs and what it can do with."""
    columns = zip(sheet.columns, _bodies(sheet), wraps, strict=True)
    return [_measure(each, body, width, is_wrapped=is_wrapped) for each, body, is_wrapped in columns]


def _measure(each: ScreenColumn, body: int, width: int, *, is_wrapped: bool) -> Widths:
    word = max(map(cell_len, each.title.split()), default=0)
    folded = next(width for width in count(max(word, 1)) if len(wrapped(each.title, width)) <= _TITLE_LINES)
    least = body if each.has_numbers else min(body, _least_text(each, width, is_wrapped=is_wrapped))
    return Widths(
        natural=max(body, cell_len(each.title)),
        whole=max(body, folded),
        least=max(least, min(folded, _LEAST_TITLE)),
        weight=each.column.weight,
        is_blank=each.is_blank,
    )


def _least_text(each: ScreenColumn, width: int, *, is_wrapped: bool) -> int:
    """The cells a text needs at the least: what people copy keeps a third of the screen.

    A sentence has a quarter of a narrow one, so that there is room for what it is about, and for a day.
    """
    if each.column.is_whole:
        return min(width // 3, _LEAST_CALLED) if each.has_names else width // 3
    return min(_LEAST_PROSE, width // 4) if is_wrapped or each.column.is_line else _LEAST_NAME


def _prose(text: str, width: int, style: str = "") -> Iterator[Styled]:
    for line in wrapped(text, min(width, _READABLE)):
        yield Styled(line, style)


class Widths(NamedTuple):
    """A column's widths: with its title on one line, with nothing cut, and at the least."""

    natural: int
    whole: int
    least: int
    weight: int
    is_blank: bool = False


def fitted_widths(measures: Sequence[Widths], width: int) -> dict[int, int]:
    """The width of each column by its place; a place that is absent is hidden.

    Columns that say nothing go first. Then titles are wrapped, then text is cut, widest first; then the
    column of the lowest weight (of several the last) goes, and the others get their room back.
    """
    places = _telling(measures, width)
    while places:
        widths = {place: measures[place].natural for place in places}
        room = width - GAP * (len(places) - 1)
        _shrink(widths, {place: measures[place].whole for place in places}, room)
        _shrink(widths, {place: measures[place].least for place in places}, room)
        if sum(widths.values()) <= room:
            return widths
        places.remove(min(places, key=lambda place: (measures[place].weight, -place)))
    return {}


def _telling(measures: Sequence[Widths], width: int) -> list[int]:
    """The places of all columns, without those that say nothing where not all have their natural width."""
    places = list(range(len(measures)))
    natural = sum(measure.natural for measure in measures) + GAP * (len(measures) - 1)
    return places if natural <= width else [place for place in places if not measures[place].is_blank]


def _shrink(widths: dict[int, int], floors: dict[int, int], room: int) -> None:
    for _ in range(sum(widths.values()) - room):
        loose = [place for place in widths if widths[place] > floors[place]]
        if not loose:
            return
        widths[max(loose, key=lambda place: (widths[place], place))] -= 1


_LEAST = 4
"""Cells that either half of a cut name keeps."""


def shortened(texts: Sequence[str], width: int, ellipsis: str = "…") -> list[str]:
    """The texts, none wider than `width` cells; texts that differ stay different from 8 cells on.

    Each half of `customer · name` keeps its beginning. Where that tells two apart no longer, the place
    where they begin to differ is shown; and where there is no room for that, a number.
    """
    short = {text: _halved(text, width, ellipsis) for text in texts}
    for cut in (_from_difference, _numbered):
        counted = Counter(short.values())
        twice = [text for text, said in short.items() if counted[said] > 1]
        if not twice:
            break
        taken = {said for said, times in counted.items() if times == 1}
        short |= cut(twice, short, taken, width, ellipsis)
    return [short[text] for text in texts]


def _cut(text: str, width: int, ellipsis: str) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - cell_len(ellipsis), 0)).rstrip() + ellipsis


def _halved(text: str, width: int, ellipsis: str) -> str:
    """The text cut, both halves of a deal's name where there is room for them: the longer one gives way."""
    if cell_len(text) <= width:
        return text
    first, joint, second = text.partition(JOINT)
    room = width - cell_len(joint)
    if not joint or room < 2 * _LEAST:
        return _cut(text, width, ellipsis)
    half = room // 2
    own = max(room - cell_len(second), half) if cell_len(first) > half else cell_len(first)
    return _cut(first, own, ellipsis) + joint + _cut(second, room - min(own, cell_len(first)), ellipsis)


def _from_difference(
    twice: Sequence[str], short: dict[str, str], taken: set[str], width: int, ellipsis: str
) -> dict[str, str]:
    """Those that read the same with their middle left out, up to where they begin to differ."""
    found: dict[str, str] = {}
    for texts in grouped_by(twice, short.__getitem__).values():
        ordered = sorted(texts)
        common = [_common(one, other) for one, other in pairwise(ordered)]
        for place, text in enumerate(ordered):
            tail = text[max(*common[max(place - 1, 0) : place + 1], 1) - 1 :]
            head = width - cell_len(ellipsis) - min(cell_len(tail), width // 2)
            said = set_cell_size(text, max(head, 0)).rstrip() + ellipsis
            said += _cut(tail, width - cell_len(said), ellipsis)
            found[text] = said if cell_len(said) <= width and said not in taken else short[text]
    return found


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _numbered(
    twice: Sequence[str], short: dict[str, str], taken: set[str], width: int, ellipsis: str
) -> dict[str, str]:
    """Those that read the same with a number behind them that no other has."""
    found: dict[str, str] = {}
    number = 0
    for text in twice:
        said = ""
        while not said or said in taken:
            number += 1
            mark = f"~{number}"
            said = _cut(short[text], max(width - len(mark), 1), ellipsis) + mark
        taken.add(said)
        found[text] = said
    return found
