"""The files of a book decoded: their bytes as records, lists and the method, and what is wrong there.

This is where the parser and the validator are loaded; a run that finds every file as the index knows
it does without.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from funnel_cli.finding.people import customer_grades, lead_grades
from funnel_cli.records.book import Record
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Line
from funnel_cli.records.method import Method
from funnel_cli.store.below_zero import negative_amounts
from funnel_cli.store.codec import MAX_PROBLEMS, lines
from funnel_cli.store.people_records import customer, lead
from funnel_cli.store.reading.source import Source, as_list_source, as_source
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.records import entry_kinds, opportunity, review, vocabulary
from funnel_cli.values.errors import Problem

R = TypeVar("R", bound=Record)
L = TypeVar("L", bound=Line)

_Decode = Callable[[str, bytes], tuple[R | None, list[Problem]]]
"""What makes a record of the bytes at a path, if they hold one, and says what is wrong with it."""


def decoder(cls: type[R], method: Method) -> _Decode[R]:
    """What decodes records of that class in a book of that method."""
    kinds: dict[type, Callable[[], Callable[[Source], tuple[Any, list[Problem]]]]] = {
        Opportunity: lambda: partial(opportunity, words=vocabulary(method)),
        Lead: lambda: partial(lead, grades=lead_grades(method), kinds=entry_kinds(method)),
        Customer: lambda: partial(customer, grades=customer_grades(method)),
        Review: lambda: review,
    }
    return partial(_decoded, kinds[cls]())


def lines_in(cls: type[L], path: str, data: bytes) -> tuple[tuple[L, ...], list[Problem]]:
    """The lines of a list file that can be read, and what is wrong with the others; raises `Unreadable`."""
    source = as_list_source(path, data)
    found, problems = lines(cls, source)
    return tuple(found), [*problems, *islice(negative_amounts(source), MAX_PROBLEMS)]


def _decoded(
    decode: Callable[[Source], tuple[R | None, list[Problem]]], path: str, data: bytes
) -> tuple[R | None, list[Problem]]:
    """The record in these bytes, `None` if it cannot be used, and what is wrong."""
    try:
        source = as_source(path, data)
        found, problems = decode(source)
    except Unreadable as refusal:
        return None, [refusal.problem(path)]
    return found, [*problems, *islice(negative_amounts(source), MAX_PROBLEMS)] if found else problems
