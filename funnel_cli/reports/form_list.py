"""The method's forms of a deal, lead or customer: what was filed when, one whole, what is odd in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date as Day
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.subjects import OF, THINGS, can_be_filed, title_of, typed_word, was_visited
from funnel_cli.records.book import Book, Subject
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import CUSTOMER, LEAD, VISIT, Filing, Form, FormField, last_filing, numbered
from funnel_cli.records.lead import Lead
from funnel_cli.reports.chased import awaited
from funnel_cli.values.errors import Problem, warning
from funnel_cli.values.message import Label, Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Document, Table, count, day, table, text


class Filed(NamedTuple):
    """A form of the method, and what was filed of it; `last` is the last filing."""

    form: Form
    filings: tuple[Filing, ...]
    last: Filing | None


class Answered(NamedTuple):
    """One answer of one filing; `version` counts the filings from 1."""

    version: int
    filing: Filing
    id: str
    title: Label
    text: str
    shown: Cell


def forms_document(subject: Subject, book: Book) -> Document:
    """Every form of the method that fits it or was filed of it, in the method's order; so of its customer."""
    filed = [
        _filed(form, subject, book)
        for form in book.method.all_forms
        if form.id in book.forms_about(subject) or can_be_filed(form, subject) or form.for_ == CUSTOMER
    ]
    return Document(
        schema="funnel.forms/1",
        title=message("Forms of {deal}", deal=title_of(subject)),
        head={"id": subject.id},
        tables=(
            table(
                "forms",
                filed,
                text("form", message("Form"), "form.id", weight=10, is_whole=True),
                text("title", message("Title"), "form.label", weight=9),
                text(
                    "for",
                    message("About"),
                    lambda each: Term(each.form.for_, THINGS[each.form.for_]),
                    weight=4,
                ),
                count("filed", message("Filed"), lambda each: len(each.filings), weight=7),
                day("date", message("Last"), "last.date", weight=8),
                text("by", message("By"), "last.by", weight=3),
                empty=message("The method has no form about it."),
            ),
        ),
        notes=(message("File one with: funnel form {deal} FORM FIELD=ANSWER", deal=typed_word(subject)),)
        * bool(filed),
    )


def filed_table(subject: Subject, book: Book) -> Table:
    """The forms that were filed of it or of its customer: what each is, when last, how often."""
    filed = [
        _filed(form, subject, book) for form in book.method.forms if book.forms_about(subject).get(form.id)
    ]
    return table(
        "forms",
        filed,
        text("form", message("Form"), "form.term", weight=10),
        count("filed", message("Filed"), lambda each: len(each.filings), weight=7),
        day("date", message("Last"), "last.date", weight=8),
        title=message("Forms"),
    )


def form_document(subject: Subject, form: Form, book: Book, version: int | None = None) -> Document:
    """One form: what its last filing says, or that version, with an empty place for what is not answered."""
    filed = _filed(form, subject, book, version)
    currency = book.currency_of(subject)
    rows = [
        _answered(n, filing, form, id, said, currency)
        for n, filing in numbered(filed.filings)
        for id, said in filing.says.items()
    ]
    says = filed.last.says if filed.last else {}
    lines = [(each.label, _shown(each, says.get(each.id), currency) or "") for each in form.fields]
    when = ((message("Day"), filed.last.date),) if filed.last else ()
    return Document(
        schema="funnel.form/1",
        title=form.label,
        head={
            "id": subject.id,
            "form": form.id,
            "for": form.for_,
            "filed": len(filed.filings),
            "date": filed.last.date if filed.last else None,
            "by": filed.last.by if filed.last else None,
        },
        card=(*_whose(subject), *when, *lines),
        tables=(_answers(rows, on_screen=len(filed.filings) > 1),),
        lines=() if filed.last else (message("Not filed yet."),),
        notes=tuple(_how_to_file(subject, form, book)),
    )


def _answers(rows: Iterable[Answered], *, on_screen: bool) -> Table:
    """Every answer of every filing."""
    return table(
        "answers",
        rows,
        count("version", message("Version"), weight=8),
        day("date", message("Day"), "filing.date", weight=9),
        text("field", message("Field"), "id", weight=6, is_whole=True),
        text("title", message("Question"), weight=7),
        text("answer", message("Answer"), "text", weight=10, is_prose=True),
        on_screen=on_screen,
        title=message("All versions"),
    )


