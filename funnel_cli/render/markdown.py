"""The document as Markdown: headings, paragraphs, pipe tables; nothing in a record is markup."""

from __future__ import annotations

import re

from funnel_cli.render.language import Language
from funnel_cli.render.output import Footing
from funnel_cli.render.wording import ScreenSheet, closing, spelled
from funnel_cli.values.table import Document

_markup = re.compile(r"[\\`*_\[\]|~<&$]")
_entities = {"<": "&lt;", "&": "&amp;"}
_leading = re.compile(r"^(\d*)([#+>=.)-])")


def as_markdown(document: Document, language: Language, basis: Footing) -> str:
    """The whole document, blocks apart by a blank line; totals are the bold last rows of a table."""
    sheets = [spelled(table, language, basis.currency) for table in document.tables]
    blocks = [f"# {as_literal(language.say(document.title))}"]
    blocks += [_paragraph(language.say(line)) for line in (*basis.lines, *document.lines)]
    for sheet in sheets:
        blocks += [f"## {as_literal(sheet.title)}"] if sheet.title else []
        blocks.append(_grid(sheet) if sheet.rows else _paragraph(sheet.empty))
        blocks += map(_paragraph, sheet.notes)
    blocks += map(_paragraph, closing(document, sheets, language, basis))
    return "\n\n".join(blocks) + "\n"


def as_literal(text: str) -> str:
    """The text with every sign that Markdown or HTML would act on taken literally."""
    return _markup.sub(lambda found: _entities.get(found[0]) or f"\\{found[0]}", text)


def _paragraph(text: str) -> str:
    """A paragraph that is no heading, list, quote or rule, whatever it starts with."""
    return _leading.sub(r"\1\\\2", as_literal(text))


def _grid(sheet: ScreenSheet) -> str:
    from tabulate import tabulate

    totals = [[f"**{as_literal(word)}**" if word else "" for word in row] for row in sheet.totals]
    return tabulate(
        [*([as_literal(word) for word in row] for row in sheet.rows), *totals],
        headers=[as_literal(title) for title in sheet.titles],
        tablefmt="pipe",
        colalign=["right" if is_number else "left" for is_number in sheet.has_numbers],
        disable_numparse=True,
    )
