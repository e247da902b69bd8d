"""Carrying a decided transaction out, or taking it back as a whole.

A transaction is carried out by letting each file change places with its slot. Where it stands is
seen from the texts alone, so that this can be stopped at any point and done again, and it needs no
space on the disk: everything was staged before the decision.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from funnel_cli.store.handles import kind
from funnel_cli.store.journal import LOOKS, MOMENT, Overlay
from funnel_cli.store.journal.disk import NoExchange, digest, digest_of, read_plain
from funnel_cli.store.journal.entry import Entry, FileChange
from funnel_cli.store.journal.lock import reading
from funnel_cli.store.journal.place import Place, copy, kept_name, slot
from funnel_cli.store.system import is_link_at
from funnel_cli.values.errors import Conflict, system_reason
from funnel_cli.values.message import N_, Message, message


class Changed(Conflict):
    """A file is not as it was read; somebody else has saved it (exit 6)."""

    sentence = N_("{path} was changed by somebody else; nothing was saved.")
    cure = N_("Look at the file, then try again.")
    code = "changed"


class Fate(Enum):
    """How far a file of a decided transaction is."""

    WAITING = "waiting"  # the old text is in place, the new one in its slot
    WRITTEN = "written"  # the new text was put in place; it may have been edited since
    REFUSED = "refused"  # somebody saved it before the new text was there, or their text is in the slot


class File(NamedTuple):
    """A file of a decided transaction, and the digests of what is in place and in its slot now."""

    target: FileChange
    path: Path
    slot: Path
    copy: Path
    found: str | None
    held: str | None

    @property
    def fate(self) -> Fate:
        """How far it is, from the texts alone; without an exchange the slot is empty once written."""
        old, new = self.target.old, self.target.new
        if self.found == new and self.held in (old, new, None):
            return Fate.WRITTEN
        if self.found == old:
            return Fate.WAITING if self.held == new else Fate.REFUSED
        if self.held == old or (self.held is None and new is not None):
            return Fate.WRITTEN
        return Fate.REFUSED

    @property
    def is_ours(self) -> bool:
        """Whether what is in place is the new text, put there by the transaction."""
        return self.found == self.target.new and (self.held != self.found or self.is_linked)

    @property
    def is_linked(self) -> bool:
        """Whether a new file got its name and has not lost that of its slot yet."""
        return self.held is not None and self.path.exists() and self.path.samefile(self.slot)


def files(place: Place, transaction: Path, entry: Entry) -> Iterator[File]:
    """The files of a transaction as each is at the moment it is asked for."""
    for n, target in enumerate(entry.targets):
        held = slot(transaction, n)
        yield File(
            target,
            place.root / target.path,
            held,
            copy(transaction, n),
            place.digest(target.path),
            digest(held),
        )


def goes_forward(found: Iterable[File]) -> bool:
    """Whether recovery will carry a transaction with these files out; else it takes it back."""
    return all(file.fate is not Fate.REFUSED for file in found)


def carry_out(place: Place, entry: Entry) -> None:
    """Put every new text in place; `Changed` or `OSError` at the first that cannot be.

    Looks at every slot once more at the end, for an editor that saved into the file it had open.
    """
    for file in files(place, place.pending, entry):
        waits = file.fate is Fate.WAITING
        if file.fate is Fate.REFUSED or (waits and not _trade(place, file, file.target.old)):
            raise Changed(path=file.target.path)
    for file in files(place, place.pending, entry):
        if file.fate is Fate.REFUSED:
            raise Changed(path=file.target.path)


def take_back(place: Place, entry: Entry) -> tuple[str, ...]:
    """Put every old text back where the new one stands unedited; the paths where that failed."""
    failed = []
    for file in files(place, place.pending, entry):
        try:
            if file.is_ours:
                _give_back(place, file)
        except OSError:
            failed.append(file.target.path)
    return tuple(failed)


def sync(place: Place, entry: Entry) -> None:
    """Return when the folders of the records are on the disk; of the slots nothing depends on it."""
    for folder in dict.fromkeys((place.root / path).parent for path in entry.files):
        found = kind(folder)
        if found and stat.S_ISDIR(found.st_mode):
            place.disk.sync_folder(folder)


def recover(place: Place) -> tuple[Message, ...]:
    """Finish what a crash left behind, forward or back; what there is to say about it.

    Needs the lock. A transaction that is not this machine's and user's, or names anything but
    records, is set aside unread; one that somebody's edit stands in the way of is taken back.
    """
    if kind(place.pending) is None:
        return ()
    entry = place.read(place.pending)
    if entry is None:
        number = place.file_away(place.pending, place.kept)
        return (
            message(
                "An unfinished change of unknown origin was set aside in {folder}.", folder=kept_name(number)
            ),
        )
    try:
        carry_out(place, entry)
    except (Changed, OSError) as failure:
        return _abandon(place, entry, failure)
    sync(place, entry)
    place.file_away(place.pending, place.done)
    return (message("An interrupted change was finished: {note}", note=entry.note),)


def pending(root: Path, patience: float = MOMENT) -> Overlay:
    """What readers take instead of the files on the disk, by path; `None` for a file that will be gone.

    Usually empty. With a transaction unfinished, what recovery will make of it. Waits at most
    `patience` seconds for a writer, and writes nothing.
    """
    place = Place(root)
    with reading(place.lock, patience):
        for _ in range(LOOKS):
            entry = place.read(place.pending)
            overlay = _overlay(place, entry) if entry else {}
            if overlay is not None and place.read(place.pending) == entry:
                return {root / path: text for path, text in overlay.items()}
    return {}


def _trade(place: Place, file: File, expected: str | None) -> bool:
    """Let a file and its slot change places if `expected` comes out; else the last save stays in place."""
    put = file.held
    try:
        out = _swap(place, file)
        if out == expected:
            return True
        while (back := _swap(place, file)) != put:  # somebody saved in between: theirs goes in
            put, out = out, back
    except (FileExistsError, FileNotFoundError):
        return False
    except NoExchange:
        return _replace(place, file, expected)
    except PermissionError as error:
        error.filename = str(file.path)  # the other one is the journal's own
        raise
    return False


def _swap(place: Place, file: File) -> str | None:
    """Let a file and its slot, either of which may be missing, change places; what came out."""
    if not file.slot.exists():
        place.disk.rename(file.path, file.slot)
    elif not file.path.exists() and not is_link_at(file.path):
        place.disk.place(file.slot, file.path)
    else:
        place.disk.exchange(file.slot, file.path)
    return digest(file.slot)


def _replace(place: Place, file: File, expected: str | None) -> bool:
    """Compare and put the slot in place, where the file system cannot exchange."""
    if place.digest(file.target.path) != expected:
        return False
    place.disk.rename(file.slot, file.path)
    return True


def _give_back(place: Place, file: File) -> None:
    """Undo one trade; the user's own file returns, or its copy where it was replaced."""
    if file.is_linked:
        place.disk.remove(file.path)
        return
    if file.held is None and file.target.old is not None:
        place.disk.rename(file.copy, file.slot)
        file = file._replace(held=file.target.old)
    _trade(place, file, file.target.new)


