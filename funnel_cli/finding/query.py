"""Queries: the words that say which deals are meant.

`key:value`, lists `a,b`, ranges `100k..` and `today..+2w`, `not:` in front; bare words search
customer, name and id. All words must hold. Only open deals are meant unless a word asks about closed
ones. `q:name` stands for the words that the settings keep under that name. The words of closed lists
answer to whatever a screen calls them, and to what a record says though the method lacks it; any other
is refused. Names, tags and regions are the book's own words, each a whole also where it has commas: one
that nothing has is an empty answer, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date as Day
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from funnel_cli.finding.deal_keys import (
    AMOUNTS,
    CLOSED,
    DAYS,
    HAPPENED,
    IS,
    OF_CUSTOMER,
    STATES,
    TEXTS,
    deal_currency,
)
from funnel_cli.finding.form_query import filed, is_about_closed
from funnel_cli.finding.key_names import key_called, key_choices
from funnel_cli.finding.names import currency_named
from funnel_cli.finding.parties import belongs, team_choices
from funnel_cli.finding.search import Search, names_under, unheard_names
from funnel_cli.finding.words import (
    NoSuchWord,
    Things,
    bare_choices,
    choices_in,
    listed,
    plain,
    suggestions,
    things_in,
    word_among,
)
from funnel_cli.records.book import Book
from funnel_cli.records.method import Choice, Stage
from funnel_cli.time.history import is_ahead
from funnel_cli.time.standing import DEAL_PLACES, Standing, removed, standings
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.money import InTwoCurrencies, parse_amount
from funnel_cli.values.typed import shell_words

_Test = Callable[[Standing], bool]

NOT = "not"
SAVED = "q"
_FORM = "form"
_RANGE = ".."
_OPEN = "open"
_CLOSED_TOO = frozenset({"stage", "closed", "reason", "erp", "payment"})
"""Keys that say themselves whether closed deals are meant."""

_ME = "me"
KEYS = (*TEXTS, *CLOSED, "currency", *DAYS, *AMOUNTS, *OF_CUSTOMER, "stage", "team", "is", _FORM, SAVED, NOT)
"""Every key that a query word may have."""

_KEY_CHOICES = key_choices(KEYS)

_PEOPLE = frozenset({"owner", "team"})
"""Keys that ask whose a deal is."""

MINE = frozenset({_ME, "我"})
"""Words for the settings' owner."""


class NoSuchKey(UsageRefused):
    """A query word has a key that no deal answers to."""

    sentence = N_("A query knows no key {key}.")


class EmptyValue(UsageRefused):
    """A query word stops after its colon."""

    sentence = N_("{word} says no value.")
    cure = N_("For example: stage:develop  amount:100k..  close:today..+2w  owner:me  not:tag:mine")


class RunsBackwards(UsageRefused):
    """A range begins above its end, so that nothing can lie in it."""

    sentence = N_("Nothing can lie in {text}: a range runs from the lower to the higher.")
    cure = N_("The other way round: {turned}")
    code = "bad_range"


class BadSavedQuery(UsageRefused):
    """The settings keep a query that says nothing, or that cannot be read."""

    sentence = N_("The saved query {name} cannot be used. {reason}")
    cure = N_("Mend it in stages.yaml, under settings and queries.")


class Query(NamedTuple):
    """Which deals are meant: `text` as typed in a shell, `owner` the only owner or team asked for.

    `is_of_people` says whether it asks for owners and teams and nothing else; `unheard` tells of the names
    that nothing in the book has.
    """

    text: str
    tests: tuple[_Test, ...]
    owner: str | None = None
    is_of_people: bool = False
    unheard: tuple[Message, ...] = ()

    def matches(self, standing: Standing) -> bool:
        """Whether every word of the query holds for the deal."""
        return all(test(standing) for test in self.tests)

    @property
    def whose(self) -> _Test | None:
        """Whose deals are meant on any day; `None` where it asks for more than people."""
        return self.matches if self.is_of_people else None

    @property
    def is_only_owner(self) -> bool:
        """Whether it asks for one owner and no more, or for nothing at all."""
        return len(self.tests) == (self.owner is not None)


