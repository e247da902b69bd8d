"""The last step of every text: onto a stream, or into the file that `-o` names."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Self

from funnel_cli.store.system import is_reader_gone
from funnel_cli.values.errors import FunnelError, UsageRefused, system_reason
from funnel_cli.values.message import N_

_PATIENCE = 0.5
"""Seconds after which a long step shows how far it is."""

_BLINK = 0.1
"""Seconds for which it then stands still."""

_CLOSED_PIPE = 141
"""What a shell says of a program whose reader went away."""


class CannotWrite(FunnelError):
    """The file that `-o` names cannot be written."""

    sentence = N_("{path} cannot be written: {reason}.")
    code = "cannot_write"


class NoTerminalForBytes(UsageRefused):
    """A workbook was to be put on a terminal."""

    sentence = N_("A workbook is no text for a terminal.")
    cure = N_("Say where to: -o FILE.xlsx")
    code = "needs_file"


class NoTableForWorkbook(UsageRefused):
    """An answer that is plain text was asked for as a workbook."""

    sentence = N_("This answer is a text and no table, so it cannot be a workbook.")
    cure = N_("Leave out -f xlsx, or give -o a name such as FILE.txt.")
    code = "no_workbook"


class NoFormForText(UsageRefused):
    """An answer that is plain text was asked for in a form for programs."""

    sentence = N_("This answer is a text and no table; there is no {form} of it.")
    cure = N_("Leave --format and --json out.")
    code = "no_form"


class PipeClosed(FunnelError):
    """Whoever read the output has stopped; nothing is left to say (exit 141)."""

    sentence = N_("The reader of the output has gone.")
    code = "closed_pipe"
    exit_code = _CLOSED_PIPE


class SavedUntold(FunnelError):
    """The change is saved, and the answer that says so could not be written (exit 8)."""

    sentence = N_("This is saved; only the answer could not be given: {reason}")
    cure = N_("Do not repeat the command; what was saved shows: funnel undo --list")
    code = "saved_untold"
    exit_code = 8


def printed(text: str) -> None:
    """Put the text on stdout at once; raises `PipeClosed` where nobody reads it, or `CannotWrite`."""
    all_printed((text,))


def all_printed(pieces: Iterable[str]) -> None:
    """Put the pieces of a text on stdout as they are made, refusals as in `printed`."""
    if sys.stdout is None:
        raise PipeClosed
    with onto_stdout():
        sys.stdout.writelines(pieces)
        sys.stdout.flush()


def bytes_printed(data: bytes) -> None:
    """Put the bytes on stdout where a file or a pipe takes them; raises `NoTerminalForBytes` elsewhere."""
    if sys.stdout is None:
        raise PipeClosed
    if sys.stdout.isatty():
        raise NoTerminalForBytes
    with onto_stdout():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


@contextmanager
def onto_stdout() -> Iterator[None]:
    """Whatever inside cannot be written to stdout becomes `PipeClosed` or `CannotWrite`."""
    try:
        yield
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if is_reader_gone(error):
            raise PipeClosed from None
        raise CannotWrite(path="stdout", reason=system_reason(error)) from error


def told(text: str) -> None:
    """Put the text on stderr; one that is closed or full is nobody's loss."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def delivered(pieces: Iterable[str], path: Path) -> None:
    """Write the pieces of a text to the file in one step: a reader sees the old or the new one, never a half.

    Raises `CannotWrite`, or `IsALink` for a way out of a book.
    """
    with (
        _drafted(path) as draft,
        draft.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        file.writelines(pieces)


def bytes_delivered(data: bytes, path: Path) -> None:
    """Write the bytes to the file in one step, refusals as in `delivered`."""
    with _drafted(path) as draft:
        draft.write_bytes(data)


@contextmanager
def _drafted(path: Path) -> Iterator[Path]:
    """What is to be filled in place of the path; what is not filled whole leaves no trace."""
    from funnel_cli.store.output_place import in_place_of

    try:
        with in_place_of(path) as draft:
            yield draft
    except OSError as error:
        raise CannotWrite(path=str(path), reason=system_reason(error)) from error


class Progress:
    """How far a long step is, on one line of a terminal's stderr that goes again; silent at first."""

    def __init__(self) -> None:
        self.shown_from = monotonic() + _PATIENCE
        self.is_shown = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Say that so many of so many are done."""
        if (now := monotonic()) >= self.shown_from:
            self.is_shown = True
            self.shown_from = now + _BLINK
            told(f"\r{done}/{total} ")

    def __exit__(self, *_: object) -> None:
        if self.is_shown:
            told("\r\x1b[K")


def streams_made_safe() -> None:
    """Let every stream carry every text: UTF-8 in pipes, escapes where a terminal cannot show a sign.

    Lines end as they were written, on every system. What is typed is taken for UTF-8 where the locale knows
    ASCII only; bytes that are no text stay.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="\n")
    if sys.stdin is not None and hasattr(sys.stdin, "reconfigure"):
        is_plain = codecs.lookup(sys.stdin.encoding).name == "ascii"
        sys.stdin.reconfigure(encoding="utf-8" if is_plain else None, errors="surrogateescape")
