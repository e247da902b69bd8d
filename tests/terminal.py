"""`funnel` at a terminal of its own: what is typed when something is asked, and what then stood there."""

import fcntl
import os
import pty
import re
import select
import shlex
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from running import DAY

PATIENCE = 30
"""Seconds after which a program that says nothing more has hung."""

QUIET = 0.1
"""Seconds of silence after which a Ctrl-C came too early to be noticed, and is pressed again."""

FUNNEL = "-m funnel_cli"
"""How Python is told to be the program."""

CTRL_C = "\x03"
CTRL_D = "\x04"
UP = "\x1b[A"

ERASED = "\0"
"""Stands where the program wiped what the line says: on a busy machine, how far the book is read."""

_STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Sitting:
    """What was on the terminal, styles left out, and the exit code."""

    exit: int
    screen: str

    @property
    def lines(self) -> list[str]:
        """The screen by lines."""
        return self.screen.splitlines()


def sit(
    line: str,
    book: Path | None,
    *typed: tuple[str, str],
    width: int = 80,
    height: int = 24,
    program: str = FUNNEL,
    **environ: str,
) -> Sitting:
    """Run `funnel` with these words at a terminal; each of `typed` is what to wait for and what to type.

    Without a book to be named it is that of the folder.
    """
    named = ["-C", str(book)] if book else []
    words = [*shlex.split(program), *named, *shlex.split(line)]
    with _terminal(width, height) as (ours, theirs), _program(words, theirs, environ) as run:
        os.close(theirs)
        try:
            seen = "".join(_conversation(ours, typed))
        except AssertionError:
            run.kill()
            raise
        return Sitting(run.wait(PATIENCE), re.sub(f"[^\n]*{ERASED}", "", seen))


def _program(words: list[str], terminal: int, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    """`funnel` with the terminal as its own, so that Ctrl-C reaches it."""
    return subprocess.Popen(
        [sys.executable, *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=_environment(environ),
        start_new_session=True,
        preexec_fn=_at_home,  # noqa: PLW1509 - no threads here
    )


def _at_home() -> None:
    """Take the terminal, and heed Ctrl-C even if the tests run where it is ignored."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _environment(environ: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    ours = {"TERM": "xterm", "PAGER": "", "FUNNEL_AS_OF": DAY, "PYTHONPATH": str(Path(__file__).parents[1])}
    return kept | ours | {"LANG": "en_GB.UTF-8", "PYTHONUTF8": "1"} | environ


@contextmanager
def _terminal(width: int, height: int) -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    try:
        yield ours, theirs
    finally:
        os.close(ours)


def _conversation(ours: int, typed: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Everything that appears, with each answer typed once what it waits for has appeared."""
    since = last = ""
    answers = list(typed)
    for piece in _pieces(ours):
        if not piece and last == CTRL_C:
            os.write(ours, last.encode("utf-8", "surrogateescape"))
        yield piece
        since += piece
        while answers and answers[0][0] in since:
            awaited, last = answers.pop(0)
            since = since.partition(awaited)[2]
            os.write(ours, last.encode("utf-8", "surrogateescape"))
    assert not answers, f"never asked: {answers[0][0]!r}, but said: {since!r}"


def _pieces(ours: int) -> Iterator[str]:
    """What the program writes until it goes, in whole characters, styles and carriage returns left out.

    Silence is an empty piece.
    """
    held = b""
    silent = 0.0
    while silent < PATIENCE:
        if not select.select([ours], [], [], QUIET)[0]:
            silent += QUIET
            yield ""
            continue
        try:
            new = os.read(ours, 65536)
        except OSError:  # the other end is closed
            return
        if not new:
            return
        silent = 0.0
        held += new
        text = held.decode("utf-8", "ignore")
        held = held[len(text.encode()) :]
        yield _STYLE.sub("", text.replace("\r\x1b[K", ERASED)).replace("\r", "")
    raise AssertionError("nothing more is said, and nobody leaves")
