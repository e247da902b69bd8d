# ruff: noqa: INP001 - a script, no package
"""Bring the catalogues up to date with the sentences in the code, and compile them.

    python tools/catalogue.py            collect, keep what is translated, compile
    python tools/catalogue.py --missing  also list what has no translation yet (exit 1 if anything)

A sentence is the first argument of `message("…")` or `N_("…")`, the help of an option, flag or
argument with the words in capitals before it, or a paragraph of a command's docstring. Needs Babel, a
development tool.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from funnel_cli.directory import COMMANDS, function_of
from funnel_cli.values.languages import LANGUAGES
from funnel_cli.values.typed import PLACE

PACKAGE = Path(__file__).parents[1] / "funnel_cli"
KEYWORDS = {"message": None, "N_": None}
SOURCES = [PACKAGE / "cli.py", *sorted(PACKAGE.glob("commands/*.py"))]
RUNNING = {("cli", "root"), *((entry.file, function_of(name)) for name, entry in COMMANDS.items())}
"""The functions of the commands and of the program, each with its file."""


def help_texts(source: Path) -> Iterator[str]:
    """What a file says to `--help`: paragraphs of docstrings, helps of options and arguments."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        match node:
            case ast.FunctionDef(name=name) if (source.stem, name) in RUNNING:
                paragraphs = (ast.get_docstring(node) or "").split("\n\n")
                yield from (" ".join(paragraph.split()) for paragraph in paragraphs)
            case ast.Call(func=ast.Name(id="flag"), args=[ast.Constant(value=str(text)), *_]):
                yield text
            case ast.Call(
                func=ast.Name(id="option" | "argument"),
                args=[ast.Constant(value=str(typed)), ast.Constant(value=str(text)), *_],
            ):
                yield from (*PLACE.findall(typed), text)


def template() -> Catalog:
    """Every sentence in the package, in the order of files and lines."""
    sentences = Catalog(project="funnel")
    for name, _line, sentence, comments, _context in extract_from_dir(
        str(PACKAGE), method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        sentences.add(sentence, locations=[(f"funnel_cli/{name}", 0)], auto_comments=comments)
    for source in SOURCES:
        for text in help_texts(source):
            sentences.add(text, locations=[(source.relative_to(PACKAGE.parent).as_posix(), 0)])
    return sentences


def update(language: str) -> list[str]:
    """Write the catalogue and its compiled twin; the sentences that have no translation come back."""
    po = PACKAGE / "locale" / language / "LC_MESSAGES/funnel.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("ab+") as file:
        file.seek(0)
        catalogue = read_po(file, locale=language)
    sentences = template()
    sentences.creation_date = catalogue.creation_date
    catalogue.project, catalogue.version = "sales-funnel", str(catalogue.locale)
    catalogue.last_translator = catalogue.msgid_bugs_address = ""
    catalogue.update(sentences, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with po.open("wb") as file:
        write_po(file, catalogue, width=110, include_lineno=False, sort_by_file=True)
    with po.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return [str(entry.id) for entry in catalogue if entry.id and not entry.string]


def main() -> int:
    """Update all catalogues."""
    missing = [sentence for language in [*LANGUAGES][1:] for sentence in update(language)]
    if "--missing" not in sys.argv:
        return 0
    for sentence in missing:
        sys.stdout.write(f"{sentence}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
