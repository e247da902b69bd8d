"""The week as a few plain lines, to be pasted where people talk to each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from operator import itemgetter

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.attention import in_a_line
from funnel_cli.reports.landing import landing
from funnel_cli.reports.movement import Move
from funnel_cli.reports.review import WeeklyReview
from funnel_cli.reports.review_headline import kept
from funnel_cli.time.standing import money_of
from funnel_cli.values.message import Text, message
from funnel_cli.values.short_names import JOINT, short_name

_NAMED = 3
"""So many deals are named of a kind."""


def weekly_text(review: WeeklyReview, book: Book) -> Iterator[Text]:
    """A dozen lines at the most: won, promises kept, the forecast, the worst deals, the next steps."""
    said = message("Week {week}, as of {day}", week=review.week, day=book.day)
    yield message("{week}: {owner}", week=said, owner=review.owner) if review.owner else said
    won = [each.deal for each in review.moved if each.move is Move.WON]
    yield message("Won: {deals}", deals=_named(won, book)) if won else message("Won: nothing this week")
    yield message("Promises: {kept}", kept=kept(review, book))
    yield from (message("Forecast: {landing}", landing=landing(each)) for each in review.quarters[:1])
    worst = review.attention[:_NAMED]
    yield message("To take up first:") if worst else message("To take up first: nothing")
    for number, each in enumerate(worst, 1):
        deal, why = each.standing.deal, in_a_line(each.findings[0], each, book)
        yield message("{number}. {deal}: {why}", number=number, deal=_short(deal), why=why)
    ahead = sorted(_ahead(review, book), key=itemgetter(0))
    yield message("Next steps:") if ahead else message("Next steps: none")
    for due, deal, action in ahead[:_NAMED]:
        yield message("- {due} {deal}: {action}", due=due, deal=_short(deal), action=action)


def _ahead(review: WeeklyReview, book: Book) -> Iterator[tuple[Day, Opportunity, Text | None]]:
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
    """The deals with their amounts, the first few of them."""
    said = tuple(_with_amount(deal, book) for deal in deals[:_NAMED])
    return (*said, message("{more} more", more=len(deals) - _NAMED)) if len(deals) > _NAMED else said


def _with_amount(deal: Opportunity, book: Book) -> Text:
    amount = money_of(deal, book)
    return message("{deal} ({amount})", deal=_short(deal), amount=amount) if amount else _short(deal)


def _short(deal: Opportunity) -> str:
    """What people call the deal, the customer without its legal form."""
    customer, joint, name = deal.title.partition(JOINT)
    return short_name(customer) + joint + name
