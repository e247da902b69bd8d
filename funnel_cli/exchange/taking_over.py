"""What a sheet's deals have met elsewhere: the gates before their stages, taken over with the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from funnel_cli.exchange.differences import Difference, TakenRow, Terms
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Milestone
from funnel_cli.rules.ticking import with_ticks
from funnel_cli.time.gate import skipped, ticks_of
from funnel_cli.time.history import book_on, opened
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_


class WholeRecords(UsageRefused):
    """It was said how a sheet is read, of records that come in byte for byte."""

    sentence = N_("{path} holds whole records, which come in as they are: {option} is for a sheet.")
    cure = N_('Leave it out; stages are taken over afterwards: funnel check all --taken-over "…"')


def demand_sheet(path: Path, options: Mapping[str, object]) -> None:
    """Refuse what is said of a sheet for whole records; raises `WholeRecords` for the first option given."""
    for option, said in options.items():
        if said not in (None, False):
            raise WholeRecords(path=path, option=option)


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
