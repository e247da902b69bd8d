"""What is still to be done after a win: the method's list of each won deal, chased until it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from operator import attrgetter

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Milestone
from funnel_cli.reports.awaited import awaited_of, awaited_table
from funnel_cli.reports.checklist import due_on
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.reports.next_steps import how_soon
from funnel_cli.reports.payments import payments_due
from funnel_cli.reports.planned_activities import planned_ahead
from funnel_cli.time.gate import after_win
from funnel_cli.time.standing import Standing
from funnel_cli.values.columns import count, day, table, text
from funnel_cli.values.message import message
from funnel_cli.values.table import Table

AHEAD = timedelta(days=7)
"""So long before it is due, something is chased."""


@dataclass(frozen=True, slots=True)
class Chased:
    """A won deal, what is due next after its win, and how much is open."""

    deal: Opportunity
    milestone: Milestone
    due: Day
    open: int


def chased(deals: Iterable[Opportunity], book: Book) -> tuple[Chased, ...]:
    """The won deals with something due by next week that is not done, the longest overdue first.

    What was won before the book was kept is not chased: nobody wrote down what was done after it.
    """
    since = book.method.settings.complete_since
    ours = (deal for deal in deals if not (since and deal.closed and deal.closed < since))
    found = (_next(deal, book) for deal in ours if deal.is_won and deal.removed is None)
    late = [each for each in found if each and each.due <= book.day + AHEAD]
    return tuple(sorted(late, key=lambda each: (each.due, each.deal.id)))


def besides(deals: Sequence[Standing], book: Book, owner: str | None = None) -> tuple[Table, ...]:
    """What is due of these deals beside next steps: visits planned, answers, what follows a win, payments.

    Answers of the owner's leads and of the deals' customers are among them.
    """
    return (
        planned_ahead(deals, book),
        awaited_table(awaited_of(deals, book, owner), book),
        chased_table(chased((each.deal for each in deals), book), book),
        payments_due(deals, book),
    )


def _next(deal: Opportunity, book: Book) -> Chased | None:
    """What is due first of the open items, in the method's order on one day; `None` of nothing dated."""
    after = after_win(deal, book)
    open_ = [each for each in after.items if not each.is_met] if after else []
    dated = [(due, each.milestone) for each in open_ if (due := due_on(each, deal.closed))]
    if not dated:
        return None
    due, milestone = min(dated, key=lambda pair: pair[0])
    return Chased(deal, milestone, due, len(open_))


def chased_table(found: Sequence[Chased], book: Book) -> Table:
    """A row a deal: what is due next, how soon, and how much is open."""
    return table(
        "after_win",
        found,
        day("due", message("Due"), weight=5),
        text("when", message("When"), lambda each: how_soon(each.due, book.day), weight=7),
        deal_column(),
        text("milestone", message("Milestone"), attrgetter("milestone.id"), on_screen=False),
        text("title", message("To be done"), attrgetter("milestone.label"), weight=9, is_prose=True),
        count("open", message("Not done"), weight=4),
        text("owner", message("Owner"), attrgetter("deal.owner"), weight=2),
        title=message("After winning"),
        on_screen=bool(found),
    )
