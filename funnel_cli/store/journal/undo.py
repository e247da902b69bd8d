"""Taking commands back, and taking that back: both are commits of their own.

The journal is one line of entries. Read from the oldest on, a command goes on the pile of what can
be undone and clears the other; undoing moves the top to the pile of what can be redone, redoing
moves it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from funnel_cli.store.journal.commit import Intent, Write, carry
from funnel_cli.store.journal.disk import DISK, Disk, digest_of, read_plain
from funnel_cli.store.journal.entry import Entry, MadeBy
from funnel_cli.store.journal.place import Place, copy, refusal_of
from funnel_cli.store.journal.recovery import Changed
from funnel_cli.values.errors import DataRefused, FunnelError, system_reason
from funnel_cli.values.message import N_


class NothingToUndo(FunnelError):
    """No command of this machine and user is left to take back (exit 1)."""

    sentence = N_("There is nothing to undo.")
    code = "nothing_to_undo"


class NothingToRedo(FunnelError):
    """Nothing was undone since the last command (exit 1)."""

    sentence = N_("There is nothing to redo.")
    code = "nothing_to_redo"


class EditedSince(Changed):
    """A file was edited after the command that is to be taken back (exit 6)."""

    sentence = N_("{path} was edited since; nothing was changed.")
    cure = N_("Take the edit back by hand first, or leave it as it is.")
    code = "edited_since"


class GoneSince(EditedSince):
    """A file is gone that the command that is to be taken back left there (exit 6)."""

    sentence = N_("{path} is gone; nothing was changed.")
    cure = N_("Put the file back, from git or a copy, and try again.")


class CopyDamaged(DataRefused):
    """The journal's copy of a text is not what was written there (exit 5)."""

    sentence = N_("The copy of {path} in the journal is damaged; nothing was changed.")
    code = "copy_damaged"


class NotListed(DataRefused):
    """What can be undone is in a folder that cannot be listed (exit 5)."""

    sentence = N_("{folder} cannot be read: {reason}.")
    code = "unreadable"


def entries(root: Path) -> tuple[Entry, ...]:
    """Every command, undo and redo that is remembered, newest first; raises `NotListed`."""
    with _listing(root) as place:
        return tuple(place.entries())


def changed_last(root: Path) -> tuple[str, ...]:
    """The ids of the deals of the newest entry that changed any, `@` if it is one; raises `NotListed`."""
    with _listing(root) as place:
        return next((entry.deals for entry in place.entries() if entry.deals), ())


def undoable(root: Path) -> tuple[Entry, ...]:
    """What `undo` would take back, one after the other; raises `NotListed`."""
    with _listing(root) as place:
        return _piles(place)[0]


def undo(root: Path, *, disk: Disk = DISK) -> Entry:
    """Take the newest command back that is not yet; the entry of doing so, on the day of the command.

    A file that has its text before already stays. Raises `NothingToUndo`, or `EditedSince` or `GoneSince`
    with every file as it was; otherwise like `commit`.
    """
    place = Place(root, disk)
    return carry(place, lambda: _reversal(place, MadeBy.UNDO))


def redo(root: Path, *, disk: Disk = DISK) -> Entry:
    """Do again what was undone last; like `undo`, raises `NothingToRedo`."""
    place = Place(root, disk)
    return carry(place, lambda: _reversal(place, MadeBy.REDO))


@contextmanager
def _listing(root: Path) -> Iterator[Place]:
    """The journal of the book at `root`, for readers; raises `NotListed` or `IsALink` where it cannot be."""
    place = Place(root)
    try:
        yield place
    except OSError as error:
        raise refusal_of(error, place) or NotListed(
            folder=place.name(place.done), reason=system_reason(error)
        ) from error


def _piles(place: Place) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """What can be undone and what can be redone, the next one first."""
    done: list[Entry] = []
    undone: list[Entry] = []
    for entry in reversed(tuple(place.entries())):
        if entry.kind is MadeBy.UNDO:
            del done[-1:]
            undone.append(entry)
        else:
            if entry.kind is MadeBy.REDO:
                del undone[-1:]
            else:
                undone.clear()
            done.append(entry)
    return tuple(reversed(done)), tuple(reversed(undone))


def _reversal(place: Place, kind: MadeBy) -> Intent:
    """The plan that takes the top of a pile back; needs the lock."""
    done, undone = _piles(place)
    if kind is MadeBy.UNDO and not done:
        raise NothingToUndo
    if kind is MadeBy.REDO and not undone:
        raise NothingToRedo
    entry = done[0] if kind is MadeBy.UNDO else undone[0]
    writes = tuple(_reverse(place, entry, n) for n in range(len(entry.targets)))
    return Intent(entry.note, entry.day, writes, kind, refusal=EditedSince, gone=GoneSince)


def _reverse(place: Place, entry: Entry, position: int) -> Write:
    target = entry.targets[position]
    found = read_plain(copy(place.done / str(entry.number), position)) if target.old else None
    text = found[0] if found else None
    if digest_of(text) != target.old:
        raise CopyDamaged(path=target.path)
    return Write(target.path, target.new, text, target.mode)
