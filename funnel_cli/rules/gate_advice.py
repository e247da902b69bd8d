"""What opens a gate: the commands that meet an open criterion, with blanks for what only people know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import ceil

from funnel_cli.finding.people import contacts_of
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import CUSTOMER, LEAD, VISIT, Filing, Form, going_on_from
from funnel_cli.records.method import Check, Milestone
from funnel_cli.records.method_parts import Axis
from funnel_cli.time.facts import DECIDES
from funnel_cli.time.gate import criteria_of, out_of_reach
from funnel_cli.values.message import Message, Text, message


def how_to_meet(
    deal: Opportunity, milestone: Milestone, book: Book, *, is_dated: bool = False
) -> Iterator[Message]:
    """The commands that meet an open criterion on the book's day, a line each in their order.

    A score is given and a form is filed; everything else is ticked, and so is what no open deal can meet.
    Where the book's day is not the one on which they will run, the commands are `is_dated`.
    """
    on = f" --date {book.day}" if is_dated else ""
    check = milestone.check
    can_be_seen = check and not out_of_reach(check, book.method)
    commands = tuple(_commands(deal, check, book, on)) if check and can_be_seen else ()
    tick = f'funnel check {deal.id} {milestone.id} --evidence "…"{on}'
    for command in commands or (tick,):
        yield message("{title}: {command}", title=milestone.label, command=command)


def _commands(deal: Opportunity, check: Check, book: Book, on: str) -> Iterator[Text]:
    """What leads to the fact that the check asks for, where a command of its own does."""
    axis = book.method.strength.get(check.strength or "")
    form = book.method.form(check.form or "")
    if axis:
        yield from _scoring(deal, check, axis, book, on)
    elif form and form.for_ == VISIT:
        yield from _visiting(deal, check, form, book, on)
    elif form and form.for_ != LEAD and (deal.customer or form.for_ != CUSTOMER):
        before = going_on_from(book.forms_about(deal).get(form.id, ()), form, book.day)
        yield f"{_filing(deal, check, form, book, before)}{on}"


def _asked(deal: Opportunity, check: Check, form: Form, book: Book) -> set[str]:
    """The fields of the form that the deal's criteria ask for: one filing answers all of them."""
    checks = (check, *(each.check for each in criteria_of(deal, book) if each.check))
    return {each.field for each in checks if each.form == form.id and each.field}


def _scoring(deal: Opportunity, check: Check, axis: Axis, book: Book, on: str) -> Iterator[Text]:
    """The score, by whom it is where it is the decision maker's, and who that is where nobody is known."""
    score, deciding = ceil(check.at_least or 1), [p for p in contacts_of(deal, book) if p.role == DECIDES]
    said = axis.reached(score)
    is_theirs = said is not None and said.is_deciding
    is_above = score > axis.ceiling and any(each.is_deciding for each in axis.statements)
    if not deciding and (is_theirs or is_above):
        yield message("funnel brief {deal} --person NAME --role {role}", deal=deal.id, role=DECIDES)
    command = f"funnel score {deal.id} {check.strength}={score}{on}"
    yield message("{command} --by NAME", command=command) if is_theirs and len(deciding) != 1 else command


def _visiting(deal: Opportunity, check: Check, form: Form, book: Book, on: str) -> Iterator[Text]:
    """The form for the last visit; where there is none, or none of the days asked for, the visit itself."""
    kinds, is_kept = book.method.kinds, book.method.is_kept(form)
    last = max((entry.date for entry in deal.log if kinds.is_visit(entry.kind)), default=None)
    if last and (check.within is None or last >= book.day - timedelta(days=check.within)):
        before = going_on_from(book.forms_about(deal).get(form.id, ()), form, last)
        yield f"{_filing(deal, check, form, book, before)} --date {last}"
    elif kinds.visit:
        told = ("result", *(sorted(_asked(deal, check, form, book)) if is_kept else []))
        yield " ".join((f"funnel visit {deal.id}", *(f'--{field} "…"' for field in dict.fromkeys(told)))) + on
        if not is_kept:
            yield f"{_filing(deal, check, form, book)}{on}"


def _filing(deal: Opportunity, check: Check, form: Form, book: Book, before: Filing | None = None) -> str:
    """The form with blanks for what is asked and for what it is not filed without, going on from `before`."""
    told, needed = before.says if before else {}, _asked(deal, check, form, book)
    asked = [
        field.id
        for field in form.fields
        if field.id == check.field or (field.id not in told and (field.required or field.id in needed))
    ]
    blanks = [f"{id}=…" for id in asked or [field.id for field in form.fields[:1]]]
    return " ".join((f"funnel form {deal.id} {form.id}", *(blanks or ["--ask"])))
