"""A root folder as a `Book`: every record that can be understood, and a problem for each that cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache as once
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from funnel_cli.finding.names import is_below
from funnel_cli.records.book import Book, Record
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Line
from funnel_cli.records.method import Method
from funnel_cli.store import layout
from funnel_cli.store.cache import Cache
from funnel_cli.store.journal import Overlay
from funnel_cli.store.reading.folder import Folder, displaced_problems, record_files, stray_problems, twins
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.values.errors import Problem, warning
from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.message import message
from funnel_cli.values.typed import normal

R = TypeVar("R", bound=Record)
L = TypeVar("L", bound=Line)
T = TypeVar("T")

_HOLDS = (*layout.SUFFIXES, ".icloud")
"""How the name of a file ends that may hold a record."""

OnProgress = Callable[[int, int], object]
"""Is told how many of how many files were read."""


class _Files:
    """The files of a book, each read through the cache."""

    def __init__(self, root: Path, overlay: Overlay | None, cache: Cache) -> None:
        self.folder = Folder(root, overlay or {})
        self.cache = cache

    def value(self, path: str, decode: Callable[[bytes], T]) -> T:
        """What the file at `path`, relative to the root, holds; raises `Unreadable`."""
        file = self.folder.root / path
        if file in self.folder.overlay:
            return self.cache.of_bytes(path, self.folder.read(path), decode)
        return self.cache.of_file(path, file, partial(self.folder.read, path), decode)


def read_book(
    root: Path,
    overlay: Overlay | None = None,
    cache: Cache | None = None,
    progress: OnProgress | None = None,
    *,
    strays: bool = False,
) -> Book:
    """The whole book as written, with `overlay` laid over the disk; raises `BrokenMethod`.

    Problems stand in the order of paths and lines. `unread` counts the files among the opportunities
    that may hold a deal and could not be read. With a `cache` only those files are opened that are not
    as it knows them; the book is the same. `progress` is told how far the reading of records is. With
    `strays` files are named too that hold records where none are read.
    """
    files = _Files(root, overlay, cache or Cache())
    method, problems = _method(files)
    names, displaced = _beside(files.folder, strays=strays)
    deals, bad_deals = _records(files, Opportunity, method, progress)
    leads, bad_leads = _records(files, Lead, method)
    customers, bad_customers = _records(files, Customer, method)
    reviews, bad_reviews = _records(files, Review, method)
    problems += displaced + bad_deals + bad_leads + bad_customers + bad_reviews
    lists: dict[str, Any] = {}
    for path, kind in layout.LINES.items():
        lists[layout.SCHEMA_NAMES[path]], odd = _lines(files, names, path, kind, method)
        problems += odd
    files.cache.forget_the_rest()
    problems += _doubled_reviews(reviews.values(), method)
    problems += _clashes(deals, leads.values(), customers.values())
    return Book(
        method=method,
        opportunities=deals,
        leads=leads,
        customers=customers,
        **lists,
        reviews=tuple(reviews.values()),
        problems=tuple(sorted(problems, key=attrgetter("path", "line", "column", "code"))),
        unread=_unread([*displaced, *bad_deals]),
    )


def read_method(root: Path, overlay: Overlay | None = None) -> tuple[Method, list[Problem]]:
    """The book's method, and the warnings about it; raises `BrokenMethod`."""
    return _method(_Files(root, overlay, Cache()))


def record_in(path: str, data: bytes, method: Method) -> tuple[Record | None, list[Problem]]:
    """The record that these bytes hold at `path`, relative to the root, and what is wrong with it.

    No record if there is an error among the problems.
    """
    kind = layout.RECORD_FOLDERS.get(path.rpartition("/")[0], Review)
    return _decoder(kind, method)(path, data)


def _decoder(cls: type[R], method: Method) -> Callable[[str, bytes], tuple[R | None, list[Problem]]]:
    from funnel_cli.store.decoding import decoder

    return decoder(cls, method)


