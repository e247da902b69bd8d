"""The book's folder: its method, its records, and what others have left in it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from funnel_cli.records.book import Book
from funnel_cli.reports.checkup import Finding, broken, good, look
from funnel_cli.store.editor import FILES
from funnel_cli.store.handles import is_plain, kind
from funnel_cli.store.journal import JOURNAL
from funnel_cli.store.journal.place import Place
from funnel_cli.store.layout import (
    DATA,
    METHOD_FILE,
    RECORD_FOLDERS,
    SCHEMAS,
    IsALink,
    is_left_over,
    schema_file,
)
from funnel_cli.store.methods import BrokenMethod
from funnel_cli.store.system import is_link_at
from funnel_cli.values.message import message

_MANY = 5
"""So many files are named, and the others counted."""

_MADE = (JOURNAL, SCHEMAS)
"""What the program makes by itself where it is missing."""

_COPIES = frozenset({"bad-name", "duplicate-id"})


def folder_findings(root: Path, book: Book | BrokenMethod) -> Iterator[Finding]:
    """Where the book is, whether it can be written, its method, its records, and copies of them."""
    yield good("book", "root", message("The book is in {root}", root=str(root)))
    yield from _writable(root)
    if isinstance(book, BrokenMethod):
        yield broken("book", "method", (*book.details, book.message)[0], book.hint)
        left = message("No record can be judged while the method is broken.")
        yield look("data", "records", left)
    else:
        stages = len(book.method.stages)
        found = message("Method {name}, {count:stage|stages}", name=book.method.method, count=stages)
        yield good("book", "method", found)
        yield from _records(book)
    yield from _copies(root, book)


def _writable(root: Path) -> Iterator[Finding]:
    """Whether there is a folder of records, and whether changes can be saved in the book."""
    if not os.path.isdir(root / DATA):  # noqa: PTH112 - false where it may not be looked at
        cure = message("Put the folder of the records in its place.")
        yield broken("data", "folder", message("data is no folder."), cure)
        return
    odd = [*odd_names(root)]
    for name in odd:
        yield _odd(root, name)
    if odd:
        return
    apart = [*_apart(root)]
    yield from apart
    places = [each for each in (".", DATA, *RECORD_FOLDERS, JOURNAL) if os.path.lexists(root / each)]
    closed = [each for each in places if not os.access(root / each, os.W_OK | os.X_OK)]
    if not closed:
        if not apart:
            yield good("book", "access", message("It can be read and written."))
        return
    folder = root if closed[0] == "." else root / closed[0]
    found = message("It is read-only: reports work, changes do not ({folder}).", folder=str(folder))
    yield look("book", "access", found, message("Give yourself the right to write there."))


def _apart(root: Path) -> Iterator[Finding]:
    """Parts of the book on another file system than its journal, from which nothing can be moved there."""
    journal = _device(root / JOURNAL) or _device(root / DATA)
    folders = {METHOD_FILE: root} | {folder: root / folder for folder in RECORD_FOLDERS}
    apart = [part for part, folder in folders.items() if _device(folder) not in (None, journal)]
    if apart:
        found = message(
            "On another file system than data/.funnel, so that changes there cannot be saved: {parts}",
            parts=apart,
        )
        yield look("book", "mounts", found, message("Keep the whole book on one file system."))


def _device(path: Path) -> int | None:
    try:
        return path.stat().st_dev
    except OSError:
        return None


def odd_names(root: Path) -> Iterator[str]:
    """The names of a book that are taken by something else than a file or folder of their own."""
    place = Place(root)
    folders = (
        *(place.root / folder for folder in (*RECORD_FOLDERS, SCHEMAS)),
        place.folder,
        place.done,
        place.kept,
        place.drafts,
    )
    schemas = (place.root / schema_file(name) for name in FILES)
    for path in (*folders, place.lock, place.ignored, *schemas):
        with suppress(OSError):  # what is above it is named, or may not be looked at
            found = kind(path)
            is_kind = stat.S_ISDIR if path in folders else stat.S_ISREG
            if found and not is_kind(found.st_mode):
                yield place.name(path)


def _odd(root: Path, name: str) -> Finding:
    """What is wrong with a name that something else has taken."""
    link = IsALink(path=name)
    cure = message("Remove it; it is made anew when it is needed.") if name.startswith(_MADE) else link.hint
    if is_link_at(root / name):
        return broken("book", "access", link.message, cure)
    found = message("{path} is not what it should be; nothing can be saved there.", path=name)
    return broken("book", "access", found, cure)


def _records(book: Book) -> Iterator[Finding]:
    """How many records were read, and how much is wrong with the others."""
    read = message("{count:deal|deals} read.", count=len(book.opportunities))
    errors = sum(problem.is_error for problem in book.problems)
    warnings = len(book.problems) - errors
    cure = message("See: funnel validate")
    if errors:
        found = message("{read} {count:error|errors} in the files.", read=read, count=errors)
        yield broken("data", "records", found, cure)
    elif not warnings:
        yield good("data", "records", read)
    if warnings:
        found = message("{read} {count:warning|warnings} about the files.", read=read, count=warnings)
        yield look("data", "warnings", found, cure)


def _copies(root: Path, book: Book | BrokenMethod) -> Iterator[Finding]:
    """The copies that sync clients made where they could not merge."""
    problems = () if isinstance(book, BrokenMethod) else book.problems
    named = {problem.path for problem in problems if problem.code in _COPIES}
    copies = sorted({*named, *_beside_method(root)})
    if not copies:
        yield good("data", "copies", message("No conflict copy of a sync client lies in the book."))
        return
    shown = (*copies[:_MANY], *(["…"] if len(copies) > _MANY else []))
    found = message(
        "{count:file|files} that no record is called like: {files}", count=len(copies), files=shown
    )
    yield look("data", "copies", found, _LOOKED_AT)


_LOOKED_AT = message(
    "What each is: funnel validate. Remove none that you have not compared: it may be the only one."
)


def _beside_method(root: Path) -> Iterator[str]:
    """The files beside that of the method whose names begin like its own."""
    stem = Path(METHOD_FILE).stem
    try:
        paths = [*root.iterdir()]
    except OSError:  # whoever reads the book is told of that
        return
    for path in paths:
        begins = path.name.startswith(stem) and not path.name[len(stem)].isalnum()
        if begins and path.stem != stem and is_plain(path) and not is_left_over(path.name):
            yield path.name
