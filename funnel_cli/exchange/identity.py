"""Which deal of the book a row means, and what a new one is called.

A row means the deal that carries its id in a named system, or ours; then the one of which the same
customer, name and day of creation were said last time, or stand in the book now. Former names of a
customer are its names. Every step looks at the deals as they will be once the rows that are sure of
theirs have had their say, so that the same sheet means the same a second time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from funnel_cli.exchange.incoming import Incoming, IncomingRow
from funnel_cli.exchange.known import SYSTEM_MARKS
from funnel_cli.finding.duplicates import are_told_apart
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.store.layout import numbered_ids, short_id
from funnel_cli.time.facts import since
from funnel_cli.values.message import Message, message
from funnel_cli.values.typed import normal

_SALESFORCE = re.compile(r"(006[0-9A-Za-z]{12})(?:[A-Z0-5]{3})?", re.ASCII)
"""An opportunity's id, and the three signs behind a long one that tell small letters from capitals."""

_LOST_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])|\.0+$")
"""What a spreadsheet takes from an id that looks like a number, or puts behind it."""

_SIGNS = re.compile(r"(?<![0-9\W_])[\W_]+|[\W_]+(?![0-9\W_])")
"""What stands between the letters and digits of an id, but not between two digits."""


class Match(NamedTuple):
    """The deal that a row means, and the system under which the deal knows the row.

    `is_shared` tells that other rows of the sheet mean the same deal.
    """

    deal: Opportunity
    system: str
    is_shared: bool = False


class Identity(NamedTuple):
    """Customer and name for comparing, and the day of creation as ISO text, if it is known."""

    customer: str
    name: str
    created: str | None


_MatchedRows = dict[int, Match | Message]
"""By the line of a row the deal it means, or why that is doubtful."""

_Settle = Callable[[IncomingRow, Match], Opportunity]
"""The deal as it will be when the row was taken in."""


def matches(book: Book, incoming: Incoming, settle: _Settle) -> _MatchedRows:
    """What the rows of a sheet mean, by their line; a row that is not in it is new.

    What is less than sure, or claimed twice, is doubtful, and so is a deal that was removed.
    """
    matching = _Matching(book, incoming, settle)
    for step in (
        matching.repeated,
        matching.of_ids,
        matching.as_said_last,
        matching.as_named,
        matching.likely,
        matching.respelled,
    ):
        matching.add(step(matching.rest()))
    return {line: _unless_removed(meant) for line, meant in matching.found.items()}


def _unless_removed(meant: Match | Message) -> Match | Message:
    if isinstance(meant, Match) and meant.deal.removed:
        return message("{id} was removed on {day}", id=meant.deal.id, day=meant.deal.removed)
    return meant


