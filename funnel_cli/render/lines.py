"""One line from the terminal, as it was typed, with former answers at hand where that can be."""

from __future__ import annotations

import codecs
import locale
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec

from funnel_cli.render.delivery import told

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
    """Whether a line on this terminal is readline's to edit."""
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
        """Whether readline is there and can write that text into a line."""
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
