"""Words that choose among customers or leads: `region:wales`, `grade:A,B`, or a part of a name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from funnel_cli.finding.key_names import key_choices
from funnel_cli.finding.unheard import unheard_name, unheard_names
from funnel_cli.finding.words import (
    NoSuchWord,
    choice_named,
    listed,
    plain,
    unjoined,
    with_kept,
)
from funnel_cli.records.method import Choice
from funnel_cli.values.message import Message, message

T = TypeVar("T")

_ComparedTexts = Callable[[T], Sequence[str | None]]
"""What a key of the search is compared with."""

_ClosedKey = tuple[Message, Sequence[Choice]]
"""What a word of a closed list is called, and the list."""


@dataclass(frozen=True, slots=True)
class Search(Generic[T]):
    """What words ask of such records: what each key is compared with, under "" what a bare word is a part of.

    `closed` has the list of a key whose words are closed; `owner` is whom a name means, `owners` are more of
    those that may be asked for.
    """

    keys: Mapping[str, _ComparedTexts[T]]
    closed: Mapping[str, _ClosedKey]
    owner: Callable[[str], str] = str
    owners: Callable[[], Iterable[str]] = tuple

    def chosen(self, found: Iterable[T], words: Sequence[str]) -> tuple[T, ...]:
        """Those for which every word holds.

        `key:a,b` is either, without regard to case and width; `key:` alone means that nothing is known. A
        key of a closed list answers to the list's words, and to what is said though the list lacks it.
        Raises `NoSuchWord`.
        """
        everyone = tuple(found)
        tests = [self._test(word, everyone) for word in words]
        return tuple(each for each in everyone if all(test(each) for test in tests))

    def unheard(self, found: Iterable[T], words: Sequence[str]) -> Iterator[Message]:
        """For each name that the words ask for and nothing has, that, and which are like it."""
        everyone = tuple(found)
        for word in words:
            key, colon, value = self._parted(word)
            if key in self.closed or (colon and not value):
                continue
            names = self._known(key, everyone)
            if colon:
                yield from unheard_names(key, self._names(key, value, names), names)
            elif not any(plain(word) in plain(name) for name in names):
                yield from unheard_name(word, word, names)

    def _parted(self, word: str) -> tuple[str, str, str]:
        """Key, colon and value, without a colon all value; raises `NoSuchWord` about the key."""
        key, colon, value = word.replace("：", ":").partition(":")
        if not colon:
            return "", "", word
        return choice_named(message("key"), key, key_choices(filter(None, self.keys))).id, colon, value

    def _test(self, word: str, everyone: Collection[T]) -> Callable[[T], bool]:
        key, colon, value = self._parted(word)
        texts = self.keys[key]
        if not colon:
            return lambda each: any(plain(word) in plain(text) for text in texts(each) if text)
        if key in self.closed:
            kept = {text for each in everyone for text in texts(each) if text}
            titles = (title for each in self.closed[key][1] for title in each.label.texts.values())
            parts = listed(value, titles, unjoined)
            wanted = {name for part in parts for name in _titles(part, self.closed[key], kept)}
            return lambda each: any(unjoined(text or "") in wanted for text in texts(each))
        said = {plain(name) for name in self._names(key, value, self._known(key, everyone))}
        return lambda each: any(plain(text or "") in said for text in texts(each))

    def _known(self, key: str, everyone: Iterable[T]) -> list[str]:
        """What they say under that key; an owner may have none of them."""
        names = [text for each in everyone for text in self.keys[key](each) if text]
        return [*names, *self.owners()] if key == "owner" else names

    def _names(self, key: str, value: str, known: Iterable[str]) -> list[str]:
        """The names that a list means."""
        names = listed(value, known)
        return list(map(self.owner, names)) if key == "owner" else names


def _titles(word: str, key: _ClosedKey, kept: Iterable[str]) -> Iterable[str]:
    """Every name of what a word of a closed list means; none for no word."""
    if not word:
        return [""]
    kind, choices = key
    try:
        found = choice_named(kind, word, choices)
    except NoSuchWord:
        found = choice_named(kind, word, with_kept(choices, kept))
    return [unjoined(name) for name in (found.id, *found.label.texts.values())]