class _Matching:
    """The rows of a sheet, and what has been found of them so far."""

    def __init__(self, book: Book, incoming: Incoming, settle: _Settle) -> None:
        self.book, self.incoming, self.settle = book, incoming, settle
        self.found: _MatchedRows = {}
        self._shared: set[int] = set()

    def rest(self) -> Sequence[IncomingRow]:
        """The rows about which nothing was found yet."""
        return [row for row in self.incoming.rows if row.line not in self.found]

    def repeated(self, rows: Iterable[IncomingRow]) -> _MatchedRows:
        """The rows that say they are the same deal as an earlier one."""
        first: dict[Hashable, int] = {}
        found: _MatchedRows = {}
        for row in rows:
            lines = [first.setdefault(key, row.line) for key in self._own_identities(row.deal)]
            if min(lines) != row.line:
                found[row.line] = self._same_as(min(lines))
        return found

    def _same_as(self, line: int) -> Message:
        """What is said of a row that means the deal of the one on that line, which is not alone then."""
        self._shared.add(line)
        return message("means the same deal as line {line}", line=str(line))

    def add(self, found: _MatchedRows) -> None:
        """Keep what was found, each deal with whether its row is the only one."""
        self.found |= {
            line: meant._replace(is_shared=line in self._shared) if isinstance(meant, Match) else meant
            for line, meant in found.items()
        }

    def _own_identities(self, deal: Opportunity) -> Iterator[Hashable]:
        """What makes two rows of a sheet the same deal: the id in its system, ours, or what it is called.

        An id that is only spelled alike does so for a deal that is called the same.
        """
        if deal.refs:
            id = deal.refs[self.incoming.system]
            yield same_id(id)
            yield _alike_id(id), *self.identity(deal)[:2]
        else:
            yield (deal.id,) if deal.id else self.identity(deal)

    def of_ids(self, rows: Iterable[IncomingRow]) -> _MatchedRows:
        """The rows that carry the foreign id of a deal, or else its own."""
        known: dict[str, list[Match]] = defaultdict(list)
        for deal in self.book.opportunities.values():
            for system, id in deal.refs.items():
                known[same_id(id)].append(Match(deal, system))
        found: _MatchedRows = {}
        claimed: dict[str, int] = {}
        for row in rows:
            meant = self._of_ref(row.deal, known) or self._of_own_id(row.deal)
            if isinstance(meant, Match) and (line := claimed.setdefault(meant.deal.id, row.line)) != row.line:
                meant = self._same_as(line)
            if meant:
                found[row.line] = meant
        return found

    def _of_ref(self, row: Opportunity, known: Mapping[str, Sequence[Match]]) -> Match | Message | None:
        """The deal to which the row's system gave its id.

        Where nobody named the system the id alone says little: customer or name must be the same too.
        """
        id = row.refs.get(self.incoming.system)
        with_id = known.get(same_id(id), ()) if id else ()
        if self.incoming.is_named:
            meant = [match for match in with_id if match.system == self.incoming.system]
        else:
            with_id = [match for match in with_id if match.system not in SYSTEM_MARKS]
            meant = [match for match in with_id if self._is_akin(row, match.deal)]
            own = [match for match in meant if match.system == self.incoming.system]
            meant = own if len(own) == 1 else meant
        if len(meant) > 1:
            return message("its id stands in several deals: {ids}", ids=_ids(meant))
        if meant:
            return meant[0]
        if with_id and not self.incoming.is_named:
            return message(
                "its id is that of {ids}, another customer and name; whose ids these are says --system NAME",
                ids=_ids(with_id),
            )
        return None

    def _of_own_id(self, row: Opportunity) -> Match | None:
        own = self.book.opportunities.get(row.id)
        return Match(own, self._known_as(own)) if own and not are_told_apart(row, own) else None

    def _known_as(self, deal: Opportunity) -> str:
        """The system under which a deal knows its row: the sheet's, or its only one if nobody named it."""
        system = self.incoming.system
        others = [name for name in deal.imported if name not in SYSTEM_MARKS]
        is_only = not self.incoming.is_named and system not in others and len(others) == 1
        return others[0] if is_only else system

    def as_said_last(self, rows: Iterable[IncomingRow]) -> _MatchedRows:
        """The rows that name their deal as they did last time, whatever it is called now.

        A day of creation that either of the two leaves out makes no difference, unless another deal was
        named with the very day, or just as well without one.
        """
        said: dict[tuple[str, str], list[tuple[Match, str | None]]] = defaultdict(list)
        for before, after in self._as_they_will_be():
            match = Match(before, self._known_as(before))
            if told := after.imported.get(match.system):
                who = self._identity(told.get("customer"), told.get("name"), told.get("created"))
                said[who[:2]].append((match, who.created))

        def candidates(row: Opportunity) -> list[Match]:
            who = self.identity(row)
            alike = said.get(who[:2], ())
            same = [match for match, day in alike if day == who.created]
            return same or [match for match, day in alike if None in (day, who.created)]

        return self._claimed(rows, candidates)

    def as_named(self, rows: Iterable[IncomingRow]) -> _MatchedRows:
        """The rows with the same customer, name and day of creation as deals of the book, or their leads."""
        named = self._by_name(lambda who: who)
        return self._claimed(rows, lambda row: named.get(self.identity(row), []))

    def likely(self, rows: Iterable[IncomingRow]) -> _MatchedRows:
        """The rows with the same customer and name as deals that no day of creation makes the same."""
        named = self._by_name(lambda who: who[:2])
        found = ((row, self._others(row.deal, named.get(self.identity(row.deal)[:2], []))) for row in rows)
        return {row.line: _alike(row.deal, some) for row, some in found if some}

    def respelled(self, rows: Sequence[IncomingRow]) -> _MatchedRows:
        """The rows with a new id in their system that may be another spelling of one that no row has.

        Such a deal has an id that is spelled alike and the same customer or name; or the same customer and
        name, no days that tell another deal, and it is not decided while the row is open.
        """
        if not rows:
            return {}
        system = self.incoming.system
        said = (*(row.deal for row in self.incoming.rows), *self.incoming.bad.values())
        told = {same_id(deal.refs[system]) for deal in said if system in deal.refs}
        left: dict[Hashable, list[Opportunity]] = defaultdict(list)
        for deal in self.book.opportunities.values():
            if (id := deal.refs.get(system)) and same_id(id) not in told:
                left[_alike_id(id)].append(deal)
                left[self.identity(deal)[:2]].append(deal)
        found: _MatchedRows = {}
        for row in rows:
            if id := row.deal.refs.get(system):
                alike = [deal for deal in left.get(_alike_id(id), ()) if self._is_akin(row.deal, deal)]
                named = left.get(self.identity(row.deal)[:2], ())
                some = alike or [deal for deal in named if _may_be(row.deal, deal)]
                if some:
                    found[row.line] = message(
                        "may be {ids}, whose id {known} is not in the sheet: "
                        "if it is, write that id; else another name",
                        ids=sorted(deal.id for deal in some),
                        known=sorted(deal.refs[system] for deal in some),
                    )
        return found

    def _by_name(self, part: Callable[[Identity], Hashable]) -> Mapping[Hashable, list[Match]]:
        """The deals by a part of what they will be called."""
        named: dict[Hashable, list[Match]] = defaultdict(list)
        for before, after in self._as_they_will_be():
            who, lead = self.identity(after), after.lead and after.lead.created
            also = who._replace(created=lead.isoformat()) if lead else who
            for each in {part(who), part(also)}:
                named[each].append(Match(before, self._known_as(before)))
        return named

    def _claimed(
        self, rows: Iterable[IncomingRow], candidates: Callable[[Opportunity], list[Match]]
    ) -> _MatchedRows:
        """The rows with one candidate that no other row has; several, or a claimed one, are doubtful."""
        taken = {meant.deal.id for meant in self.found.values() if isinstance(meant, Match)}
        found: _MatchedRows = {}
        claims: dict[str, list[tuple[int, Match]]] = defaultdict(list)
        for row in rows:
            some = self._others(row.deal, candidates(row.deal))
            free = [match for match in some if match.deal.id not in taken]
            if len(free) == 1 and self._has_other_id(row.deal, free[0].deal):
                found[row.line] = message(
                    "the same customer, name and day as {ids}, which has another id; "
                    "whose ids these are says --system NAME",
                    ids=free[0].deal.id,
                )
            elif len(free) == 1:
                claims[free[0].deal.id].append((row.line, free[0]))
            elif some:
                found[row.line] = message("the same customer, name and day as {ids}", ids=_ids(free or some))
        for id, lines in claims.items():
            doubt = message("the same customer, name and day as {ids}", ids=id)
            found |= {line: match if len(lines) == 1 else doubt for line, match in lines}
        return found

    def _as_they_will_be(self) -> Iterator[tuple[Opportunity, Opportunity]]:
        """The book's deals, and each as it will be once the rows found so far were taken in."""
        pairs = ((row, self.found.get(row.line)) for row in self.incoming.rows)
        meant = {match.deal.id: (row, match) for row, match in pairs if isinstance(match, Match)}
        for deal in self.book.opportunities.values():
            yield deal, self.settle(*meant[deal.id]) if deal.id in meant else deal

    def identity(self, deal: Opportunity) -> Identity:
        """What a deal is called."""
        return self._identity(deal.customer, deal.name, deal.created.isoformat() if deal.created else None)

    def _identity(self, customer: str | None, name: str | None, created: str | None) -> Identity:
        known = self.book.customers_by_name.get(normal(customer)) if customer else None
        return Identity(_folded(known.name if known else customer), _folded(name), created)

    def _is_akin(self, row: Opportunity, deal: Opportunity) -> bool:
        """Whether the customer or the name is the deal's, now or as a row last said it."""
        called = self.identity(row)
        told = (self._identity(it.get("customer"), it.get("name"), None) for it in deal.imported.values())
        return any(
            (called.customer and called.customer == who.customer) or (called.name and called.name == who.name)
            for who in (self.identity(deal), *told)
        )

    def _others(self, row: Opportunity, some: Iterable[Match]) -> list[Match]:
        """Those to which the row's system gave no other id."""
        return [match for match in some if not are_told_apart(row, match.deal)]

    def _has_other_id(self, row: Opportunity, deal: Opportunity) -> bool:
        """Whether an id that nobody named the system of stands beside another such id of the deal."""
        if self.incoming.is_named or not row.refs:
            return False
        return any(system not in SYSTEM_MARKS for system in deal.refs)


