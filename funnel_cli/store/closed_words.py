"""Words of records that are none of their list: which lists are closed, and how that is told.

A record is whole without such a word, so it is a warning, but for a stage, without which it counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from funnel_cli.finding.names import ids_of
from funnel_cli.finding.word_lists import word_lists
from funnel_cli.records.deal import OUTCOMES
from funnel_cli.records.fields import FileMapping
from funnel_cli.records.kinds import NOTE
from funnel_cli.records.method import Method
from funnel_cli.records.nesting import spelled_words
from funnel_cli.store.layout import MAX_ID
from funnel_cli.values.errors import KeyPath
from funnel_cli.values.message import N_, Message, message

Fault = tuple[str, KeyPath, Message]
"""A stable code, the way to the value, and what is wrong with it."""

Lists = Mapping[str, tuple[str, ...]]
"""The ids of each closed list, by its name."""

_NONE_OF = N_("“{word}” is none of {words}.")
_TOLD: Mapping[str, tuple[str, str]] = {
    "stages": ("unknown-stage", N_("The method has no stage “{word}”.")),
    "goal_stages": ("unknown-stage", N_("The method has no stage “{word}”.")),
    "steps": ("unknown-step", N_("The method has no step “{word}”.")),
    "milestones": ("unknown-milestone", N_("The method has no milestone “{word}”.")),
    "sources": ("unknown-source", N_("The method has no source “{word}”.")),
    "lost_reasons": ("unknown-lost-reason", N_("The method has no reason for losing “{word}”.")),
    "log_kinds": ("unknown-activity", N_("The method has no activity “{word}”.")),
    "axes": ("unknown-axis", N_("The method has no axis “{word}”.")),
    "checked_kinds": (
        "unknown-activity",
        N_("The method has no activity “{word}”, so nothing logged can meet this."),
    ),
    "checked_axes": ("unknown-axis", N_("The method has no axis “{word}”, so no deal can be scored on it.")),
    "categories": ("unknown-category", _NONE_OF),
    "roles": ("unknown-role", _NONE_OF),
    "stances": ("unknown-stance", _NONE_OF),
    "customer_kinds": ("unknown-kind", _NONE_OF),
    "customer_grades": ("unknown-grade", _NONE_OF),
    "lead_grades": ("unknown-grade", _NONE_OF),
    "levels": ("unknown-level", _NONE_OF),
    "criteria": ("unknown-key", _NONE_OF),
    "lead_stages": ("unknown-stage", _NONE_OF),
    "tiers": ("unknown-tier", _NONE_OF),
    "handovers": ("unknown-handover", _NONE_OF),
}
"""The code and the sentence of a word that is none of a closed list. What is filed of a form is judged with
its answers, and a language by how its name begins."""

_OPTIONAL = frozenset({"sources", "lost_reasons", "axes"})
"""Lists that a method may do without; any word will do then."""

PAST = frozenset({"history", "opening"})
"""Where what was so before stands; what is so now is told first, and once."""


def closed_lists(method: Method | None = None) -> Lists:
    """The ids of each closed list, outcomes among the stages; without a method, of what every book has."""
    lists = {name: ids_of(some) for name, some in word_lists(method).items() if some or name not in _OPTIONAL}
    former = tuple(old for stage in method.stages for old in stage.formerly) if method else ()
    beside = {"stages": tuple(sorted(OUTCOMES)), "goal_stages": former, "log_kinds": (NOTE,)}
    return {name: (*lists[name], *beside.get(name, ())) for name in _TOLD.keys() & lists.keys()}


def odd_words(record: FileMapping, lists: Lists, at: KeyPath = ()) -> Iterator[Fault]:
    """The words of a record that are none of their list; its present stage is for others to judge."""
    now = set()
    for way, word, (name, _) in spelled_words(record, type(record), at):
        if name not in lists or word in lists[name] or way == ("stage",):
            continue
        if way[0] not in PAST:
            now.add((name, word))
        elif (name, word) in now:
            continue
        yield _TOLD[name][0], way, unknown_word(name, word, lists[name])


def unknown_word(name: str, word: str, words: Iterable[str]) -> Message:
    """That the list of that name has no such word, and which one is meant perhaps."""
    if (sentence := _TOLD[name][1]) == _NONE_OF:
        return none_of(word, words)
    said = Message(sentence, {"word": word[:MAX_ID]})
    near = get_close_matches(word[:MAX_ID], sorted(words), n=1)
    return message("{said} Did you mean “{near}”?", said=said, near=near[0]) if near else said


def none_of(word: str, words: Iterable[str]) -> Message:
    """That the word is none of these, or not the only one."""
    first, *others = words
    if not others:
        return message("“{word}” is not “{only}”, the only word here.", word=word, only=first)
    return Message(_NONE_OF, {"word": word, "words": (first, *others)})


def bad_words(method: Method) -> Iterator[Fault]:
    """The words of a method that can be nothing but what the program knows, and are not that."""
    for way, word, (_, only) in spelled_words(method, Method):
        if only and word not in only:
            yield "bad-check" if "check" in way else "bad-word", way, none_of(word, only)
