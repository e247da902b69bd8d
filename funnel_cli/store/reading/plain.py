"""From the bytes of a file to plain values, strictly: what could be meant in two ways is refused."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path as FilePath
from typing import NamedTuple

from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.json_text import json_places, json_value
from funnel_cli.store.reading.unreadable import Twins, Unreadable, line_column
from funnel_cli.store.system import opened
from funnel_cli.values.errors import KeyPath, system_reason
from funnel_cli.values.message import Message, message

MAX_BYTES = 4_000_000
"""The largest file that is read."""

_CONFLICT = r"(?m)^(?:<{7}|>{7}) "
_MARK = r"(?m)^(?:<{7} |={7}$|={7}\r|\|{7} |>{7} )[^\n]*"
_LONGEST = 60
"""How much of each side of an unfinished merge is repeated, in characters."""

_MOST = 10
"""How many clashes of a file are named."""

_COMMON = 0.9
"""The share of common characters from which bytes are taken for Chinese."""


class Parsed(NamedTuple):
    """What a text says, and where: each value by the way to it and the offset of its key, in order."""

    plain: Plain
    places: Callable[[], Iterator[tuple[KeyPath, int]]]


def read_bytes(path: FilePath | str) -> bytes:
    """What a regular file holds, opened once, links not followed; raises `Unreadable` for anything else."""
    try:
        file = opened(path)
        try:
            return _regular(file)
        finally:
            os.close(file)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unreadable("not-a-file", message("This is a link; links are not followed.")) from None
        reason = system_reason(error)
        raise Unreadable("unreadable", message("This cannot be read: {reason}.", reason=reason)) from None


def _regular(file: int) -> bytes:
    """What an open file holds, if it is a regular one and not too large."""
    facts = os.fstat(file)
    if not stat.S_ISREG(facts.st_mode):
        raise Unreadable("not-a-file", message("This is not a regular file."))
    if facts.st_size > MAX_BYTES:
        raise _too_large()
    data = os.read(file, facts.st_size + 1)
    while len(data) != facts.st_size and (more := os.read(file, MAX_BYTES - len(data) + 1)):
        data += more
    return data


def _too_large() -> Unreadable:
    return Unreadable("too-large", message("This file is larger than 4 MB."))


def as_plain(data: bytes, format: str) -> dict[str, Plain]:
    """What a file with a mapping at its root says; `format` is "yaml" or "json".

    Raises `Unreadable` for anything but one plain document of at most 4 MB.
    """
    return as_mapping(parsed(as_text(data), format).plain)


def as_mapping(plain: Plain) -> dict[str, Plain]:
    """The value, if it is that of a record; raises `Unreadable`."""
    if isinstance(plain, dict):
        return plain
    if plain is None:
        raise Unreadable("empty-file", message("This file is empty."), 1, 1)
    raise Unreadable("bad-type", message("A record is a mapping: lines of “key: value”."), 1, 1)


def as_list(plain: Plain, text: str) -> list[Plain]:
    """The value of the text, if it is that of a list file; nothing but comments is an empty list.

    Raises `Unreadable` for anything else.
    """
    if isinstance(plain, list):
        return plain
    if plain is None and text.strip():
        return []
    if plain is None:
        raise Unreadable("empty-file", message("This file is empty."), 1, 1)
    raise Unreadable("bad-type", message("This file must be a list: entries that begin with “- ”."), 1, 1)


def as_text(data: bytes) -> str:
    """The text of a record or list without its byte order mark; `Unreadable` if too large or no UTF-8."""
    if len(data) > MAX_BYTES:
        raise _too_large()
    return text_of_any_size(data)


def text_of_any_size(data: bytes) -> str:
    """The text of a file without its byte order mark; raises `Unreadable` if it is no UTF-8 text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:2].count(0) == 1:
        raise Unreadable("not-utf8", message("This file is UTF-16; save it as UTF-8."), 1, 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error) from None


def parsed(text: str, format: str) -> Parsed:
    """The one value of the text, and its places; raises `Unreadable`."""
    if ("<<<<<<< " in text or ">>>>>>> " in text) and (mark := re.search(_CONFLICT, text)):
        raise Unreadable("merge-conflict", _unmerged(text), *line_column(text, mark.start()))
    if format == "json" and text.strip():
        try:
            return Parsed(json_value(text), partial(json_places, text))
        except Twins:
            raise _twins(text) from None
    from funnel_cli.store.reading.yaml_text import yaml_tree

    tree = yaml_tree(text)
    return Parsed(tree.plain, tree.places)


def _unmerged(text: str) -> Message:
    """What to say of the marks that a merge has left: what each side has, and where there are more."""
    clashes = [*islice(_clashes(text), _MOST)]
    if not clashes:
        return message("A merge was left unfinished here; keep one side.")
    (_, ours, theirs), *others = clashes
    said = message(
        "A merge was left unfinished here: “{ours}” or “{theirs}”; keep one, and delete the marks.",
        ours=_in_short(ours),
        theirs=_in_short(theirs),
    )
    if not others:
        return said
    lines = tuple(str(line_column(text, start)[0]) for start, _, _ in others)
    return message("{said} Others begin in line {lines}.", said=said, lines=lines)


def _in_short(side: str) -> str:
    return " ".join(side.split())[:_LONGEST] or "–"


def _clashes(text: str) -> Iterator[tuple[int, str, str]]:
    """Where each clash begins that has all its marks, and what stands on either side."""
    places: dict[str, int] = {}
    for mark in re.finditer(_MARK, text):
        sign = mark[0][0]
        if sign == "<":
            places = {"begin": mark.start(), "ours": mark.end()}
        elif places and sign in "|=":
            places.setdefault("end", mark.start())
            places["theirs"] = mark.end()
        elif places.keys() >= {"end"}:
            yield places["begin"], text[places["ours"] : places["end"]], text[places["theirs"] : mark.start()]
            places = {}


def _twins(text: str) -> Unreadable:
    """The refusal of the first key that stands twice in its mapping, naming both lines."""
    seen: dict[KeyPath, int] = {}
    for path, offset in json_places(text):
        if path in seen:
            first, _ = line_column(text, seen[path])
            said = message("“{key}” stands in line {line} already.", key=path[-1], line=first)
            return Unreadable("duplicate-key", said, *line_column(text, offset))
        seen[path] = offset
    raise AssertionError(text)


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Unreadable:
    """The refusal of bytes that are no UTF-8, with a guess at what they are."""
    at = error.start
    if _is_chinese(data):
        said = message(
            "This is not UTF-8 (byte {offset}): it looks like GB18030. Save it as UTF-8.", offset=at
        )
    else:
        said = message("This is not UTF-8 (byte {offset}); save the file as UTF-8.", offset=at)
    return Unreadable("not-utf8", said, data.count(b"\n", 0, at) + 1, at - data.rfind(b"\n", 0, at))


def _is_chinese(data: bytes) -> bool:
    """Whether nearly all that is not ASCII is a common character when read as GB18030."""
    letters = [letter for letter in data.decode("gb18030", "replace") if letter > "\x7f"]
    common = sum(bool(letter.encode("gb2312", "ignore")) for letter in letters)
    return common > max(1, _COMMON * len(letters))
