"""What a sheet would do to a book, row by row, before anything is done; with it the gates taken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from enum import Enum
from typing import NamedTuple

from funnel_cli.exchange.differences import Clash, Difference, TakenRow, Terms, remembering
from funnel_cli.exchange.incoming import Incoming
from funnel_cli.records.book import Book, Edit
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Milestone
from funnel_cli.rules.ticking import with_ticks
from funnel_cli.time.gate import skipped, ticks_of
from funnel_cli.time.history import book_on, imported, opened
from funnel_cli.values.message import Message, Term, message


class TakingOver:
    """The gates that rows are past on these terms; nothing where the terms name no evidence.

    A sheet knows no more than its own stage: where the book's deal went further, the gates from there on
    are still to be earned. What was ticked or taken back by hand stays as it is.
    """

    def __init__(self, book: Book, terms: Terms) -> None:
        self.day, self.evidence = terms.day, terms.taken_over
        self.standing = book if self.evidence is None else book_on(book, self.day)

    def owed(self, deal: Opportunity, stage: str | None) -> tuple[Milestone, ...]:
        """What an open deal owes to the stages before both its own and that of its row."""
        if self.evidence is None or not deal.is_open:
            return ()
        reached = min(deal.stage, stage, key=self.standing.method.position)
        owed = skipped(replace(deal, stage=reached), self.standing)
        return tuple(each for each in owed if not ticks_of(deal, each))

    def is_past(self, deal: Opportunity) -> bool:
        """Whether the deal owes something to earlier stages, which nobody asked to take over."""
        return self.evidence is None and deal.is_open and bool(skipped(deal, self.standing))

    def met(self, deal: Opportunity, milestones: Sequence[Milestone]) -> Opportunity:
        """The deal with these met on the day of the import."""
        if not milestones:
            return deal
        return with_ticks(opened(deal, self.day), milestones, self.day, evidence=self.evidence)

    def verdict(self, found: TakenRow, stage: str | None) -> tuple[TakenRow, tuple[Milestone, ...]]:
        """The verdict on a row of a known deal with what that owes met, and what that is."""
        owed = self.owed(found.after, stage)
        if not owed:
            return found, ()
        change = Difference("milestones", (), tuple(each.id for each in owed))
        return found._replace(after=self.met(found.after, owed), changes=(*found.changes, change)), owed


class RowKind(Enum):
    """What a row is to the book."""

    NEW = Term("new", message("new"))
    CHANGED = Term("changed", message("changed"))
    SAME = Term("same", message("the same"))
    CLASH = Term("clash", message("clash"))
    SUSPECT = Term("suspect", message("suspect"))
    BAD = Term("bad", message("bad"))
    FOOTER = Term("footer", message("footer"))


TAKEN_IN = frozenset({RowKind.NEW, RowKind.CHANGED})

IN_THE_BOOK = TAKEN_IN | {RowKind.SAME}
"""What the book says once the sheet was taken in."""

LEFT_OUT = frozenset({RowKind.CLASH, RowKind.SUSPECT, RowKind.BAD})
"""What is not taken in, or not as a whole."""


class Birth(NamedTuple):
    """How the new deals of a sheet begin: on which day, of which system, and as their rows spell them.

    Those of a table of ours are of no system, and remember no row.
    `typed` has by its line how a row spells its customer where the deal has the book's spelling.
    """

    day: Day
    system: str | None
    typed: Mapping[int, str]
    taking_over: TakingOver

    def deal(self, line: int, row: Opportunity, id: str, met: Sequence[Milestone]) -> Opportunity:
        """The deal of a row under its id, which has met these and remembers what the row said."""
        new = self.taking_over.met(imported(replace(row, id=id), self.day), met)
        return remembering(new, self.system, self.typed.get(line)) if self.system else new


class PlannedRow(NamedTuple):
    """A row and what would be done: `before` and `after` of its deal, differences, clashes, remarks.

    `row` is the deal as the row tells of it, for a bad one as far as it could be read; `taken_over` is what
    it is to have met for earlier stages. Where `after` is not `before` though nothing changed, what the row
    says is remembered for the first time.
    """

    line: int
    kind: RowKind
    row: Opportunity | None = None
    before: Opportunity | None = None
    settled: Opportunity | None = None
    birth: Birth | None = None
    id: str | None = None
    changes: tuple[Difference, ...] = ()
    clashes: tuple[Clash, ...] = ()
    reasons: tuple[Message, ...] = ()
    taken_over: tuple[Milestone, ...] = ()

    @property
    def after(self) -> Opportunity | None:
        """The deal when the row was taken in; a new one is made each time, since there may be very many."""
        return (
            self.birth.deal(self.line, self.row, self.id, self.taken_over)
            if self.birth and self.row and self.id
            else self.settled
        )

    @property
    def is_written(self) -> bool:
        """Whether its deal becomes another one."""
        return self.birth is not None or (self.settled is not None and self.settled is not self.before)


class ImportPlan(NamedTuple):
    """Everything an import would do, row by row in the order of the file.

    `missing` are the open deals that came from this sheet's system and are none of its rows; `others` is
    what changes in records that are no deals; `complete_since` the day for that setting, where this is the
    first import of open deals; `is_taking_over` whether earlier stages were to be taken over.
    """

    incoming: Incoming
    rows: tuple[PlannedRow, ...]
    day: Day
    missing: tuple[str, ...] = ()
    complete_since: Day | None = None
    others: tuple[Edit, ...] = ()
    is_taking_over: bool = False

    @property
    def taken_over(self) -> int | None:
        """Of how many deals earlier stages are taken over; `None` where nobody asked for that."""
        return sum(1 for row in self.rows if row.taken_over) if self.is_taking_over else None

    @property
    def counts(self) -> Mapping[RowKind, int]:
        """How many rows are of each kind, 0 included."""
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in RowKind}

    @property
    def left_out(self) -> int:
        """How many rows are not taken in, or not as a whole."""
        return sum(count for kind, count in self.counts.items() if kind in LEFT_OUT)
