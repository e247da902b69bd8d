"""Records of customers and leads: what they must say beyond the types of their values.

The words of closed lists are read as they stand; one that is none of them is a warning, because the
record is whole without it, except for the stage of a lead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from funnel_cli.finding.names import ids_of
from funnel_cli.finding.people import CUSTOMER_KINDS, GRADES, LEVELS, ROLES
from funnel_cli.records.customer import Contact, Customer
from funnel_cli.records.kinds import ACTIVITIES
from funnel_cli.records.lead import STAGES, Lead
from funnel_cli.records.method import Choice
from funnel_cli.store.codec import record
from funnel_cli.store.patching.edits import KeyPath
from funnel_cli.store.reading.source import Source
from funnel_cli.store.records import bad_id, odd_activities
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
