"""Whole records brought back, as JSON lines or as a pack, which is a folder to be read as a book there.

Nothing is matched and nothing merged: each record names its file, which must not be there yet, or already
say the same. A pack's are copied byte for byte, so nothing of them is lost or reset on the way.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from funnel_cli.exchange.reading import read_import
from funnel_cli.records.book import Book, Change
from funnel_cli.records.deal import Opportunity
from funnel_cli.store.journal import FilePair
from funnel_cli.store.journal.place import Place
from funnel_cli.store.layout import CUSTOMERS, METHOD_FILE, OPPORTUNITIES, NotARecord, is_list, kind_of
from funnel_cli.store.output_place import folder_in_place_of
from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.patching.patch_json import written_json
from funnel_cli.store.patching.yaml_spelling import written
from funnel_cli.store.read import read_method, record_in
from funnel_cli.store.reading.folder import Folder
from funnel_cli.store.reading.json_text import json_value
from funnel_cli.store.reading.plain import read_bytes, text_of_any_size
from funnel_cli.store.reading.source import as_source, format_of
from funnel_cli.store.reading.unreadable import Twins, Unreadable
from funnel_cli.time.facts import opening_currency, priced_lines
from funnel_cli.values.errors import DataRefused, FunnelError, UsageRefused, system_reason
from funnel_cli.values.message import N_, Message, message

ENDING = ".jsonl"
"""How a file of whole records ends."""

_MOST = 10
"""How many lines that cannot be taken in are named."""


class BadRecords(DataRefused):
    """Some lines are no records, or their files are there already; nothing was written."""

    sentence = N_("{count:line|lines} of {path} cannot be taken in; nothing was written.")
    cure = N_("Import into an empty book with the same stages.yaml.")
    code = "bad_records"


def whole_in(path: Path, root: Path, book: Book) -> tuple[Change, dict[str, FilePair]] | None:
    """The change and the files that a pack makes, which is a folder, or a file of records; else `None`.

    Raises what `read_records` raises, `NoPack` or `BadPack`.
    """
    if os.path.isdir(path):  # noqa: PTH112 - a name too long is no folder either
        return _read_pack(path, book)
    return read_records(path, root, book) if path.suffix == ENDING else None


def read_records(path: Path, root: Path, book: Book) -> tuple[Change, dict[str, FilePair]]:
    """The change and the files that the lines of `path` make; files that say the same are left out.

    Raises `BadRecords` with a line for each reason, `NoSuchFile` or `CannotRead`.
    """
    taken = {deal.id: deal.file for deal in book.opportunities.values()}
    pairs: dict[str, FilePair] = {}
    faults: list[Message] = []
    for number, line in _lines(path):
        try:
            file, tree, currency = _record(line, pairs)
            pairs[file] = _pair(root, file, tree, book, taken, currency)
        except _Fault as fault:
            faults.append(message("line {line}: {fault}", line=number, fault=fault.said))
    if faults:
        raise BadRecords(count=len(faults), path=str(path), details=faults[:_MOST])
    new = {file: pair for file, pair in pairs.items() if pair[0] is None}
    note = message("Import {path}: {count:record|records} new", path=path.name, count=len(new))
    return Change(note=note, next=("funnel list", "funnel validate")), new


class _Fault(Exception):
    """Why a line cannot be taken in."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers; a book of many records is a large file."""
    try:
        text = text_of_any_size(read_import(path))
    except Unreadable as refusal:
        raise BadRecords(count=1, path=str(path), details=[refusal.said]) from None
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _record(line: str, known: Collection[str]) -> tuple[str, Plain, str | None]:
    """The file that a line names, which no other did, what it is to say, and the currency told beside it."""
    try:
        value = json_value(line)
    except Unreadable as refusal:
        raise _Fault(refusal.said) from None
    except Twins:
        raise _Fault(message("A key stands twice in it.")) from None
    file = value.get("file") if isinstance(value, dict) else None
    tree = value.get("record") if isinstance(value, dict) else None
    if not isinstance(file, str) or tree is None:
        raise _Fault(message("It has no “file” and “record”, as funnel export records -f jsonl writes them."))
    if file in known:
        raise _Fault(message("{file} has a line already.", file=file))
    currency = value.get("currency") if isinstance(value, dict) else None
    return file, tree, currency if isinstance(currency, str) else None


