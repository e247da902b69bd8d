"""Words that choose among customers or leads: `region:wales`, `grade:A,B`, or a part of a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from funnel_cli.message import message
from funnel_cli.names import word_among

T = TypeVar("T")

Texts = Callable[[T], Sequence[str | None]]
"""What a key of the search is compared with."""


def chosen(found: Iterable[T], words: Sequence[str], keys: Mapping[str, Texts[T]]) -> tuple[T, ...]:
    """Those for which every word holds; a bare word is a part of what stands under the key "".

    `key:a,b` is either, without regard to case; `key:` alone means that nothing is known. Raises
    `NoSuchWord` for a key that is none.
    """
    tests = [_test(word, keys) for word in words]
    return tuple(each for each in found if all(test(each) for test in tests))


def _test(word: str, keys: Mapping[str, Texts[T]]) -> Callable[[T], bool]:
    key, colon, value = word.replace("：", ":").partition(":")
    if not colon:
        return lambda each: any(word.casefold() in text.casefold() for text in keys[""](each) if text)
    texts = keys[word_among(message("key"), key, [name for name in keys if name])]
    wanted = {part.strip().casefold() for part in value.replace("，", ",").split(",")}
    return lambda each: bool({(text or "").casefold() for text in texts(each)} & wanted)
