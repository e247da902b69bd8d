"""What is to be done or answered by a day or an hour: chased until it is.

After a win, in a stage, or by a question of a filed form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from operator import itemgetter
from typing import NamedTuple

from funnel_cli.finding.parties import belongs
from funnel_cli.finding.subjects import title_of, typed_word
from funnel_cli.records.book import Book, Subject
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import LOSS, VISIT, Form, FormField, as_filed, hours_left
from funnel_cli.records.lead import CONVERTED, Lead
from funnel_cli.records.method import Milestone
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.reports.next_steps import AHEAD, how_soon, planned_ahead
from funnel_cli.reports.payments import payments_due
from funnel_cli.time.gate import Gate, after_win, gate
from funnel_cli.time.pool import HOURS_A_DAY
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Named, message
from funnel_cli.values.table import Table, count, day, table, text


class Awaited(NamedTuple):
    """A question of the version of a form that was filed on a day and waits for its answer until another."""

    subject: Subject
    form: Form
    field: FormField
    version: int
    hours: int
    filed: Day
    due: Day

    @property
    def owner(self) -> str | None:
        """Whose it is to answer; a customer is nobody's."""
        return None if isinstance(self.subject, Customer) else self.subject.owner

    @property
    def command(self) -> str:
        """What files the answer."""
        which = f" --number {self.version}" if self.form.many else ""
        if self.form.for_ == VISIT:
            which = f" --date {self.filed}"
        return f"funnel form {typed_word(self.subject)} {self.form.id} {self.field.id}=…{which}"


def awaited(subjects: Iterable[Subject], book: Book) -> tuple[Awaited, ...]:
    """The questions of their forms that wait for an answer, the longest overdue first.

    Of a day without an hour the last is meant: what is to be answered in 4 hours is due on its own day.
    """
    forms = [form for form in book.method.forms if any(field.within_hours for field in form.fields)]
    found = [each for subject in subjects for form in forms for each in _of(subject, form)]
    return tuple(sorted(found, key=lambda each: (each.due, each.hours, each.subject.id, each.version)))


def awaited_of(deals: Iterable[Standing], book: Book, owner: str | None = None) -> tuple[Awaited, ...]:
    """What waits for an answer of these deals and their customers, and of the owner's leads."""
    ours = [each.deal for each in deals]
    customers = {each.id: each for deal in ours if (each := book.customer_of(deal))}
    leads = (lead for lead in book.leads.values() if belongs(owner, lead.owner, book))
    return awaited((*ours, *leads, *customers.values()), book)


def _of(subject: Subject, form: Form) -> Iterator[Awaited]:
    if not _is_chased(subject, form):
        return
    for version, filing in as_filed(form, subject.forms.get(form.id, ())):
        for field in form.fields:
            if hours := hours_left(field, filing):
                due = filing.date + timedelta(days=hours // HOURS_A_DAY)
                yield Awaited(subject, form, field, version, hours, filing.date, due)


def _is_chased(subject: Subject, form: Form) -> bool:
    """Whether anybody still asks: not of what is removed, of a lost deal, or of a lead that is a deal now."""
    if isinstance(subject, Opportunity):
        return subject.removed is None and (form.for_ == LOSS or not subject.is_lost)
    return not (isinstance(subject, Lead) and subject.stage == CONVERTED)


def awaited_table(found: Sequence[Awaited], book: Book) -> Table:
    """A row a question: until when, of whom, which form, how fast it is to be answered."""
    return table(
        "awaited",
        found,
        day("due", message("Due"), weight=5),
        text("when", message("When"), lambda each: how_soon(each.due, book.day), weight=7),
        text("id", message("About"), lambda each: Named(each.subject.id, title_of(each.subject)), weight=10),
        text("form", message("Form"), "form.term", weight=8),
        count("version", message("Version"), weight=4),
        text("field", message("Question"), "field.term", weight=6),
        count("hours", message("Within hours"), weight=6),
        text("owner", message("Owner"), weight=2),
        text("action", message("Next action"), "command", on_screen=False),
        title=message("Waiting for an answer"),
    )


class Chased(NamedTuple):
    """A deal, what of its list is due next, and how much of the list is open."""

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
    lists = ((deal, after) for deal in ours if deal.removed is None and (after := after_win(deal, book)))
    return _by_day(lists, book)


def chased_in_stage(deals: Iterable[Standing], book: Book) -> tuple[Chased, ...]:
    """The open deals, but for paused ones, with something of their stage's list due by next week."""
    dated = {each.id for each in book.method.stages if any(m.due_days is not None for m in each.milestones)}
    ours = ((each.deal, each.stage) for each in deals if not each.is_paused)
    lists = ((deal, gate(deal, stage, book)) for deal, stage in ours if stage and stage.id in dated)
    return _by_day(lists, book)


def _by_day(lists: Iterable[tuple[Opportunity, Gate]], book: Book) -> tuple[Chased, ...]:
    found = (each for deal, asked in lists if (each := _next(deal, asked)) and each.due <= book.day + AHEAD)
    return tuple(sorted(found, key=lambda each: (each.due, each.deal.id)))


def besides(deals: Sequence[Standing], book: Book, owner: str | None = None) -> tuple[Table, ...]:
    """What is due of these deals beside next steps: visits, answers, what a stage or a win asks, payments.

    Answers of the owner's leads and of the deals' customers are among them.
    """
    in_stage = chased_table(chased_in_stage(deals, book), book)
    return (
        planned_ahead(deals, book),
        awaited_table(awaited_of(deals, book, owner), book),
        replace(in_stage, name="in_stage", title=message("Due in the stage")),
        chased_table(chased((each.deal for each in deals), book), book),
        payments_due(deals, book),
    )


def _next(deal: Opportunity, asked: Gate) -> Chased | None:
    """What is due first of the open items, in the method's order on one day; `None` of nothing dated."""
    open_ = [each for each in asked.items if not each.is_met]
    dated = [(each.due, each.milestone) for each in open_ if each.due]
    if not dated:
        return None
    due, milestone = min(dated, key=itemgetter(0))
    return Chased(deal, milestone, due, len(open_))


def chased_table(found: Sequence[Chased], book: Book) -> Table:
    """A row a deal: what is due next, how soon, and how much is open."""
    return table(
        "after_win",
        found,
        day("due", message("Due"), weight=5),
        text("when", message("When"), lambda each: how_soon(each.due, book.day), weight=7),
        deal_column(),
        text("milestone", message("Milestone"), "milestone.id", on_screen=False),
        text("title", message("To be done"), "milestone.label", weight=9, is_prose=True),
        count("open", message("Not done"), weight=4),
        text("owner", message("Owner"), "deal.owner", weight=2),
        title=message("After winning"),
    )
