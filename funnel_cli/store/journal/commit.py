"""The only way to the disk: change any number of record files, all or none of them.

Lock, finish what a crash left, compare, stage everything, decide by one rename, carry out, file
under `undo`. Before that rename nothing has happened; after it the change is saved.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import date as Day
from pathlib import Path
from typing import NamedTuple

from funnel_cli.store.handles import names
from funnel_cli.store.journal import FilePairs
from funnel_cli.store.journal.disk import DISK, Disk, digest, digest_of, read_plain
from funnel_cli.store.journal.entry import Entry, FileChange, MadeBy, as_manifest
from funnel_cli.store.journal.lock import PATIENCE, wait_until_gone, writing
from funnel_cli.store.journal.place import MANIFEST, Place, copy, kept_name, refusal_of, slot
from funnel_cli.store.journal.recovery import (
    Changed,
    carry_out,
    files,
    goes_forward,
    recover,
    sync,
    take_back,
)
from funnel_cli.store.system import signals_held
from funnel_cli.values.errors import DataRefused, FunnelError, system_reason
from funnel_cli.values.message import N_, Message, Text, message

_NO_RIGHT = frozenset({errno.EACCES, errno.EPERM})


_WRITABLE = 0o222
"""The permissions of which a file has none that is read-only."""

_NAMED = 5
"""How many files one sentence names."""


class SaveFailed(FunnelError):
    """The disk refused; every record is as it was (exit 1)."""

    sentence = N_("Nothing was saved: {reason}.")
    code = "save_failed"


class ReadOnly(DataRefused):
    """Somebody made a record read-only, and will have meant it (exit 5)."""

    sentence = N_("{path} is read-only; nothing was saved.")
    cure = N_("If it may be changed again: chmod u+w {path}")
    code = "read_only"


class PendingSave(FunnelError):
    """The change is decided and safe, but some files still show their old text (exit 8)."""

    sentence = N_("Saved, but not yet everywhere ({reason}); the next command will finish it.")
    code = "pending"
    exit_code = 8


class PendingReturn(FunnelError):
    """The change came to nothing, but some files still show its text (exit 8)."""

    sentence = N_("Not saved ({reason}); the next command will put the old texts back everywhere.")
    code = "pending"
    exit_code = 8


class Write(NamedTuple):
    """One file to write: the SHA-256 it must have now, its new text, its permissions if it is new."""

    path: str
    old: str | None
    new: bytes | None
    mode: int | None = None


class Intent(NamedTuple):
    """What one command wants to write, and how it refuses if a file is not as expected, or is gone."""

    note: Text
    day: Day
    writes: tuple[Write, ...]
    kind: MadeBy = MadeBy.DO
    refusal: type[Changed] = Changed
    gone: type[Changed] = Changed


def commit(
    root: Path,
    writes: FilePairs,
    note: Text,
    *,
    day: Day,
    disk: Disk = DISK,
    patience: float = PATIENCE,
) -> Entry:
    """Write files of the book at `root`, all or none; the entry that `undo` takes back.

    Keys are paths relative to the root; values are the bytes that were read (`None`: there was no
    file) and the new bytes (`None`: remove it). If nothing differs, nothing is filed and the
    entry's number is 0. Raises `Changed`, `Locked`, `NotARecord` or `SaveFailed` with every record
    as it was, `PendingSave` if the change is safe but not carried out, `PendingReturn` if it
    is not, and not taken back everywhere either.
    """
    return commit_planned(root, lambda: (writes, note), day=day, disk=disk, patience=patience)


def commit_planned(
    root: Path,
    plan: Callable[[], tuple[FilePairs, Text]],
    *,
    day: Day,
    disk: Disk = DISK,
    patience: float = PATIENCE,
) -> Entry:
    """As `commit`, of the files and the sentence that `plan` tells once the book is locked.

    Nothing is pending then, and no other command comes between; an editor still may.
    """

    def planned() -> Intent:
        files, note = plan()
        writes = (Write(path, digest_of(old), new) for path, (old, new) in files.items())
        return Intent(note=note, day=day, writes=tuple(writes))

    return carry(Place(root, disk), planned, patience)


def carry(place: Place, plan: Callable[[], Intent], patience: float = PATIENCE) -> Entry:
    """Lock the book, recover, ask for the plan and write it; the entry, refusals as in `commit`."""
    notices: list[Message] = []
    try:
        place.prepare()
        with writing(place.lock, patience, place.disk) as warning:
            _open(place, warning, notices, patience)
            entry = _write(place, plan())
            if entry.number and not warning:
                with suppress(OSError):  # as in _open; the change itself is saved
                    place.tidy()
    except FunnelError as refusal:
        refusal.details = (*refusal.details, *notices)
        raise
    except OSError as error:
        raise refusal_of(error, place) or _failed(place, error, notices) from error
    return entry._replace(notices=(*notices, *entry.notices))


def _open(place: Place, warning: Message | None, notices: list[Message], patience: float) -> None:
    """Bring the journal in order before something new is written."""
    place.look_anew()
    if warning:
        notices.append(warning)
        wait_until_gone(place.pending, patience)
    notices += recover(place)
    place.ignore()
    notices += _late_saves(place)
    if not warning:
        with suppress(OSError):  # what cannot be cleared today harms nobody and is tried again
            place.tidy()


def _late_saves(place: Place) -> Iterator[Message]:
    """What an editor saved into a file that it had open while the last change replaced it."""
    if entry := place.newest():
        folder = place.done / str(entry.number)
        held = {*names(folder)}
        for n, target in enumerate(entry.targets):
            file = slot(folder, n)
            if file.name in held and digest(file) not in (None, target.old, target.new):
                yield message(
                    "An editor saved {path} while it was being changed; its text is in {file}.",
                    path=target.path,
                    file=place.name(file),
                )


def _write(place: Place, plan: Intent) -> Entry:
    """Compare, stage, decide and carry out; anything unfinished before the decision is removed."""
    writes = _compare(place, plan)
    if not writes and plan.kind is MadeBy.DO:
        return Entry(note=plan.note, day=plan.day, kind=plan.kind)
    linked = _demand_writable(place, writes)
    staging = place.staging()
    with ExitStack() as mess:
        mess.callback(_clear, place.disk.remove_tree, staging)
        for write in writes:
            if write.old is None:
                _make_folders(place, (place.root / write.path).parent, mess)
        entry = _stage(place, plan._replace(writes=writes), staging)
        with signals_held():
            try:
                _decide(place, entry, staging)
                number = _finish(place, entry, staging)
            except (PendingSave, PendingReturn):
                mess.pop_all()
                raise
        mess.pop_all()
    return entry._replace(number=number, notices=linked)


def _compare(place: Place, plan: Intent) -> tuple[Write, ...]:
    """The writes that change something; refused if a file has not the text the plan is based on.

    What is to be reversed and has the text already, be it that it is gone, is as good as written.
    """
    found = {write.path: _text(place, write.path)[0] for write in plan.writes}
    left = plan.writes
    if plan.kind is not MadeBy.DO:
        left = tuple(write for write in left if found[write.path] != digest_of(write.new))
    changed = [write.path for write in left if found[write.path] != write.old]
    if changed:
        also = [message("Also changed: {path}", path=path) for path in changed[1:]]
        refusal = plan.refusal if found[changed[0]] else plan.gone
        raise refusal(path=changed[0], details=also)
    return tuple(write for write in left if write.old != digest_of(write.new))


def _demand_writable(place: Place, writes: tuple[Write, ...]) -> tuple[Message, ...]:
    """Raise `ReadOnly` for a record that nobody may write; what to say of those with a second name.

    A file is replaced and never written into, so the other name keeps the old text.
    """
    found = {w.path: place.target(w.path).lstat() for w in writes if w.old is not None}
    locked = [path for path, status in found.items() if not status.st_mode & _WRITABLE]
    if locked:
        also = [message("Also read-only: {path}", path=path) for path in locked[1:]]
        raise ReadOnly(path=locked[0], details=also)
    linked = [path for path, status in found.items() if status.st_nlink > 1]
    if not linked:
        return ()
    some = (*linked[:_NAMED], *(["…"] if linked[_NAMED:] else []))
    said = message("{paths} had a second name, a hard link, which keeps the text as it was.", paths=some)
    return (said,)


def _text(place: Place, path: str) -> tuple[str | None, bytes, int | None]:
    """A record's SHA-256, bytes and permissions; `None`, empty and `None` if it is not there."""
    found = read_plain(place.target(path))
    return (digest_of(found[0]), *found) if found else (None, b"", None)