def same_id(id: str) -> str:
    """An id of another system for comparing: an opportunity of Salesforce has a short and a long one."""
    found = _SALESFORCE.fullmatch(id)
    return found[1] if found else id


def _alike_id(id: str) -> str:
    """An id without case, signs and what a spreadsheet may have changed: D-0017 is spelled like d17.

    Between digits a sign counts, and so does case in the ids of Salesforce.
    """
    if _SALESFORCE.fullmatch(id):
        return same_id(id)
    return re.sub(r"[\W_]+", "-", _SIGNS.sub("", _LOST_ZEROS.sub("", id).casefold())) or id


def _may_be(row: Opportunity, deal: Opportunity) -> bool:
    """Whether a row may be a deal of the same customer and name, though its id is another one."""
    if not row.name or (row.is_open and not deal.is_open):
        return False
    if row.closed and deal.closed and row.closed != deal.closed:
        return False
    if row.created and deal.created:
        return row.created == deal.created
    begins = since(deal) or deal.closed
    return not (row.created and begins and row.created > begins)


def _folded(name: str | None) -> str:
    return normal(name or "").casefold()


def _alike(row: Opportunity, some: Sequence[Match]) -> Message:
    if row.created is None:
        return message("the same customer and name as {ids}, and no day of creation", ids=_ids(some))
    return message("the same customer and name, but created on another day: {ids}", ids=_ids(some))


def _ids(matches: Iterable[Match]) -> list[str]:
    return sorted(match.deal.id for match in matches)


class Ids:
    """Ids for new deals: ASCII slugs of customer and name, numbered from 2 where they clash.

    Ids of files that could not be read are taken too: they are never given again.
    """

    def __init__(self, book: Book, rows: Iterable[IncomingRow]) -> None:
        """Take what the book has and what the rows bring with them."""
        unread = {PurePosixPath(problem.path).stem.lower() for problem in book.problems}
        self._taken = {
            *book.opportunities,
            *book.leads,
            *unread,
            *(row.deal.id for row in rows if row.deal.id),
        }
        self._last: dict[str, int] = {}

    def new(self, deal: Opportunity) -> str:
        """The id of a new deal: its own, else one that no deal had before."""
        if deal.id:
            return deal.id
        base = short_id(deal.customer, deal.name)
        id, number = base, self._last.get(base, 1)
        while id in self._taken:
            number += 1
            id = next(numbered_ids(base, number))
        self._last[base] = number
        self._taken.add(id)
        return id
