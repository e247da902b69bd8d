"""A root folder as a `Book`: every record that can be understood, and a problem for each that cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from operator import attrgetter
from pathlib import Path
from time import time_ns
from typing import TypeVar

from funnel_cli.errors import Problem
from funnel_cli.message import message
from funnel_cli.method import Method
from funnel_cli.model import Book, Call, Count, Customer, Lead, Line, Opportunity, Record, Review, Target
from funnel_cli.money import Rate
from funnel_cli.store import layout
from funnel_cli.store.index.coding import coded_problems, decoded_problems
from funnel_cli.store.index.content import Index
from funnel_cli.store.index.place import IndexPlace
from funnel_cli.store.index.reading import Decode, Progress, Reading
from funnel_cli.store.lists import odd_counts
from funnel_cli.store.reading.folder import Folder, Overlay
from funnel_cli.store.reading.unreadable import Unreadable

R = TypeVar("R", bound=Record)
L = TypeVar("L", bound=Line)

FOLDERS: Mapping[type, str] = {
    Opportunity: layout.OPPORTUNITIES,
    Lead: layout.LEADS,
    Customer: layout.CUSTOMERS,
    Review: layout.REVIEWS,
}
"""Where the records of each kind stand, relative to the root."""

_WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}")


def read_book(
    root: Path,
    overlay: Overlay | None = None,
    index: IndexPlace | None = None,
    now: int | None = None,
    progress: Progress | None = None,
) -> Book:
    """The whole book as written, with `overlay` laid over the disk; raises `BrokenMethod`.

    Problems stand in the order of paths and lines. `unread` counts the files among the opportunities
    that may hold a deal and could not be read. With an `index` only those files are opened that are not
    as it knows them, and it is brought up to date; the book is the same. `now` is the clock's, in
    nanoseconds; `progress` is told how many of how many files were read.
    """
    known = index and index.read()
    began = (time_ns() if now is None else now) if index else 0
    reading = Reading(Folder(root, overlay or {}), known or Index(index.root if index else ""), began)
    if progress:
        reading.progress = progress
    book = _read(reading)
    if index and reading.is_news and layout.METHOD_FILE in reading.news.pages:
        index.write(reading.news)
    return book


def read_deal(
    root: Path, id: str, overlay: Overlay | None = None, index: IndexPlace | None = None
) -> Book | None:
    """The book as written, as far as a change of this one deal needs it: the method, the customers, the deal.

    `problems` are those of the files that were read. `None` where there is no such deal, or not surely one.
    Raises `BrokenMethod`.
    """
    known = index and index.read(but=layout.OPPORTUNITIES)
    reading = Reading(Folder(root, overlay or {}), known or Index(""))
    method, problems = _method(reading)
    try:
        path = reading.folder.record_file(layout.OPPORTUNITIES, id)
        data = reading.folder.read(path) if path else b""
    except Unreadable:
        return None
    deal, odd = record_in(path, data, method) if path else (None, [])
    if not isinstance(deal, Opportunity):
        return None
    customers, bad = _records(reading, Customer, method)
    problems += odd + bad
    return Book(method=method, opportunities={id: deal}, customers=customers, problems=_in_order(problems))


def read_method(root: Path, overlay: Overlay | None = None) -> tuple[Method, list[Problem]]:
    """The book's method, and the warnings about it; raises `BrokenMethod`."""
    return _method(Reading(Folder(root, overlay or {}), Index("")))


def record_in(path: str, data: bytes, method: Method) -> tuple[Record | None, list[Problem]]:
    """The record that these bytes hold at `path`, relative to the root, and what is wrong with it.

    No record if there is an error among the problems.
    """
    from funnel_cli.store.decoding import decoder

    place = path.rpartition("/")[0]
    cls: type[Record] = next((cls for cls, folder in FOLDERS.items() if folder == place), Review)
    return decoder(cls, method)(path, data)


