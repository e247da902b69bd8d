"""Names in a query that nothing in the book has: an empty answer to them may be a slip of the fingers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from itertools import chain

from funnel_cli.finding.deal_keys import OF_CUSTOMER, TEXTS
from funnel_cli.finding.parties import is_team
from funnel_cli.finding.words import CUTOFF, did_you_mean, plain, unjoined
from funnel_cli.records.book import Book, Change, Record
from funnel_cli.records.lists import Line
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Message, message

_MEANT = 3
"""So many names are told that may have been meant."""


def unheard_names(key: str, asked: Iterable[str], names: Collection[str]) -> Iterator[Message]:
    """For each name asked for that is none of those under that key, that, and which are like it."""
    for name in asked:
        if not _has(name, names):
            yield from unheard_name(f"{key}:{name}", name, names)


def unheard_name(word: str, name: str, names: Collection[str]) -> Iterator[Message]:
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
