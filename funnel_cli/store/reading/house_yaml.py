"""YAML as this house and most hands spell it, read in a few steps; the rest is left to libyaml.

One key a line, a text on its own line, braces and brackets of one line, entries that begin with “- ”,
two spaces a step. Whatever is not plainly that, right or wrong, is `Unusual`: nothing is refused here,
and what is read is what libyaml would have read. The expressions never step back, so that they take a
time that grows as the text does.
"""

from __future__ import annotations

import json
import re
from itertools import chain, zip_longest
from typing import Any

from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.house import KEY, LINE, NULLS, ODD, OUT, QUOTED, WORDS, Unusual
from funnel_cli.store.reading.unreadable import MAX_PARTS

_NESTED = 9
"""How many lists and mappings by lines may stand in one another; in braces and brackets it is two more."""

_AROUND = 4
"""How many events stand around the one value: the beginning and the end of the text and of the document."""

_ODD = re.compile(rf"[{ODD}]")
_SCALAR = rf"(?:{WORDS}|{QUOTED})"
_COMMENT = rf"#[^{OUT}]*+"
_END = r"(?:\n|\Z)"
_LIST = rf"(?:- [^\n]*+{_END}(?:  [^\n]*+{_END})*+)++"


def _flow(value: str) -> str:
    """The expression for braces or brackets around such values."""
    return (
        rf"(?:\{{(?:{KEY}: {value}(?:, (?!\}})|(?=\}})))*+\}}"
        rf"|\[(?:{value}(?:, (?!\])|(?=\])))*+\])"
    )


_ENTRY = re.compile(
    rf"({KEY}):(?: ++({LINE})(?:{_COMMENT})?+{_END}"
    rf"|(?: ++([{{[\"][^\n]*+)| ++(?:{_COMMENT})?+)?+{_END}({_LIST}|(?:  [^\n]*+{_END})++|))"
)
"""A key, and behind it a plain text, or what begins with a bracket or a quote, or the lines below."""

_ENTRIES = re.compile(_LIST)
_PLAINEST = rf"\{{{KEY}: {WORDS}(?:, {KEY}: {WORDS})*+\}}"
_PLAIN_ENTRIES = re.compile(rf"(?:- {_PLAINEST}{_END})++")
_INLINE = re.compile(
    rf"(({_PLAINEST})|{_flow(rf'(?:{_SCALAR}|{_flow(_SCALAR)})')}|{_SCALAR})(?: ++(?:{_COMMENT})?+)?+"
)
"""A value on one line, which may be braces with nothing but plain texts, and what follows it."""

_NO_LINE = re.compile(rf"(?m)^ *+(?:{_COMMENT})?+{_END}")
_SIGNS = (
    *((": ", '": "'), (", ", '", "'), ("{", '{"'), ("}", '"}'), ("[", '["'), ("]", '"]')),
    *(('"{', "{"), ('}"', "}"), ('"[', "["), (']"', "]"), ('{""}', "{}"), ('[""]', "[]")),
    *(('"~"', "null"), ('"null"', "null")),
)
"""What stands around plain texts in braces and brackets, and what stands there in JSON."""


def house_value(text: str) -> Plain:
    """The mapping or the list that the text is, every scalar as it is written; raises `Unusual`."""
    if (not text.isascii() and _ODD.search(text)) or text.count("\n") > MAX_PARTS:
        raise Unusual
    lines = _NO_LINE.sub("", text) if "#" in text or "\n\n" in text else text
    found = _block(lines, _NESTED)
    if len(text) > MAX_PARTS - _AROUND and _parts(found) > MAX_PARTS - _AROUND:
        raise Unusual
    return found


def _parts(value: Plain) -> int:
    """How many of libyaml's events the value is."""
    if isinstance(value, dict):
        return 2 + len(value) + sum(map(_parts, value.values()))
    return 2 + sum(map(_parts, value)) if isinstance(value, list) else 1


def _block(lines: str, depth: int) -> Plain:
    """The list or the mapping of these lines, which are not set in."""
    return _list(lines, depth) if lines.startswith("- ") else _mapping(lines, depth)


def _mapping(lines: str, depth: int) -> dict[str, Plain]:
    """The mapping of these lines, of which there is at least one."""
    found: dict[str, Plain] = {}
    at = count = 0
    while at < len(lines) or not count:
        entry = _ENTRY.match(lines, at)
        if entry is None:
            raise Unusual
        key, line, inline, below = entry.groups()
        found[key] = _text(line.rstrip(" ")) if line else _value(inline, below, depth)
        at, count = entry.end(), count + 1
    if len(found) < count or depth < 0 or "null" in found:
        raise Unusual
    return found


def _value(inline: str | None, below: str, depth: int) -> Plain:
    """What stands behind or below a key, where that is no plain text."""
    if inline is None:
        lines = _moved_out(f"\n{below}")[1:] if below.startswith(" ") else below
        return _block(lines, depth - 1) if lines else None
    written = _INLINE.fullmatch(inline)
    if written is None or below:
        raise Unusual
    return _inline(*written.groups())


def _text(written: str) -> str | None:
    """A plain text, unless it says that there is none."""
    return None if written in NULLS else written


def _inline(written: str, braces: str | None) -> Plain:
    """A value on one line; `braces` is the same where that is nothing but plain texts in braces."""
    if braces and not _may_be_null(braces):
        return _in_braces(braces)
    if written.startswith(("{", "[")):
        return _from_json(written)
    return written[1:-1] or None if written.startswith('"') else _text(written)


def _list(lines: str, depth: int) -> Plain:
    """The list of these lines, each entry of which begins with “- ”."""
    items = lines.removesuffix("\n")[2:].split("\n- ")
    if _PLAIN_ENTRIES.fullmatch(lines) and not _may_be_null(lines):
        return [*map(_in_braces, items)]
    inline = [*map(_INLINE.fullmatch, items)]
    flows = [item[1] for item in inline if item]
    if len(flows) == len(items):
        return _from_json(f"[{', '.join(flows)}]")
    if not _ENTRIES.fullmatch(lines):
        raise Unusual
    return [
        _inline(*flow.groups()) if flow else _mapping(_moved_out(item), depth - 1)
        for item, flow in zip(items, inline, strict=True)
    ]


def _may_be_null(text: str) -> bool:
    """Whether one of the texts in it may say that there is none."""
    return "null" in text or "~" in text


def _in_braces(written: str) -> Plain:
    """The mapping of plain texts in braces."""
    return _unique([pair.split(": ") for pair in written[1:-1].split(", ")])


def _moved_out(lines: str) -> str:
    """The lines, all but the first moved by one step."""
    return lines.replace("\n  ", "\n")


def _from_json(flow: str) -> Plain:
    """The value in braces or brackets, by way of JSON, which only has more quotes."""
    plain, *rest = flow.split('"')
    bare = "\0".join((plain, *rest[1::2]))
    for sign, in_json in _SIGNS:
        bare = bare.replace(sign, in_json)
    quoted = [f'"{text}"' if text else "null" for text in rest[::2]]
    whole = "".join(chain.from_iterable(zip_longest(bare.split('"\0"'), quoted, fillvalue="")))
    try:
        found: Plain = _JSON.decode(whole)
    except json.JSONDecodeError:  # a key that is no text
        raise Unusual from None
    return found


def _unique(pairs: list[Any]) -> dict[str, Plain]:
    """The pairs as a mapping, if each key is there once."""
    found: dict[str, Plain] = dict(pairs)
    if len(found) < len(pairs):
        raise Unusual
    return found


_JSON = json.JSONDecoder(object_pairs_hook=_unique)
