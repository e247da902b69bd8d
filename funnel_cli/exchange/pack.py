"""A pack: deals and their customers as a folder of their own, to be read there and taken in elsewhere.

The records are copied byte for byte, so nothing of them is lost or reset on the way. The folder is a
book itself: it has the method, and pages to read beside the records.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from funnel_cli.records.book import Book, Change
from funnel_cli.store.journal import FilePair
from funnel_cli.store.layout import CUSTOMERS, METHOD_FILE, OPPORTUNITIES, demand_no_way_out
from funnel_cli.store.read import record_in
from funnel_cli.store.reading.folder import Folder
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.values.errors import DataRefused, FunnelError, UsageRefused, system_reason
from funnel_cli.values.message import N_, Message, message


class PackExists(UsageRefused):
    """The folder holds something already."""

    sentence = N_("{path} holds something already.")
    cure = N_("Name a folder that does not exist yet: -o handover-anna")


class CannotPack(FunnelError):
    """The folder cannot be written."""

    sentence = N_("No pack can be written to {path}: {reason}.")
    code = "cannot_write"


class NoPack(UsageRefused):
    """The folder holds no records."""

    sentence = N_("{path} is no pack: it has no {folder}.")
    cure = N_("Make one with: funnel handover --from NAME -o FOLDER")


class BadPack(DataRefused):
    """Some records of the pack cannot be taken in; nothing was written. The details say which and why."""

    sentence = N_("{count:record|records} of the pack cannot be taken in; nothing was written.")
    code = "bad_pack"


def write_pack(folder: Path, root: Path, records: Iterable[str], pages: Mapping[str, str]) -> None:
    """Copy the method and these files of the book at `root` into a new folder, with pages beside them.

    Raises `PackExists` for a folder that is not empty, `CannotPack` if it cannot be written, `IsALink` for
    a way out of a book.
    """
    demand_no_way_out(folder / METHOD_FILE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise PackExists(path=str(folder))
        copies = {path: read_bytes(root / path) for path in (METHOD_FILE, *records)}
        for path, data in (copies | {path: text.encode() for path, text in pages.items()}).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    except Unreadable as refusal:
        raise CannotPack(path=str(folder), reason=refusal.said) from refusal
    except OSError as error:
        raise CannotPack(path=str(folder), reason=system_reason(error)) from error


def is_pack(path: Path) -> bool:
    """Whether it is a folder, which only a pack can be."""
    return os.path.isdir(path)  # noqa: PTH112 - a name too long is no folder either


def read_pack(path: Path, book: Book) -> tuple[Change, dict[str, FilePair]]:
    """The change that takes the pack in: the files that the book does not have yet, as they are.

    Raises `NoPack`, or `BadPack` if a record does not read by the book's method or differs from one of
    the same id that is there.
    """
    folder = Folder(path)
    try:
        deals, customers = folder.names(OPPORTUNITIES), folder.names(CUSTOMERS)
    except Unreadable:
        deals = customers = []
    if not deals:
        raise NoPack(path=str(path), folder=OPPORTUNITIES)
    files = [*(f"{OPPORTUNITIES}/{name}" for name in deals), *(f"{CUSTOMERS}/{name}" for name in customers)]
    faults: list[Message] = []
    taken: dict[str, FilePair] = {}
    for file in files:
        match _taken(folder, file, book):
            case Message() as fault:
                faults.append(fault)
            case bytes() as data:
                taken[file] = (None, data)
    if faults:
        raise BadPack(count=len(faults), details=faults)
    note = message("{count:record|records} taken in from {path}", count=len(taken), path=str(path))
    return Change(note=note), taken


def _taken(folder: Folder, file: str, book: Book) -> bytes | Message | None:
    """The bytes of a new record, `None` of one that is there already, or why it cannot be taken in."""
    try:
        data = folder.read(file)
        found, problems = record_in(file, data, book.method)
    except Unreadable as refusal:
        return message("{file}: {what}", file=file, what=refusal.problem(file).message)
    if found is None:
        first = next(problem for problem in problems if problem.is_error)
        return message("{file}: {what}", file=file, what=first.message)
    shelf = book.opportunities if file.startswith(OPPORTUNITIES) else book.customers
    known = shelf.get(Path(file).stem)
    if known is None:
        return data
    if known == found:
        return None
    return message("{file}: another record of this id is in {other}", file=file, other=known.file)
