r"""What usual YAML is made of: the words in which reading and patching recognise it.

Each is an expression that never steps back, so that it takes a time that grows as the text does.
"""

from __future__ import annotations

NULLS = frozenset({"~", "null"})
"""What stands for nothing where it is not quoted."""

ODD = r"\x80-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
"""Beyond ASCII what libyaml refuses, or takes for the end of a line."""

OUT = r"\x00-\x1f\x7f"
"""Within ASCII what is no part of a line."""

KEY = r"\w[\w.-]{0,99}+"
_FIRST = rf"(?:[^] ?:,[{{}}#&*!|>'\"\\%@`{OUT}-]|-(?=[0-9]))"
LINE = rf"{_FIRST}(?:[^:#{OUT}]++|:(?=[^ {OUT}])|(?<! )#)*+"
"""A plain text that is the rest of its line, spaces behind it included."""

WORDS = rf"{_FIRST}(?:[^]:#,?\"\\[{{}}{OUT}]++|:(?=\w)|(?<! )#)*+(?<! )"
"""A plain text in braces or brackets."""

QUOTED = rf'"[^"\\{OUT}]*+"'


class Unusual(Exception):
    """A text of which libyaml must say what it means and where its values stand, or what is wrong with it."""
