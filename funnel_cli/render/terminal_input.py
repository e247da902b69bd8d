"""One line from the terminal, with former answers at hand where that can be, or one key at a time.

The terminal is left as it was found.
"""

from __future__ import annotations

import codecs
import locale
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec

from rich.console import Console

from funnel_cli.render.delivery import printed, told

_NO_TEXT = re.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
"""Control characters, and what a byte comes as that belongs to no letter."""


class Terminal:
    """The lines that the person at the terminal types, with former answers at hand where that can be."""

    def can_fill(self, text: str) -> bool:
        """Whether a line can begin with that text, to be edited."""
        return _is_edited() and is_text(text) and _is_carried(text)

    def __call__(self, prompt: str, former: Sequence[str], text: str = "") -> str:
        """The line that is typed, spaces around it left out; raises `EOFError`.

        Where readline can carry what is typed, the arrow keys go through the former answers and Tab completes
        them, and the line begins with `text`. Bytes that are no text come as lone surrogates.
        """
        if _is_edited():
            _remember(former)
            with _filled(text):
                return input(prompt).strip()
        if sys.stdout is not None and sys.stdout.isatty():
            return input(prompt).strip()
        told(prompt)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()


def is_text(line: str) -> bool:
    """Whether a line holds nothing but text: no byte that is none, no sign that is for a machine."""
    return _NO_TEXT.search(line) is None


def _is_edited() -> bool:
    return sys.stdout is not None and sys.stdout.isatty() and _is_carried_by_readline()


def _is_carried_by_readline() -> bool:
    """Whether readline reads in the encoding of the terminal: its own is the locale's, which may have none.

    With LC_ALL=C, or a locale that is not on this machine, it would drop or refuse every letter that is not
    ASCII; without it the terminal's own line is read.
    """
    return codecs.lookup(locale.getencoding()) == codecs.lookup(sys.stdin.encoding)


if sys.platform == "win32":

    def _remember(words: Sequence[str]) -> None:
        """Nothing: the console remembers lines by itself."""

    def _is_carried(text: str) -> bool:  # noqa: ARG001 - the console fills in nothing
        return False

    def _filled(text: str) -> AbstractContextManager[None]:  # noqa: ARG001 - as above
        return nullcontext()

else:

    def _remember(words: Sequence[str]) -> None:
        """Let readline know the words that it can carry; where there is none nothing is remembered."""
        try:
            import readline
        except ImportError:
            return
        carried = [word for word in words if _fits(word)]

        def completed(start: str, state: int) -> str | None:
            matching = [word for word in carried if word.casefold().startswith(start.casefold())]
            return matching[state] if state < len(matching) else None

        readline.clear_history()
        for word in carried:
            readline.add_history(word)
        readline.set_completer(completed)
        readline.set_completer_delims("")
        is_libedit = "libedit" in (readline.__doc__ or "")
        readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")

    def _fits(word: str) -> bool:
        """Whether the locale's encoding has every letter of a word, and nothing ends it early."""
        try:
            return b"\0" not in word.encode(locale.getencoding())
        except UnicodeEncodeError:
            return False

    def _is_carried(text: str) -> bool:
        return find_spec("readline") is not None and _fits(text)

    @contextmanager
    def _filled(text: str) -> Iterator[None]:
        """Let the next line begin with the text, if `_is_carried` says so of it."""
        if not (text and _is_carried(text)):
            yield
            return
        import readline

        readline.set_startup_hook(lambda: readline.insert_text(text))
        try:
            yield
        finally:
            readline.set_startup_hook()


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
