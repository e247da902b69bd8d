"""The search in everything that was written: which texts hold all words, and of what they are.

A word is found as it stands, or as its letters are spelled in Latin ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date as Day
from functools import cache
from typing import NamedTuple

from funnel_cli.finding.masked import Mask
from funnel_cli.finding.subjects import title_of
from funnel_cli.records.book import Book, Record
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import DATED, Opportunity
from funnel_cli.records.fields import Masked, Scalar, Spelled
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import Lead
from funnel_cli.records.nesting import Hint, inside, unwrapped
from funnel_cli.time.history import book_on
from funnel_cli.values.errors import KeyPath, UsageRefused
from funnel_cli.values.message import N_
from funnel_cli.values.typed import folded

_Finds = Callable[[str], bool]
"""Whether a word is in a text."""

_SYLLABLE = "-"
"""What a syllable is written between."""

IN_NAMES, IN_PROSE = (1, 2), (2, 3)
"""How many whole syllables, and how many first letters, mean letters of another script.

In prose fewer would be found by chance everywhere.
"""


def finds(word: str, least: tuple[int, int] = IN_PROSE) -> _Finds:
    """What tells whether the word is in a text, without regard to case, width, accents and script."""
    part = folded(word)
    letters = re.sub(r"[\s'’-]+", "", part)
    whole, first = least
    has_letters = letters.isascii() and letters.isalnum()
    pattern = re.compile(
        f"(?<={_SYLLABLE}){f'{_SYLLABLE}?'.join(letters)}(?={_SYLLABLE})" if has_letters else ""
    )

    def found(text: str) -> bool:
        text = folded(text)
        if part in text or text.isascii() or not has_letters:
            return part in text
        units = [_spelled(letter) for letter in text]
        if part in "".join(" " if unit[0] == _SYLLABLE else unit for unit in units if unit):
            return True
        spelled = pattern.search("".join(units).replace(_SYLLABLE * 2, _SYLLABLE))
        if spelled and spelled[0].count(_SYLLABLE) + 1 >= whole:
            return True
        return len(letters) >= first and letters in _initials(units)

    return found


@cache
def _spelled(letter: str) -> str:
    """One letter in small ASCII ones."""
    if letter.isascii():
        return letter
    from anyascii import anyascii

    latin = anyascii(letter)
    is_syllable = letter == letter.swapcase() and latin.isalpha() and latin[0].isupper()
    return f"{_SYLLABLE}{latin.lower()}{_SYLLABLE}" if is_syllable else latin.lower()


def _initials(units: Sequence[str]) -> str:
    """The first letters of the syllables; other letters and figures stand as they are."""
    return "".join(unit.strip(_SYLLABLE)[:1] for unit in units if unit.strip(_SYLLABLE).isalnum())


_UNSAID = ("imported",)
"""The field that says how a record is kept, and nothing that anybody wrote."""

_KEPT = frozenset({"word", "deal", "customer"})
"""Kinds of texts that call something by a word of a list or by its id."""

_DAYS = ("date", "as_of", "agreed", "since")
"""Fields that tell of which day a text is, in what holds it."""


_ALONE = frozenset({"milestones", "forms"})
"""Fields of which one item may stand by itself instead of a list."""


class Written(NamedTuple):
    """A text, the keys that lead to it, and the day it is of, where one is told."""

    way: KeyPath
    text: str
    day: Day | None


def texts_of(
    value: object, hint: Hint = None, way: KeyPath = (), day: Day | None = None
) -> Iterator[Written]:
    """Every text of a record, or of a value of that type, as its file has them."""
    if isinstance(value, str) and not any(map(_is_closed, unwrapped(hint)[1])):
        yield Written(way, value, day)
    day = next((each for name in _DAYS if isinstance(each := getattr(value, name, None), Day)), day)
    for key, each, inner in inside(value, hint):
        is_alone = isinstance(value, tuple) and len(value) == 1 and way[0] in _ALONE
        if (spot := way if is_alone else (*way, key)) != _UNSAID:
            yield from texts_of(each, inner, spot, day)


def _is_closed(mark: object) -> bool:
    """Whether a text with that mark beside its type is none that anybody wrote."""
    return isinstance(mark, Scalar | Spelled) or (isinstance(mark, Masked) and mark.kind in _KEPT)


_NAMES = ("name", "customer", "former_names", "contacts")
"""The keys of a record under which names stand."""

_PAST = frozenset({"history", "opening", "lead"})
"""The keys of what was so before: what is so now is told first, and once."""

_WHOM = frozenset({"name", "title", "role", "phone", "email"})
"""What is told of a contact in one line, by whichever of it was found."""


class NothingToFind(UsageRefused):
    """A search was asked for with a word that holds nothing."""

    sentence = N_("A search needs a word to look for.")
    cure = N_("For example: funnel find lamps")


class Hit(NamedTuple):
    """A line that holds the words: the record it stands in as it is on the day, the way to it, its day."""

    record: Record
    way: KeyPath
    line: str
    day: Day | None


def hits(written: Book, day: Day, words: Sequence[str]) -> tuple[Hit, ...]:
    """What of the whole book holds every word on the day, names first, then the latest first.

    A word may also stand in the name of the customer, deal or lead, as long as one is in the line itself.
    Raises `NothingToFind`.
    """
    if not all(map(folded, words)):
        raise NothingToFind
    book = book_on(written, day)
    tests = [(finds(word, IN_NAMES), finds(word)) for word in words]
    found = [hit for record, texts in _records(written, book) for hit in _hits(record, texts, tests, day)]
    return tuple(sorted(found, key=_place))


def _records(written: Book, book: Book) -> Iterator[tuple[Record, list[Written]]]:
    """Every record that is known on the day, and its texts with the ways to them in its file."""
    for deal in book.opportunities.values():
        yield deal, _dated(written.opportunities[deal.id], deal)
    for lead in book.leads.values():
        yield lead, _dated(written.leads.get(lead.id, lead), lead)
    for customer in book.customers.values():
        yield customer, list(texts_of(customer))
    for review in book.reviews:
        yield review, list(texts_of(review))


def _dated(written: Opportunity | Lead, folded: Opportunity | Lead) -> list[Written]:
    """The texts of the file, with what the record has under dated keys as it is on the day."""
    kept = [each for each in texts_of(written) if each.way[0] not in DATED]
    return kept + [each for each in texts_of(folded) if each.way[0] in DATED]


def _hits(
    record: Record, texts: Sequence[Written], tests: Sequence[tuple[_Finds, _Finds]], day: Day
) -> Iterator[Hit]:
    title = "" if isinstance(record, Review) else title_of(record)
    in_title = [in_name(title) for in_name, _ in tests]
    told: set[str] = set()
    for written in sorted(texts, key=lambda each: each.way[0] in _PAST):
        if written.day and written.day > day:
            continue
        is_name = written.way[0] in _NAMES
        found = [test[not is_name](written.text) for test in tests]
        if not any(found) or not all(map(any, zip(found, in_title, strict=True))):
            continue
        line = _line(record, written, tests, title)
        if line not in told:
            told.add(line)
            yield Hit(record, written.way, line, written.day)
    if not told and title and not isinstance(record, Review) and all(test[1](record.id) for test in tests):
        yield Hit(record, ("id",), record.id, None)


def _line(record: Record, written: Written, tests: Sequence[tuple[_Finds, _Finds]], title: str) -> str:
    """The line of the text with most of the words; of a name the whole, of a contact who it is."""
    way = written.way
    if way[0] in ("name", "customer"):
        return title
    if way[0] == "contacts" and not isinstance(record, Review):
        person = record.contacts[int(way[1])]
        if way[2] in _WHOM:
            said = (person.name, person.title, person.phone, person.email)
            return " · ".join(part for part in said if part)
        return f"{person.name}: {written.text}"
    lines = [line.strip() for line in written.text.splitlines() if line.strip()]
    return max(lines, key=lambda line: sum(test[1](line) for test in tests), default="")


def masked_hit(mask: Mask, book: Book, hit: Hit) -> Hit:
    """The hit of a real book in the record that stands for its own in the masked one."""
    record = hit.record
    if isinstance(record, Review):
        file = mask.file(record.file)
        masked: Record = next(each for each in book.reviews if each.file == file)
    elif isinstance(record, Customer):
        masked = book.customers[mask.name("customer", record.id)]
    else:
        some: Mapping[str, Opportunity | Lead] = book.opportunities
        masked = (some if isinstance(record, Opportunity) else book.leads)[mask.id(record.id)]
    return hit._replace(record=masked, line=mask.name("text", hit.line))


def _place(hit: Hit) -> tuple[bool, int, str, tuple[str, ...]]:
    is_name = hit.way[0] in (*_NAMES, "id")
    age = 0 if is_name or hit.day is None else -hit.day.toordinal()
    return not is_name, age, hit.record.file, tuple(map(str, hit.way))
