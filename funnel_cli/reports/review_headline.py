"""What a week comes to, label by label: quarters, promises, what deals lack, moves, shape, plan.

Also as a few plain lines, to be pasted where people talk to each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date as Day
from operator import itemgetter

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.attention import Reason, in_a_line
from funnel_cli.reports.landing import landing
from funnel_cli.reports.movement import Move
from funnel_cli.reports.next_steps import AHEAD, is_review_due
from funnel_cli.reports.payments import payment_week
from funnel_cli.reports.review import Outcome, WeeklyReview
from funnel_cli.time.standing import money_of
from funnel_cli.values.likeness import JOINT, short_name
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.table import Cell

_LACKING = {
    Reason.STEP_OVERDUE: message("{count:step|steps} overdue"),
    Reason.PLAN_OVERDUE: message("{count:planned activity|planned activities} overdue"),
    Reason.NO_STEP: message("{count} without a next step"),
    Reason.UNDATED: message("{count} without a close date"),
    Reason.CLOSE_PASSED: message("{count:close date|close dates} passed"),
    Reason.STALLED: message("{count} stalled"),
    Reason.MILESTONE_OVERDUE: message("{count} overdue in the stage"),
}
"""What deals lack, and how it is counted."""

_KINDS = 5
"""So many kinds of moves are counted."""


def headline(review: WeeklyReview, book: Book) -> Iterator[tuple[Text, Cell]]:
    """The labels with what they say, each so short that all of them leave room for a table on a screen."""
    for title, forecast in zip((message("Quarter"), message("Next quarter")), review.quarters, strict=False):
        yield title, landing(forecast)
    yield message("Promises"), kept(review, book)
    counts = Counter(finding.reason for each in review.attention for finding in each.findings)
    lacking = (
        Message(said.text, {"count": counts[reason]}) for reason, said in _LACKING.items() if counts[reason]
    )
    yield message("To mend"), tuple(lacking) or message("nothing")
    yield message("Moved"), tuple(_moves(review)) or message("nothing")
    yield message("Funnel"), _shape(review)
    if review.payments:
        came, due, late = payment_week(review.payments, review.days, review.week.last + AHEAD, book)
        yield (
            message("Payments"),
            message("{came:n} received, {due:n} due, {late:n} overdue", came=came, due=due, late=late),
        )
    if waiting := tuple(_besides(review)):
        yield message("Besides"), waiting
    if data := tuple(_data(review)):
        yield message("Customer data"), data
    yield message("Ahead"), _ahead(review, book)


def _moves(review: WeeklyReview) -> Iterator[Text]:
    counts = Counter(each.move for each in review.moved).most_common()
    for move, count in counts[:_KINDS]:
        yield message("{move} {count}", move=move.value.label, count=count)
    if len(counts) > _KINDS:
        yield "…"


def kept(review: WeeklyReview, book: Book) -> Text:
    """How last time's promises fared, and whether a review was left out."""
    if review.last is None:
        return message("no earlier review")
    count = sum(fate in (Outcome.KEPT, Outcome.CLOSED) for _, fate in review.promises)
    figures = {"kept": count, "count": len(review.promises), "week": review.last.week}
    if is_review_due(book, review.owner):
        return message("{kept} of {count} of {week} kept; a whole week without a review", **figures)
    return message("{kept} of {count} of {week} kept", **figures)


def _shape(review: WeeklyReview) -> Text:
    """What share of the weighted amount each stage holds, and which of the usual faults there are."""
    shares = tuple(
        message("{stage} {share}", stage=each.stage.label, share=each.share)
        for each in review.health.shape.slices
    )
    faults = tuple(each.fault.label for each in review.health.diagnoses if each.evidence)
    if faults:
        return message("{shares}: {faults}", shares=shares, faults=faults)
    return message("{shares}", shares=shares)