def _abandon(place: Place, entry: Entry, failure: Changed | OSError) -> tuple[Message, ...]:
    """Take an interrupted transaction back as far as that goes and keep all its texts."""
    failed = take_back(place, entry)
    sync(place, entry)
    folder = kept_name(place.file_away(place.pending, place.kept))
    reason = failure.message if isinstance(failure, Changed) else system_reason(failure)
    return (
        message(
            "An interrupted change was taken back: {note} ({reason}) Its texts are in {folder}.",
            note=entry.note,
            reason=reason,
            folder=folder,
        ),
        *(message("{path} could not be taken back.", path=path) for path in failed),
    )


def _overlay(place: Place, entry: Entry) -> dict[str, bytes | None] | None:
    """What recovery will put in the place of each file, by its path in the book.

    `None` if files moved while we looked.
    """
    found = tuple(files(place, place.pending, entry))
    forward = goes_forward(found)
    overlay: dict[str, bytes | None] = {}
    for file in found:
        if file.fate is Fate.WAITING if forward else file.is_ours:
            wanted = file.target.new if forward else file.held or file.target.old
            text = _text(file.slot if forward or file.held else file.copy) if wanted else None
            overlay[file.target.path] = text
            if digest_of(text) != wanted:
                return None
    return overlay


def _text(path: Path) -> bytes | None:
    try:
        found = read_plain(path)
    except OSError:
        return None
    return found[0] if found else None
