"""The one way in which a typed word finds a deal, a lead or a customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

from funnel_cli.finding.subjects import title_of, typed_name
from funnel_cli.finding.words import CUTOFF, did_you_mean
from funnel_cli.records.book import Subject
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import Lead
from funnel_cli.values.errors import NotFound
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import folded

T = TypeVar("T", bound=Subject)
R = TypeVar("R", Opportunity, Lead)

_MAX_CANDIDATES = 10


class How(Enum):
    """How surely a name means its record: a write asks before it trusts a part of a name."""

    ID = "id"
    PREFIX = "prefix"
    LAST = "last"
    PART = "part"


class Found(NamedTuple, Generic[T]):
    """A record, and how its name led to it."""

    record: T
    how: How


class Ambiguous(NotFound):
    """Several records answer to the name; the details list the first of them, which are `found`."""

    cure = N_("Give more of the id.")
    code = "ambiguous"

    def __init__(self, word: str, found: Sequence[Any]) -> None:
        """Name the records in the order given."""
        self.found = found[:_MAX_CANDIDATES]
        more = len(found) - len(self.found)
        rest = [message("and {count} more", count=more)] if more else []
        super().__init__(word=word, count=len(found), details=[*map(_line, self.found), *rest])


def _line(record: Subject) -> Message:
    id, title = typed_name(record), title_of(record)
    return message("{name}", name=title) if title == id else message("{id}  {title}", id=id, title=title)


def by_id_or_name(
    word: str,
    records: Mapping[str, R],
    is_done: Callable[[R], bool],
    refusals: tuple[type[NotFound], type[Ambiguous]],
) -> Found[R]:
    """The deal or lead of that id, else of that customer or name, or only part of it, as `by_name` has it.

    Of several, those that are done are told last.
    """
    if exact := records.get(word.lower()):
        return Found(exact, How.ID)
    some = sorted(records.values(), key=lambda each: (is_done(each), each.id))
    named = [(each, (each.customer, each.name, each.title)) for each in some]
    begun = [each for each in some if each.id.startswith(word.lower())]
    return by_name(word, named, begun, records, refusals)


def by_name(
    word: str,
    named: Iterable[tuple[T, Iterable[str | None]]],
    begun: Sequence[T],
    known: Iterable[str],
    refusals: tuple[type[NotFound], type[Ambiguous]],
) -> Found[T]:
    """The only one that has the whole name, else whose id is `begun`, else with the word in a name.

    Case and width make no difference, and a blank word means none. Raises the first of the refusals where
    there is none, with the `known` ids or names that are like the word, the second where there are several.
    """
    nobody, several = refusals
    name = folded(word)
    if not name:
        raise nobody(word=word)
    spelled = [(each, [folded(text) for text in texts if text]) for each, texts in named]
    whole = [each for each, texts in spelled if name in texts]
    if len(whole) == 1:
        return Found(whole[0], How.ID)
    part = whole or [each for each, texts in spelled if any(name in text for text in texts)]
    for how, some in ((How.PREFIX, begun), (How.PART, part)):
        if len(some) == 1:
            return Found(some[0], how)
        if some:
            raise several(word, some)
    near = {each.casefold(): each for each in known}
    close = get_close_matches(word.casefold(), near, n=3, cutoff=CUTOFF)
    raise nobody(word=word, details=did_you_mean([near[each] for each in close]))
