"""Questions of filed forms that are to be answered within hours and are not: chased until they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from operator import attrgetter

from funnel_cli.finding.parties import belongs
from funnel_cli.finding.subjects import title_of
from funnel_cli.records.book import Book, Subject
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import LOSS, VISIT, Form, FormField, as_filed, hours_left
from funnel_cli.records.lead import CONVERTED, Lead
from funnel_cli.reports.next_steps import how_soon
from funnel_cli.time.response import HOURS_A_DAY
from funnel_cli.time.standing import Standing
from funnel_cli.values.columns import count, day, table, text
from funnel_cli.values.message import Named, Term, message
from funnel_cli.values.table import Table
from funnel_cli.values.typed import quoted


@dataclass(frozen=True, slots=True)
class Awaited:
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
        word = quoted(self.subject.name) if isinstance(self.subject, Customer) else self.subject.id
        return f"funnel form {word} {self.form.id} {self.field.id}=…{which}"


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
        text("form", message("Form"), lambda each: Term(each.form.id, each.form.label), weight=8),
        count("version", message("Version"), weight=4),
        text("field", message("Question"), lambda each: Term(each.field.id, each.field.label), weight=6),
        count("hours", message("Within hours"), weight=6),
        text("owner", message("Owner"), weight=2),
        text("action", message("Next action"), attrgetter("command"), on_screen=False),
        title=message("Waiting for an answer"),
        on_screen=bool(found),
    )