def parse_query(words: Sequence[str], book: Book, calendar: Calendar, *, only_open: bool = True) -> Query:
    """The query that these words make; raises `NoSuchKey`, `EmptyValue`, or what a value's grammar raises."""
    reader = _Reader(book, calendar, _search(book))
    said = [each for word in words for each in reader.spelled_out(word)]
    tests = [test for word in words for test in reader.tests(word)]
    is_of_people = all(_asked(word) in _PEOPLE for word in said)
    if only_open and not any(_CLOSED_TOO & reader.keys(word) for word in said):
        tests.append(lambda standing: standing.deal.is_open or is_ahead(standing.deal, book.day))
        is_of_people = False
    asked = [(key, value) for key, _, value in map(query_parts, said) if key in _PEOPLE]
    owners = [name for key, value in asked for name in reader.names(key, value)]
    owner = owners[0] if len(owners) == 1 else None
    unheard = tuple(line for word in said for line in reader.unheard(word))
    return Query(shell_words(words), tuple(tests), owner, is_of_people, unheard)


def saved_words(name: str, text: str) -> tuple[str, ...]:
    """The words of a saved query, quotes around what has spaces; raises `BadSavedQuery`."""
    import shlex

    try:
        words = shlex.split(text)
    except ValueError:
        raise BadSavedQuery(name=name, reason=message("A quote is not closed.")) from None
    if not words:
        raise BadSavedQuery(name=name, reason=message("It is empty."))
    if any(_asked(word) == SAVED for word in words):
        raise BadSavedQuery(name=name, reason=message("It names another one."))
    return tuple(words)


def owner_named(name: str, book: Book) -> str:
    """The owner of that name, as the book spells it; `me` is the settings' owner."""
    own = book.method.settings.owner
    return own if own and plain(name) in MINE else book.as_spelled(name) or name


def is_query_word(word: str) -> bool:
    """Whether the word is `key:value`, and so no deal and no period."""
    return ":" in word or "：" in word


def query_parts(word: str) -> tuple[str, str, str]:
    """Key, colon and value of a word, without a colon all key; that may be Chinese, the colon wide."""
    if not is_query_word(word):
        return word, "", ""
    key, colon, value = re.split("([:：])", word, maxsplit=1)
    return key_called(key, _KEY_CHOICES), colon, value


def _asked(word: str) -> str:
    key, _, value = query_parts(word)
    return _asked(value) if key == NOT else key


def _search(book: Book) -> Search[Standing]:
    """What words ask of names and of words of lists."""
    method = book.method
    return Search(
        {
            "": lambda standing: (
                standing.deal.id,
                *book.customer_names(standing.deal),
                standing.deal.name,
            ),
            **TEXTS,
            **{key: partial(_of_customer, key) for key in OF_CUSTOMER},
            **{key: each.texts for key, each in CLOSED.items()},
        },
        {key: (each.kind, each.choices(method)) for key, each in CLOSED.items()},
        lambda name: owner_named(name, book),
        lambda key: names_under(key, book),
    )


def _of_customer(key: str, standing: Standing) -> tuple[str | None]:
    return (getattr(standing.book.customer_of(standing.deal), key, None),)


