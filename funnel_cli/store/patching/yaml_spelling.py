"""How this house spells YAML: plain where no reader could take it for something else, else quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Self

from funnel_cli.store.patching.edits import Plain

_BLOCK_MAPPINGS = frozenset({"milestones", "imported"})
"""The keys whose mapping stands one entry a line; other new mappings are written in braces."""

_PLAIN_TEXT = re.compile(r"[^\W\d_](?:[\w./()-]| (?! |$))*")
_PLAIN_FACT = re.compile(
    r"""
    \d{4}-\d\d-\d\d                                            # a day
    | -?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?%?                       # an amount, a share
    | (?![0-9]+[eE]-[0-9]+$)[0-9][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)+   # an id, a month, a week
    """,
    re.ASCII | re.VERBOSE,
)
_YAML_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_ESCAPED = re.compile(rf'["\\]|{_HIDDEN.pattern}')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


QUOTES = ("'", '"')


class Spelled(str):
    """A text with the `source` that says it in a YAML file, its quotes included; it is spelled so again."""

    __slots__ = ("source",)
    source: str

    def __new__(cls, text: str, source: str) -> Self:
        """The text that this source says."""
        spelled = super().__new__(cls, text)
        spelled.source = source
        return spelled

    @property
    def is_quoted(self) -> bool:
        """Whether it stands in quotes."""
        return self.source[:1] in QUOTES


def scalar(value: str | None) -> str:
    """One value on one line, safe in block and flow style; unset is `null`."""
    if value is None:
        return "null"
    if isinstance(value, Spelled):
        return value.source
    return value if _is_plain(value) else in_quotes(value)


def in_quotes(value: str) -> str:
    """The text in quotes, on one line."""
    return f'"{_ESCAPED.sub(_escape, value)}"'


def flow(value: Plain) -> str:
    """Any value on one line, collections in brackets and braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(entry(key, item) for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def entry(key: str, value: Plain) -> str:
    """`key: value` on one line."""
    return f"{scalar(key)}: {flow(value)}"


def has_lines(value: Plain) -> bool:
    """Whether a mapping holds a text of several lines that can stand below its key as it is."""
    return isinstance(value, dict) and any(map(_is_lines, value.values()))


def item_lines(value: dict[str, Plain], gap: str = " ") -> list[str]:
    """An item of a list as a mapping in block style, a text of several lines below its key."""
    first, *others = (line for key, item in value.items() for line in _below_key(key, item))
    return [f"-{gap}{first}", *(line and " " * (1 + len(gap)) + line for line in others)]


def _below_key(key: str, value: Plain) -> list[str]:
    if not isinstance(value, str) or not _is_lines(value):
        return [entry(key, value)]
    return [f"{scalar(key)}: |-", *(line and f"  {line}" for line in value.split("\n"))]


def _is_lines(value: Plain) -> bool:
    """Whether a text reads the same when its lines stand below a key, and shows all it holds."""
    if not isinstance(value, str) or "\n" not in value or value[:1].isspace() or value.endswith("\n"):
        return False
    lines = value.split("\n")
    return all(line == line.rstrip() and not _HIDDEN.search(line) for line in lines)


def laid_out(key: str, value: Plain) -> tuple[str, list[str]]:
    """The value of a top-level key: what stands behind the colon, and the lines below it."""
    if isinstance(value, dict) and value and key in _BLOCK_MAPPINGS:
        return "", [f"  {entry(name, item)}" for name, item in value.items()]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "", [line for item in value for line in _item(item)]
    return flow(value), []


def _item(value: Plain) -> list[str]:
    return item_lines(value) if isinstance(value, dict) and has_lines(value) else [f"- {flow(value)}"]


def entry_lines(key: str, value: Plain) -> list[str]:
    """The lines of a top-level key with its value."""
    inline, below = laid_out(key, value)
    return [f"{scalar(key)}: {inline}" if inline else f"{scalar(key)}:", *below]


def root_lines(tree: dict[str, Plain] | list[Plain], order: Sequence[str] = ()) -> list[str]:
    """The lines of a whole file: the keys of `order` first and in that order, then the others as given."""
    if isinstance(tree, list):
        return [f"- {flow(item)}" for item in tree]
    keys = [*(key for key in order if key in tree), *(key for key in tree if key not in order)]
    return [line for key in keys for line in entry_lines(key, tree[key])]


def written(tree: dict[str, Plain] | list[Plain], order: Sequence[str] = ()) -> str:
    """The text of a new file, in the style of this house."""
    return "".join(f"{line}\n" for line in root_lines(tree, order))


def _is_plain(value: str) -> bool:
    if _PLAIN_TEXT.fullmatch(value):
        return value.lower() not in _YAML_WORDS
    return _PLAIN_FACT.fullmatch(value) is not None


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT.get(character) or f"\\u{ord(character):04x}"
