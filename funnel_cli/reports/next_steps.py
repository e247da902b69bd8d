"""What is due: the next steps of open deals, by how soon, and the weekly review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day
from datetime import timedelta

from funnel_cli.facts import since
from funnel_cli.message import Message, Term, message
from funnel_cli.model import Book, NextStep
from funnel_cli.standing import Standing
from funnel_cli.table import Column, Document, Kind, Table

WEEK = 7
"""Up to so many days ahead a step is told by its days."""

NAMED = 5
"""Up to so many deals without a next step are named."""

OVERDUE = Term("overdue", message("overdue"))
TODAY = Term("today", message("today"))
THIS_WEEK = Term("this_week", message("this week"))
NEXT_WEEK = Term("next_week", message("next week"))
LATER = Term("later", message("later"))
UNDATED = Term("undated", message("no day"))


def agenda(deals: Iterable[Standing], book: Book) -> Document:
    """The open deals' next steps, the most overdue first, undated ones last."""
    due = [(deal.deal.next_step, deal) for deal in deals if deal.deal.is_open and not deal.is_paused]
    steps = [(step, deal) for step, deal in due if step is not None]
    without = tuple(sorted(deal.deal.id for step, deal in due if step is None))
    steps.sort(key=lambda pair: (pair[0].due is None, pair[0].due or book.day, pair[1].deal.id))
    return Document(
        schema="funnel.next/1",
        title=message("Next steps"),
        tables=(
            Table(
                name="steps",
                columns=(
                    Column(key="due", title=message("Due"), kind=Kind.DAY, weight=5),
                    Column(key="when", title=message("When"), weight=7),
                    Column(key="id", title=message("Deal"), weight=10, is_whole=True),
                    Column(key="action", title=message("Action"), weight=9, is_prose=True),
                    Column(key="customer", title=message("Customer"), weight=4),
                    Column(key="owner", title=message("Owner"), weight=2),
                ),
                rows=tuple(
                    (
                        step.due,
                        how_soon(step, book),
                        deal.deal.id,
                        step.action,
                        deal.deal.customer,
                        deal.deal.owner,
                    )
                    for step, deal in steps
                ),
                empty=message("No next step is agreed with anybody."),
            ),
        ),
        notes=_without_notes(without),
    )


def _without_notes(deals: tuple[str, ...]) -> tuple[Message, ...]:
    """How many open deals have no next step, and which, unless they are many."""
    if not deals:
        return ()
    if len(deals) > NAMED:
        return (message("{count:open deal has|open deals have} no next step.", count=len(deals)),)
    return (
        message(
            "{count:open deal has|open deals have} no next step: {deals}.", count=len(deals), deals=deals
        ),
    )


def is_review_due(book: Book, owner: str | None = None) -> bool:
    """Whether a whole ISO week has passed without a review of that owner, since the last or the first deal.

    Where nobody is asked for it is the settings' owner's, and anybody's where the settings name none.
    """
    filed = book.reviews_of(owner) if owner or book.method.settings.owner else book.reviews
    last = max((review.as_of for review in filed), default=None) or _first_day(book)
    if last is None:
        return bool(book.opportunities)
    monday = last - timedelta(days=last.weekday())
    return (book.day - monday).days >= 2 * 7


def _first_day(book: Book) -> Day | None:
    """The day from which on the first deal exists, as far as it is known."""
    return min((day for deal in book.opportunities.values() if (day := since(deal))), default=None)


def when(step: NextStep, book: Book) -> Term:
    """How soon the step is due: overdue, today, this week (until Sunday), next week, later, or no day."""
    if step.due is None:
        return UNDATED
    if step.due < book.day:
        return OVERDUE
    if step.due == book.day:
        return TODAY
    sunday = book.day + timedelta(days=6 - book.day.weekday())
    if step.due <= sunday:
        return THIS_WEEK
    return NEXT_WEEK if step.due <= sunday + timedelta(days=7) else LATER


def how_soon(step: NextStep, book: Book) -> Term:
    """How soon the step is due, in words: late and coming ones by their days, far ones by their week."""
    term = when(step, book)
    days = (step.due - book.day).days if step.due else 0
    if days < 0:
        return Term(term.id, message("{count:day|days} late", count=-days))
    if days == 1:
        return Term(term.id, message("tomorrow"))
    return Term(term.id, message("in {count:day|days}", count=days)) if 0 < days <= WEEK else term
