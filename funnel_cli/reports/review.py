"""The weekly self-check: what was promised, what needs a look, what moved, and the plan for next week.

The round asks the same deal by deal, a stop each.

Numbers are never stored: a filed review holds decisions and promises, and is computed again as of
its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from operator import attrgetter

from funnel_cli.finding.names import log_kind
from funnel_cli.forecasting.outlook import chosen
from funnel_cli.forecasting.weighted import Forecast
from funnel_cli.records.book import Book
from funnel_cli.records.review import Promise, Review
from funnel_cli.reports.accounts import FollowUp, accounts, follow_up_table, follow_ups
from funnel_cli.reports.aftermath import Chased, chased, chased_table
from funnel_cli.reports.attention import Attention, attention, attention_table, told
from funnel_cli.reports.checklist import gate_sentence
from funnel_cli.reports.deal_names import called, called_by, deal_column
from funnel_cli.reports.deals import stage_term
from funnel_cli.reports.forecast import figures_table
from funnel_cli.reports.health import FunnelHealth, faults_table, health
from funnel_cli.reports.implausible import OddAmount, odd_amounts, pointed_out
from funnel_cli.reports.lead_list import LeadFinding, lead_findings, waiting_table
from funnel_cli.reports.movement import Movement, movement_table, movements
from funnel_cli.reports.next_steps import due_by, how_soon, is_review_due, when
from funnel_cli.reports.shape import shape_table
from funnel_cli.time.facts import facts
from funnel_cli.time.gate import gate
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.columns import day, table, text
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Cell, Document, Table


class Outcome(Enum):
    """What became of a promise, as a term."""

    KEPT = Term("kept", message("kept"))
    CLOSED = Term("closed", message("deal closed since"))
    OPEN = Term("open", message("still open"))
    LATE = Term("late", message("not kept"))
    GONE = Term("gone", message("deal is gone"))


@dataclass(frozen=True, slots=True)
class WeeklyReview:
    """Everything a review shows, as of the book's day, of one owner or of everybody's deals.

    `last` is the newest review that the same owner filed before this week.
    """

    week: Period
    owner: str | None
    last: Review | None
    promises: tuple[tuple[Promise, Outcome], ...]
    attention: tuple[Attention, ...]
    leads: tuple[LeadFinding, ...]
    follow_up: tuple[FollowUp, ...]
    moved: tuple[Movement, ...]
    forecasts: tuple[Forecast, ...]
    health: FunnelHealth
    plan: tuple[Standing, ...]
    odd: tuple[OddAmount, ...]
    chased: tuple[Chased, ...]


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
        follow_up=follow_ups(accounts(standings(book), book), book) if book.method.follow_up else (),
        moved=movements((each.deal for each in everything), week, book.method),
        forecasts=chosen(everything, book, periods, owner),
        health=found,
        plan=next_week_plan(everything, week),
        odd=tuple(odd_amounts((each.deal for each in everything), book)),
        chased=chased((each.deal for each in everything), book),
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


def next_week_plan(deals: Iterable[Standing], week: Period) -> tuple[Standing, ...]:
    """The open deals whose next step is due by the end of the coming week, the earliest first."""
    return due_by(deals, week.last + timedelta(days=7))


def opening(review: WeeklyReview, book: Book) -> Document:
    """How a round begins: what was promised and what came of it, and how much there is to look at."""
    return Document(
        schema="funnel.review/1",
        title=message("Review of week {week}", week=review.week),
        lines=tuple(_lines(review, book)),
        tables=(_promises_table(review, book),) if review.promises else (),
    )


def closing(review: WeeklyReview, book: Book) -> Document:
    """How a round ends: the three usual faults, what moved, and the plan of next week."""
    return Document(
        schema="funnel.review/1",
        title=message("The week {week}", week=review.week),
        tables=(
            faults_table(review.health),
            movement_table(review.moved, book),
            chased_table(review.chased, book),
            plan_table(review.plan, book),
        ),
    )


def stop(where: Standing, book: Book, number: int, count: int) -> Document:
    """The deal as stop `number` of `count`: money and stage, the reasons, gate, next step, last word."""
    return Document(
        schema="funnel.review/1",
        title=message("{number}/{count}  {deal}", number=number, count=count, deal=called(where.deal)),
        lines=tuple(_reasons(where, book)),
        card=tuple(_state(where, book)),
    )


def _reasons(where: Standing, book: Book) -> Iterator[Text]:
    """Why it is looked at, or that there is nothing any more."""
    found = attention((where,), book)
    for each in found:
        for reason in told(each.findings):
            yield message("! {reason}", reason=reason)
    if not found:
        yield message("Nothing to complain about any more.")


def _state(where: Standing, book: Book) -> Iterator[tuple[Text, Cell]]:
    """What one has to know to decide, label by label."""
    deal = where.deal
    yield (
        message("Amount"),
        message(
            "{amount} at {odds}, {stage} for {days:day|days}, closes {close}",
            amount=where.amount,
            odds=where.probability,
            stage=stage_term(where),
            days=where.days,
            close=deal.expected_close,
        ),
    )
    if where.stage:
        present = gate(deal, where.stage, book)
        open_ = tuple(criterion.label for criterion in present.open_criteria)
        said = gate_sentence(present)
        yield message("Gate"), message("{said} Open: {open}.", said=said, open=open_) if open_ else said
    if step := deal.next_step:
        yield (
            message("Next step"),
            message("{action} ({when})", action=step.action, when=how_soon(step, book)),
        )
    if deal.log:
        last = deal.log[-1]
        yield (
            message("Last word"),
            message("{day}, {kind}: {text}", day=last.date, kind=log_kind(last.kind), text=last.text),
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
            _promises_table(review, book),
            attention_table(review.attention),
            waiting_table(review.leads),
            follow_up_table(review.follow_up, book),
            chased_table(review.chased, book),
            movement_table(review.moved, book),
            figures_table(review.forecasts, book),
            shape_table(review.health.shape, book),
            faults_table(review.health),
            plan_table(review.plan, book),
        ),
        notes=(message("File it with: funnel review --done"),),
    )


def _lines(review: WeeklyReview, book: Book) -> Iterator[Text]:
    """How last week's promises fared, and whether a review was left out."""
    if review.last is None:
        yield message("No earlier review is filed.")
    else:
        kept = sum(fate in (Outcome.KEPT, Outcome.CLOSED) for _, fate in review.promises)
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


def _promises_table(review: WeeklyReview, book: Book) -> Table:
    """What was promised and what became of it."""
    return table(
        "promises",
        review.promises,
        text("id", message("Deal"), lambda each: called_by(each[0].deal, book), weight=10, is_whole=True),
        day("due", message("Due"), lambda each: each[0].due, weight=7),
        text("action", message("Action"), lambda each: each[0].action, weight=8, is_prose=True),
        text("fate", message("Outcome"), lambda each: each[1].value, weight=9),
        title=message("Promised last time"),
        empty=message("Nothing was promised."),
    )


def plan_table(plan: Sequence[Standing], book: Book) -> Table:
    """The next steps due until the end of next week."""
    return table(
        "plan",
        plan,
        day("due", message("Due"), attrgetter("deal.next_step.due"), weight=9),
        text("when", message("When"), lambda each: when(each.deal.next_step, book), weight=5),
        deal_column(),
        text("action", message("Action"), attrgetter("deal.next_step.action"), weight=8, is_prose=True),
        text("owner", message("Owner"), attrgetter("deal.owner"), weight=3),
        title=message("Plan until the end of next week"),
        empty=message("No next step is due: agree on some."),
    )