def _method(files: _Files) -> tuple[Method, list[Problem]]:
    """What `stages.yaml` says, and the warnings about it."""
    file = files.folder.root / layout.METHOD_FILE

    def decode(data: bytes) -> tuple[Method, list[Problem]]:
        from funnel_cli.store.methods import method

        return method(layout.METHOD_FILE, data, file)

    known = files.cache.digest_of(layout.METHOD_FILE)
    try:
        found = files.value(layout.METHOD_FILE, decode)
    except Unreadable as refusal:
        from funnel_cli.store.methods import broken_method_file

        raise broken_method_file([refusal.problem(layout.METHOD_FILE)], file) from None
    if files.cache.digest_of(layout.METHOD_FILE) != known:  # a record is judged by the words of the method
        files.cache.forget_all_but(layout.METHOD_FILE)
    return found


def _records(
    files: _Files, cls: type[R], method: Method, progress: OnProgress | None = None
) -> tuple[dict[str, R], list[Problem]]:
    """The records of one kind by id, in the order of their files, and what is wrong in their folder."""
    place = layout.folder_of(cls)
    decoder = once(partial(_decoder, cls, method))

    def decoded(path: str, data: bytes) -> tuple[R | None, list[Problem]]:
        return decoder()(path, data)

    try:
        names = files.folder.names(place)
    except Unreadable as refusal:  # the folder itself
        return {}, [refusal.problem(place)]
    paths, problems = record_files(names, place, layout.is_review if cls is Review else layout.is_id)
    records: dict[str, R] = {}
    for count, path in enumerate(paths, start=1):
        try:
            record, odd = files.value(path, partial(decoded, path))
        except Unreadable as refusal:
            record, odd = None, [refusal.problem(path)]
        problems += odd
        if record:
            records[path.rpartition("/")[2].rpartition(".")[0]] = record
        if progress:
            progress(count, len(paths))
    return records, problems


def _beside(folder: Folder, *, strays: bool) -> tuple[list[str], list[Problem]]:
    """What stands in the folder of the records, and a problem for each name there that may hide a part.

    Where there is no folder of deals, `strays` are named whoever asks.
    """
    try:
        names = folder.names(layout.DATA)
    except Unreadable as refusal:
        return [], [refusal.problem(layout.DATA)]
    data = folder.root / layout.DATA
    problems = displaced_problems(data, names)
    if strays or layout.OPPORTUNITIES.rpartition("/")[2] not in names:
        problems += stray_problems(data, names)
    return names, problems


def _lines(
    files: _Files, names: Sequence[str], path: str, cls: type[L], method: Method
) -> tuple[tuple[L, ...], list[Problem]]:
    """The lines of a list file, none if there is no such file, and what is wrong there."""

    def decode(data: bytes) -> tuple[tuple[L, ...], list[Problem]]:
        from funnel_cli.store.decoding import lines_in

        return lines_in(cls, found[0], data, method)

    found = twins(path, names)
    try:
        if len(found) <= 1:
            return files.value(found[0], decode) if found else ((), [])
    except Unreadable as refusal:
        return (), [refusal.problem(*found)]
    said = message("There are several of these; keep one: {files}", files=found)
    return (), [Problem(file, 0, 0, "duplicate-id", said) for file in found]


def _unread(problems: Iterable[Problem]) -> int:
    """How many files that may hold a record were refused; a folder that cannot be listed is one."""
    paths = {each.path for each in problems if each.is_error and is_below(each.path, layout.OPPORTUNITIES)}
    return sum(path.casefold().endswith(_HOLDS) or path.count("/") == 1 for path in paths)


def _clashes(
    deals: Mapping[str, Opportunity], leads: Iterable[Lead], customers: Iterable[Customer]
) -> Iterator[Problem]:
    """What is wrong between records: two customers of one name, a lead and a deal of one id."""
    for first, *others in grouped_by(customers, lambda each: normal(each.name)).values():
        for other in others:
            said = message(
                "{file} has a customer of the same name, {name}.", file=first.file, name=other.name
            )
            yield warning(other.file, "duplicate-customer", said, "name")
    for each_lead in leads:
        if deal := deals.get(each_lead.id):
            said = message("{file} has the same id; leads and deals share theirs.", file=deal.file)
            yield warning(each_lead.file, "duplicate-id", said, "id")


def _doubled_reviews(reviews: Iterable[Review], method: Method) -> Iterator[Problem]:
    known: dict[tuple[str, str | None], Review] = {}
    for review in reviews:
        other = known.setdefault((review.week, review.owner or method.settings.owner), review)
        if other is not review:
            said = message("{file} is of the same week and owner; keep one of them.", file=other.file)
            yield warning(review.file, "duplicate-review", said, "owner")
