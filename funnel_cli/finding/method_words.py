"""Words of the method's own lists that grow with the business: sources and reasons for losing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from funnel_cli.finding.names import demand_deals
from funnel_cli.finding.words import NoSuchWord, choice_named
from funnel_cli.records.method import Choice, Method
from funnel_cli.values.message import N_, Label, Message, message
from funnel_cli.values.typed import shell_word

_WORD = re.compile(r"[^\s,:]+")
"""What may be the id of a word in a method."""


class WordList(NamedTuple):
    """A list of the method that can gain words: its field, and what one of them is called."""

    field: str
    kind: Message

    def of(self, method: Method) -> tuple[Choice, ...]:
        """The words that the method has."""
        words: tuple[Choice, ...] = getattr(method, self.field)
        return words


LIST_NAMES = (
    Choice(id="source", title=Label({"en": "source", "zh": "线索来源"})),
    Choice(id="reason", title=Label({"en": "lost reason", "zh": "输单原因"})),
)
"""The lists as they are named."""
LISTS: Mapping[str, WordList] = {
    "source": WordList("sources", message("source")),
    "reason": WordList("lost_reasons", message("lost reason")),
}
"""The lists by the key that queries ask for their words with."""


class NotInMethod(NoSuchWord):
    """A word is none of a list of the method that can gain it."""

    cure = N_("Take one of these, or add it: {command}")

    def __init__(self, key: str, word: str, details: tuple[Message, ...]) -> None:
        """Name the word, the list by its key, and the command that adds the one to the other."""
        self.key, self.word = key, word
        super().__init__(kind=LISTS[key].kind, word=word, command=adding([(key, word)]), details=details)


def adding(words: list[tuple[str, str]]) -> str:
    """The command that adds these words, each with the key of its list."""
    return " ".join(("funnel methods", *(f"--add {key}={shell_word(word)}" for key, word in words)))


def source_named(method: Method, word: str) -> Choice:
    """The method's source with that id or title; raises `NotInMethod`."""
    return _named("source", word, method)


def lost_reason_named(method: Method, word: str) -> Choice:
    """The method's lost reason with that id or title; raises `NotInMethod`, `NoDealsHere`."""
    demand_deals(method)
    return _named("reason", word, method)


def _named(key: str, word: str, method: Method) -> Choice:
    try:
        return choice_named(LISTS[key].kind, word, LISTS[key].of(method))
    except NoSuchWord as refusal:
        raise NotInMethod(key, word, refusal.details) from None


def as_method_id(text: str) -> str:
    """The text as a method could have it for an id: without spaces, commas and colons."""
    return text if _WORD.fullmatch(text) else re.sub(r"[\s,:/-]+", "-", text).strip("-").lower() or "-"


def new_word(text: str) -> Choice:
    """The text as a word of a method, titled where its id is another."""
    id = as_method_id(text)
    return Choice(id=id, title=None if id == text else Label({"en": text}))
