"""One entry of the journal: which files a command changed, from what to what, and its sentence."""

from __future__ import annotations

import json
import re
from datetime import date as Day
from enum import Enum
from functools import cache
from hashlib import sha256
from io import BytesIO
from json import JSONEncoder
from pathlib import Path, PurePosixPath
from typing import NamedTuple, cast

from funnel_cli.store.system import user
from funnel_cli.values.message import Label, Message, Term, Text
from funnel_cli.values.money import Money, exact_amount
from funnel_cli.values.period import Period

FORMAT = "funnel.journal/1"
_HASH = re.compile("[0-9a-f]{64}")
_MODES = 0o7777
_DEEPEST = 8
"""How deep a sentence may hold others; ours hold two or three."""


class MadeBy(Enum):
    """What made an entry: a command, its undoing, or the undoing of that."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class FileChange(NamedTuple):
    """One file of an entry: its path in the book, the SHA-256 before and after, its permissions.

    `None` before is a new file, `None` after a deleted one; `mode` None leaves it to the umask.
    """

    path: str
    old: str | None
    new: str | None
    mode: int | None


class Entry(NamedTuple):
    """One command in the journal; `number` counts up from 1 and is 0 as long as it is not filed.

    `notices` are sentences to show with it: a recovery that came first, a missing lock.
    """

    note: Text
    day: Day
    kind: MadeBy = MadeBy.DO
    targets: tuple[FileChange, ...] = ()
    number: int = 0
    notices: tuple[Message, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of its files, relative to the book's root with forward slashes."""
        return tuple(target.path for target in self.targets)

    @property
    def deals(self) -> tuple[str, ...]:
        """The ids of the deals it changed, each once, in the order of its files."""
        paths = map(PurePosixPath, self.files)
        return tuple(dict.fromkeys(path.stem for path in paths if path.parent.name == "opportunities"))


@cache
def machine() -> str:
    """A name for this machine and user that nobody else can guess where the system has an id."""
    import platform

    try:
        name = Path("/etc/machine-id").read_text("ascii").strip()
    except (OSError, ValueError):
        name = ""
    return sha256(f"funnel {name or platform.node()} {user()}".encode()).hexdigest()


def is_signed_here(head: bytes) -> bool:
    """Whether a manifest that begins so can be of this machine and user."""
    return machine().encode() in head


def as_manifest(entry: Entry) -> bytes:
    """The entry as JSON, signed with this machine's name and a checksum; made piece by piece, as there may be
    very many files.
    """
    body = {
        "format": FORMAT,
        "machine": machine(),
        "kind": entry.kind.value,
        "day": entry.day.isoformat(),
        "note": _as_json(entry.note),
        "files": entry.targets,
    }
    page = BytesIO()
    for piece in JSONEncoder(ensure_ascii=False, indent=1).iterencode(
        {"checksum": _checksum(body), "body": body}
    ):
        page.write(piece.encode())
    return page.getvalue()


def as_entry(manifest: bytes, number: int = 0) -> Entry | None:
    """The entry a manifest holds; `None` if it is torn, forged, or not from this machine and user."""
    try:
        whole = json.loads(manifest)
        body = whole["body"]
        if whole["checksum"] != _checksum(body) or (body["format"], body["machine"]) != (FORMAT, machine()):
            return None
        return Entry(
            note=_as_note(body["note"]),
            day=Day.fromisoformat(body["day"]),
            kind=MadeBy(body["kind"]),
            targets=tuple(_as_target(*target) for target in body["files"]),
            number=number,
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _checksum(body: object) -> str:
    found = sha256()
    for piece in JSONEncoder(sort_keys=True).iterencode(body):
        found.update(piece.encode())
    return found.hexdigest()


def _as_json(value: object) -> object:  # noqa: PLR0911 - one line a kind of value
    """A text, or what fills one, so that it can be said in any language later."""
    match value:
        case Message():
            return {"text": value.text, "args": {name: _as_json(some) for name, some in value.args.items()}}
        case Label():
            return {"texts": dict(value.texts)}
        case Term():
            return _as_json(value.label)
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case Period():
            return value.name
        case list() | tuple():
            return [_as_json(some) for some in value]
        case int():
            return value
    return str(value)


def _as_target(path: object, old: object, new: object, mode: object) -> FileChange:
    texts_are = all(text is None or (isinstance(text, str) and _HASH.fullmatch(text)) for text in (old, new))
    mode_is = mode is None or (isinstance(mode, int) and 0 <= mode <= _MODES)
    if not (isinstance(path, str) and texts_are and mode_is):
        raise ValueError(path)
    return FileChange(path, cast("str | None", old), cast("str | None", new), cast("int | None", mode))


def _as_note(data: object) -> Text:
    """The sentence of an entry; raises `ValueError` or `TypeError` if it cannot be said."""
    note = _as_value(data, _DEEPEST)
    if not isinstance(note, str | Message | Label):
        raise TypeError(note)
    return note


def _as_value(data: object, depth: int) -> object:
    """A text, or what fills one, nested no deeper; raises `ValueError` if it cannot be said."""
    if not depth:
        raise ValueError(data)
    match data:
        case {"text": str(text), "args": dict(args)}:
            if not args.keys() >= _gaps(text):
                raise ValueError(text)
            return Message(text, {str(name): _as_value(value, depth - 1) for name, value in args.items()})
        case {"texts": dict(texts)}:
            return Label({str(code): str(text) for code, text in texts.items()})
        case {"amount": str(amount), "currency": str(currency)}:
            return Money(exact_amount(amount), currency)
        case list():
            return tuple(_as_value(value, depth - 1) for value in data)
        case int():
            return data
    return str(data)


def _gaps(text: str) -> set[str]:
    """What has to fill a template."""
    return {gap.partition("}")[0].partition(":")[0] for gap in text.split("{")[1:]}