def _how_to_file(subject: Subject, form: Form, book: Book) -> Iterator[Message]:
    """The commands that answer what is owed, and the one that files the form."""
    for each in awaited((subject,), book):
        if each.form is form:
            yield message("Answer it with: {command}", command=each.command)
    yield message(
        "File it with: funnel form {deal} {form} {field}=…",
        deal=typed_word(subject),
        form=form.id,
        field=form.fields[0].id,
    )


def form_problems(deals: Iterable[Opportunity], book: Book) -> Iterator[Problem]:
    """A warning for each form, field and answer that the method does not know, or that is not complete."""
    subjects: Iterable[Subject] = (*deals, *book.leads.values(), *book.customers.values())
    for subject in subjects:
        for id, filings in subject.forms.items():
            form = book.method.form(id)
            said = [message("The method has no form “{id}”.", id=id)] if form is None else []
            if form:
                said = [
                    *_misplaced(form, subject, book),
                    *(why for each in filings for why in _odd(form, each)),
                ]
            for why in said:
                yield warning(subject.file, "odd-form", why, f"forms.{id}")


def _misplaced(form: Form, subject: Subject, book: Book) -> Iterator[Message]:
    """A form that is filed where it is not asked for, or of a visit that is not written down."""
    was_lead = isinstance(subject, Opportunity) and subject.lead is not None and form.for_ == LEAD
    if not isinstance(subject, OF[form.for_]) and not was_lead:
        yield message("The form “{form}” is about {things}.", form=form.id, things=THINGS[form.for_])
    elif form.for_ == VISIT:
        for filing in subject.forms[form.id]:
            if not was_visited(subject, filing.date, book.method.kinds):
                yield message(
                    "The form “{form}” tells of a visit on {day}, and none is in the log.",
                    form=form.id,
                    day=filing.date,
                )


def _odd(form: Form, filing: Filing) -> Iterator[Message]:
    """What a filing says and the form does not ask, and what it asks and the filing must say."""
    yield from _odd_answers(form, filing)
    if missing := [each.label for each in form.fields if each.required and not filing.says.get(each.id)]:
        yield message(
            "The form “{form}” of {day} does not say: {fields}.",
            form=form.id,
            day=filing.date,
            fields=missing,
        )


def _odd_answers(form: Form, filing: Filing) -> Iterator[Message]:
    for id, said in filing.says.items():
        field = form.field(id)
        if field is None:
            yield message("The form “{form}” has no field “{field}”.", form=form.id, field=id)
        elif field.read(said) is None:
            yield message("“{word}” is not what “{field}” asks for.", word=said, field=id)


def _filed(form: Form, subject: Subject, book: Book, version: int | None = None) -> Filed:
    filings = book.forms_about(subject)
    of_form = numbered(filings.get(form.id, ()))
    last = dict(of_form).get(version) if version else last_filing(filings, form.id)
    return Filed(form, tuple(each for _, each in of_form), last)


def _whose(subject: Subject) -> Iterator[tuple[Text, Cell]]:
    yield message("Customer"), (subject.name if isinstance(subject, Customer) else subject.customer) or ""
    if not isinstance(subject, Customer):
        label = message("Lead") if isinstance(subject, Lead) else message("Deal")
        yield label, subject.name or subject.id


def _answered(version: int, filing: Filing, form: Form, id: str, said: str, currency: str) -> Answered:
    field = form.field(id)
    label = field.label if field else Label({"en": id})
    return Answered(version, filing, id, label, said, _shown(field, said, currency) if field else said)


def _shown(field: FormField, said: str | None, currency: str) -> Cell:
    """An answer for reading: a choice by its title, money with its currency; as written where it is odd."""
    value = field.read(said)
    if said is None or value is None:
        return said
    if field.kind == "choice":
        return Term(said, field.choices[said])
    if field.kind == "amount" and isinstance(value, Decimal):
        return message("{money}", money=Money(value, currency))
    return value if isinstance(value, Day) else said
