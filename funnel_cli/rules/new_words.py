"""Words that the method gains: `methods --add source=WORD`."""

from __future__ import annotations

from collections.abc import Iterable

from funnel_cli.finding.method_words import LIST_NAMES, LISTS, new_word
from funnel_cli.finding.words import choice_called, choice_named
from funnel_cli.records.book import Change
from funnel_cli.records.method import Choice, Method
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, message
from funnel_cli.values.typed import normal, parted


class NotANewWord(UsageRefused):
    """What the method is to gain is not `LIST=WORD`."""

    sentence = N_("{word} is not LIST=WORD.")
    cure = N_("For example: funnel methods --add source=fair --add reason=late")


def words_told(texts: Iterable[str]) -> list[tuple[str, str]]:
    """`LIST=WORD` texts as the key of a list and a word; raises `NotANewWord` or `NoSuchWord`."""
    found = []
    for text in texts:
        key, _, word = parted(text)
        if not normal(word):
            raise NotANewWord(word=text)
        found.append((choice_named(message("list"), key, LIST_NAMES).id, normal(word)))
    return found


def add_words(words: Iterable[tuple[str, str]], method: Method) -> Change:
    """The method with the words that it lacks, each behind those of the list whose key it comes with."""
    gained: dict[str, tuple[Choice, ...]] = {}
    notes: list[Message] = []
    for key, word in words:
        known = LISTS[key]
        so_far, new = gained.get(known.field, ()), new_word(word)
        if not any(choice_called(name, (*known.of(method), *so_far)) for name in (word, new.id)):
            gained[known.field] = (*so_far, new)
            notes.append(message("{word} ({list})", word=word, list=known.kind))
    return Change(note=message("Added to the method: {words}", words=notes), words=gained)
