"""The document as one page for a browser: no script, no picture from elsewhere, nothing that is fetched.

Everything is escaped by the template engine; the page allows itself its own style and nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from funnel_cli.render.language import Language
from funnel_cli.render.output import Basis
from funnel_cli.render.sheet import Sheet, closing, spelled
from funnel_cli.values.table import Column, Document, Kind

TAGS = {"en": "en", "zh": "zh-CN"}
"""What browsers and screen readers call a language."""


class Word(NamedTuple):
    """The text of a cell, and the attribute of its element that says how it is set."""

    text: str
    mark: str


class Part(NamedTuple):
    """A table in words, as the template has it."""

    title: str
    heads: Sequence[Word]
    rows: Sequence[Sequence[Word]]
    totals: Sequence[Sequence[Word]]
    notes: Sequence[str]
    empty: str
    is_card: bool


def as_page(document: Document, language: Language, basis: Basis) -> str:
    """The whole document as HTML, with a final newline; the same document gives the same bytes."""
    from jinja2 import Environment

    folder = files("funnel_cli.render")
    style = folder.joinpath("page.css").read_text(encoding="utf-8").rstrip("\n")
    engine = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    template = engine.from_string(folder.joinpath("page.html").read_text(encoding="utf-8"))
    sheets = [spelled(table, language, basis.currency) for table in document.tables]
    return template.render(
        language=TAGS.get(language.code, language.code),
        style=style,
        style_hash=b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii"),
        title=language.say(document.title),
        lines=[language.say(line) for line in (*basis.lines, *document.lines)],
        parts=[_part(sheet) for sheet in sheets],
        notes=closing(document, sheets, language, basis),
    )


def _part(sheet: Sheet) -> Part:
    """The table with the mark of its column at every cell."""
    pairs = zip(sheet.columns, sheet.has_numbers, strict=True)
    marks = [_mark(column, is_number=is_number) for column, is_number in pairs]

    def marked(words: Sequence[str]) -> list[Word]:
        return [Word(text, mark) for text, mark in zip(words, marks, strict=True)]

    return Part(
        title=sheet.title,
        heads=marked(sheet.titles),
        rows=[marked(row) for row in sheet.rows],
        totals=[marked(row) for row in sheet.totals],
        notes=sheet.notes,
        empty=sheet.empty,
        is_card=sheet.is_card,
    )


def _mark(column: Column, *, is_number: bool) -> str:
    """The class of a column's cells: numbers on the right, what is copied whole, sentences with room."""
    if is_number:
        return ' class="n"'
    if column.is_whole or column.kind is Kind.DAY:
        return ' class="w"'
    return ' class="p"' if column.is_prose else ""
