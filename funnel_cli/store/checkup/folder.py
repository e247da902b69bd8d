"""The book's folder: its method, its records, and what others have left in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from funnel_cli.message import message
from funnel_cli.model import Book
from funnel_cli.reports.checkup import Finding, broken, good, look
from funnel_cli.store.layout import LISTS, METHOD_FILE, is_left_over
from funnel_cli.store.methods import BrokenMethod

MANY = 5
"""So many files are named, and the others counted."""

_SINGLE = (METHOD_FILE, *LISTS)
_COPIES = frozenset({"bad-name", "duplicate-id"})


def folder_findings(root: Path, book: Book | BrokenMethod) -> Iterator[Finding]:
    """Where the book is, whether it can be written, its method, its records, and copies of them."""
    yield good("book", "root", message("The book is in {root}", root=str(root)))
    yield _writable(root)
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


def _writable(root: Path) -> Finding:
    """Whether changes can be saved."""
    places = (root, root / "data", root / "data" / ".funnel")
    closed = [place for place in places if place.exists() and not os.access(place, os.W_OK | os.X_OK)]
    if not closed:
        return good("book", "access", message("It can be read and written."))
    found = message("It is read-only: reports work, changes do not ({folder}).", folder=str(closed[0]))
    return look("book", "access", found, message("Give yourself the right to write there."))


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
    copies = sorted(named | {path for single in _SINGLE for path in _beside(root, single)})
    if not copies:
        yield good("data", "copies", message("No conflict copy of a sync client lies in the book."))
        return
    shown = ", ".join(copies[:MANY]) + (", …" if len(copies) > MANY else "")
    found = message(
        "{count:file|files} that no record is called like: {files}", count=len(copies), files=shown
    )
    yield look("data", "copies", found, message("Compare each with its record, keep one, remove the other."))


def _beside(root: Path, single: str) -> Iterator[str]:
    """The files beside a file of the book whose names begin like its own."""
    folder, stem = (root / single).parent, Path(single).stem
    if folder.is_dir():
        for path in folder.iterdir():
            begins = path.name.startswith(stem) and not path.name[len(stem)].isalnum()
            if begins and path.stem != stem and path.is_file() and not is_left_over(path.name):
                yield path.relative_to(root).as_posix()
