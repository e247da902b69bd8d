"""Words that choose among customers or leads: `region:wales`, `grade:A,B`, or a part of a name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from funnel_cli.finding.key_names import key_choices
from funnel_cli.finding.words import (
    NoSuchWord,
    choice_called,
    choice_named,
    listed,
    plain,
    unjoined,
    with_kept,
)
from funnel_cli.records.method import Choice
from funnel_cli.values.message import Message, message

T = TypeVar("T")

ComparedTexts = Callable[[T], Sequence[str | None]]
"""What a key of the search is compared with."""

ClosedKey = tuple[Message, Sequence[Choice]]
"""What a word of a closed list is called, and the list."""


def chosen(
    found: Iterable[T],
    words: Sequence[str],
    keys: Mapping[str, ComparedTexts[T]],
    closed: Mapping[str, ClosedKey],
    owner: Callable[[str], str] = str,
) -> tuple[T, ...]:
    """Those for which every word holds; a bare word is a part of what stands under the key "".

    `key:a,b` is either, without regard to case and width; `key:` alone means that nothing is known. A key
    of a closed list answers to the list's words, and to what is said though the list lacks it. `owner` is
    whom a name means. Raises `NoSuchWord`.
    """
    everyone = tuple(found)
    tests = [_test(word, keys, closed, owner, everyone) for word in words]
    return tuple(each for each in everyone if all(test(each) for test in tests))


def _test(
    word: str,
    keys: Mapping[str, ComparedTexts[T]],
    closed: Mapping[str, ClosedKey],
    owner: Callable[[str], str],
    everyone: Collection[T],
) -> Callable[[T], bool]:
    key, colon, value = word.replace("：", ":").partition(":")
    if not colon:
        return lambda each: any(plain(word) in plain(text) for text in keys[""](each) if text)
    key = choice_named(message("key"), key, key_choices(filter(None, keys))).id
    texts = keys[key]
    if key in closed:
        kept = {text for each in everyone for text in texts(each) if text}
        wanted = {name for part in _parts(value, closed[key][1]) for name in _names(part, closed[key], kept)}
        return lambda each: any(unjoined(text or "") in wanted for text in texts(each))
    said = {plain(owner(part) if key == "owner" else part) for part in (value, *listed(value))}
    return lambda each: any(plain(text or "") in said for text in texts(each))


def _parts(value: str, choices: Sequence[Choice]) -> list[str]:
    """The words of a list; a word that has a comma itself is one."""
    return [value] if choice_called(value, choices) else listed(value)


def _names(word: str, key: ClosedKey, kept: Iterable[str]) -> Iterable[str]:
    """Every name of what a word of a closed list means; none for no word."""
    if not word:
        return [""]
    kind, choices = key
    try:
        found = choice_named(kind, word, choices)
    except NoSuchWord:
        found = choice_named(kind, word, with_kept(choices, kept))
    return [unjoined(name) for name in (found.id, *found.label.texts.values())]
