"""Change values in a JSON record and keep its layout, its key order and its numbers as written.

A file is rewritten only if writing what was read gives back the very text that was read; so what
differs afterwards is what was asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Self

from funnel_cli.store.patching.edits import (
    Drop,
    Insert,
    Plain,
    Put,
    TextEdit,
    Wrap,
    applied,
    found,
    grounded,
    respelled,
    storable,
)
from funnel_cli.store.patching.spans import CannotPatch, demand_size, reads_as
from funnel_cli.store.patching.yaml_spelling import Spelled, in_quotes
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_CONTROLS = re.compile(r"[\x7f-\x84\x86-\x9f\ufffe\uffff]")
_WORDS = frozenset({"true", "false"})
_OPENING = re.compile(r"[\[{](\r?\n)([ \t]+)")
_KEY_SEPARATOR = re.compile(r'"(?:[^"\\]|\\.)*"([ \t]*:[ \t]*)')
_ITEM_SEPARATOR = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^",])*(, ?)')
_ESCAPED_LETTER = re.compile(r"\\u(?!00[01])")


class NotCanonicalJson(DataRefused):
    """The file's layout is mixed, so it could not be kept (exit 5)."""

    sentence = N_("This JSON file's layout is uneven and would be lost by a change; it was left as it is.")
    cure = N_("Run funnel fmt, which lays it out evenly, then repeat the command.")
    code = "not_canonical_json"


class _Token(Spelled):
    """A number, `true` or `false`, as it stands in the file."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """The number or word, which a YAML file says alike."""
        return super().__new__(cls, text, text)


class _Layout(NamedTuple):
    """How a JSON text is set; on one line if `indent` is `None`."""

    indent: str | None = "  "
    new_line: str = "\n"
    between: str = ","
    colon: str = ": "
    is_ascii: bool = False

    def written(self, value: Plain, margin: str = "") -> str:
        """The value as JSON, tokens as they were read."""
        if isinstance(value, _Token):
            return value
        if isinstance(value, dict):
            return self._collection("{}", margin, self._entries(value, margin))
        if isinstance(value, list):
            return self._collection("[]", margin, (self.written(item, self._inner(margin)) for item in value))
        return self._text(value)

    def _text(self, value: str | None) -> str:
        text = json.dumps(value, ensure_ascii=self.is_ascii)
        return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

    def _inner(self, margin: str) -> str:
        return margin + (self.indent or "")

    def _entries(self, value: dict[str, Plain], margin: str) -> Iterator[str]:
        for key, item in value.items():
            yield self._text(key) + self.colon + self.written(item, self._inner(margin))

    def _collection(self, brackets: str, margin: str, items: Iterable[str]) -> str:
        parts = list(items)
        if not parts:
            return brackets
        if self.indent is None:
            return brackets[0] + self.between.join(parts) + brackets[1]
        line = self.new_line + self._inner(margin)
        return brackets[0] + line + (self.between + line).join(parts) + self.new_line + margin + brackets[1]


def patched_json(text: str, changes: Iterable[TextEdit]) -> str:
    """The text with exactly these changes, a number where a number stood.

    `NotCanonicalJson` if the text is no JSON, or its layout is not even enough to be kept;
    `CannotPatch` if a change names what it does not have, or what comes out would not read as meant.
    """
    body = text.strip("\ufeff \t\r\n")
    before, after = text.split(body, 1) if body else ("", "")
    tree, layout = _tree(body), _layout(body)
    if layout.written(tree) != body:
        raise NotCanonicalJson
    numeric = set(_number_keys(tree))
    try:
        for change in changes:
            tree = applied(tree, (_tokened(tree, grounded(tree, change), numeric),))
    except KeyError as error:
        raise CannotPatch from error
    result = layout.written(tree)
    demand_size(before + result + after)
    if not reads_as(result, "json", storable(tree)):
        raise CannotPatch
    return before + result + after


def json_with_keys_below(text: str, keys: Sequence[str], parent: str) -> str:
    """The text with these of its keys as those of a new one, `parent`, with all they hold."""
    value = {key: found(json_tree(text), (key,)) for key in keys}
    return patched_json(text, [*(Drop((key,)) for key in keys), Put((parent,), value)])


def written_json(tree: Plain) -> str:
    """The text of a new JSON file: two spaces of indent, letters as they are, a final line end."""
    return _Layout().written(tree) + "\n"


def json_tree(text: str) -> Plain:
    """What a JSON text holds, its numbers and words as they stand. `NotCanonicalJson` if it is none."""
    return _tree(text.strip("\ufeff \t\r\n"))


def spelled_json(text: str) -> Plain:
    """The same, its texts in quotes wherever they go."""
    return respelled(json_tree(text), _in_quotes)


def _in_quotes(text: str | None) -> str | None:
    return Spelled(text, in_quotes(text)) if text and not isinstance(text, _Token) else text or None


def formatted_json(text: str) -> str:
    """The same JSON in the layout of new files, numbers as they stand. `NotCanonicalJson` if it is none."""
    return written_json(json_tree(text))


def _layout(body: str) -> _Layout:
    """The layout a text seems to have."""
    opening = _OPENING.match(body)
    separator = _KEY_SEPARATOR.search(body)
    colon = separator[1] if separator else ": "
    between = _ITEM_SEPARATOR.match(body)
    return _Layout(
        indent=opening[2] if opening else None,
        new_line=opening[1] if opening else "\n",
        between=between[1] if between else "," if opening or colon == ":" else ", ",
        colon=colon,
        is_ascii=body.isascii() and _ESCAPED_LETTER.search(body) is not None,
    )


def _tree(text: str) -> Plain:
    try:
        value = json.loads(
            text, parse_int=_Token, parse_float=_Token, parse_constant=_refuse, object_pairs_hook=_unique
        )
        return respelled(value, _as_token)
    except (ValueError, RecursionError) as error:
        raise NotCanonicalJson from error


def _refuse(_constant: str) -> None:
    """`NaN` and `Infinity` are no JSON."""
    raise NotCanonicalJson


def _unique(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise NotCanonicalJson
    return mapping


def _as_token(said: str | bool | None) -> str | None:
    return _Token(str(said).lower()) if isinstance(said, bool) else said


def _number_keys(tree: Plain) -> Iterator[str]:
    """The keys under which the file holds numbers."""
    if isinstance(tree, dict):
        yield from (key for key, value in tree.items() if isinstance(value, _Token))
    if isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from _number_keys(value)


def _tokened(tree: Plain, change: TextEdit, numeric: set[str]) -> TextEdit:
    """The change with its numbers as tokens: where one stood, and in what is new under `numeric` keys."""
    if isinstance(change, Drop | Wrap):
        return change
    if isinstance(change, Insert):
        return Insert(change.path, change.index, _as_read(change.value, numeric))
    old = found(tree, change.path)
    is_number = (
        isinstance(old, _Token) if isinstance(old, str) else bool(numeric.intersection(change.path[-1:]))
    )
    return Put(change.path, _as_read(change.value, numeric, is_number=is_number))


def _as_read(value: Plain, numeric: set[str], *, is_number: bool = False) -> Plain:
    """The value as this file would give it: `is_number` if it stands where numbers do."""
    if isinstance(value, dict):
        return {key: _as_read(item, numeric, is_number=key in numeric) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_read(item, numeric, is_number=is_number) for item in value]
    if value is None or not is_number or (isinstance(value, Spelled) and value.is_quoted):
        return value
    return _Token(value) if _NUMBER.fullmatch(value) or value in _WORDS else value
