"""The user's cache folder: where the cache of a book is, its last row numbers, and the round that was left.

Derived and never required: what cannot be kept is made anew, or begins at its beginning again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from funnel_cli.records.book import Book
from funnel_cli.values.table import Document, row_ids

_LONGEST_NUMBER = 6
"""So many figures the number of a row has at the most."""


def cache_file(root: Path, environ: Mapping[str, str], ending: str = "cache") -> Path | None:
    """Where the cache of the book at `root` is, or what else; `None` where FUNNEL_NO_INDEX asks for none.

    `None` as well where the user has no folder for it: where nobody knows their home, or the folder is
    called by a name that depends on where one is, or lies in the book, which may come from anybody.
    """
    if environ.get("FUNNEL_NO_INDEX"):
        return None
    real = os.path.realpath(root)
    name = os.fsencode(real)
    folder = _folder()
    if folder is None or Path(os.path.realpath(folder)).is_relative_to(real):
        return None
    return folder / f"{crc32(name):08x}{crc32(name[::-1]):08x}.{ending}"


def _folder() -> Path | None:
    """The folder for what the program keeps of the user's; `None` if there is none by its whole name."""
    from platformdirs import user_cache_path

    try:
        folder = user_cache_path("funnel", appauthor=False)
    except RuntimeError:  # nobody knows the user's home
        return None
    return folder if folder.is_absolute() else None


def keep(file: Path, content: bytes) -> bool:
    """Write a file of the user's own beside the cache, in one step; whether that could be done."""
    draft = file.with_name(f"{file.name}.{os.urandom(4).hex()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:  # noqa: PTH123 - a descriptor
            stream.write(content)
        draft.replace(file)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        return False
    return True


def remember_rows(root: Path, environ: Mapping[str, str], document: Document) -> None:
    """Let the number of each row of the first table that has some mean its deal, in the book at `root`."""
    rows = next(filter(None, map(row_ids, document.tables)), ())
    if file := cache_file(root, environ, "rows"):
        keep(file, "\n".join(rows).encode())


def row_meant(root: Path, environ: Mapping[str, str], book: Book, word: str) -> str:
    """The id of the deal in the last list's row of that number; any other word as it is."""
    if len(word) > _LONGEST_NUMBER:
        return word
    file = cache_file(root, environ, "rows")
    try:
        ids = file.read_text("utf-8").split("\n") if file else []
    except (OSError, ValueError):
        return word
    number = int(word)
    id = ids[number - 1] if 1 <= number <= len(ids) else word
    return id if id in book.opportunities else word


class Round(NamedTuple):
    """The round of one week over the deals of one query; `file` is `None` where nothing can be kept."""

    file: Path | None
    week: str
    query: str

    def seen(self) -> frozenset[str]:
        """The ids of the deals that were looked at so far; none where another round was left last."""
        import json

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
        import json

        if self.file is None:
            return False
        text = json.dumps({"week": self.week, "query": self.query, "seen": sorted(seen)})
        return keep(self.file, text.encode())

    def forget(self) -> None:
        """Begin anew next time."""
        if self.file:
            with suppress(OSError):
                self.file.unlink()