def _make_folders(place: Place, folder: Path, mess: ExitStack) -> None:
    """Make the folders a new record needs; they go again if the change comes to nothing."""
    if not folder.is_dir():
        _make_folders(place, folder.parent, mess)
        place.disk.make_folder(folder)
        mess.callback(_clear, place.disk.remove_folder, folder)
        place.disk.sync_folder(folder.parent)


def _clear(remove: Callable[[Path], None], path: Path) -> None:
    with suppress(OSError):  # the refusal under way says more, and the next command clears again
        remove(path)


def _stage(place: Place, plan: Intent, staging: Path) -> Entry:
    """Write copies of old and new texts and the manifest, and take all the space there is to take."""
    place.disk.make_folder(staging, 0o700)
    targets = []
    for n, write in enumerate(plan.writes):
        found, old, mode = _text(place, write.path)
        if found != write.old:
            raise plan.refusal(path=write.path)
        if found:
            place.disk.write_file(copy(staging, n), old, mode)
        if write.new is not None:
            place.disk.write_file(slot(staging, n), write.new, mode if found else write.mode)
        targets.append(FileChange(write.path, found, digest_of(write.new), mode if found else write.mode))
    entry = Entry(note=plan.note, day=plan.day, kind=plan.kind, targets=tuple(targets))
    place.disk.write_file(staging / MANIFEST, as_manifest(entry), 0o600)
    place.disk.sync_folder(staging)
    return entry


