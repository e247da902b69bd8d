"""The weekly self-check: what was promised, what needs a look, what moved, and the plan for next week.

Numbers are never stored: a filed review holds decisions and promises, and is computed again as of
its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from funnel_cli.facts import facts
from funnel_cli.forecasting.weighted import Forecast, forecast
from funnel_cli.message import Term, Text, message
from funnel_cli.model import Book, Promise, Review
from funnel_cli.period import Period
from funnel_cli.reports.accounts import FollowUp, accounts, follow_ups
from funnel_cli.reports.attention import Attention, attention_table
from funnel_cli.reports.due_tables import follow_up_table, leads_table
from funnel_cli.reports.forecast import figures_table
from funnel_cli.reports.health import FunnelHealth, faults_table, health
from funnel_cli.reports.implausible import OddAmount, odd_amounts, pointed_out
from funnel_cli.reports.lead_findings import LeadFinding, lead_findings
from funnel_cli.reports.movement import Movement, movement_table, movements
from funnel_cli.reports.next_steps import is_review_due, when
from funnel_cli.reports.shape import shape_table
from funnel_cli.standing import Standing, standings
from funnel_cli.table import Column, Document, Kind, Table


class Fate(Enum):
    """What became of a promise."""

    KEPT = "kept"
    CLOSED = "closed"
    OPEN = "open"
    LATE = "late"
    GONE = "gone"


FATES = {
    Fate.KEPT: message("kept"),
    Fate.CLOSED: message("deal closed since"),
    Fate.OPEN: message("still open"),
    Fate.LATE: message("not kept"),
    Fate.GONE: message("deal is gone"),
}


@dataclass(frozen=True, slots=True)
class WeeklyReview:
    """Everything a review shows, as of the book's day, of one owner or of everybody's deals.

    `last` is the newest review that the same owner filed before this week.
    """

    week: Period
    owner: str | None
    last: Review | None
    promises: tuple[tuple[Promise, Fate], ...]
    attention: tuple[Attention, ...]
    leads: tuple[LeadFinding, ...]
    follow_up: tuple[FollowUp, ...]
    moved: tuple[Movement, ...]
    forecasts: tuple[Forecast, ...]
    health: FunnelHealth
    plan: tuple[Standing, ...]
    odd: tuple[OddAmount, ...]


def weekly_review(
    deals: Iterable[Standing], book: Book, week: Period, periods: Sequence[Period], owner: str | None = None
) -> WeeklyReview:
    """The review of the week in which the book's day lies.

    `periods` are forecast side by side; the first one's target is what the funnel is held against.
    """
    everything = tuple(deals)
    last = last_review(book, week, owner)
    found = health(everything, book, periods[0], owner)
    return WeeklyReview(
        week=week,
        owner=owner,
        last=last,
        promises=promises_kept(last, book),
        attention=found.attention,
        leads=lead_findings((lead for lead in book.leads.values() if owner in (None, lead.owner)), book),
        follow_up=_follow_up(book),
        moved=movements((each.deal for each in everything), week, book.method),
        forecasts=tuple(forecast(everything, book, period, owner=owner) for period in periods),
        health=found,
        plan=next_week_plan(everything, week),
        odd=tuple(odd_amounts((each.deal for each in everything), book)),
    )


def _follow_up(book: Book) -> tuple[FollowUp, ...]:
    """The customers to be called again, where the method says how often."""
    return follow_ups(accounts(standings(book), book), book) if book.method.follow_up else ()


def promises_kept(review: Review | None, book: Book) -> tuple[tuple[Promise, Fate], ...]:
    """Each promise of a review with what became of it by the book's day."""
    return tuple((promise, fate(promise, review, book)) for promise in review.promises) if review else ()


def fate(promise: Promise, review: Review, book: Book) -> Fate:
    """Kept when anything happened with the open deal after the review, late when the day has passed."""
    deal = book.opportunities.get(promise.deal)
    if deal is None or deal.removed:
        return Fate.GONE
    if not deal.is_open:
        return Fate.CLOSED
    if any(day > review.as_of for day in facts(deal)):
        return Fate.KEPT
    return Fate.LATE if promise.due and promise.due < book.day else Fate.OPEN


def last_review(book: Book, week: Period, owner: str | None = None) -> Review | None:
    """The newest review that the owner, or the settings' owner, filed for an earlier week."""
    earlier = [review for review in book.reviews_of(owner) if review.week < week.name]
    return max(earlier, key=lambda review: (review.week, review.as_of), default=None)


