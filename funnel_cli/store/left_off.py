"""What one command leaves for the next: the numbers of the last list, and how far a weekly round has come.

Derived and never required: it is kept in the user's cache folder beside the cache. A round that cannot be
remembered begins at its beginning again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
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
        keep(file, "\n".join(rows))


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


@dataclass(frozen=True, slots=True)
class Round:
    """The round of one week over the deals of one query; `file` is `None` where nothing can be kept."""

    file: Path | None
    week: str
    query: str

    def seen(self) -> frozenset[str]:
        """The ids of the deals that were looked at so far; none where another round was left last."""
        if self.file is None:
            return frozenset()
        try:
            left = json.loads(self.file.read_bytes())
        except (OSError, ValueError):
            return frozenset()
        if not isinstance(left, dict) or (left.get("week"), left.get("query")) != (self.week, self.query):
            return frozenset()
        ids = left.get("seen")
        return frozenset(id for id in ids if isinstance(id, str)) if isinstance(ids, list) else frozenset()

    def leave(self, seen: Iterable[str]) -> bool:
        """Remember the deals that were looked at, in one step; whether that could be done."""
        if self.file is None:
            return False
        text = json.dumps({"week": self.week, "query": self.query, "seen": sorted(seen)})
        return keep(self.file, text)

    def forget(self) -> None:
        """Begin anew next time."""
        if self.file:
            with suppress(OSError):
                self.file.unlink()


def round_of(root: Path, environ: Mapping[str, str], week: str, query: str) -> Round:
    """The round of that week in the book at `root`."""
    file = cache_file(root, environ)
    return Round(file and file.with_suffix(".round"), week, query)
