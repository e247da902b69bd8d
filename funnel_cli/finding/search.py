"""Words that choose by names and words of lists: `region:wales`, `grade:A,B`, or a part of a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from funnel_cli.finding.key_names import key_choices
from funnel_cli.finding.unheard import unheard_name, unheard_names
from funnel_cli.finding.words import (
    NoSuchWord,
    choice_named,
    choices_in,
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
                yield from unheard_name(word, word, names)

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
