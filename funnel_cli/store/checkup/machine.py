"""What this machine keeps beside the records: the journal with its lock, and its clone of a repository."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from datetime import date as Day
from pathlib import Path

from funnel_cli.message import Message, message
from funnel_cli.reports.checkup import Finding, good, look
from funnel_cli.store.cache import cache_file, is_usable
from funnel_cli.store.git import Clone, clone_of, set_up
from funnel_cli.store.journal.commit import Plan, carry
from funnel_cli.store.journal.lock import holder
from funnel_cli.store.journal.place import Place
from funnel_cli.store.journal.undo import undoable

PRIVATE = 0o700
"""The permissions of the journal: its texts are as private as the records are."""


def journal_findings(root: Path) -> Iterator[Finding]:
    """Who may read the journal, who holds its lock, what is unfinished, what can be taken back."""
    place = Place(root)
    if not place.folder.is_dir():
        yield good("journal", "folder", message("Nothing was written from this machine yet."))
        return
    mode = stat.S_IMODE(place.folder.stat().st_mode)
    if mode & ~PRIVATE:
        found = message("Others may look into data/.funnel (mode {mode}).", mode=f"{mode:o}")
        yield look("journal", "folder", found, _FIX)
    else:
        yield good("journal", "folder", message("Only you may look into data/.funnel."))
    yield _lock(place)
    yield _pending(place)
    count = len(undoable(root))
    yield good("journal", "undo", message("{count:command|commands} can be taken back.", count=count))


def git_findings(root: Path) -> Iterator[Finding]:
    """Whether the book is in a repository, and whether this clone merges records by their fields."""
    clone = clone_of(root)
    if clone is None:
        yield good("git", "repository", message("The book is in no git repository."))
        return
    yield good("git", "repository", message("The book is in a git repository."))
    yield _merging(clone)
    if clone.under_way:
        found = message("A merge is under way ({names}).", names=", ".join(clone.under_way))
        cure = message("Finish it: git status says how.")
        yield look("git", "merge", found, cure)
    if clone.unmerged:
        found = message("Not merged yet: {files}", files=", ".join(clone.unmerged))
        cure = message("Keep one side of each mark in them, see funnel validate; then: git add FILE")
        yield look("git", "unmerged", found, cure)


def cache_findings(root: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether what was read is kept for the next command."""
    file = cache_file(root, environ)
    if file is None:
        yield good("index", "index", message("No index is kept; every command reads every file."))
    elif not file.exists():
        yield good("index", "index", message("No index is kept yet."))
    elif not is_usable(file):
        found = message("The index {file} is of no use; every file is read.", file=str(file))
        yield look("index", "index", found, message("Make it anew: funnel doctor --rebuild"))
    else:
        yield good("index", "index", message("The index is {file}", file=str(file)))


def forget_cache(root: Path, environ: Mapping[str, str]) -> Message:
    """Remove the cache of the book, which the next command makes anew; what was done."""
    if file := cache_file(root, environ):
        file.unlink(missing_ok=True)
    return message("The index was removed; the files were read anew.")


def cure(root: Path) -> tuple[Message, ...]:
    """Cure what can be cured without a choice; what was done.

    Ends an interrupted change, closes the journal to others, and sets the merge driver up in a clone.
    Raises the refusals of `commit`, or `GitFailed`.
    """
    done: list[Message] = []
    place = Place(root)
    if place.pending.exists():
        plan = Plan(note="", day=Day.min, writes=())
        done += carry(place, lambda: plan).notices
    if place.folder.is_dir() and stat.S_IMODE(place.folder.stat().st_mode) & ~PRIVATE:
        place.folder.chmod(PRIVATE)
        done.append(message("data/.funnel is closed to others now."))
    if clone_of(root):
        done += set_up(root)
    return tuple(done)


_FIX = message("Cured by: funnel doctor --fix")


def _lock(place: Place) -> Finding:
    """Whether another process is writing."""
    held = holder(place.lock)
    if held is None:
        return good("journal", "lock", message("Nobody holds the lock."))
    cure = message("It ends by itself; if that process hangs, end it.")
    return look("journal", "lock", held, cure)


def _pending(place: Place) -> Finding:
    """Whether a crash left a change half carried out."""
    if not place.pending.exists():
        return good("journal", "pending", message("No change is unfinished."))
    entry = place.read(place.pending)
    if entry is None:
        found = message("An unfinished change of unknown origin lies in data/.funnel.")
    else:
        found = message("An interrupted change waits to be finished: {note}", note=entry.note)
    return look("journal", "pending", found, _FIX)


def _merging(clone: Clone) -> Finding:
    """How this clone merges a record that two people changed."""
    if not clone.has_attributes:
        return look("git", "driver", message(".gitattributes does not say how records are merged."), _FIX)
    if clone.driver is None:
        return look("git", "driver", message("This clone has no merge driver for records."), _FIX)
    if not clone.runs:
        found = message("The merge driver cannot be started: {command}", command=clone.driver)
        return look("git", "driver", found, _FIX)
    return good("git", "driver", message("This clone merges records by their fields."))
