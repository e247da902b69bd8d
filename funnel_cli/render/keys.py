"""One key at a time from the terminal, which is left as it was found.

The two ways of systems stand side by side, as in `store/system.py`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console

from funnel_cli.render.delivery import printed

ENTER, BACK = "\n", "\x7f"
"""What Enter, and whatever means going back, are told as."""

LEFT, RIGHT = "\x1b[D", "\x1b[C"
END = "\x04"
_MEANINGS = {"\r": ENTER, " ": ENTER, RIGHT: ENTER, LEFT: BACK, "\x08": BACK}


def _nothing() -> None: ...


def key_typed(offer: Callable[[], None] = _nothing) -> str:
    """The key that the person at the terminal presses; raises `EOFError` where there is none any more.

    `offer` says which there are, when the terminal shows none of them any more that is pressed at once.
    Space and the right arrow are Enter, the left arrow and backspace are `BACK`; a letter comes as it is.
    """
    sys.stdout.flush()
    text = _key(offer)
    if text in ("", END):
        raise EOFError
    return _MEANINGS.get(text, text)


def begin_anew(environ: Mapping[str, str]) -> None:
    """Clear the screen; what stood on it can be scrolled back to. A terminal that cannot gets a rule."""
    width, height = shutil.get_terminal_size()
    if environ.get("TERM") == "dumb":
        printed("\n" + "─" * width + "\n")
        return
    printed("\n" * (height - 1))
    Console().clear()


if sys.platform == "win32":
    import msvcrt

    _ARROWS = "\x00\xe0"
    """What an arrow key begins with."""

    _WAYS = {"K": LEFT, "M": RIGHT}
    _END = "\x1a"

    def _key(offer: Callable[[], None]) -> str:
        """The next key, an arrow as elsewhere; empty for Ctrl-Z, `KeyboardInterrupt` for Ctrl-C."""
        offer()
        typed = msvcrt.getwch()
        if typed in _ARROWS and msvcrt.kbhit():
            return _WAYS.get(msvcrt.getwch(), "\x1b")
        if typed == "\x03":
            raise KeyboardInterrupt
        return "" if typed == _END else typed

else:
    from select import select

    _LONGEST = 6
    _SOON = 0.05
    """Seconds within which the rest of an arrow key follows its first byte."""

    def _key(offer: Callable[[], None]) -> str:
        """The next key, an arrow with what begins it; empty where there is none any more."""
        file = sys.stdin.fileno()
        with _key_by_key(file):
            offer()
            key = os.read(file, 1)
            while key[:1] == b"\x1b" and len(key) < _LONGEST and select([file], [], [], _SOON)[0]:
                key += os.read(file, 1)
                if key[-1:].isalpha() and len(key) > len(b"\x1b["):
                    break
            while key and not _is_whole(key):
                key += os.read(file, 1)
        return key.decode("utf-8", "replace")

    def _is_whole(key: bytes) -> bool:
        """Whether the bytes are whole characters, or never will be."""
        try:
            key.decode("utf-8")
        except UnicodeDecodeError as error:
            return error.reason != "unexpected end of data"
        return True

    @contextmanager
    def _key_by_key(file: int) -> Iterator[None]:
        """Let the terminal hand over each key at once and show none; afterwards it is as it was."""
        import termios
        import tty

        before = termios.tcgetattr(file)
        try:
            tty.setcbreak(file, termios.TCSADRAIN)
            yield
        finally:
            termios.tcsetattr(file, termios.TCSADRAIN, before)
