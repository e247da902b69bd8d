"""What this machine keeps beside the records: the journal with its lock, and its clone of a repository."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date as Day
from pathlib import Path

from funnel_cli.reports.checkup import Finding, good, look
from funnel_cli.store.cache import is_usable
from funnel_cli.store.cache_folder import cache_file
from funnel_cli.store.checkup.book_folder import odd_names
from funnel_cli.store.git import Clone, GitFailed, clone_of, set_up
from funnel_cli.store.handles import close_to_others, kind
from funnel_cli.store.journal.commit import Intent, carry
from funnel_cli.store.journal.lock import holder
from funnel_cli.store.journal.place import Place
from funnel_cli.store.journal.undo import undoable
from funnel_cli.store.system import is_own, open_to_others, owner
from funnel_cli.values.errors import FunnelError, system_reason
from funnel_cli.values.message import N_, Message, message


class CannotForget(FunnelError):
    """The index cannot be removed."""

    sentence = N_("The index {file} cannot be removed: {reason}.")
    code = "cannot_write"


_PRIVATE = 0o700
"""The permissions of the journal: its texts are as private as the records are."""


def journal_findings(root: Path) -> Iterator[Finding]:
    """Who may read the journal, who holds its lock, what is unfinished, what can be taken back."""
    place = Place(root)
    try:
        found = kind(place.folder)
        if found is None:
            yield good("journal", "folder", message("Nothing was written from this machine yet."))
        elif not any(odd_names(root)):  # what is wrong with them was found before
            yield _privacy(found)
            yield _lock(place)
            yield _pending(place)
            yield _undo(place)
    except OSError as error:
        path, reason = place.name(place.folder), system_reason(error)
        yield look("journal", "closed", message("{path} cannot be read: {reason}.", path=path, reason=reason))


def _privacy(found: os.stat_result) -> Finding:
    """Whose the journal is, and who may look into it."""
    if not is_own(found):
        said = message("data/.funnel belongs to {owner}; only they can save.", owner=owner(found))
        cure = message("Give each person a copy of the book: git, or a synced folder.")
        return look("journal", "folder", said, cure)
    if open_to_others(found):
        mode = f"{stat.S_IMODE(found.st_mode):o}"
        said = message("Others may look into data/.funnel (mode {mode}).", mode=mode)
        return look("journal", "folder", said, _FIX)
    return good("journal", "folder", message("Only you may look into data/.funnel."))


def _undo(place: Place) -> Finding:
    count = len(undoable(place.root))
    others = len(place.numbers(place.done)) - sum(1 for _ in place.entries())
    said = message("{count:command|commands} can be taken back.", count=count)
    if others:
        said = message("{said} {count:entry|entries} of others are left alone.", said=said, count=others)
    return good("journal", "undo", said)


def git_findings(root: Path) -> Iterator[Finding]:
    """Whether the book is in a repository, and whether this clone merges records by their fields."""
    try:
        clone = clone_of(root)
    except GitFailed as refusal:
        yield look("git", "repository", refusal.message, message("Try it yourself: git status"))
        return
    if clone is None:
        yield good("git", "repository", message("The book is in no git repository."))
        return
    yield good("git", "repository", message("The book is in a git repository."))
    yield _merging(clone)
    if clone.under_way:
        found = message("A merge is under way ({names}).", names=clone.under_way)
        cure = message("Finish it: git status says how.")
        yield look("git", "merge", found, cure)
    if clone.unmerged:
        found = message("Not merged yet: {files}", files=clone.unmerged)
        cure = message("Keep one side of each mark in them, see funnel validate; then: git add FILE")
        yield look("git", "unmerged", found, cure)


def cache_findings(root: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether what was read is kept for the next command."""
    file = cache_file(root, environ)
    if file is None:
        yield good("index", "index", message("No index is kept; every command reads every file."))
    elif not os.path.lexists(file):
        yield good("index", "index", message("No index is kept yet."))
    elif not is_usable(file):
        found = message("The index {file} is of no use; every file is read.", file=str(file))
        yield look("index", "index", found, message("Make it anew: funnel doctor --rebuild"))
    else:
        yield good("index", "index", message("The index is {file}", file=str(file)))


def forget_cache(root: Path, environ: Mapping[str, str]) -> Message:
    """Remove the cache of the book, which the next command makes anew; what was done, or `CannotForget`."""
    if file := cache_file(root, environ):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise CannotForget(file=str(file), reason=system_reason(error)) from error
    return message("The index was removed; the files were read anew.")


def cure(root: Path) -> tuple[Message, ...]:
    """Cure what can be cured without a choice; what was done.

    Ends an interrupted change, closes the journal to others, and sets the merge driver up in a clone.
    Raises the refusals of `commit`, or `GitFailed`.
    """
    done: list[Message] = []
    place = Place(root)
    with suppress(OSError):  # what stands in the way is found afterwards
        if kind(place.pending):
            plan = Intent(note="", day=Day.min, writes=())
            done += carry(place, lambda: plan).notices
        found = kind(place.folder)
        if found and stat.S_ISDIR(found.st_mode) and is_own(found) and open_to_others(found):
            close_to_others(place.folder, _PRIVATE)
            done.append(message("data/.funnel is closed to others now."))
    if _has_git(root):
        done += set_up(root)
    return tuple(done)


def _has_git(root: Path) -> bool:
    try:
        return clone_of(root) is not None
    except GitFailed:
        return False


_FIX = message("Cured by: funnel doctor --fix")


def _lock(place: Place) -> Finding:
    held = holder(place.lock)
    if held is None:
        return good("journal", "lock", message("Nobody holds the lock."))
    cure = message("It ends by itself; if that process hangs, end it.")
    return look("journal", "lock", held, cure)


def _pending(place: Place) -> Finding:
    """Whether a crash left a change half carried out."""
    if kind(place.pending) is None:
        return good("journal", "pending", message("No change is unfinished."))
    entry = place.read(place.pending)
    if entry is None:
        found = message("An unfinished change of unknown origin lies in data/.funnel.")
    else:
        found = message("An interrupted change waits to be finished: {note}", note=entry.note)
    return look("journal", "pending", found, _FIX)


def _merging(clone: Clone) -> Finding:
    """How this clone merges a record that two people changed."""
    if not clone.is_own:
        found = message(
            "The repository's settings are not beside the book: {folder}", folder=str(clone.folder)
        )
        cure = message("They are left alone; merge by hand, or clone the book anew.")
        return look("git", "driver", found, cure)
    if not clone.has_attributes:
        return look("git", "driver", message(".gitattributes does not say how records are merged."), _FIX)
    if clone.driver is None:
        return look("git", "driver", message("This clone has no merge driver for records."), _FIX)
    if not clone.runs:
        found = message("The merge driver cannot be started: {command}", command=clone.driver)
        return look("git", "driver", found, _FIX)
    if not clone.is_by_fields:
        found = message("This clone merges records with another command: {command}", command=clone.driver)
        return look("git", "driver", found, _FIX)
    return good("git", "driver", message("This clone merges records by their fields."))
