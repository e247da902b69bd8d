"""What may leave the program: nothing inside a record can act on a terminal or reorder a line.

`clean` is the one choke point for text that people see. Control characters, C1, bidirectional
marks and overrides, line separators and lone surrogates become visible escapes; a line break and a
tab, which people do write, become a mark. The zero-width joiner stays: emoji and Persian need it.
"""

from __future__ import annotations

import re

ACTING = r"\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff"
"""Inside of a regex class: every character beyond ASCII's controls that acts instead of showing."""

UNSEEN = ACTING + r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u3164\ufeff\uffa0"
"""With those that nobody sees and that do nothing else; U+200C and U+200D are spelling."""

_HARMFUL = rf"\r\n|[\x00-\x1f{UNSEEN}]"
_marks = {"\n": "⏎", "\r\n": "⏎", "\t": "⇥"}
_ascii = str.maketrans({
    "—": "-", "–": "-", "−": "-", "─": "-", "…": "..", "·": "-", "•": "*", "→": "->", "×": "x", "÷": "/",
    "█": "#", "≥": ">=", "≤": "<=", "≈": "~", "“": '"', "”": '"', "‘": "'", "’": "'", "⏎": "\\n", "⇥": "\\t",
    "½": "1/2", "✓": "x", "，": ", ", "。": ". ", "、": ", ", "：": ": ", "；": "; ", "（": " (", "）": ") ",
})  # fmt: skip


def clean(text: str) -> str:
    """The text with everything that could act made visible; clean text comes back as it is."""
    return text if text.isascii() and text.isprintable() else re.sub(_HARMFUL, _visible, text)


def clean_lines(text: str) -> str:
    """A text of several lines with each line cleaned; the line ends stay."""
    return "\n".join(map(clean, text.split("\n")))


def escaped(found: re.Match[str]) -> str:
    r"""The characters of a match as `\xNN` or `\uNNNN`."""
    return "".join(f"\\x{ord(c):02x}" if c <= "\xff" else f"\\u{ord(c):04x}" for c in found[0])


def carried(text: str, encoding: str) -> str:
    """The text in characters that `encoding` has: look-alikes for signs, escapes for the rest."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ascii).encode(encoding, "backslashreplace").decode(encoding)
    return text


def _visible(found: re.Match[str]) -> str:
    return _marks.get(found[0]) or escaped(found)
