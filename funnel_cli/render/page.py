"""The document as one page for a browser: no script, no picture from elsewhere, nothing that is fetched.

Everything is escaped by the template engine; the page allows itself its own style and nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from funnel_cli.render.drawing import WIDTH, Drawing, drawn
from funnel_cli.render.language import Language
from funnel_cli.render.output import Footing
from funnel_cli.render.wording import ScreenColumn, ScreenSheet, closing, spelled
from funnel_cli.values.table import Document, Kind

_FOLDER = files("funnel_cli.render")

_TAGS = {"en": "en", "zh": "zh-CN"}
"""What browsers and screen readers call a language."""


_SHORT = 14
"""Letters up to which all texts of a column stay on one line."""


class PageText(NamedTuple):
    """The text of a cell, and the attribute of its element that says how it is set."""

    text: str
    mark: str


class PageTable(NamedTuple):
    """A table in words, as the template has it."""

    title: str
    heads: Sequence[PageText]
    rows: Sequence[Sequence[PageText]]
    totals: Sequence[Sequence[PageText]]
    notes: Sequence[str]
    empty: str
    is_card: bool
    drawing: Drawing | None


def as_page(document: Document, language: Language, basis: Footing) -> str:
    """The whole document as HTML, with a final newline; the same document gives the same bytes."""
    style = _FOLDER.joinpath("page.css").read_text(encoding="utf-8").rstrip("\n")
    sheets = [spelled(table, language, basis.currency) for table in document.tables]
    return _page()(
        language=_TAGS.get(language.code, language.code),
        style=style,
        style_hash=b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii"),
        title=language.say(document.title),
        lines=[language.say(line) for line in (*basis.lines, *document.lines)],
        parts=[
            _part(sheet, drawn(table.picture, language, basis.currency) if table.picture else None)
            for sheet, table in zip(sheets, document.tables, strict=True)
        ],
        width=WIDTH,
        notes=closing(document, sheets, language, basis),
    )


@cache
def _page() -> Callable[..., str]:
    """What puts words into the page, compiled once in a process."""
    from jinja2 import Environment

    engine = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    return engine.from_string(_FOLDER.joinpath("page.html").read_text(encoding="utf-8")).render


def _part(sheet: ScreenSheet, drawing: Drawing | None) -> PageTable:
    """The table with the mark of its column at every cell."""
    longest = [max(map(len, words)) for words in zip(*sheet.rows, strict=True)] or [0] * len(sheet.columns)
    columns = zip(sheet.columns, longest, strict=True)
    marks = [_mark(each, is_short=long <= _SHORT) for each, long in columns]

    def marked(words: Sequence[str]) -> list[PageText]:
        return [PageText(text, mark) for text, mark in zip(words, marks, strict=True)]

    return PageTable(
        title=sheet.title,
        heads=marked(sheet.titles),
        rows=[marked(row) for row in sheet.rows],
        totals=[marked(row) for row in sheet.totals],
        notes=sheet.notes,
        empty=sheet.empty,
        is_card=sheet.is_card,
        drawing=drawing,
    )


def _mark(each: ScreenColumn, *, is_short: bool) -> str:
    """The class of a column's cells: numbers on the right, days and short words on a line, names and
    sentences with room.
    """
    column = each.column
    if each.has_numbers:
        return ' class="n"'
    if column.kind is Kind.DAY or is_short:
        return ' class="w"'
    if column.is_whole:
        return ' class="d"'
    return ' class="p"' if column.is_prose else ""
