"""What the numbers of the last list mean: each row's deal, until the next list is shown.

Derived and never required: it is kept in the user's cache folder beside the cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from funnel_cli.records.book import Book
from funnel_cli.store.cache import cache_file, keep
from funnel_cli.values.table import Document, row_ids

_LONGEST_NUMBER = 6
"""So many figures the number of a row has at the most."""


def remember_rows(root: Path, environ: Mapping[str, str], document: Document) -> None:
    """Let the number of each row of the first table that has some mean its deal, in the book at `root`."""
    rows = next(filter(None, map(row_ids, document.tables)), ())
    if file := _file(root, environ):
        keep(file, "\n".join(rows).encode())


def row_meant(root: Path, environ: Mapping[str, str], book: Book, word: str) -> str:
    """The id of the deal in the last list's row of that number; any other word as it is."""
    if len(word) > _LONGEST_NUMBER:
        return word
    try:
        ids = file.read_text("utf-8").split("\n") if (file := _file(root, environ)) else []
    except (OSError, ValueError):
        return word
    number = int(word)
    id = ids[number - 1] if 1 <= number <= len(ids) else word
    return id if id in book.opportunities else word


def _file(root: Path, environ: Mapping[str, str]) -> Path | None:
    file = cache_file(root, environ)
    return file and file.with_suffix(".rows")
