"""A draft: a copy of a record for an editor, so that only a text that can be read replaces the record.

The editor is what the environment says, never what a book says, and no shell reads its command.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path, PurePath
from typing import NamedTuple

from funnel_cli.store.journal.disk import DISK
from funnel_cli.store.journal.place import Place, refusal_of
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.system import EDITOR, words_of
from funnel_cli.values.errors import DataRefused, FunnelError, UsageRefused, system_reason
from funnel_cli.values.message import N_

GOES_TO_LINE = frozenset({"vi", "vim", "nvim", "nano", "emacs", "kak", "micro"})
"""The editors that open a file at a line when they are told `+LINE`."""


class CannotDraft(FunnelError):
    """No copy of the record can be made."""

    sentence = N_("{path} cannot be copied for an editor: {reason}.")
    code = "cannot_write"


class NoEditor(UsageRefused):
    """The editor that the environment names cannot be started."""

    sentence = N_("The editor {editor} cannot be started: {reason}.")
    cure = N_("Set VISUAL or EDITOR to one that can, for example: export EDITOR=nano")
    code = "no_editor"


class EditorFailed(FunnelError):
    """The editor ended with an error, which is how people leave one to change nothing."""

    sentence = N_("The editor ended with {code}; nothing was changed.")
    code = "editor_failed"


class DraftUnreadable(DataRefused):
    """What the editor left is no file that can be read."""

    sentence = N_("The draft {path} cannot be read; nothing was changed.")


class Draft(NamedTuple):
    """A copy at `path` of the record `file`, which is relative to the root and held `old`."""

    path: Path
    file: str
    old: bytes

    def read(self) -> bytes:
        """What the draft holds now; raises `DraftUnreadable`."""
        try:
            return read_bytes(self.path)
        except Unreadable as refusal:
            raise DraftUnreadable(path=str(self.path), details=[refusal.said]) from None

    @property
    def is_changed(self) -> bool:
        """Whether there is something in the draft that the record did not hold."""
        with suppress(DraftUnreadable):
            return self.read() != self.old
        return self.path.exists()

    def discard(self) -> None:
        """Remove the draft, and its folder if no other is kept there."""
        with suppress(OSError):  # a copy that stays harms nobody
            DISK.remove(self.path)
            DISK.remove_folder(self.path.parent)


def draft_of(root: Path, file: str) -> Draft:
    """A new copy of the record in the book at `root`; raises `NotARecord`, `IsALink`, `CannotDraft`."""
    place = Place(root)
    place.target(file)
    try:
        old = read_bytes(root / file)
        place.prepare()
        place.ignore()
        place.disk.make_folders(place.folder, place.drafts.name, 0o700)
        path = _written(place, PurePath(file), old)
    except Unreadable as refusal:
        raise CannotDraft(path=file, reason=refusal.said) from refusal
    except OSError as error:
        reason = system_reason(error)
        raise refusal_of(error, place) or CannotDraft(path=file, reason=reason) from error
    return Draft(path, file, old)


def _written(place: Place, name: PurePath, data: bytes) -> Path:
    for n in count(1):
        path = place.drafts / f"{name.stem}{f'-{n}' if n > 1 else ''}{name.suffix}"
        with suppress(FileExistsError):
            place.disk.write_file(path, data, 0o600)
            return path
    raise AssertionError(name)


def edit(draft: Draft, environ: Mapping[str, str], line: int = 0) -> None:
    """Let the reader's editor change the draft, at that line if it can; raises `NoEditor`, `EditorFailed`."""
    words = editor(environ)
    if line and PurePath(words[0]).name in GOES_TO_LINE:
        words.append(f"+{line}")
    try:
        done = subprocess.run([*words, str(draft.path)], check=False)
    except OSError as error:
        raise NoEditor(editor=words[0], reason=system_reason(error)) from error
    if done.returncode:
        raise EditorFailed(code=done.returncode)


def editor(environ: Mapping[str, str]) -> list[str]:
    """The editor's command as words: VISUAL, else EDITOR, else the system's; raises `NoEditor`."""
    command = environ.get("VISUAL") or environ.get("EDITOR") or ""
    try:
        return words_of(command) or [EDITOR]
    except ValueError as error:
        raise NoEditor(editor=command, reason=str(error)) from error
