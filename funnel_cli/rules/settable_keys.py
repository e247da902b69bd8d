"""`key=value` words that set fields of a record, and how what is none is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from funnel_cli.finding.key_names import key_called, key_choices
from funnel_cli.finding.names import ids_of
from funnel_cli.finding.words import suggestions
from funnel_cli.records.method import Choice
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message
from funnel_cli.values.typed import parted


class NotAnAssignment(UsageRefused):
    """What stands after what is to be set is not `key=value`."""

    sentence = N_("{word} is not KEY=VALUE.")
    cure = N_("For example: {command}")


class NoSuchField(UsageRefused):
    """A field was to be set that such a record does not have."""

    sentence = N_("{record} has no field called {key} that can be set.")


class NotAName(UsageRefused):
    """What sets a field stands where something new is to be named."""

    sentence = N_("{word} sets a field, and would be taken for the name.")
    cure = N_("Say the name first, then what else is known, as here: {command} --help")


def demand_name(word: str | None, keys: Sequence[str], command: str) -> None:
    """Refuse to call something new by a word that sets one of these fields; raises `NotAName`."""
    typed, sign, _ = parted(word or "")
    head, point, _ = key_called(typed, key_choices(keys)).partition(".")
    if sign and head + point in keys:
        raise NotAName(word=word, command=command)


class Keys(NamedTuple):
    """What can be set of a kind of record, what is moved to instead, and how other words are refused.

    A key that ends in a point is followed by a word of the user's.
    """

    record: Message
    example: Message
    settable: Sequence[Choice]
    moved: Sequence[Choice] = ()
    moved_to: type[UsageRefused] | None = None

    def assignments(self, words: Iterable[str]) -> Iterator[tuple[str, str]]:
        """`key=value` words as keys and values; raises `NotAnAssignment`, `NoSuchField` or `moved_to`."""
        for word in words:
            typed, sign, value = parted(word)
            if not sign:
                raise NotAnAssignment(word=word, command=self.example)
            key = key_called(typed, (*self.settable, *self.moved))
            if self.moved_to and key in ids_of(self.moved):
                raise self.moved_to(key=typed)
            head, point, rest = key.partition(".")
            if head + point not in ids_of(self.settable) or bool(point) != bool(rest):
                details = suggestions(key, self.settable)
                raise NoSuchField(record=self.record, key=key, details=details)
            yield key, value
