"""The method's forms of a deal: which were filed when, one with all it says, and what is odd in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from operator import attrgetter

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import LOSS, WIN, Filing, Form, FormField, last_filing
from funnel_cli.values.columns import count, day, table, text
from funnel_cli.values.errors import Problem, Severity
from funnel_cli.values.message import Label, Message, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Document


@dataclass(frozen=True, slots=True)
class Filed:
    """A form of the method, and what the deal says in it; `last` is its last filing."""

    form: Form
    filings: tuple[Filing, ...]
    last: Filing | None


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of one filing; `version` counts the filings from 1."""

    version: int
    filing: Filing
    id: str
    title: Label
    text: str
    shown: Cell


def forms_document(deal: Opportunity, book: Book) -> Document:
    """Every form of the method that fits the deal or was filed, in the method's order."""
    fitting = [form for form in book.method.forms if form.id in deal.forms or _fits(form, deal)]
    filed = [_filed(form, deal) for form in fitting]
    return Document(
        schema="funnel.forms/1",
        title=message("Forms of {deal}", deal=deal.title),
        head={"id": deal.id},
        tables=(
            table(
                "forms",
                filed,
                text("form", message("Form"), attrgetter("form.id"), weight=10, is_whole=True),
                text("title", message("Title"), attrgetter("form.label"), weight=9),
                count("filed", message("Filed"), lambda each: len(each.filings), weight=7),
                day("date", message("Last"), lambda each: each.last and each.last.date, weight=8),
                text("by", message("By"), lambda each: each.last and each.last.by, weight=3),
                empty=message("The method has no forms."),
            ),
        ),
        notes=(message("File one with: funnel form {deal} FORM FIELD=ANSWER", deal=deal.id),),
    )


def form_document(deal: Opportunity, form: Form, book: Book) -> Document:
    """One form of the deal: what its last filing says, with an empty place for what is not answered."""
    filed = _filed(form, deal)
    currency = deal.currency or book.currency
    rows = [
        _answered(n, filing, form, id, said, currency)
        for n, filing in enumerate(filed.filings, 1)
        for id, said in filing.says.items()
    ]
    says = filed.last.says if filed.last else {}
    lines = [(each.label, _shown(each, says.get(each.id), currency) or "") for each in form.fields]
    card = ((message("Customer"), deal.customer or ""), (message("Deal"), deal.name or deal.id))
    when = ((message("Day"), filed.last.date),) if filed.last else ()
    return Document(
        schema="funnel.form/1",
        title=form.label,
        head={
            "id": deal.id,
            "form": form.id,
            "filed": len(filed.filings),
            "date": filed.last.date if filed.last else None,
            "by": filed.last.by if filed.last else None,
        },
        card=(*card, *when, *lines),
        tables=(
            table(
                "answers",
                rows,
                count("version", message("Version"), weight=8),
                day("date", message("Day"), attrgetter("filing.date"), weight=9),
                text("field", message("Field"), attrgetter("id"), weight=6, is_whole=True),
                text("title", message("Question"), weight=7),
                text("answer", message("Answer"), attrgetter("text"), weight=10, is_prose=True),
                on_screen=len(filed.filings) > 1,
                title=message("All versions"),
            ),
        ),
        lines=() if filed.last else (message("Not filed yet."),),
        notes=(
            message(
                "File it with: funnel form {deal} {form} {field}=…",
                deal=deal.id,
                form=form.id,
                field=form.fields[0].id,
            ),
        ),
    )


def form_problems(deals: Iterable[Opportunity], book: Book) -> Iterator[Problem]:
    """A warning for each form, field and answer that the method does not know."""
    for deal in deals:
        for id, filings in deal.forms.items():
            form = book.method.form(id)
            said = [message("The method has no form “{id}”.", id=id)] if form is None else []
            if form:
                said = [why for each in filings for why in _odd_answers(form, each)]
            for why in said:
                yield Problem(deal.file, 0, 0, "odd-form", why, key=f"forms.{id}", severity=Severity.WARNING)


def _odd_answers(form: Form, filing: Filing) -> Iterator[Message]:
    for id, said in filing.says.items():
        field = form.field(id)
        if field is None:
            yield message("The form “{form}” has no field “{field}”.", form=form.id, field=id)
        elif _is_odd(field, said):
            yield message("“{word}” is not what “{field}” asks for.", word=said, field=id)


def _is_odd(field: FormField, said: str) -> bool:
    try:
        field.value(said)
    except ValueError:
        return True
    return False


def _fits(form: Form, deal: Opportunity) -> bool:
    return {WIN: deal.is_won, LOSS: deal.is_lost}.get(form.for_, True)


def _filed(form: Form, deal: Opportunity) -> Filed:
    filings = tuple(sorted(deal.forms.get(form.id, ()), key=lambda each: each.date))
    return Filed(form, filings, last_filing(deal.forms, form.id))


def _answered(version: int, filing: Filing, form: Form, id: str, said: str, currency: str) -> Answered:
    field = form.field(id)
    label = field.label if field else Label({"en": id})
    return Answered(version, filing, id, label, said, _shown(field, said, currency) if field else said)


def _shown(field: FormField, said: str | None, currency: str) -> Cell:
    """An answer for reading: a choice by its title, money with its currency; as written where it is odd."""
    if said is None:
        return None
    try:
        value = field.value(said)
    except ValueError:
        return said
    if field.kind == "choice":
        return Term(said, field.choices[said])
    if field.kind == "amount" and isinstance(value, Decimal):
        return message("{money}", money=Money(value, currency))
    return value if isinstance(value, Day) else said
