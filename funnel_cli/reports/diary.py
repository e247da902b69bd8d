"""Days for a calendar: next steps, plans and expected closes of deals, payments, and dates in forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date as Day
from typing import NamedTuple

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import Form, FormField, last_filing
from funnel_cli.records.planned import PlannedActivity
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Appointment, Diary


class Ahead(NamedTuple):
    """An open planned activity of a deal, and whose it is; `number` is its place in the record, from 1."""

    deal: Opportunity
    number: int
    planned: PlannedActivity

    @property
    def owner(self) -> str | None:
        """Who will be there."""
        return self.planned.by or self.deal.owner


def plans_ahead(deals: Iterable[Opportunity], last: Day = Day.max) -> tuple[Ahead, ...]:
    """What is planned for that day or before and is open, the earliest first; nothing of what is lost."""
    found = (
        Ahead(deal, number, each)
        for deal in deals
        if deal.removed is None and not deal.is_lost
        for number, each in enumerate(deal.planned, 1)
        if each.is_open and each.due <= last
    )
    return tuple(sorted(found, key=lambda each: (each.planned.due, each.deal.id, each.number)))


def diary(deals: Iterable[Standing], book: Book, review: Day | None = None) -> Diary:
    """The appointments of these deals, the earliest first; what has no day that can be read is counted.

    Open deals that do not rest have their next steps and expected closes, won ones the payments of which
    something is outstanding, both what is planned on them and the dates in their forms: of each the last
    filing counts, and its dates from the book's day on. `review` is the day of the next weekly review.
    """
    deals = tuple(deals)
    active = [each for each in deals if each.deal.is_open and not each.is_paused]
    won = [each for each in deals if each.deal.is_won and each.deal.removed is None]
    both = [*active, *won]
    found = [*_appointments(active, book), *_plans(both, book)]
    found += [*_form_dates(both, book), *_payments(won, book)]
    if review:
        found.append(
            Appointment(
                uid="review@funnel",
                day=review,
                title=message("Weekly review: funnel review"),
                kind=message("Weekly review"),
                reminder=book.method.settings.reminders.review,
            )
        )
    return Diary(
        title=message("Next steps"),
        appointments=tuple(sorted(found, key=lambda each: (each.day, each.uid))),
        left_out=tuple(_left_out(active, won, book)),
    )


def _left_out(active: Iterable[Standing], won: Iterable[Standing], book: Book) -> Iterator[Message]:
    deals, signed = [each.deal for each in active], [each.deal for each in won]
    undated = sum(deal.next_step is not None and deal.next_step.due is None for deal in deals)
    unread = sum(day is None for deal in (*deals, *signed) for _, _, day in _filed_dates(deal, book))
    unplanned = sum(each.outstanding > 0 and each.due is None for deal in signed for each in deal.payments)
    if undated:
        yield message("{count:next step|next steps} without a day cannot stand in a calendar.", count=undated)
    if unread:
        yield message(
            "{count:date|dates} in forms cannot be read and cannot stand in a calendar.", count=unread
        )
    if unplanned:
        yield message("{count:payment|payments} without a day cannot stand in a calendar.", count=unplanned)


def _appointments(deals: Iterable[Standing], book: Book) -> Iterator[Appointment]:
    reminders = book.method.settings.reminders
    for each in deals:
        step, close = each.deal.next_step, each.deal.expected_close
        if step and step.due:
            what = message("Next step")
            yield _of(each, "next", step.due, step.action or what, what, reminders.next_step)
        if close:
            yield _of(
                each, "close", close, message("Expected close"), message("Expected close"), reminders.close
            )


def _plans(deals: Iterable[Standing], book: Book) -> Iterator[Appointment]:
    reminder = book.method.settings.reminders.next_step
    for each in deals:
        for one in plans_ahead((each.deal,)):
            planned, kind = one.planned, book.method.kinds.term(one.planned.kind)
            said = (planned.text,) if planned.text else ()
            yield _of(
                each, f"planned.{one.number}", planned.due, kind, message("Planned"), reminder, lines=said
            )


def _form_dates(deals: Iterable[Standing], book: Book) -> Iterator[Appointment]:
    reminder = book.method.settings.reminders.form
    for each in deals:
        for form, field, day in _filed_dates(each.deal, book):
            if day and day >= book.day:
                yield _of(each, f"{form.id}:{field.id}", day, field.label, form.label, reminder)


def _payments(won: Iterable[Standing], book: Book) -> Iterator[Appointment]:
    reminder = book.method.settings.reminders.payment
    for each in won:
        currency = book.currency_of(each.deal)
        for number, payment in enumerate(each.deal.payments, 1):
            if payment.due and payment.outstanding > 0:
                purpose = payment.for_ or message("Payment")
                left = message("Outstanding: {amount}", amount=Money(payment.outstanding, currency))
                yield _of(
                    *(each, f"payment.{number}", payment.due, purpose, message("Payment"), reminder),
                    lines=(left,),
                )


def _of(
    each: Standing,
    what: str,
    day: Day,
    action: Text,
    kind: Text,
    reminder: int | None,
    lines: tuple[Text, ...] = (),
) -> Appointment:
    """An appointment of the deal; `what` tells it from its others, `lines` come before those of any deal."""
    return Appointment(
        uid=f"{each.deal.id}.{what}@funnel",
        day=day,
        title=message("{action}: {deal}", action=action, deal=each.deal.title),
        kind=kind,
        lines=(*lines, *_lines(each)),
        reminder=reminder,
    )


def _filed_dates(deal: Opportunity, book: Book) -> Iterator[tuple[Form, FormField, Day | None]]:
    """The dates that the last filing of each form says; `None` where what it says is no date."""
    for form in book.method.forms:
        filing = last_filing(deal.forms, form.id)
        for field in form.fields if filing else ():
            if filing and field.kind == "date" and field.id in filing.says:
                day = field.read(filing.says[field.id])
                yield form, field, day if isinstance(day, Day) else None


def _lines(each: Standing) -> Iterator[Message]:
    """What one wants to know on the way: the id, stage, amount, and whose deal it is."""
    deal, stage = each.deal, each.stage
    yield message("Deal: {deal}", deal=deal.id)
    yield message("Stage: {stage}", stage=stage.title if stage else deal.stage)
    if each.amount is not None:
        yield message("Amount: {amount}", amount=each.amount)
    if deal.owner:
        yield message("Owner: {owner}", owner=deal.owner)
