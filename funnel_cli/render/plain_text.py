"""The document as text without colour or width: `plain` aligned for people, `piped` for cut and awk.

As Markdown, too: headings, paragraphs, pipe tables; nothing in a record is markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from funnel_cli.render.choice import CURRENCY
from funnel_cli.render.language import Language
from funnel_cli.render.machine import field
from funnel_cli.render.output import Footing
from funnel_cli.render.wording import ScreenSheet, closing, spelled, table_in_words
from funnel_cli.values.message import Label, Message, Named, Term
from funnel_cli.values.table import Document, Kind, Table, cells_at


def as_aligned(document: Document, language: Language, basis: Footing) -> str:
    """The whole document aligned as wide as it needs, every column and every character of it."""
    sheets = [table_in_words(table, language, basis.currency) for table in document.tables]
    blocks = [[language.say(line) for line in (document.title, *basis.lines, *document.lines)]]
    blocks += ([line for line in (sheet.title, *_grid(sheet), *sheet.notes) if line] for sheet in sheets)
    blocks.append(closing(document, sheets, language, basis))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def as_piped(document: Document, language: Language, basis: Footing) -> str:
    """The columns on screen and the currency, tab-separated under one line of titles, for cut and awk.

    Texts are in the reader's language; numbers are exact, as in TSV; what is unknown is empty; there
    are no totals, so that a sum over a column is right. Where there are several tables, sentences
    and their names stand on lines that start with `# `.
    """
    if len(document.tables) == 1:
        return _lines(document.tables[0], language)
    sentences = map(language.say, (document.title, *basis.lines, *document.lines))
    blocks = ["".join(f"# {sentence}\n" for sentence in sentences)]
    blocks += [f"# {table.name}\n{_lines(table, language)}" for table in document.tables]
    return "\n".join(blocks)


def _lines(table: Table, language: Language) -> str:
    shown = [column for column in table.columns if column.on_screen or column.in_pipe]
    if any(column.kind is Kind.MONEY for column in shown):
        shown += [column for column in table.columns if column.key == CURRENCY and column not in shown]
    places = [place for place, column in enumerate(table.columns) if column in shown]
    titles = [language.say(table.columns[place].title) for place in places]
    lines = [titles] if any(titles) else []
    say = language.say
    lines += [
        [
            say(cell) if isinstance(cell, _WORDS) and not isinstance(cell, Named) else field(cell)
            for cell in row
        ]
        for row in cells_at(table.rows, places)
    ]
    return "".join("\t".join(line) + "\n" for line in lines)


_WORDS = (Message, Label, Term)
"""What is said in the reader's language; everything else stands there as TSV has it."""


def _grid(sheet: ScreenSheet) -> Iterator[str]:
    """The lines of a table, totals below a second rule."""
    if not sheet.rows:
        yield sheet.empty
        return
    from tabulate import SEPARATING_LINE, tabulate

    totals = [SEPARATING_LINE, *sheet.totals] if sheet.totals and not sheet.is_card else sheet.totals
    grid = tabulate(
        [*sheet.rows, *totals],
        headers=() if sheet.is_card else sheet.titles,
        tablefmt="plain" if sheet.is_card else "simple",
        colalign=["right" if each.has_numbers else "left" for each in sheet.columns],
        disable_numparse=True,
    )
    yield from (line.rstrip() for line in grid.splitlines())


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
        blocks.append(_pipe_table(sheet) if sheet.rows else _paragraph(sheet.empty))
        blocks += map(_paragraph, sheet.notes)
    blocks += map(_paragraph, closing(document, sheets, language, basis))
    return "\n\n".join(blocks) + "\n"


def as_literal(text: str) -> str:
    """The text with every sign that Markdown or HTML would act on taken literally."""
    return _markup.sub(lambda found: _entities.get(found[0]) or f"\\{found[0]}", text)


def _paragraph(text: str) -> str:
    """A paragraph that is no heading, list, quote or rule, whatever it starts with."""
    return _leading.sub(r"\1\\\2", as_literal(text))


def _pipe_table(sheet: ScreenSheet) -> str:
    from tabulate import tabulate

    totals = [[f"**{as_literal(word)}**" if word else "" for word in row] for row in sheet.totals]
    return tabulate(
        [*([as_literal(word) for word in row] for row in sheet.rows), *totals],
        headers=[as_literal(title) for title in sheet.titles],
        tablefmt="pipe",
        colalign=["right" if each.has_numbers else "left" for each in sheet.columns],
        disable_numparse=True,
    )