def _decide(place: Place, entry: Entry, staging: Path) -> None:
    """The commit point: once this returns the change is saved, whatever happens."""
    place.disk.rename(staging, place.pending)
    try:
        place.disk.sync_folder(place.folder)
    except OSError as error:
        _withdraw(place, entry, staging, error)
        raise


def _finish(place: Place, entry: Entry, staging: Path) -> int:
    """Carry the decided change out and file it; its number. If it cannot be, it is taken back."""
    try:
        carry_out(place, entry)
    except (Changed, OSError) as failure:
        if not _is_back(place, entry):
            raise _unfinished(place, entry, failure) from failure
        _withdraw(place, entry, staging, failure)
        raise
    try:
        sync(place, entry)
        return place.file_away(place.pending, place.done)
    except OSError as error:
        raise PendingSave(reason=_reason(error)) from error


def _is_back(place: Place, entry: Entry) -> bool:
    """Put the old texts back; whether all are, and would be after a power cut too."""
    if take_back(place, entry):
        return False
    try:
        sync(place, entry)
    except OSError:
        return False
    return True


def _withdraw(place: Place, entry: Entry, staging: Path, failure: Changed | OSError) -> None:
    """Undo the decision; the texts are kept if somebody's edit was the reason."""
    try:
        if isinstance(failure, Changed):
            folder = kept_name(place.file_away(place.pending, place.kept))
            failure.details = (message("What was to be written is in {folder}.", folder=folder),)
        else:
            place.disk.rename(place.pending, staging)
    except OSError as error:
        raise _unfinished(place, entry, error) from error
    with suppress(OSError):  # the failure under way is the one to tell
        place.disk.sync_folder(place.folder)


def _unfinished(place: Place, entry: Entry, failure: Changed | OSError) -> PendingSave | PendingReturn:
    """What to tell when a decided change stays as it is: which way the next command will go."""
    kind = PendingSave if goes_forward(files(place, place.pending, entry)) else PendingReturn
    return kind(reason=_reason(failure))


def _failed(place: Place, error: OSError, notices: list[Message]) -> SaveFailed:
    if error.errno in _NO_RIGHT and Path(str(error.filename)).is_relative_to(place.root):
        path = place.name(Path(error.filename))
        reason = message("{path}: {reason}", path=path, reason=_reason(error))
        return SaveFailed(reason=reason, details=notices)
    return SaveFailed(reason=_reason(error), details=notices)


def _reason(failure: Changed | OSError) -> Text:
    if isinstance(failure, OSError) and failure.errno == errno.EXDEV:
        return message("the file is on another file system than data/.funnel")
    return failure.message if isinstance(failure, Changed) else system_reason(failure)