def _pair(
    root: Path, file: str, tree: Plain, book: Book, taken: Mapping[str, str], currency: str | None
) -> FilePair:
    """What stands in the file, nothing or the same, and its new text, which was read again."""
    try:
        target = Place(root).target(file)
    except NotARecord as refusal:
        raise _Fault(refusal.message) from None
    if kind_of(file) is None or not isinstance(tree, list if is_list(file) else dict):
        raise _Fault(message("{file} is no record and no list of a book.", file=file))
    new = (written_json(tree) if format_of(file) == "json" else written(tree)).encode()
    try:
        if as_source(file, new).plain != tree:
            raise _Fault(message("{file} would not hold what was meant.", file=file))
        if target.exists():
            if as_source(file, old := read_bytes(target)).plain != tree:
                raise _Fault(message("{file} is there already and says something else.", file=file))
            return old, old
    except Unreadable as refusal:
        raise _Fault(refusal.said) from None
    if taken.get(target.stem, file) != file:
        raise _Fault(message("{file} has the same id.", file=taken[target.stem]))
    if not is_list(file):  # which names its faults later
        _demand_record(file, new, book, currency)
    return None, new


def _demand_record(file: str, data: bytes, book: Book, currency: str | None) -> None:
    found, problems = record_in(file, data, book.method)
    for problem in problems:
        if problem.is_error:
            raise _Fault(problem.message)
    if said := _in_another_currency(found, file, currency, book):
        raise _Fault(said)


def _in_another_currency(found: object, file: str, own: str | None, book: Book) -> Message | None:
    """What keeps a deal out that leaves its currency to its own book, which was kept in `own`."""
    if own in {None, book.currency} or not (isinstance(found, Opportunity) and _is_bare(found)):
        return None
    return message(
        "{file}: it says no currency, and its own book is kept in {own}. Write into it: currency: {own}",
        file=file,
        own=own,
    )


def _is_bare(deal: Opportunity) -> bool:
    """Whether an amount of the deal, now or before, is in no currency of its own."""
    now = deal.amount or deal.parts or deal.payments or (deal.contract and deal.contract.amount)
    held = deal.opening.changes.get("amount") if deal.opening else None
    told = ((line.changes.get("amount"), currency) for line, currency in priced_lines(deal))
    return any(
        amount and not currency
        for amount, currency in ((now, deal.currency), (held, opening_currency(deal)), *told)
    )


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
    try:
        if os.path.lexists(folder) and any(folder.iterdir()):
            raise PackExists(path=str(folder))
        copies = {path: read_bytes(root / path) for path in (METHOD_FILE, *records)}
        with folder_in_place_of(folder) as draft:
            for path, data in (copies | {path: text.encode() for path, text in pages.items()}).items():
                (draft / path).parent.mkdir(parents=True, exist_ok=True)
                (draft / path).write_bytes(data)
    except Unreadable as refusal:
        raise CannotPack(path=str(folder), reason=refusal.said) from refusal
    except OSError as error:
        raise CannotPack(path=str(folder), reason=system_reason(error)) from error


def _read_pack(path: Path, book: Book) -> tuple[Change, dict[str, FilePair]]:
    """The change that takes the pack in: the files that the book does not have yet, as they are.

    Raises `NoPack`, `BrokenMethod` of a pack's own, or `BadPack` if a record does not read by the book's
    method, differs from one of the same id that is there, or leaves its currency to a book of another.
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
    own = read_method(path)[0].settings.currency if METHOD_FILE in folder.names("") else None
    for file in files:
        match _taken(folder, file, book, own):
            case Message() as fault:
                faults.append(fault)
            case bytes() as data:
                taken[file] = (None, data)
    if faults:
        raise BadPack(count=len(faults), details=faults)
    note = message("{count:record|records} taken in from {path}", count=len(taken), path=str(path))
    return Change(note=note), taken


def _taken(folder: Folder, file: str, book: Book, own: str | None) -> bytes | Message | None:
    """The bytes of a new record, `None` of one that is there already, or why it cannot be taken in.

    `own` is the currency of the book that it comes from.
    """
    try:
        data = folder.read(file)
        found, problems = record_in(file, data, book.method)
    except Unreadable as refusal:
        return message("{file}: {what}", file=file, what=refusal.problem(file).message)
    if found is None:
        first = next(problem for problem in problems if problem.is_error)
        return message("{file}: {what}", file=file, what=first.message)
    if said := _in_another_currency(found, file, own, book):
        return said
    shelf = book.opportunities if file.startswith(OPPORTUNITIES) else book.customers
    known = shelf.get(Path(file).stem)
    if known is None:
        return data
    if known == found:
        return None
    return message("{file}: another record of this id is in {other}", file=file, other=known.file)
