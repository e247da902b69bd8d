"""The weekly self-check: what was promised, what needs a look, what moved, and the plan for next week.

The round asks the same deal by deal, a stop each.

Numbers are never stored: a filed review holds decisions and promises, and is computed again as of
its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Day
from datetime import timedelta
from enum import Enum
from typing import NamedTuple

from funnel_cli.finding.parties import belongs
from funnel_cli.forecasting.outlook import chosen_forecasts
from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
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

    It looks back on its `days`. `last` is the newest review that the same owner filed before this week;
    `quarters` are the forecasts that a screen begins with.
    """

    week: Period
    days: Period
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
    is_alone: bool = False,
) -> WeeklyReview:
    """The review of the week in which the book's day lies.

    It looks back to the last one, else to the Monday before the day; on the days of the week alone where
    just that week is asked for.

    `periods` are forecast side by side; the first one's target is what the funnel is held against. A screen
    begins with the `quarters`.
    """
    everything = tuple(deals)
    asked = tuple(dict.fromkeys((*periods, *quarters)))
    forecasts = dict(zip(asked, chosen_forecasts(everything, book, asked, owner), strict=True))
    last = last_review(book, week, owner)
    found = health(everything, book, periods[0], owner)
    days = week if is_alone else _looked_back(week, last, book.day)
    return WeeklyReview(
        week=week,
        days=days,
        owner=owner,
        last=last,
        promises=promises_kept(last, book),
        attention=found.attention,
        leads=lead_findings((lead for lead in book.leads.values() if belongs(owner, lead.owner, book)), book),
        follow_up=follow_ups(accounts(standings(book), book), book) if book.method.follow_up else (),
        data=data_age(book),
        moved=movements((each.deal for each in everything), days, book.method),
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


def _looked_back(week: Period, last: Review | None, day: Day) -> Period:
    """The week with the days since the last review, or since the Monday before the day, in front of it."""
    first = last.as_of + timedelta(days=1) if last else day - timedelta(days=day.weekday() or 7)
    return week if first >= week.start else Period.span(first, week.last)


def promises_kept(review: Review | None, book: Book) -> tuple[tuple[Promise, Outcome], ...]:
    """Each promise of a review with what became of it by the book's day."""
    return tuple((promise, outcome(promise, review, book)) for promise in review.promises) if review else ()


def outcome(promise: Promise, review: Review, book: Book) -> Outcome:
    """Kept when the open deal was worked on after the review, late when the day has passed."""
    deal = book.opportunities.get(promise.deal)
    if deal is None or deal.removed:
        return Outcome.GONE
    if not deal.is_open:
        return Outcome.CLOSED
    if any(day > review.as_of for day in _worked(deal)):
        return Outcome.KEPT
    return Outcome.LATE if promise.due and promise.due < book.day else Outcome.OPEN


_WORK = frozenset({"stage", "amount", "strength", "competitors", "contract"})
"""The keys of the history whose change says that somebody worked on the deal."""


def _worked(deal: Opportunity) -> Iterator[Day]:
    """Every day on which somebody worked on the deal: something was logged, met, filed, received or done.

    So is a line of the history of what `_WORK` names; who has the deal, when it is to close, what is next,
    that it rests and how likely it is says of no work.
    """
    yield from (entry.date for entry in deal.log)
    yield from (tick.date for ticks in deal.milestones.values() for tick in ticks)
    yield from (filing.date for filings in deal.forms.values() for filing in filings)
    yield from (receipt.date for each in deal.payments for receipt in each.received)
    yield from (each.done for each in deal.planned if each.done)
    for line in deal.history:
        keys = line.changes.keys() - ({"amount"} if "currency" in line.changes else set())
        if keys & _WORK:
            yield line.date


def last_review(book: Book, week: Period, owner: str | None = None) -> Review | None:
    """The newest review that the owner, or the settings' owner, filed for an earlier week."""
    earlier = [review for review in book.reviews_of(owner) if review.week < week.name]
    return max(earlier, key=lambda review: (review.week, review.as_of), default=None)
