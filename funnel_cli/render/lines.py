"""One line from the terminal, as it was typed, with former answers at hand where that can be."""

from __future__ import annotations

import codecs
import locale
import re
import sys
from collections.abc import Sequence

from funnel_cli.render.delivery import told

_NO_TEXT = re.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
"""Control characters, and what a byte comes as that belongs to no letter."""


def line_typed(prompt: str, former: Sequence[str]) -> str:
    """The line that the person at the terminal types, spaces around it left out; raises `EOFError`.

    Where readline can carry what is typed, the arrow keys go through the former answers and Tab completes
    them. Bytes that are no text come as lone surrogates.
    """
    if sys.stdout is not None and sys.stdout.isatty():
        if _is_carried_by_readline():
            _remember(former)
        return input(prompt).strip()
    told(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def is_text(line: str) -> bool:
    """Whether a line holds nothing but text: no byte that is none, no sign that is for a machine."""
    return _NO_TEXT.search(line) is None


def _is_carried_by_readline() -> bool:
    """Whether readline reads in the encoding of the terminal: its own is the locale's, which may have none.

    With LC_ALL=C, or a locale that is not on this machine, it would drop or refuse every letter that is not
    ASCII; without it the terminal's own line is read.
    """
    return codecs.lookup(locale.getencoding()) == codecs.lookup(sys.stdin.encoding)


if sys.platform == "win32":

    def _remember(words: Sequence[str]) -> None:
        """Nothing: the console remembers lines by itself."""

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
