"""Words that choose by names and words of lists: `region:wales`, `grade:A,B`, or a part of a name.

A name that nothing in the book has is told: an empty answer to it may be a slip of the fingers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from typing import Generic, TypeVar

from funnel_cli.finding.deal_keys import OF_CUSTOMER, TEXTS
from funnel_cli.finding.key_names import key_choices
from funnel_cli.finding.parties import is_team
from funnel_cli.finding.words import (
    CUTOFF,
    NoSuchWord,
    choice_named,
    choices_in,
    did_you_mean,
    listed,
    plain,
    unjoined,
    with_kept,
)
from funnel_cli.records.book import Book, Change, Record
from funnel_cli.records.lists import Line
from funnel_cli.records.method import Choice
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Message, message

T = TypeVar("T")

_ComparedTexts = Callable[[T], Sequence[str | None]]
"""What a key of the search is compared with."""

_ClosedKey = tuple[Message, Sequence[Choice]]
"""What a word of a closed list is called, and the list."""


@dataclass(frozen=True, slots=True)
class Search(Generic[T]):
    """What words ask of such things: what each key is compared with, under "" what a bare word is a part of.

    `closed` has the list of a key whose words are closed; `owner` is whom a name means, `known` are more of
    the names that may be asked for under a key.
    """

    keys: Mapping[str, _ComparedTexts[T]]
    closed: Mapping[str, _ClosedKey]
    owner: Callable[[str], str] = str
    known: Callable[[str], Iterable[str]] = lambda _: ()

    def chosen(self, found: Iterable[T], words: Sequence[str]) -> tuple[T, ...]:
        """Those for which every word holds; `key:` alone means that nothing is known. Raises `NoSuchWord`."""
        everyone = tuple(found)
        tests = [self.test(*self._parted(word), lambda: everyone) for word in words]
        return tuple(each for each in everyone if all(test(each) for test in tests))

    def test(self, key: str, value: str, everyone: Callable[[], Iterable[T]]) -> Callable[[T], bool]:
        """What a word asks: `key:a,b` is either, without regard to case and width.

        A key of a closed list answers to the list's words, and to what any of everyone says though the list
        lacks it; raises `NoSuchWord`.
        """
        texts = self.keys[key]
        if not key:
            part = plain(value)
            return lambda each: any(part in plain(text) for text in texts(each) if text)
        if not value.strip():
            return lambda each: not any(texts(each))
        spelled = unjoined if key in self.closed else plain
        names = self._titles if key in self.closed else self.names
        wanted = {spelled(name) for name in names(key, value, everyone)}
        return lambda each: any(spelled(text) in wanted for text in texts(each) if text)

    def unheard(self, found: Iterable[T], words: Sequence[str]) -> Iterator[Message]:
        """For each name that the words ask for and nothing has, that, and which are like it."""
        everyone = tuple(found)
        for word in words:
            key, value = self._parted(word)
            if key in self.closed or (key and not value):
                continue
            names = [*self._said(key, everyone), *self.known(key)]
            if key:
                yield from unheard_names(key, self.names(key, value, lambda: everyone), names)
            elif not any(plain(word) in plain(name) for name in names):
                yield from _unheard_name(word, word, names)

    def names(self, key: str, value: str, everyone: Callable[[], Iterable[T]]) -> list[str]:
        """The names that a list means."""
        names = listed(value, chain(self._said(key, everyone()), self.known(key)))
        return list(map(self.owner, names)) if key == "owner" else names

    def _parted(self, word: str) -> tuple[str, str]:
        """Key and value, without a colon all value; raises `NoSuchWord` about the key."""
        key, colon, value = word.replace("：", ":").partition(":")
        if not colon:
            return "", word
        return choice_named(message("key"), key, key_choices(filter(None, self.keys))).id, value

    def _said(self, key: str, everyone: Iterable[T]) -> Iterator[str]:
        return (text for each in everyone for text in self.keys[key](each) if text)

    def _titles(self, key: str, value: str, everyone: Callable[[], Iterable[T]]) -> Iterator[str]:
        """Every name of what the words of a closed list mean."""
        kind, choices = self.closed[key]
        try:
            found = choices_in(kind, value, choices)
        except NoSuchWord:
            found = choices_in(kind, value, with_kept(choices, set(self._said(key, everyone()))))
        for each in found:
            yield from (each.id, *each.label.texts.values())


_MEANT = 3
"""So many names are told that may have been meant."""


def unheard_names(key: str, asked: Iterable[str], names: Collection[str]) -> Iterator[Message]:
    """For each name asked for that is none of those under that key, that, and which are like it."""
    for name in asked:
        if not _has(name, names):
            yield from _unheard_name(f"{key}:{name}", name, names)


def _unheard_name(word: str, name: str, names: Collection[str]) -> Iterator[Message]:
    """That nothing has the name that the word asks for, and which of these are like it."""
    yield message("Nothing in the book answers to {word}.", word=word)
    for line in did_you_mean(_like(name, names)):
        yield message("  {line}", line=line)


def strange_owners(change: Change, book: Book) -> Iterator[Message]:
    """For each owner that the change brings into the book and whose name is like another's, both."""
    pairs = [*((each.before, each.after) for each in change.edits), *((None, line) for line in change.added)]
    came = (_owner(after) for before, after in pairs if _owner(before) != _owner(after))
    new = dict.fromkeys(name for name in came if name and not is_team(name))
    names = list(names_under("owner", book)) if new else []
    for name in new:
        if not _has(name, names) and (like := _like(name, names)):
            yield message("{owner} is a new owner in the book.", owner=name)
            yield from (message("  {line}", line=line) for line in did_you_mean(like))


def _owner(record: Record | Line | None) -> str | None:
    return getattr(record, "owner", None)


def _has(name: str, names: Iterable[str]) -> bool:
    wanted = plain(name)
    return any(plain(each) == wanted for each in names)


def _like(name: str, names: Iterable[str]) -> list[str]:
    """The names that have this one in them, or else are spelled like it; of two spelled alike the first."""
    by_spelling, part = {unjoined(each): each for each in reversed([*names])}, unjoined(name)
    like = [each for each in by_spelling if part in each]
    like = like or get_close_matches(part, by_spelling, cutoff=CUTOFF)
    return [by_spelling[each] for each in like[:_MEANT]]


def names_under(key: str, book: Book) -> Iterator[str]:
    """What deals have under that key of a query, or their customers.

    A customer may have no deal, and an owner no more than leads, targets, a team, or deals that went on to
    somebody else.
    """
    if key in OF_CUSTOMER:
        yield from filter(None, (getattr(customer, key) for customer in book.customers.values()))
        return
    for standing in standings(book):
        yield from filter(None, TEXTS[key](standing))
    if key == "customer":
        yield from (customer.name for customer in book.customers.values())
    if key == "owner":
        yield from chain(book.spellings.values(), *book.method.settings.team.values())
