"""A root folder as a `Book`: every record that can be understood, and a problem for each that cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from funnel_cli.errors import Problem
from funnel_cli.message import message
from funnel_cli.method import Method
from funnel_cli.model import Book, Call, Customer, Lead, Opportunity, Record, Review, Target
from funnel_cli.money import Rate
from funnel_cli.store import layout
from funnel_cli.store.codec import lines
from funnel_cli.store.methods import broken, method
from funnel_cli.store.people import clashes, customer, lead
from funnel_cli.store.reading.folder import Folder, Overlay, record_files
from funnel_cli.store.reading.source import Source, as_list_source, as_source
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.records import opportunity, review, vocabulary

R = TypeVar("R", Opportunity, Lead, Customer, Review)
Line = TypeVar("Line", Target, Rate, Call)

_WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}")


def read_book(root: Path, overlay: Overlay | None = None) -> Book:
    """The whole book as written, with `overlay` laid over the disk; raises `BrokenMethod`.

    Problems stand in the order of paths and lines. `unread` counts the files among the opportunities
    that may hold a deal and could not be read.
    """
    folder = Folder(root, overlay or {})
    rules, problems = _method(folder)
    read = partial(opportunity, words=vocabulary(rules))
    deals, bad_deals = _records(folder, layout.OPPORTUNITIES, layout.is_id, read)
    leads, bad_leads = _records(folder, layout.LEADS, layout.is_id, lead)
    customers, bad_customers = _records(folder, layout.CUSTOMERS, layout.is_id, customer)
    reviews, bad_reviews = _records(folder, layout.REVIEWS, _is_week, review)
    targets, bad_targets = _lines(folder, layout.TARGETS, Target)
    rates, bad_rates = _lines(folder, layout.RATES, Rate)
    calls, bad_calls = _lines(folder, layout.CALLS, Call)
    problems += bad_deals + bad_leads + bad_customers + bad_reviews + bad_targets + bad_rates + bad_calls
    problems += clashes(deals, leads, customers)
    return Book(
        method=rules,
        opportunities={deal.id: deal for deal in deals},
        leads={found.id: found for found in leads},
        customers={found.id: found for found in customers},
        targets=targets,
        rates=rates,
        calls=calls,
        reviews=tuple(reviews),
        problems=tuple(sorted(problems, key=attrgetter("path", "line", "column", "code"))),
        unread=_unread(bad_deals),
    )


def read_method(root: Path, overlay: Overlay | None = None) -> tuple[Method, list[Problem]]:
    """The book's method, and the warnings about it; raises `BrokenMethod`."""
    return _method(Folder(root, overlay or {}))


def record_in(path: str, data: bytes, method: Method) -> tuple[Record | None, list[Problem]]:
    """The record that these bytes hold at `path`, relative to the root, and what is wrong with it.

    No record if there is an error among the problems.
    """
    if path.startswith(f"{layout.OPPORTUNITIES}/"):
        return _decoded(path, data, partial(opportunity, words=vocabulary(method)))
    if path.startswith(f"{layout.LEADS}/"):
        return _decoded(path, data, lead)
    if path.startswith(f"{layout.CUSTOMERS}/"):
        return _decoded(path, data, customer)
    return _decoded(path, data, review)


def _method(folder: Folder) -> tuple[Method, list[Problem]]:
    """What `stages.yaml` says, and the warnings about it."""
    try:
        data = folder.read(layout.METHOD_FILE)
    except Unreadable as refusal:
        raise broken([refusal.problem(layout.METHOD_FILE)]) from None
    return method(layout.METHOD_FILE, data)


def _records(
    folder: Folder,
    place: str,
    is_stem: Callable[[str], bool],
    decode: Callable[[Source], tuple[R | None, list[Problem]]],
) -> tuple[list[R], list[Problem]]:
    """The records of one folder in the order of their names, and what is wrong there."""
    paths, problems = record_files(folder.names(place), place, is_stem)
    records: list[R] = []
    for path in paths:
        try:
            found, some = _decoded(path, folder.read(path), decode)
        except Unreadable as refusal:
            found, some = None, [refusal.problem(path)]
        problems += some
        records += [found] if found else []
    return records, problems


def _decoded(
    path: str, data: bytes, decode: Callable[[Source], tuple[R | None, list[Problem]]]
) -> tuple[R | None, list[Problem]]:
    """The record in these bytes, `None` if it cannot be used, and what is wrong."""
    try:
        return decode(as_source(path, data))
    except Unreadable as refusal:
        return None, [refusal.problem(path)]


def _lines(folder: Folder, path: str, cls: type[Line]) -> tuple[tuple[Line, ...], list[Problem]]:
    """The lines of a list file, none if there is no such file, and what is wrong there."""
    files = folder.find(path)
    if len(files) > 1:
        said = message("There are several of these; keep one: {files}", files=", ".join(files))
        return (), [Problem(file, 0, 0, "duplicate-id", said) for file in files]
    found: list[Line] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found, problems = lines(cls, as_list_source(file, folder.read(file)))
        except Unreadable as refusal:
            problems = [refusal.problem(file)]
    return tuple(found), problems


def _is_week(stem: str) -> bool:
    """Whether a review may be called so."""
    return _WEEK.fullmatch(stem) is not None


def _unread(problems: Iterable[Problem]) -> int:
    """How many files that may hold a record were refused."""
    endings = (*layout.SUFFIXES, ".icloud")
    return len({problem.path for problem in problems if problem.is_error and problem.path.endswith(endings)})
