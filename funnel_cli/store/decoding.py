"""The files of a book decoded: their bytes as records, lists and the method, and what is wrong there.

This is where the parser and the validator are loaded; a run that finds every file as the cache knows
it does without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from funnel_cli.finding.parties import is_team
from funnel_cli.records.book import Record
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.fields import FileMapping
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import STAGES, Lead
from funnel_cli.records.lists import Line, Target
from funnel_cli.records.method import Method
from funnel_cli.store.below_zero import negative_amounts
from funnel_cli.store.closed_words import Fault, Lists, closed_lists, none_of, odd_words
from funnel_cli.store.codec import MAX_PROBLEMS, lines, record
from funnel_cli.store.reading.source import Source, as_list_source, as_source
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.records import bad_id, opportunity, review, vocabulary
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import message

_EVERY_BOOKS = closed_lists()
"""The closed lists of every book."""


def customer(source: Source, lists: Lists = _EVERY_BOOKS) -> tuple[Customer | None, list[Problem]]:
    """The customer the file holds, `None` if it cannot be used, and all that is wrong or odd in it."""
    found, problems = record(Customer, source)
    if found is None:
        return None, problems
    errors = [*bad_id(found.id, source)]
    return None if errors else found, [*errors, *problems, *_odd_words(found, source, lists)]


def lead(source: Source, lists: Lists = _EVERY_BOOKS) -> tuple[Lead | None, list[Problem]]:
    """The lead the file holds, `None` if it cannot be used, and all that is wrong or odd in it."""
    found, problems = record(Lead, source)
    if found is None:
        return None, problems
    errors = [*bad_id(found.id, source)]
    if not found.customer and not found.name:
        said = message("Either “customer” or “name” is required.")
        errors.append(source.problem("missing-key", said, ("customer",)))
    if found.stage not in STAGES:
        errors.append(source.problem("unknown-stage", none_of(found.stage, STAGES), ("stage",)))
    problems += [*errors, *_odd_words(found, source, lists)]
    told = [line.stage for line in found.history if line.stage]
    if told and told[-1] != found.stage:
        said = message("“{key}” is not what the last line of the history says.", key="stage")
        problems.append(source.warning("history-mismatch", said, ("stage",)))
    return None if errors else found, problems


def _odd_words(found: FileMapping, source: Source, lists: Lists) -> Iterator[Problem]:
    told = (source.warning(code, said, at) for code, at, said in odd_words(found, lists))
    return islice(told, MAX_PROBLEMS)


R = TypeVar("R", bound=Record)
L = TypeVar("L", bound=Line)

_Decode = Callable[[str, bytes], tuple[R | None, list[Problem]]]
"""What makes a record of the bytes at a path, if they hold one, and says what is wrong with it."""


def decoder(cls: type[R], method: Method) -> _Decode[R]:
    """What decodes records of that class in a book of that method."""
    kinds: dict[type, Callable[[], Callable[[Source], tuple[Any, list[Problem]]]]] = {
        Opportunity: lambda: partial(opportunity, words=vocabulary(method)),
        Lead: lambda: partial(lead, lists=closed_lists(method)),
        Customer: lambda: partial(customer, lists=closed_lists(method)),
        Review: lambda: review,
    }
    return partial(_decoded, kinds[cls]())


def lines_in(cls: type[L], path: str, data: bytes, method: Method) -> tuple[tuple[L, ...], list[Problem]]:
    """The lines of a list file that can be read, and what is wrong with the others; raises `Unreadable`.

    Their words are judged by the method.
    """
    source = as_list_source(path, data)
    found, problems = lines(cls, source)
    lists = closed_lists(method)
    odd = (each for place, line in found.items() for each in _odd_in(line, lists, place))
    problems += [source.warning(code, said, at) for code, at, said in islice(odd, MAX_PROBLEMS)]
    return tuple(found.values()), [*problems, *islice(negative_amounts(source), MAX_PROBLEMS)]


def _odd_in(line: Line, lists: Lists, place: int) -> Iterator[Fault]:
    """Words that are none of their list, and a team that has a target of its own."""
    yield from odd_words(line, lists, (place,))
    if isinstance(line, Target) and line.owner and is_team(line.owner):
        said = message("The line of {word} counts nowhere: its reps' targets do.", word=line.owner)
        yield "team-target", (place, "owner"), said


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
