"""One file as it was read: its text, what it says, and where it says it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from funnel_cli.store.journal import Overlay
from funnel_cli.store.layout import is_list
from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.folder import Folder
from funnel_cli.store.reading.plain import as_list, as_mapping, as_text, parsed
from funnel_cli.store.reading.unreadable import Unreadable, line_starts
from funnel_cli.values.errors import KeyPath, Problem, Severity
from funnel_cli.values.message import Message


@dataclass(frozen=True)
class Source:
    """A file of the book, `path` relative to its root; its places are looked up only for a problem."""

    path: str
    text: str
    plain: Plain
    places: Callable[[], Iterator[tuple[KeyPath, int]]]

    @property
    def format(self) -> str:
        """How it is written: "json" or "yaml"."""
        return format_of(self.path)

    @property
    def stem(self) -> str:
        """Its name without the ending, which is the id of what it holds."""
        return self.path.rpartition("/")[2].rpartition(".")[0]

    @cached_property
    def _offsets(self) -> dict[KeyPath, int]:
        return dict(self.places())

    @cached_property
    def _lines(self) -> list[int]:
        return line_starts(self.text)

    def place(self, path: KeyPath) -> tuple[int, int]:
        """The line and column, from 1, of the value at `path`, or of what should hold it."""
        while path not in self._offsets:
            path = path[:-1]
        offset = self._offsets[path]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def problem(
        self, code: str, said: Message, path: KeyPath = (), severity: Severity = Severity.ERROR
    ) -> Problem:
        """What is wrong with the value at `path`."""
        line, column = self.place(path)
        key = ".".join(map(str, path))
        return Problem(self.path, line, column, code, said, key=key, severity=severity)

    def warning(self, code: str, said: Message, path: KeyPath = ()) -> Problem:
        """What is odd about the value at `path`, though the record counts."""
        return self.problem(code, said, path, Severity.WARNING)


def as_source(path: str, data: bytes, *, may_be_list: bool = True) -> Source:
    """The file at that path: a mapping, or a list where lists lie; raises `Unreadable`."""
    text = as_text(data)
    plain, places = parsed(text, format_of(path))
    whole = as_list(plain, text) if may_be_list and is_list(path) else as_mapping(plain)
    return Source(path, text, whole, places)


def format_of(path: str) -> str:
    """How a file of that name is written: "json" or "yaml"."""
    return "json" if path.endswith(".json") else "yaml"


class Spots:
    """The places of a book's values; each file is read once, when its first place is asked for."""

    def __init__(self, root: Path, overlay: Overlay | None = None) -> None:
        self._folder = Folder(root, overlay or {})
        self._source = cache(self._read)

    def __call__(self, file: str, way: KeyPath) -> str:
        """`file:line` of the value that the keys of `way` lead to, or of what should hold it.

        Just the file if it cannot be read.
        """
        source = self._source(file)
        return f"{file}:{source.place(way)[0]}" if source else file

    def _read(self, file: str) -> Source | None:
        try:
            return as_source(file, self._folder.read(file))
        except Unreadable:
            return None
