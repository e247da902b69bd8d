"""Queries: the words that say which deals are meant.

`key:value`, lists `a,b`, ranges `100k..` and `today..+2w`, `not:` in front; bare words search
customer, name and id. All words must hold. Only open deals are meant unless a word
about the stage, the closing day or the lost reason says otherwise. `q:name` stands for the words
that the settings keep under that name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date as Day
from decimal import Decimal

from funnel_cli.dates import Calendar
from funnel_cli.errors import UsageRefused
from funnel_cli.frozen import dataclass
from funnel_cli.history import is_ahead
from funnel_cli.message import N_, message
from funnel_cli.model import LOST, WON, Book, normal
from funnel_cli.money import parse_amount
from funnel_cli.names import NoSuchWord, stage_named, suggestions, word_among
from funnel_cli.standing import Standing

Test = Callable[[Standing], bool]

NOT = "not"
SAVED = "q"
RANGE = ".."
OPEN = "open"
CLOSED_TOO = frozenset({"stage", "closed", "reason", "erp"})
"""Keys that say themselves whether closed deals are meant."""

ME = "me"


class NoSuchKey(UsageRefused):
    """A query word has a key that no deal answers to."""

    sentence = N_("A query knows no key {key}.")


class EmptyValue(UsageRefused):
    """A query word stops after its colon."""

    sentence = N_("{word} says no value.")
    cure = N_("For example: stage:develop  amount:100k..  close:today..+2w  owner:me  not:tag:mine")


class BadSavedQuery(UsageRefused):
    """The settings keep a query that says nothing, or that cannot be read."""

    sentence = N_("The saved query {name} cannot be used: {reason}.")
    cure = N_("Mend it in stages.yaml, under settings and queries.")


@dataclass(frozen=True, slots=True)
class Query:
    """Which deals are meant: `text` as typed, `owner` the only owner asked for, if it is one."""

    text: str
    tests: tuple[Test, ...]
    owner: str | None = None

    def matches(self, standing: Standing) -> bool:
        """Whether every word of the query holds for the deal."""
        return all(test(standing) for test in self.tests)

    @property
    def is_only_owner(self) -> bool:
        """Whether it asks for one owner and no more, or for nothing at all."""
        return len(self.tests) == (self.owner is not None)


def parse_query(words: Sequence[str], book: Book, calendar: Calendar, *, only_open: bool = True) -> Query:
    """The query that these words make; raises `NoSuchKey`, `EmptyValue`, or what a value's grammar raises."""
    reader = _Reader(book, calendar)
    said = [each for word in words for each in reader.spelled_out(word)]
    tests = [reader.test(word) for word in said]
    if only_open and not any(CLOSED_TOO & reader.keys(word) for word in said):
        tests.append(lambda standing: standing.deal.is_open or is_ahead(standing.deal, book.day))
    owners = [value for key, _, value in map(_parted, said) if key == "owner"]
    owner = reader.owner(owners[0]) if len(owners) == 1 and "," not in owners[0] else None
    return Query(" ".join(words), tuple(tests), owner)


def saved_words(name: str, text: str) -> tuple[str, ...]:
    """The words of a saved query, quotes around what has spaces; raises `BadSavedQuery`."""
    import shlex

    try:
        words = shlex.split(text)
    except ValueError:
        raise BadSavedQuery(name=name, reason=message("a quote is not closed")) from None
    if not words:
        raise BadSavedQuery(name=name, reason=message("it is empty"))
    if any(_asked(word) == SAVED for word in words):
        raise BadSavedQuery(name=name, reason=message("it names another one"))
    return tuple(words)


def owner_named(name: str, book: Book) -> str:
    """The owner of that name; `me` is the settings' owner."""
    return book.method.settings.owner or name if name == ME else name


def is_query_word(word: str) -> bool:
    """Whether the word is `key:value`, and so no deal and no period."""
    return ":" in word or "：" in word


def _parted(word: str) -> tuple[str, str, str]:
    """Key, colon and value of a word, without a colon all key; a full-width colon is one too."""
    key, colon, value = re.split("([:：])", word, maxsplit=1) if is_query_word(word) else (word, "", "")
    return key, colon, value


