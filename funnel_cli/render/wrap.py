"""Breaking sentences into lines of terminal cells, in English and in Chinese."""

from __future__ import annotations

import re

from rich.cells import cell_len

_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_OPENING = "（「『《【〈“‘"
_CLOSING = "，。、；：！？）」』》】〉”’…—"
_LETTER = rf"(?![{_CLOSING}])[{_WIDE}]"
_unit = re.compile(rf"( *)([{_OPENING}]*(?:{_LETTER}|[^ {_WIDE}{_OPENING}]+)?[{_CLOSING})\]}}%]*)")

_joint = re.compile(r"(?<=[-/])(?=[^-/]*$)")
"""Behind the last hyphen or slash."""


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells; a single empty one for no text.

    It is broken at spaces and between Chinese characters, never before a closing or after an
    opening mark; anywhere only in what is longer than a line.
    """
    lines = [""]
    for space, unit in _unit.findall(text):
        joined = lines[-1] + space + unit if lines[-1] else unit
        if cell_len(joined) <= width:
            lines[-1] = joined
        elif not cell_len(unit):  # marks that combine with what stands before them
            lines[-1] += unit
        else:
            lines[-1:] = [line for line in (lines[-1], *_chopped(unit, width)) if line]
    return lines


def _chopped(unit: str, width: int) -> list[str]:
    """A unit in pieces of at most `width` cells, behind a hyphen or slash where it has one.

    No sign of it is lost, however little room it takes.
    """
    pieces = [""]
    for sign in unit:
        if cell_len(pieces[-1] + sign) > width:
            pieces[-1:] = _joint.split(pieces[-1], maxsplit=1)
        if cell_len(pieces[-1] + sign) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces
