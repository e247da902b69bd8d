"""One file as it was read: its text, what it says, and where it says it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from funnel_cli.store.patching.edits import Path, Plain
from funnel_cli.store.reading.plain import as_list, as_mapping, as_text, parsed
from funnel_cli.store.reading.unreadable import line_starts
from funnel_cli.values.errors import Problem, Severity
from funnel_cli.values.message import Message


@dataclass(frozen=True)
class Source:
    """A file of the book, `path` relative to its root; its places are looked up only for a problem."""

    path: str
    text: str
    plain: Plain
    places: Callable[[], Iterator[tuple[Path, int]]]

    @property
    def format(self) -> str:
        """How it is written: "json" or "yaml"."""
        return format_of(self.path)

    @property
    def stem(self) -> str:
        """Its name without the ending, which is the id of what it holds."""
        return self.path.rpartition("/")[2].rpartition(".")[0]

    @cached_property
    def _known(self) -> dict[Path, int]:
        """Where the values stand that were passed on the way to a place."""
        return {}

    @cached_property
    def _ahead(self) -> Iterator[tuple[Path, int]]:
        """Where the values stand that were not passed yet."""
        return self.places()

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line of the text begins."""
        return line_starts(self.text)

    def place(self, path: Path) -> tuple[int, int]:
        """The line and column, from 1, of the value at `path`, or of what should hold it."""
        while path and not self._is_there(path):
            path = path[:-1]
        offset = self._known[path] if self._is_there(path) else 0
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _is_there(self, path: Path) -> bool:
        """Whether the file has a value at `path`; it is read no further than that."""
        while path not in self._known:
            value = next(self._ahead, None)
            if value is None:
                return False
            self._known[value[0]] = value[1]
        return True

    def problem(
        self, code: str, said: Message, path: Path = (), severity: Severity = Severity.ERROR
    ) -> Problem:
        """What is wrong with the value at `path`."""
        line, column = self.place(path)
        key = ".".join(map(str, path))
        return Problem(self.path, line, column, code, said, key=key, severity=severity)

    def warning(self, code: str, said: Message, path: Path = ()) -> Problem:
        """What is odd about the value at `path`, though the record counts."""
        return self.problem(code, said, path, Severity.WARNING)


def as_source(path: str, data: bytes) -> Source:
    """The file of a mapping at that path; raises `Unreadable`."""
    text = as_text(data)
    plain, places = parsed(text, format_of(path))
    return Source(path, text, as_mapping(plain), places)


def as_list_source(path: str, data: bytes) -> Source:
    """The file of a list at that path; raises `Unreadable`."""
    text = as_text(data)
    plain, places = parsed(text, format_of(path))
    return Source(path, text, as_list(plain, text), places)


def format_of(path: str) -> str:
    """How a file of that name is written: "json" or "yaml"."""
    return "json" if path.endswith(".json") else "yaml"
