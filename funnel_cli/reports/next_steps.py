"""What is due: the next steps of open deals, what is planned on them, and the weekly review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from itertools import chain
from operator import itemgetter

from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import ROLES, contacts_of
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.deal_names import called_by, deal_column
from funnel_cli.reports.diary import Ahead, diary, plans_ahead
from funnel_cli.time.facts import since
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Message, Term, Text, message
from funnel_cli.values.period import Period
from funnel_cli.values.table import Document, Table, cells_at, day, table, text, within
from funnel_cli.values.typed import folded

AHEAD = timedelta(days=7)
"""So long before its day something is told, and so far beyond the end of a week its plan goes."""

_MONTH = 31
"""Up to so many days ahead a step is told by its days."""

_NAMED = 5
"""Up to so many deals without a next step are named."""

_NO_BREAK = "\u00a0"
"""A space at which no line is broken."""

_WORD = re.compile(r"\w+")
_PART = 3
"""From so many letters on a part of a name means its person."""

_OVERDUE = Term("overdue", message("overdue"))
_TODAY = Term("today", message("today"))
_THIS_WEEK = Term("this_week", message("this week"))
_NEXT_WEEK = Term("next_week", message("next week"))
_LATER = Term("later", message("later"))
_UNDATED = Term("undated", message("no day"))


def agenda(deals: Iterable[Standing], book: Book, *more: Table) -> Document:
    """The open deals' next steps, the most overdue first, undated ones last; then `more` tables.

    People see the one of them first that is due by now where no step is.
    """
    deals = tuple(deals)
    active = [each for each in deals if each.deal.is_open and not each.is_paused]
    without = tuple(sorted(each.deal.id for each in active if each.deal.next_step is None))
    undated = (each for each in active if (step := each.deal.next_step) and step.due is None)
    steps = table(
        "steps",
        (*due_by(active, Day.max), *undated),
        day("due", message("Due"), "deal.next_step.due", weight=5),
        text("when", message("When"), lambda each: how_soon(each.deal.next_step.due, book.day), weight=7),
        deal_column(),
        text("action", message("Action"), "deal.next_step.action", weight=9, is_prose=True),
        text("customer", message("Customer"), "deal.customer", on_screen=False, in_pipe=True),
        *within(
            lambda each: _person_of(each.deal, book),
            text("contact", message("Contact"), _reached_by, weight=6, is_prose=True),
            text("role", message("Role"), lambda who: term_of(who.role, ROLES), weight=1),
            text("phone", message("Telephone"), on_screen=False),
            text("email", message("Mail"), on_screen=False),
        ),
        text("owner", message("Owner"), "deal.owner", weight=2),
        numbered=True,
        empty=message("No next step is agreed on a deal; those with leads: funnel lead list")
        if any(lead.next_step for lead in book.leads.values())
        else message("No next step is agreed with anybody."),
    )
    late = min((each for each in more if _earliest(each) <= book.day), key=_earliest, default=None)
    leads = late is not None and _earliest(steps) > book.day
    return Document(
        schema="funnel.next/1",
        title=message("Next steps"),
        tables=(replace(steps, on_screen=bool(steps.rows) or not leads), *more),
        leading=late.name if late and leads else None,
        notes=_without_notes(without, book),
        diary=diary(deals, book, _review_day(book)),
    )


def _earliest(table: Table) -> Day:
    """The day on which the first row is due, whose table is sorted by that; the last of all days for none."""
    place = next(at for at, column in enumerate(table.columns) if column.key == "due")
    due = next((row[0] for row in cells_at(table.rows, [place])), None)
    return due if isinstance(due, Day) else Day.max


def _person_of(deal: Opportunity, book: Book) -> Contact | None:
    people = contacts_of(deal, book)
    action = folded(deal.next_step.action or "") if deal.next_step else ""
    named = (who for who in people if _is_named(folded(who.name), action))
    reached = (who for who in people if who.phone or who.email)
    return next(chain(named, reached, people), None)


def _is_named(name: str, action: str) -> bool:
    words = _WORD.findall(action)
    return bool(name) and (
        name in action or any(len(part) >= _PART and part in words for part in name.split())
    )


def _reached_by(who: Contact) -> Term:
    """A person as a cell: the name, and for people the telephone, which no line breaks, else the mail."""
    phone = who.phone and who.phone.replace(" ", _NO_BREAK)
    return Term(who.name, " ".join(filter(None, (who.name, phone or who.email))))


def due_by(deals: Iterable[Standing], last: Day) -> tuple[Standing, ...]:
    """The open deals whose next step is due on that day or before, the earliest first."""
    dated = (
        (step.due, each.deal.id, each)
        for each in deals
        if each.deal.is_open and (step := each.deal.next_step) and step.due
    )
    return tuple(each for due, _, each in sorted(dated, key=itemgetter(0, 1)) if due <= last)


def next_week_plan(deals: Iterable[Standing], week: Period) -> tuple[Standing, ...]:
    """The open deals whose next step is due by the end of the coming week, the earliest first."""
    return due_by(deals, week.last + AHEAD)


def plan_table(plan: Sequence[Standing], book: Book) -> Table:
    """The next steps due until the end of next week."""
    return table(
        "plan",
        plan,
        day("due", message("Due"), "deal.next_step.due", weight=9),
        text("when", message("When"), lambda each: when(each.deal.next_step.due, book.day), weight=5),
        deal_column(),
        text("action", message("Action"), "deal.next_step.action", weight=8, is_prose=True),
        text("owner", message("Owner"), "deal.owner", weight=3),
        title=message("Plan until the end of next week"),
        empty=message("No next step is due: agree on some."),
    )


def _without_notes(deals: tuple[str, ...], book: Book) -> tuple[Message, ...]:
    """How many open deals have no next step, and which, unless they are many."""
    if not deals:
        return ()
    if len(deals) > _NAMED:
        return (message("{count:open deal has|open deals have} no next step.", count=len(deals)),)
    return (
        message(
            "{count:open deal has|open deals have} no next step: {deals}.",
            count=len(deals),
            deals=tuple(called_by(id, book) for id in deals),
        ),
    )


def is_review_due(book: Book, owner: str | None = None) -> bool:
    """A whole ISO week has passed without a review of that owner, since the last or the first deal.

    Where nobody is asked for it is the settings' owner's, and anybody's where the settings name none.
    """
    filed = book.reviews_of(owner) if owner or book.method.settings.owner else book.reviews
    began = min(filter(None, map(since, book.opportunities.values())), default=None)
    last = max((review.as_of for review in filed), default=began)
    if last is None:
        return bool(book.opportunities)
    monday = last - timedelta(days=last.weekday())
    return (book.day - monday).days >= 2 * 7


def _review_day(book: Book) -> Day | None:
    """The day of the next review of the settings' owner, on the weekday of the last one, else a Monday.

    Today still counts, where no review was filed on it; a book without deals has none.
    """
    if not book.opportunities:
        return None
    filed = book.reviews_of() if book.method.settings.owner else book.reviews
    last = max((review.as_of for review in filed), default=None)
    earliest = book.day + timedelta(days=1) if last == book.day else book.day
    return earliest + timedelta(days=((last.weekday() if last else 0) - earliest.weekday()) % 7)


def when(due: Day | None, today: Day) -> Term:
    """How soon that day is: overdue, today, this week (until Sunday), next week, later, or no day."""
    if due is None:
        return _UNDATED
    if due < today:
        return _OVERDUE
    if due == today:
        return _TODAY
    sunday = today + timedelta(days=6 - today.weekday())
    if due <= sunday:
        return _THIS_WEEK
    return _NEXT_WEEK if due <= sunday + AHEAD else _LATER


def how_soon(due: Day | None, today: Day) -> Term:
    """How soon that day is, in words: days that have passed and those of the coming month by their number."""
    term = when(due, today)
    days = (due - today).days if due else 0
    if days < 0:
        return Term(term.id, message("{count:day|days} late", count=-days))
    if days == 1:
        return Term(term.id, message("tomorrow"))
    return Term(term.id, message("in {count:day|days}", count=days)) if 0 < days <= _MONTH else term


_TOLD = 3
"""So many of one deal are told in a line."""


def planned_ahead(deals: Iterable[Standing], book: Book) -> Table:
    """What is planned on these deals, but for those that rest."""
    return planned_table(plans_ahead(each.deal for each in deals if not each.is_paused), book)


def planned_table(some: Sequence[Ahead], book: Book) -> Table:
    """A row an activity: when, with whom, of which kind and what for; seen where there are any."""
    return table(
        "planned",
        some,
        day("due", message("Due"), "planned.due", weight=5),
        text("when", message("When"), lambda each: how_soon(each.planned.due, book.day), weight=7),
        deal_column(),
        text("kind", message("Kind"), lambda each: book.method.kinds.term(each.planned.kind), weight=6),
        text("text", message("Purpose"), "planned.text", weight=9, is_prose=True),
        text("owner", message("Owner"), weight=2),
        title=message("Planned"),
    )


def planned_facts(deal: Opportunity, book: Book) -> Iterator[tuple[Message, tuple[Text, ...]]]:
    """What is planned on the deal in a line each, the first few."""
    if some := plans_ahead((deal,)):
        told = tuple(_told(each, book) for each in some[:_TOLD])
        more = len(some) - _TOLD
        yield message("Planned"), (*told, message("{count} more", count=more)) if more > 0 else told


def _told(each: Ahead, book: Book) -> Message:
    kind, soon = book.method.kinds.term(each.planned.kind), how_soon(each.planned.due, book.day)
    if each.planned.text:
        return message("{kind} ({when}): {text}", kind=kind, when=soon, text=each.planned.text)
    return message("{kind} ({when})", kind=kind, when=soon)
