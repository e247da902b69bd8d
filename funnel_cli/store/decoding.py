"""The files of a book decoded: their bytes as records, lists and the method, and what is wrong there.

This is where the parser and the validator are loaded; a run that finds every file as the cache knows
it does without. The words of closed lists are read as they stand; one that is none of them is a warning,
because the record is whole without it, except for the stage of a lead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from funnel_cli.finding.names import ids_of
from funnel_cli.finding.people import CUSTOMER_KINDS, GRADES, LEVELS, ROLES, customer_grades, lead_grades
from funnel_cli.records.book import Record
from funnel_cli.records.customer import Contact, Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.filed_review import Review
from funnel_cli.records.kinds import ACTIVITIES
from funnel_cli.records.lead import STAGES, Lead
from funnel_cli.records.lists import Line
from funnel_cli.records.method import Choice, Method
from funnel_cli.store.below_zero import negative_amounts
from funnel_cli.store.codec import MAX_PROBLEMS, lines, record
from funnel_cli.store.patching.edits import KeyPath
from funnel_cli.store.reading.source import Source, as_list_source, as_source
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.records import bad_id, entry_kinds, odd_activities, opportunity, review, vocabulary
from funnel_cli.values.errors import Problem
from funnel_cli.values.grades import MARKS
from funnel_cli.values.message import Message, message

_CODES = {"kind": "unknown-kind", "grade": "unknown-grade"}
"""The codes of words that are none of their lists; those of levels are alike."""


def customer(source: Source, grades: Sequence[Choice] = GRADES) -> tuple[Customer | None, list[Problem]]:
    """The customer the file holds, `None` if it cannot be used, and all that is wrong or odd in it."""
    found, problems = record(Customer, source)
    if found is None:
        return None, problems
    errors = [*bad_id(found.id, source)]
    words = {"kind": CUSTOMER_KINDS, "grade": grades, "attraction": LEVELS, "potential": LEVELS}
    odd = _odd_words({key: getattr(found, key) for key in words}, words, source)
    return None if errors else found, [*errors, *problems, *odd, *_odd_roles(found.contacts, source)]


def lead(
    source: Source, grades: Sequence[Choice] = GRADES, kinds: Collection[str] = ids_of(ACTIVITIES)
) -> tuple[Lead | None, list[Problem]]:
    """The lead the file holds, `None` if it cannot be used, and all that is wrong or odd in it."""
    found, problems = record(Lead, source)
    if found is None:
        return None, problems
    errors = [*bad_id(found.id, source)]
    if not found.customer and not found.name:
        said = message("Either “customer” or “name” is required.")
        errors.append(source.problem("missing-key", said, ("customer",)))
    if found.stage not in STAGES:
        errors.append(source.problem("unknown-stage", _none_of(found.stage, STAGES), ("stage",)))
    return None if errors else found, [
        *errors,
        *problems,
        *_oddities(found, source, grades),
        *odd_activities(found.log, source, kinds),
    ]


def _oddities(found: Lead, source: Source, grades: Sequence[Choice]) -> Iterator[Problem]:
    """What is worth a look in a lead, though it counts."""
    yield from _odd_words({"grade": found.grade}, {"grade": grades}, source)
    levels = ids_of(LEVELS)
    for criterion, level in found.marks.items():
        at: KeyPath = ("marks", criterion)
        if criterion not in MARKS:
            yield source.warning("unknown-key", _none_of(criterion, MARKS), at)
        elif level not in levels:
            yield source.warning("unknown-level", _none_of(level, levels), at)
    for index, line in enumerate(found.history):
        if line.stage and line.stage not in STAGES:
            yield source.warning("unknown-stage", _none_of(line.stage, STAGES), ("history", index, "stage"))
    said = [line.stage for line in found.history if line.stage]
    if said and said[-1] != found.stage:
        yield source.warning(
            "history-mismatch",
            message("“{key}” is not what the last line of the history says.", key="stage"),
            ("stage",),
        )
    yield from _odd_roles(found.contacts, source)


def _odd_words(
    said: Mapping[str, str | None], words: Mapping[str, Sequence[Choice]], source: Source
) -> Iterator[Problem]:
    """The words that are none of their closed list."""
    for key, word in said.items():
        known = ids_of(words[key])
        if word and word not in known:
            yield source.warning(_CODES.get(key, "unknown-level"), _none_of(word, known), (key,))


def _odd_roles(contacts: Sequence[Contact], source: Source) -> Iterator[Problem]:
    """The buying roles that nobody knows."""
    known = ids_of(ROLES)
    for index, contact in enumerate(contacts):
        if contact.role and contact.role not in known:
            yield source.warning("unknown-role", _none_of(contact.role, known), ("contacts", index, "role"))


def _none_of(word: str, words: Sequence[str]) -> Message:
    return message("“{word}” is none of {words}.", word=word, words=", ".join(words))


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
