"""Which deal of the book a row means, and what a new one is called.

Every step looks at the deals as they will be once the rows that are sure of theirs have had their
say, so that the same sheet means the same a second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from funnel_cli.exchange.incoming import IncomingRow
from funnel_cli.message import Message, message
from funnel_cli.model import Book, Opportunity, normal
from funnel_cli.store.layout import MAX_ID, slug

Key = tuple[str, str]
"""Customer and name for comparing."""

Meant = dict[int, Opportunity | Message]
"""By the line of a row the deal it means, or why that is doubtful."""


def key_of(deal: Opportunity) -> Key:
    """The deal's customer and name: NFC, trimmed, spaces collapsed, without regard to case."""
    return normal(deal.customer or "").casefold(), normal(deal.name or "").casefold()


def matches(book: Book, rows: Sequence[IncomingRow]) -> Meant:
    """What the rows of a sheet mean, by their line; a row that is not in it is new.

    A foreign id or one of ours is sure; then the same customer, name and day of creation, if one
    deal and one row have them. What is less, or claimed twice, is doubtful.
    """
    found = _repeats(rows)
    found |= _sure(book, _rest(rows, found))
    spoken_for = {deal.id for deal in found.values() if isinstance(deal, Opportunity)}
    candidates = _Candidates(_views(book, rows, found))
    found |= _exact(book, _rest(rows, found), candidates, spoken_for)
    candidates = _Candidates(_views(book, rows, found))
    found |= _likely(_rest(rows, found), candidates)
    return {line: _unless_removed(deal) for line, deal in found.items()}


def _rest(rows: Iterable[IncomingRow], found: Meant) -> Sequence[IncomingRow]:
    """The rows about which nothing was found yet."""
    return [row for row in rows if row.line not in found]


def _repeats(rows: Iterable[IncomingRow]) -> Meant:
    """The rows that say they are the same deal as an earlier one."""
    first: dict[object, int] = {}
    return {
        row.line: message("means the same deal as line {line}", line=str(line))
        for row in rows
        if (line := first.setdefault(_identity(row.deal), row.line)) != row.line
    }


def _identity(deal: Opportunity) -> tuple[object, ...]:
    """What makes two rows of a sheet the same deal."""
    if deal.refs:
        return tuple(sorted(deal.refs.items()))
    return (deal.id,) if deal.id else (key_of(deal), deal.created)


def _sure(book: Book, rows: Iterable[IncomingRow]) -> Meant:
    """The rows that carry the foreign id of a deal, or else its own."""
    by_ref: dict[tuple[str, str], list[Opportunity]] = defaultdict(list)
    for deal in book.opportunities.values():
        for ref in deal.refs.items():
            by_ref[ref].append(deal)
    found: Meant = {}
    claimed: dict[str, int] = {}
    for row in rows:
        own = book.opportunities.get(row.deal.id)
        meant = [deal for ref in row.deal.refs.items() for deal in by_ref.get(ref, ())]
        if not meant and own and not _is_other(row.deal, own):
            meant = [own]
        if len(meant) > 1:
            found[row.line] = message("its id stands in several deals: {ids}", ids=_ids(meant))
        elif meant and (line := claimed.setdefault(meant[0].id, row.line)) != row.line:
            found[row.line] = message("means the same deal as line {line}", line=str(line))
        elif meant:
            found[row.line] = meant[0]
    return found


def _views(book: Book, rows: Iterable[IncomingRow], found: Meant) -> Iterator[Opportunity]:
    """The book's deals, named as the rows found for them name them."""
    named = {deal.id: row.deal for row in rows if isinstance(deal := found.get(row.line), Opportunity)}
    for deal in book.opportunities.values():
        news = named.get(deal.id)
        yield (
            deal
            if news is None
            else replace(
                deal,
                customer=news.customer or deal.customer,
                name=news.name or deal.name,
                created=news.created or deal.created,
                refs={**deal.refs, **news.refs},
            )
        )


class _Candidates:
    """The deals by customer and name."""

    def __init__(self, deals: Iterable[Opportunity]) -> None:
        """Sort them once."""
        self._by_key: dict[Key, list[Opportunity]] = defaultdict(list)
        for deal in deals:
            self._by_key[key_of(deal)].append(deal)

    def of(self, deal: Opportunity) -> list[Opportunity]:
        """The deals of the same customer and name to which no system gave another id."""
        return [other for other in self._by_key.get(key_of(deal), ()) if not _is_other(deal, other)]


def _exact(book: Book, rows: Iterable[IncomingRow], candidates: _Candidates, spoken_for: set[str]) -> Meant:
    """The rows with the same customer, name and day of creation as deals of the book."""
    found: Meant = {}
    claims: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        exact = [deal for deal in candidates.of(row.deal) if deal.created == row.deal.created]
        free = [deal for deal in exact if deal.id not in spoken_for]
        if len(free) == 1:
            claims[free[0].id].append(row.line)
        elif exact:
            found[row.line] = message("the same customer, name and day as {ids}", ids=_ids(free or exact))
    for id, lines in claims.items():
        doubt = message("the same customer, name and day as {ids}", ids=id)
        found |= {line: book.opportunities[id] if len(lines) == 1 else doubt for line in lines}
    return found


def _likely(rows: Iterable[IncomingRow], candidates: _Candidates) -> Meant:
    """The rows with the same customer and name as deals that were created on another day."""
    return {
        row.line: message("the same customer and name, but created on another day: {ids}", ids=_ids(likely))
        for row in rows
        if (likely := candidates.of(row.deal))
    }


def _unless_removed(meant: Opportunity | Message) -> Opportunity | Message:
    """What a row means; a deal that was removed is doubtful."""
    if isinstance(meant, Opportunity) and meant.removed:
        return message("{id} was removed on {day}", id=meant.id, day=meant.removed)
    return meant


def _is_other(one: Opportunity, other: Opportunity) -> bool:
    """Whether one system has given the two different ids."""
    return any(other.refs.get(system, id) != id for system, id in one.refs.items())


def _ids(deals: Iterable[Opportunity]) -> str:
    """The ids in order, for a sentence."""
    return ", ".join(sorted(deal.id for deal in deals))


class Ids:
    """Ids for new deals: ASCII slugs of customer and name, numbered from 2 where they clash.

    Ids of files that could not be read are taken too: they are never given again.
    """

    def __init__(self, book: Book, rows: Iterable[IncomingRow]) -> None:
        """Take what the book has and what the rows bring with them."""
        self._unread = {PurePosixPath(problem.path).stem.lower() for problem in book.problems}
        self._taken = {
            *book.opportunities,
            *book.leads,
            *self._unread,
            *(row.deal.id for row in rows if row.deal.id),
        }
        self._last: dict[str, int] = {}

    def is_unread(self, id: str) -> bool:
        """Whether a file of that id is there and could not be read."""
        return bool(id) and id in self._unread

    def new(self, deal: Opportunity) -> str:
        """The id of a new deal: its own, else one that no deal had before."""
        if deal.id:
            return deal.id
        base = slug(deal.customer, deal.name)
        id, number = base, self._last.get(base, 1)
        while id in self._taken:
            number += 1
            id = f"{base[: MAX_ID - len(str(number)) - 1]}-{number}"
        self._last[base] = number
        self._taken.add(id)
        return id