def _read(reading: Reading) -> Book:
    """The book as it is now."""
    rules, problems = _method(reading)
    deals, bad_deals = _records(reading, Opportunity, rules)
    leads, bad_leads = _records(reading, Lead, rules)
    customers, bad_customers = _records(reading, Customer, rules)
    reviews, bad_reviews = _records(reading, Review, rules)
    targets, bad_targets = _lines(reading, layout.TARGETS, Target)
    rates, bad_rates = _lines(reading, layout.RATES, Rate)
    calls, bad_calls = _lines(reading, layout.CALLS, Call)
    counts, bad_counts = _lines(reading, layout.COUNTS, Count)
    problems += bad_deals + bad_leads + bad_customers + bad_reviews
    problems += bad_targets + bad_rates + bad_calls + bad_counts + odd_counts(counts, rules)
    problems += _clashes(reading, deals, leads, customers)
    return Book(
        method=rules,
        opportunities=deals,
        leads=leads,
        customers=customers,
        targets=targets,
        rates=rates,
        calls=calls,
        counts=counts,
        reviews=tuple(reviews.values()),
        problems=_in_order(problems),
        unread=_unread(bad_deals),
    )


def _method(reading: Reading) -> tuple[Method, list[Problem]]:
    """What `stages.yaml` says, and the warnings about it."""

    def decode(data: bytes) -> tuple[Method, list[Problem]]:
        from funnel_cli.store.methods import method

        return method(layout.METHOD_FILE, data)

    try:
        found = reading.page(layout.METHOD_FILE, decode)
    except Unreadable as refusal:
        from funnel_cli.store.methods import broken

        raise broken([refusal.problem(layout.METHOD_FILE)]) from None
    if reading.is_other:  # a record is judged by the words of the method
        reading.known = Index(reading.known.root)
    return found


def _records(reading: Reading, cls: type[R], method: Method) -> tuple[Mapping[str, R], list[Problem]]:
    """The records of one kind by id, in the order of their files, and what is wrong in their folder."""

    def decode() -> Decode[R]:
        from funnel_cli.store.decoding import decoder

        return decoder(cls, method)

    try:
        return reading.records(FOLDERS[cls], cls, _is_week if cls is Review else layout.is_id, decode)
    except Unreadable as refusal:  # the folder itself
        reading.is_other = True
        return {}, [refusal.problem(FOLDERS[cls])]


def _lines(reading: Reading, path: str, cls: type[L]) -> tuple[tuple[L, ...], list[Problem]]:
    """The lines of a list file, none if there is no such file, and what is wrong there."""

    def decode(data: bytes) -> tuple[tuple[L, ...], list[Problem]]:
        from funnel_cli.store.decoding import lines_in

        return lines_in(cls, files[0], data)

    files: list[str] = []
    try:
        files = reading.folder.find(path)
        if len(files) <= 1:
            return reading.page(files[0], decode) if files else ((), [])
    except Unreadable as refusal:
        return (), [refusal.problem(*files or [path])]
    said = message("There are several of these; keep one: {files}", files=", ".join(files))
    return (), [Problem(file, 0, 0, "duplicate-id", said) for file in files]


def _clashes(
    reading: Reading,
    deals: Mapping[str, Opportunity],
    leads: Mapping[str, Lead],
    customers: Mapping[str, Customer],
) -> list[Problem]:
    """What is wrong between records, looked for only if any of them is not as it was known."""
    if not reading.is_other:
        reading.news.clashes = reading.known.clashes
        return decoded_problems(reading.known.clashes)
    from funnel_cli.store.people import clashes

    found = [*clashes(deals, leads.values(), customers.values())]
    reading.news.clashes = coded_problems(found)
    return found


def _is_week(stem: str) -> bool:
    """Whether a review may be called so."""
    return _WEEK.fullmatch(stem) is not None


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of paths and lines."""
    return tuple(sorted(problems, key=attrgetter("path", "line", "column", "code")))


def _unread(problems: Iterable[Problem]) -> int:
    """How many files that may hold a record were refused; a folder that cannot be listed is one."""
    endings = (*layout.SUFFIXES, ".icloud", layout.OPPORTUNITIES)
    return len({problem.path for problem in problems if problem.is_error and problem.path.endswith(endings)})
