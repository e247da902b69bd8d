"""The slip of the hand behind a text that libyaml refuses, said as whoever wrote the text knows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from yaml import YAMLError
from yaml.error import MarkedYAMLError

from funnel_cli.store.reading.unreadable import Unreadable, line_column
from funnel_cli.values.message import Message, message

_Mark = Any
"""One of libyaml's marks: index, line and column, all counted from 0."""

_SIGNS = {"*": "alias", "&": "alias", "!": "tag"}
"""What a text that is not quoted becomes by its first sign, as the code of its refusal."""

_SHOWN = 30
"""So many letters of a line are quoted."""

_NOT_TEXT = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE_COLON = re.compile(r"(?m)^[ \t]*(?:- )*[\w.-]+(?=：)")
_WIDE_COMMA = re.compile(r"，[ \t]*[\w.-]+$")
"""A comma and the key behind it, at whose colon libyaml stops."""

_KEY = re.compile(r"[^\s:'\"#]:(?=\s)")
"""The end of a key that is not quoted, and its colon."""


def slip(text: str, error: YAMLError) -> Unreadable:
    """The refusal of a text that libyaml refuses, with the usual slip behind it if there is one."""
    if control := _NOT_TEXT.search(text):
        said = message("A control character stands here: U+{code}.", code=f"{ord(control[0]):04X}")
        return Unreadable("bad-char", said, *line_column(text, control.start()))
    if not isinstance(error, MarkedYAMLError) or (mark := error.problem_mark) is None:
        return Unreadable("yaml-syntax", message("This is not YAML: {reason}.", reason=str(error)))
    start = text.rfind("\n", 0, max(0, text.rfind("\n", 0, mark.index))) + 1
    if colon := _WIDE_COLON.search(text, start, mark.index):
        return wide_colon(text, colon.end())
    if comma := _WIDE_COMMA.search(text[: mark.index], start):
        said = message("A full-width comma “，” stands here; write “,” and a space.")
        return Unreadable("yaml-syntax", said, *line_column(text, comma.start()))
    if (begin := error.context_mark) is not None and (sign := text[begin.index : begin.index + 1]) in _SIGNS:
        return Unreadable(_SIGNS[sign], _to_quote(sign), begin.line + 1, begin.column + 1)
    if text[mark.index : mark.index + 1] == "\t":
        said = message("A tab stands here; indent with spaces.")
    else:
        told = _SLIPS.get(str(error.problem)) or message("This is not YAML: {reason}.", reason=error.problem)
        said = told if isinstance(told, Message) else told(text, mark, begin or mark)
    return Unreadable("yaml-syntax", said, mark.line + 1, mark.column + 1)


def wide_colon(text: str, at: int) -> Unreadable:
    """The refusal of a text in which a full-width colon stands behind a key."""
    said = message("A full-width colon “：” stands here; write “:” and a space.")
    return Unreadable("yaml-syntax", said, *line_column(text, at))


def _to_quote(sign: str) -> Message:
    return message("A text that begins with “{sign}” must be quoted.", sign=sign)


def _keyless(line: str) -> Message:
    return message("No colon and space stand behind the key in “{line}”.", line=line.strip()[:_SHOWN])


def _unquoted(text: str, mark: _Mark, _: _Mark) -> Message:
    """A sign that no text can begin with, or nothing more where a list should go on."""
    sign = text[mark.index : mark.index + 1]
    return _to_quote(sign) if sign.strip() else message("The file ends here, and a bracket is not closed.")


def _open_bracket(text: str, _: _Mark, begin: _Mark) -> Message:
    sign, line = text[begin.index], begin.line + 1
    return message(
        "The “{sign}” in line {line} is not closed, or a comma is missing behind it.", sign=sign, line=line
    )


def _open_quote(text: str, _: _Mark, begin: _Mark) -> Message:
    sign, line = text[begin.index : begin.index + 1], begin.line + 1
    return message("The quote {sign} in line {line} is not closed.", sign=sign, line=line)


def _no_colon(text: str, _: _Mark, begin: _Mark) -> Message:
    return _keyless(text[begin.index :].split("\n", 1)[0])


def _colon(text: str, mark: _Mark, _: _Mark) -> Message:
    """A colon where none can be: behind another, below a line without one, or in a line set in too far."""
    line = text.rfind("\n", 0, mark.index) + 1
    if _KEY.search(text, line, mark.index):
        return message("A second colon stands here; put the text behind the first in quotes.")
    above = text[:line].rstrip().rsplit("\n", 1)[-1]
    if above and not _KEY.search(above + " "):
        return _keyless(above)
    return message("This line is set in further than the line above, which has its value already.")


def _row(text: str, mark: _Mark, _: _Mark) -> Message:
    """What belongs to no mapping or list that is open: text behind a quote, or a line set in otherwise."""
    line = text.rfind("\n", 0, mark.index) + 1
    if text[line : mark.index].rstrip().endswith(("'", '"')):
        return message("A quote ends before this; put the whole text between two quotes of the other kind.")
    return message("This line is not set in as the lines above it are.")


def _escape(text: str, mark: _Mark, _: _Mark) -> Message:
    sign = text[mark.index : mark.index + 2]
    return message("“{sign}” means nothing in double quotes; take single ones: '…'.", sign=sign)


def _block(text: str, _: _Mark, begin: _Mark) -> Message:
    """A text that begins like one of several lines."""
    return _to_quote(text[begin.index])


_SLIPS: Mapping[str, Message | Callable[[str, _Mark, _Mark], Message]] = {
    "found character that cannot start any token": _unquoted,
    "did not find expected node content": _unquoted,
    "did not find expected ',' or ']'": _open_bracket,
    "did not find expected ',' or '}'": _open_bracket,
    "found unexpected end of stream": _open_quote,
    "could not find expected ':'": _no_colon,
    "mapping values are not allowed in this context": _colon,
    "did not find expected key": _row,
    "did not find expected '-' indicator": _row,
    "found unknown escape character": _escape,
    "block sequence entries are not allowed in this context": message(
        "A list begins below its key, on a line of its own."
    ),
    "did not find expected comment or line break": _block,
    "did not find expected <document start>": message(
        "The record ends above this; set all its lines in alike."
    ),
}
"""What each problem of libyaml's comes of as a rule: of the text, where it is, and where it was read from."""