def next_week_plan(deals: Iterable[Standing], week: Period) -> tuple[Standing, ...]:
    """The open deals whose next step is due by the end of the coming week, the earliest first."""
    until = week.end + timedelta(days=7)
    planned = [
        (deal.deal.next_step.due, deal.deal.id, deal)
        for deal in deals
        if deal.deal.is_open
        and deal.deal.next_step
        and deal.deal.next_step.due
        and deal.deal.next_step.due < until
    ]
    return tuple(deal for _, _, deal in sorted(planned, key=lambda row: row[:2]))


def opening(review: WeeklyReview, book: Book) -> Document:
    """How a round begins: what was promised and what came of it, and how much there is to look at."""
    return Document(
        schema="funnel.review/1",
        title=message("Review of week {week}", week=review.week),
        lines=tuple(_lines(review, book)),
        tables=(_promises_table(review),) if review.promises else (),
    )


def closing(review: WeeklyReview, book: Book) -> Document:
    """How a round ends: the three usual faults, what moved, and the plan of next week."""
    return Document(
        schema="funnel.review/1",
        title=message("The week {week}", week=review.week),
        tables=(
            faults_table(review.health),
            movement_table(review.moved, book),
            _plan_table(review.plan, book),
        ),
    )


def review_document(review: WeeklyReview, book: Book, query: str = "") -> Document:
    """The review as a document: promises, deals to look at, movement, numbers, faults, plan."""
    return Document(
        schema="funnel.review/1",
        title=message("Review of week {week}", week=review.week),
        head={
            "week": review.week,
            "query": query,
            "last": review.last.week if review.last else None,
            "is_due": is_review_due(book, review.owner),
        },
        lines=tuple(_lines(review, book)),
        tables=(
            _promises_table(review),
            attention_table(review.attention),
            leads_table(review.leads),
            follow_up_table(review.follow_up, book),
            movement_table(review.moved, book),
            figures_table(review.forecasts, book),
            shape_table(review.health.shape, book),
            faults_table(review.health),
            _plan_table(review.plan, book),
        ),
        notes=(message("File it with: funnel review --done"),),
    )


def _lines(review: WeeklyReview, book: Book) -> Iterator[Text]:
    """How last week's promises fared, and whether a review was left out."""
    if review.last is None:
        yield message("No earlier review is filed.")
    else:
        kept = sum(fate in (Fate.KEPT, Fate.CLOSED) for _, fate in review.promises)
        yield message(
            "Last review {week}: {kept} of {count:promise|promises} kept.",
            week=review.last.week,
            kept=kept,
            count=len(review.promises),
        )
    if is_review_due(book, review.owner):
        yield message("A whole week went by without a review.")
    if review.attention:
        yield message(
            "{count:deal|deals} to look at, the most money at risk first.", count=len(review.attention)
        )
    else:
        yield message("No deal needs a look.")
    yield from pointed_out(review.odd)


def _promises_table(review: WeeklyReview) -> Table:
    """What was promised and what became of it."""
    return Table(
        name="promises",
        title=message("Promised last time"),
        columns=(
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="due", title=message("Due"), kind=Kind.DAY, weight=7),
            Column(key="action", title=message("Action"), weight=8, is_prose=True),
            Column(key="fate", title=message("Outcome"), weight=9),
        ),
        rows=tuple(
            (promise.deal, promise.due, promise.action, Term(fate.value, FATES[fate]))
            for promise, fate in review.promises
        ),
        empty=message("Nothing was promised."),
    )


def _plan_table(plan: Sequence[Standing], book: Book) -> Table:
    """The next steps due until the end of next week."""
    return Table(
        name="plan",
        title=message("Plan until the end of next week"),
        columns=(
            Column(key="due", title=message("Due"), kind=Kind.DAY, weight=9),
            Column(key="when", title=message("When"), weight=5),
            Column(key="id", title=message("Deal"), weight=10, is_whole=True),
            Column(key="action", title=message("Action"), weight=8, is_prose=True),
            Column(key="owner", title=message("Owner"), weight=3),
        ),
        rows=tuple(
            (step.due, when(step, book), deal.deal.id, step.action, deal.deal.owner)
            for deal in plan
            if (step := deal.deal.next_step)
        ),
        empty=message("No next step is due: agree on some."),
    )