def _asked(word: str) -> str:
    """The key that a word asks about, with or without `not:`."""
    key, _, value = _parted(word)
    return _asked(value) if key == NOT else key


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads query words against a book and a calendar."""

    book: Book
    calendar: Calendar

    def test(self, word: str) -> Test:
        """What a word asks of a deal."""
        key, colon, value = _parted(word)
        if not colon:
            return _search(word)
        if not value:
            raise EmptyValue(word=word)
        if key == NOT:
            inner = self.test(value)
            return lambda standing: not inner(standing)
        if key in TEXTS:
            return _one_of(TEXTS[key], [self.owner(v) if key == "owner" else v for v in value.split(",")])
        if key in DAYS:
            return _within(DAYS[key], *self.calendar.days(value))
        if key in AMOUNTS:
            return _between(AMOUNTS[key], value)
        return self._special(key, value)

    def spelled_out(self, word: str) -> tuple[str, ...]:
        """The words that a saved query stands for; any other word is itself."""
        key, _, value = _parted(word)
        return self.saved(value) if key == SAVED and value else (word,)

    def keys(self, word: str) -> set[str]:
        """The keys that a word asks about, with or without `not:`."""
        key, _, value = _parted(word)
        if key == NOT:
            return self.keys(value)
        if key == SAVED and value:
            return set(map(_asked, self.saved(value)))
        return {key}

    def saved(self, name: str) -> tuple[str, ...]:
        """The words of the saved query of that name; raises `NoSuchWord`, `BadSavedQuery`."""
        queries = self.book.method.settings.queries
        return saved_words(name, queries[word_among(message("saved query"), name, list(queries))])

    def owner(self, name: str) -> str:
        """The owner's name; `me` is the settings' owner."""
        return owner_named(name, self.book)

    def _special(self, key: str, value: str) -> Test:
        match key:
            case "q":
                return _all([self.test(word) for word in self.saved(value)])
            case "stage":
                return _any([self._stage(word) for word in value.split(",")])
            case "is":
                return _any([self._state(word) for word in value.split(",")])
            case _ if key in OF_CUSTOMER:
                return _one_of(lambda standing: self._of_customer(standing, key), value.split(","))
        raise NoSuchKey(key=key, details=suggestions(key, KEYS))

    def _of_customer(self, standing: Standing, key: str) -> str | None:
        customer = self.book.customer_of(standing.deal)
        value = getattr(customer, key, None)
        return value if isinstance(value, str) else None

    def _stage(self, word: str) -> Test:
        if word in (WON, LOST):
            return lambda standing: standing.deal.stage == word
        if word == OPEN:
            return lambda standing: standing.deal.is_open
        stage = stage_named(self.book.method, word)
        return lambda standing: standing.stage is stage

    def _state(self, word: str) -> Test:
        if word not in STATES:
            raise NoSuchWord(kind=message("state"), word=word, details=suggestions(word, list(STATES)))
        state, day = STATES[word], self.book.day
        return lambda standing: state(standing, day)


def _any(tests: Sequence[Test]) -> Test:
    return lambda standing: any(test(standing) for test in tests)


def _all(tests: Sequence[Test]) -> Test:
    return lambda standing: all(test(standing) for test in tests)


def _search(word: str) -> Test:
    part = normal(word).casefold()

    def found(standing: Standing) -> bool:
        deal = standing.deal
        return any(part in normal(text).casefold() for text in (deal.id, deal.customer, deal.name) if text)

    return found


def _one_of(value: Callable[[Standing], str | Iterable[str] | None], wanted: Iterable[str]) -> Test:
    """Whether a text of the deal is one of those wanted, without regard to case."""
    spelled = {normal(word).casefold() for word in wanted}

    def found(standing: Standing) -> bool:
        own = value(standing)
        texts = () if own is None else (own,) if isinstance(own, str) else own
        return any(normal(text).casefold() in spelled for text in texts)

    return found


def _within(value: Callable[[Standing], Day | None], first: Day | None, last: Day | None) -> Test:
    def found(standing: Standing) -> bool:
        day = value(standing)
        return day is not None and (first is None or first <= day) and (last is None or day <= last)

    return found


def _between(value: Callable[[Standing], Decimal | None], text: str) -> Test:
    """Whether an amount lies in a range, both ends included; a single amount is both ends.

    A currency that is typed must be the deal's: amounts are not compared across currencies.
    """
    first, dots, last = text.partition(RANGE)
    least, of_least = parse_amount(first) if first else (None, None)
    most, of_most = parse_amount(last) if last else (None if dots else least, None)
    currencies = {of_least, of_most} - {None}

    def found(standing: Standing) -> bool:
        own = value(standing)
        if own is None or (currencies and (standing.amount and {standing.amount.currency}) != currencies):
            return False
        return (least is None or least <= own) and (most is None or own <= most)

    return found


def _erp_status(standing: Standing) -> str | None:
    contract = standing.deal.contract
    return str(contract.erp.status) if contract and contract.erp else None


TEXTS: Mapping[str, Callable[[Standing], str | Iterable[str] | None]] = {
    "id": lambda standing: standing.deal.id,
    "customer": lambda standing: standing.deal.customer,
    "name": lambda standing: standing.deal.name,
    "owner": lambda standing: standing.deal.owner,
    "source": lambda standing: standing.deal.source,
    "currency": lambda standing: standing.amount.currency if standing.amount else None,
    "category": lambda standing: standing.category,
    "tag": lambda standing: standing.deal.tags,
    "reason": lambda standing: standing.deal.lost.reason if standing.deal.lost else None,
    "erp": _erp_status,
}

DAYS: Mapping[str, Callable[[Standing], Day | None]] = {
    "close": lambda standing: standing.deal.expected_close,
    "created": lambda standing: standing.deal.created,
    "closed": lambda standing: standing.deal.closed,
    "entered": lambda standing: standing.entered,
    "due": lambda standing: standing.deal.next_step.due if standing.deal.next_step else None,
}

AMOUNTS: Mapping[str, Callable[[Standing], Decimal | None]] = {
    "amount": lambda standing: standing.deal.amount,
    "weighted": lambda standing: standing.weighted.amount if standing.weighted else None,
    "days": lambda standing: Decimal(standing.days) if standing.days is not None else None,
}

STATES: Mapping[str, Callable[[Standing, Day], bool]] = {
    "overdue": lambda standing, day: standing.is_overdue(day),
    "undated": lambda standing, _: standing.deal.is_open and standing.deal.expected_close is None,
    "paused": lambda standing, _: standing.is_paused,
    "omitted": lambda standing, _: standing.is_omitted,
}
"""What `is:` may ask."""

OF_CUSTOMER = ("region", "industry", "grade")

KEYS = (*TEXTS, *DAYS, *AMOUNTS, *OF_CUSTOMER, "stage", "is", SAVED, NOT)
"""Every key that a query word may have."""
