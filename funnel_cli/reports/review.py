"""The weekly self-check: what was promised, what needs a look, what moved, and the plan for next week.

The round asks the same deal by deal, a stop each.

Numbers are never stored: a filed review holds decisions and promises, and is computed again as of
its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from funnel_cli.finding.parties import belongs
from funnel_cli.forecasting.outlook import chosen_forecasts
from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.records.book import Book
from funnel_cli.records.filed_review import Promise, Review
from funnel_cli.reports.accounts import FollowUp, accounts, follow_ups
from funnel_cli.reports.attention import Attention
from funnel_cli.reports.chased import Awaited, Chased, awaited_of, chased
from funnel_cli.reports.customer_data import DataAge, data_age
from funnel_cli.reports.diary import Ahead, plans_ahead
from funnel_cli.reports.health import FunnelHealth, health
from funnel_cli.reports.implausible import OddAmount, odd_amounts
from funnel_cli.reports.lead_list import LeadFinding, lead_findings
from funnel_cli.reports.movement import Movement, movements
from funnel_cli.reports.next_steps import AHEAD, next_week_plan
from funnel_cli.reports.payments import Owed, payments
from funnel_cli.time.facts import facts
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.message import Term, message
from funnel_cli.values.period import Period


class Outcome(Enum):
    """What became of a promise, as a term."""

    KEPT = Term("kept", message("kept"))
    CLOSED = Term("closed", message("deal closed since"))
    OPEN = Term("open", message("still open"))
    LATE = Term("late", message("not kept"))
    GONE = Term("gone", message("deal is gone"))


class WeeklyReview(NamedTuple):
    """Everything a review shows, as of the book's day, of one owner or of everybody's deals.

    `last` is the newest review that the same owner filed before this week; `quarters` are the forecasts
    that a screen begins with.
    """

    week: Period
    owner: str | None
    last: Review | None
    promises: tuple[tuple[Promise, Outcome], ...]
    attention: tuple[Attention, ...]
    leads: tuple[LeadFinding, ...]
    follow_up: tuple[FollowUp, ...]
    data: DataAge | None
    moved: tuple[Movement, ...]
    forecasts: tuple[Forecast, ...]
    quarters: tuple[Forecast, ...]
    health: FunnelHealth
    plan: tuple[Standing, ...]
    odd: tuple[OddAmount, ...]
    chased: tuple[Chased, ...]
    awaited: tuple[Awaited, ...]
    payments: tuple[Owed, ...]
    planned: tuple[Ahead, ...]


def weekly_review(
    deals: Iterable[Standing],
    book: Book,
    week: Period,
    periods: Sequence[Period],
    owner: str | None = None,
    *,
    quarters: Sequence[Period] = (),
) -> WeeklyReview:
    """The review of the week in which the book's day lies.

    `periods` are forecast side by side; the first one's target is what the funnel is held against. A screen
    begins with the `quarters`.
    """
    everything = tuple(deals)
    asked = tuple(dict.fromkeys((*periods, *quarters)))
    forecasts = dict(zip(asked, chosen_forecasts(everything, book, asked, owner), strict=True))
    last = last_review(book, week, owner)
    found = health(everything, book, periods[0], owner)
    return WeeklyReview(
        week=week,
        owner=owner,
        last=last,
        promises=promises_kept(last, book),
        attention=found.attention,
        leads=lead_findings((lead for lead in book.leads.values() if belongs(owner, lead.owner, book)), book),
        follow_up=follow_ups(accounts(standings(book), book), book) if book.method.follow_up else (),
        data=data_age(book),
        moved=movements((each.deal for each in everything), week, book.method),
        forecasts=tuple(forecasts[each] for each in periods),
        quarters=tuple(forecasts[each] for each in quarters),
        health=found,
        plan=next_week_plan(everything, week),
        odd=tuple(odd_amounts((each.deal for each in everything), book)),
        chased=chased((each.deal for each in everything), book),
        awaited=awaited_of(everything, book, owner),
        payments=payments((each.deal for each in everything), book),
        planned=plans_ahead((each.deal for each in everything if not each.is_paused), week.last + AHEAD),
    )


def promises_kept(review: Review | None, book: Book) -> tuple[tuple[Promise, Outcome], ...]:
    """Each promise of a review with what became of it by the book's day."""
    return tuple((promise, outcome(promise, review, book)) for promise in review.promises) if review else ()


def outcome(promise: Promise, review: Review, book: Book) -> Outcome:
    """Kept when anything happened with the open deal after the review, late when the day has passed."""
    deal = book.opportunities.get(promise.deal)
    if deal is None or deal.removed:
        return Outcome.GONE
    if not deal.is_open:
        return Outcome.CLOSED
    if any(day > review.as_of for day in facts(deal)):
        return Outcome.KEPT
    return Outcome.LATE if promise.due and promise.due < book.day else Outcome.OPEN


def last_review(book: Book, week: Period, owner: str | None = None) -> Review | None:
    """The newest review that the owner, or the settings' owner, filed for an earlier week."""
    earlier = [review for review in book.reviews_of(owner) if review.week < week.name]
    return max(earlier, key=lambda review: (review.week, review.as_of), default=None)
