"""What can go wrong: refusals, which are exceptions, and problems, which are values.

A refusal answers a wish that cannot be granted; each kind is one class that holds its sentence,
its cure, a stable code and an exit code, so that the raise site is one line. A problem is a fact
about a file; it travels with the book and never stops the rest from being read.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from funnel_cli.values.message import N_, Message, Term, Text, message

REASONS = {
    errno.EACCES: N_("Permission denied"),
    errno.EPERM: N_("Operation not permitted"),
    errno.ENOENT: N_("No such file or directory"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.EISDIR: N_("Is a directory"),
    errno.ENOSPC: N_("No space left on device"),
    errno.EROFS: N_("Read-only file system"),
    errno.EIO: N_("Input/output error"),
    errno.EFBIG: N_("File too large"),
    errno.EBUSY: N_("Device or resource busy"),
    errno.EMFILE: N_("Too many open files"),
    errno.ENAMETOOLONG: N_("File name too long"),
}
"""Why the system most often says no, as it says it."""


def system_reason(error: OSError) -> Text:
    """Why a call of the system failed."""
    known = REASONS.get(error.errno) if error.errno else None
    return Message(known) if known else error.strerror or str(error)


class FunnelError(Exception):
    """A wish that was refused; nothing has changed. Subclasses say which, in `sentence`."""

    sentence: ClassVar[str]
    cure: ClassVar[str] = ""
    code: ClassVar[str] = "failure"
    exit_code: ClassVar[int] = 1

    def __init__(self, /, *, details: Sequence[Message] = (), **args: object) -> None:
        """Fill the class's sentence and cure with `args`; `details` are lines printed below it."""
        super().__init__(self.sentence, args)
        self.args_by_name = args
        self.details = tuple(details)

    @property
    def message(self) -> Message:
        """The sentence of the refusal with its arguments."""
        return Message(self.sentence, self.args_by_name)

    @property
    def hint(self) -> Message | None:
        """What to do about it, or `None` if the sentence says it all."""
        return Message(self.cure, self.args_by_name) if self.cure else None


class UsageRefused(FunnelError):
    """The command line asks for something that does not exist or does not parse (exit 2)."""

    code = "usage"
    exit_code = 2


class BlankText(UsageRefused):
    """What was typed for a text that says something is nothing but blanks."""

    sentence = N_("“{key}” is blank.")
    cure = N_("Write some words, or leave it out.")


class NotFound(FunnelError):
    """Nothing, or more than one thing, answers to that name (exit 3)."""

    code = "not_found"
    exit_code = 3


class GateRefused(FunnelError):
    """The stage's gate does not let the deal through (exit 4)."""

    code = "gate_not_met"
    exit_code = 4


class DataRefused(FunnelError):
    """The files do not hold what the wish needs (exit 5)."""

    code = "data_invalid"
    exit_code = 5


class Conflict(FunnelError):
    """Somebody else changed or holds what was to be written (exit 6)."""

    code = "conflict"
    exit_code = 6


class Severity(Enum):
    """How bad a problem is: an error keeps its record out of every answer, a warning does not."""

    ERROR = Term("error", message("error"))
    WARNING = Term("warning", message("warning"))


KeyPath = tuple[str | int, ...]
"""The keys and places that lead to a value in a file: `("history", 2, "stage")`."""


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file of the book, with the place and a stable code.

    `path` is relative to the book's root with forward slashes; `line` and `column` count from 1
    and are 0 where the whole file is meant; `key` is the dotted way to the value, if there is one.
    """

    path: str
    line: int
    column: int
    code: str
    message: Message
    key: str = ""
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether the record is left out because of this."""
        return self.severity is Severity.ERROR


def warning(file: str, code: str, said: Message, key: str = "") -> Problem:
    """What is odd in a file of the book, though its record counts."""
    return Problem(file, 0, 0, code, said, key=key, severity=Severity.WARNING)


def placed(problem: Problem) -> Message:
    """A problem on one line: where, what and its code."""
    return message(
        "{place}: {what} [{code}]", place=place_of(problem), what=problem.message, code=problem.code
    )


def place_of(problem: Problem) -> str:
    """Where a problem is: the file, and in it the line and column, as far as they are known."""
    return ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part)
