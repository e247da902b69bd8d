"""Why a file is no record: the one way the readers say no, and where in the text it is."""

from __future__ import annotations

import re

from funnel_cli.values.errors import Problem
from funnel_cli.values.message import Message

MAX_DEPTH = 12
"""How deep lists and mappings may be nested, the root counted."""

MAX_PARTS = 202_000
"""How much a file may hold: the events of a YAML file, the brackets and commas of a JSON file."""

_BREAK = re.compile(r"\r\n|\n|\r")


class Unreadable(Exception):
    """A file that is no record: a stable code, what is wrong, and where (0: the whole file)."""

    def __init__(self, code: str, said: Message, line: int = 0, column: int = 0) -> None:
        super().__init__(code, said, line, column)
        self.code = code
        self.said = said
        self.line = line
        self.column = column

    def problem(self, path: str) -> Problem:
        """The same as a problem of the file at that path, relative to the root."""
        return Problem(path, self.line, self.column, self.code, self.said)


class Twins(Exception):
    """A key stands twice in one mapping; where is found out by reading the text once more."""


def line_starts(text: str) -> list[int]:
    """The offset at which each line of the text begins."""
    return [0, *(found.end() for found in _BREAK.finditer(text))]


def line_column(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of a character of the text, both counted from 1."""
    starts = line_starts(text[:offset])
    return len(starts), offset - starts[-1] + 1