class _Reader(NamedTuple):
    """Reads query words against a book, its calendar and what words ask of names in it."""

    book: Book
    calendar: Calendar
    search: Search[Standing]

    def tests(self, word: str) -> list[_Test]:
        """What a word asks of a deal, a saved query one by one."""
        key, _, value = query_parts(word)
        return self._saved_tests(value) if key == SAVED and value else [self.test(word)]

    def test(self, word: str) -> _Test:
        """What a word asks of a deal."""
        key, colon, value = query_parts(word)
        if not colon:
            return self.search.test("", word, tuple)
        if not value.strip():
            raise EmptyValue(word=word)
        if key == NOT:
            inner = self.test(value)
            return lambda standing: not inner(standing)
        if key and key in self.search.keys:
            return self.search.test(key, value, self._everyone)
        if key in DAYS:
            calendar = self.calendar.back if key in HAPPENED else self.calendar
            return _within(DAYS[key], *calendar.days(value))
        if key == _FORM:
            return filed(self.book.method, value, self.calendar)
        return _between(AMOUNTS[key], value) if key in AMOUNTS else self._special(key, value)

    def unheard(self, word: str) -> Iterator[Message]:
        """That nothing in the book has a name that the word asks for, and what may have been meant."""
        key, _, value = query_parts(word)
        if key == NOT:
            yield from self.unheard(value)
        elif key in (*TEXTS, *OF_CUSTOMER):
            yield from unheard_names(key, self.names(key, value), list(names_under(key, self.book)))
        elif not is_query_word(word) and not any(map(self.test(word), standings(self.book))):
            yield message("No deal has “{word}” in its id, customer or name.", word=word)

    def spelled_out(self, word: str) -> tuple[str, ...]:
        """The words that a saved query stands for; any other word is itself."""
        key, _, value = query_parts(word)
        return self.saved(value) if key == SAVED and value else (word,)

    def keys(self, word: str) -> set[str]:
        """The keys that a word asks about, with or without `not:`."""
        key, _, value = query_parts(word)
        if key == NOT:
            return self.keys(value)
        if key == SAVED and value:
            return set(map(_asked, self.saved(value)))
        if key == _FORM and value and is_about_closed(self.book.method, value):
            return {key, "closed"}
        return {key}

    def saved(self, name: str) -> tuple[str, ...]:
        """The words of the saved query of that name; raises `NoSuchWord`, `BadSavedQuery`."""
        queries = self.book.method.settings.queries
        return saved_words(name, queries[word_among(message("saved query"), name, list(queries))])

    def _saved_tests(self, name: str) -> list[_Test]:
        words = self.saved(name)
        try:
            return [self.test(word) for word in words]
        except UsageRefused as refusal:
            raise BadSavedQuery(name=name, reason=refusal.message, details=refusal.details) from refusal

    def names(self, key: str, value: str) -> list[str]:
        """The names that a list means, an owner's and a team's as it stands where an owner does."""
        if key == "team":
            return [each.id for each in choices_in(message("team"), value, team_choices(self.book))]
        return self.search.names(key, value, tuple)

    def _everyone(self) -> tuple[Standing, ...]:
        return (*standings(self.book), *removed(self.book))

    def _special(self, key: str, value: str) -> _Test:
        match key:
            case "q":
                return Query("", tuple(self._saved_tests(value))).matches
            case "stage" | "team":
                return self._stages(value) if key == "stage" else self._teams(value)
            case "is":
                states = [IS[each.id] for each in choices_in(message("state"), value, STATES)]
                return lambda standing: any(state(standing, self.book.day) for state in states)
            case "currency":
                wanted = {currency_named(word) for word in listed(value)}
                return lambda standing: deal_currency(standing) in wanted
        raise NoSuchKey(key=key, details=suggestions(key, _KEY_CHOICES))

    def _stages(self, value: str) -> _Test:
        """Whether a deal is in one of these stages, an outcome and a stage that is no more included."""
        stages = {stage.id: (stage, stage.title, stage.formerly) for stage in self.book.method.stages}
        known: Things[Choice | Stage] = {
            **stages,
            **{place.id: (place, place.title, ()) for place in DEAL_PLACES},
        }
        try:
            found = things_in(message("stage"), value, known)
        except NoSuchWord:
            gone = {each.deal.stage for each in self._everyone() if not each.stage} - known.keys()
            lost = {each.id: (each, None, ()) for each in bare_choices(sorted(filter(None, gone)))}
            found = things_in(message("stage"), value, {**known, **lost})
        tests = [_stands(each) for each in found]
        return lambda standing: any(test(standing) for test in tests)

    def _teams(self, value: str) -> _Test:
        names = self.names("team", value)
        return lambda standing: any(belongs(name, standing.deal.owner, self.book) for name in names)


def _stands(place: Choice | Stage) -> _Test:
    if isinstance(place, Stage):
        return lambda standing: standing.stage is place
    if place.id == _OPEN:
        return lambda standing: standing.deal.is_open
    return lambda standing: standing.deal.stage == place.id


def _within(value: Callable[[Standing], Day | None], first: Day | None, last: Day | None) -> _Test:
    def found(standing: Standing) -> bool:
        day = value(standing)
        return day is not None and (first is None or first <= day) and (last is None or day <= last)

    return found


def _between(value: Callable[[Standing], Decimal | None], text: str) -> _Test:
    """Whether an amount lies in a range, both ends included; a single amount is both ends.

    A currency that is typed must be the deal's: amounts are not compared across currencies. Raises
    `RunsBackwards` or `InTwoCurrencies`.
    """
    first, dots, last = text.partition(_RANGE)
    least, of_least = parse_amount(first) if first else (None, None)
    most, of_most = parse_amount(last) if last else (None if dots else least, None)
    currencies = {of_least, of_most} - {None}
    if len(currencies) > 1:
        raise InTwoCurrencies(text=text)
    if least is not None and most is not None and most < least:
        raise RunsBackwards(text=text, turned=f"{last}{_RANGE}{first}")

    def found(standing: Standing) -> bool:
        own = value(standing)
        if own is None or (currencies and (standing.amount and {standing.amount.currency}) != currencies):
            return False
        return (least is None or least <= own) and (most is None or own <= most)

    return found