def _besides(review: WeeklyReview) -> Iterator[Text]:
    """What else is due, counted."""
    if review.leads:
        yield message("{count:lead|leads} waiting", count=len(review.leads))
    if review.follow_up:
        yield message("{count:customer|customers} to contact again", count=len(review.follow_up))
    if review.awaited:
        yield message("{count:answer|answers} owed", count=len(review.awaited))
    if review.chased:
        yield message("{count:won deal|won deals} to follow up", count=len(review.chased))
    if review.planned:
        yield message("{count:planned activity|planned activities}", count=len(review.planned))


def _data(review: WeeklyReview) -> Iterator[Text]:
    """Of how many customers the data is old, or of nobody knows which day, and whose is the oldest."""
    found = review.data
    if found and found.old:
        first = found.old[0]
        yield message(
            "{count} with data older than {limit} days, {customer} {days}: funnel customer list data:old",
            count=len(found.old),
            limit=found.limit,
            customer=first.customer.name,
            days=first.days,
        )
    if found and found.unknown:
        yield message("{count} with data of unknown age", count=found.unknown)


def _ahead(review: WeeklyReview, book: Book) -> Text:
    """How many steps are due from the book's day to the end of next week, and when the first is."""
    dues = (each.deal.next_step and each.deal.next_step.due for each in review.plan)
    coming = [due for due in dues if due and due >= book.day]
    until = review.week.last + AHEAD
    if not coming:
        return message("no step until {until}", until=until)
    return message(
        "{count:step|steps} until {until}, the first on {first}: funnel next",
        count=len(coming),
        until=until,
        first=coming[0],
    )


_NAMED = 3
"""So many deals are named of a kind."""


def weekly_text(review: WeeklyReview, book: Book) -> Iterator[Text]:
    """A dozen lines at the most: won, promises kept, the forecast, the worst deals, the next steps."""
    said = message("Week {week}, as of {day}", week=review.week, day=book.day)
    yield message("{week}: {owner}", week=said, owner=review.owner) if review.owner else said
    won = [each.deal for each in review.moved if each.move is Move.WON]
    if won or review.days.start == review.week.start:
        yield message("Won: {deals}", deals=_named(won, book)) if won else message("Won: nothing this week")
    else:
        yield message("Won: nothing since {day}", day=review.days.start)
    yield message("Promises: {kept}", kept=kept(review, book))
    yield from (message("Forecast: {landing}", landing=landing(each)) for each in review.quarters[:1])
    worst = review.attention[:_NAMED]
    yield message("To take up first:") if worst else message("To take up first: nothing")
    for number, each in enumerate(worst, 1):
        deal, why = each.standing.deal, in_a_line(each.findings[0], each, book)
        yield message("{number}. {deal}: {why}", number=number, deal=_short(deal), why=why)
    ahead = sorted(_to_come(review, book), key=itemgetter(0))
    yield message("Next steps:") if ahead else message("Next steps: none")
    for due, deal, action in ahead[:_NAMED]:
        yield message("- {due} {deal}: {action}", due=due, deal=_short(deal), action=action)


def _to_come(review: WeeklyReview, book: Book) -> Iterator[tuple[Day, Opportunity, Text | None]]:
    """The steps and planned activities from the book's day on, each with its day and deal."""
    for each in review.plan:
        step = each.deal.next_step
        if step and step.due and step.due >= book.day:
            yield step.due, each.deal, step.action
    for one in review.planned:
        if one.planned.due >= book.day:
            kind = book.method.kinds.term(one.planned.kind)
            said = message("{kind}, {text}", kind=kind, text=one.planned.text) if one.planned.text else kind
            yield one.planned.due, one.deal, said


def _named(deals: list[Opportunity], book: Book) -> tuple[Text, ...]:
    said = tuple(_with_amount(deal, book) for deal in deals[:_NAMED])
    return (*said, message("{more} more", more=len(deals) - _NAMED)) if len(deals) > _NAMED else said


def _with_amount(deal: Opportunity, book: Book) -> Text:
    amount = money_of(deal, book)
    return message("{deal} ({amount})", deal=_short(deal), amount=amount) if amount else _short(deal)


def _short(deal: Opportunity) -> str:
    customer, joint, name = deal.title.partition(JOINT)
    return short_name(customer) + joint + name
