"""Forms of the method: what is typed into one, and the deal with it filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date as Day

from funnel_cli.finding.words import named
from funnel_cli.records.book import Change, Edit
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import LOSS, WIN, Filing, Form, FormField, last_filing
from funnel_cli.records.method import Method
from funnel_cli.time.history import opened
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, message
from funnel_cli.values.money import parse_amount
from funnel_cli.values.typed import half_width, parted


class NoForms(UsageRefused):
    """The method has no forms."""

    sentence = N_("The method {method} has no forms.")
    cure = N_("Copy the `forms:` of another one into stages.yaml; see: funnel methods sales-desk")


class NotAnAnswer(UsageRefused):
    """What stands after the form is not `field=answer`."""

    sentence = N_("{word} is not FIELD=ANSWER with a field of {form}: {fields}.")


class BadAnswer(UsageRefused):
    """The answer is not of the kind that its field asks for."""

    sentence = N_("{field} cannot be {answer}.")
    cure = N_("It asks for: {kind}")


class AnswersMissing(UsageRefused):
    """A form cannot be filed without some of its fields."""

    sentence = N_("{form} cannot be filed without: {fields}.")


class NotThisDeal(UsageRefused):
    """The form is about deals with another outcome."""

    sentence = N_("{form} is about {deals}; {deal} is none.")


KINDS = {
    "text": message("a text"),
    "lines": message("a text, of several lines perhaps"),
    "amount": message("an amount, like 120k"),
    "date": message("a day, like 2026-12-15 or fri"),
    "share": message("a share, like 8%"),
    "number": message("a number"),
    "choice": message("one of the choices"),
    "person": message("a person's name"),
    "score": message("a whole number from 0 to 20"),
}
"""What a field asks for, by its kind."""


def form_named(method: Method, word: str) -> Form:
    """The form with that id or title; raises `NoForms`, `NoSuchWord`."""
    if not method.forms:
        raise NoForms(method=method.label)
    return named(message("form"), word, {form.id: (form, form.title, ()) for form in method.forms})


def answers(words: Iterable[str], form: Form, calendar: Calendar) -> dict[str, str | None]:
    """`field=answer` words as texts of a record by the fields' ids, `None` where one is taken back.

    Raises `NotAnAnswer`, `NoSuchWord`, `BadAnswer`.
    """
    known = {each.id: (each, each.title, ()) for each in form.fields}
    found: dict[str, str | None] = {}
    for word in words:
        name, sign, text = parted(word)
        if not sign:
            raise NotAnAnswer(word=word, form=form.label, fields=[each.id for each in form.fields])
        field = named(message("field"), name, known)
        found[field.id] = answer(field, text, calendar) if text.strip() else None
    return found


def answer(field: FormField, typed: str, calendar: Calendar) -> str:
    """What a record says of the typed answer; raises `BadAnswer`, and what is wrong with a day."""
    text = typed.strip()
    if field.kind == "date":
        return calendar.day(text).isoformat()
    if field.kind == "choice":
        choices = {id: (id, title, ()) for id, title in field.choices.items()}
        return named(message("{field}", field=field.label), text, choices)
    try:
        if field.kind == "amount":
            return f"{parse_amount(text)[0]:f}"
        said = text if field.kind in {"text", "lines", "person"} else half_width(text)
        field.value(said)
    except ValueError:
        raise BadAnswer(field=field.label, answer=text, kind=KINDS[field.kind]) from None
    return said


def file_form(
    deal: Opportunity, form: Form, given: Mapping[str, str | None], day: Day, by: str | None = None
) -> Change:
    """The deal with the form filed on `day`; one that is kept once goes on from what it said until then.

    Raises `NotThisDeal`, `AnswersMissing`.
    """
    _demand_fitting(deal, form)
    until = {form.id: tuple(each for each in deal.forms.get(form.id, ()) if each.date <= day)}
    before = None if form.many else last_filing(until, form.id)
    told = {**(before.says if before else {}), **given}
    says = {each.id: said for each in form.fields if (said := told.pop(each.id, None))}
    says |= {id: said for id, said in told.items() if said}
    if missing := [each.label for each in form.fields if each.required and each.id not in says]:
        raise AnswersMissing(form=form.label, fields=missing)
    filing = Filing(date=day, by=by or (before.by if before else None), says=says)
    kept = [each for each in deal.forms.get(form.id, ()) if each is not before or each.date != day]
    filings = tuple(sorted((*kept, filing), key=lambda each: each.date))
    after = replace(opened(deal, day), forms={**deal.forms, form.id: filings})
    return Change(
        note=message("{deal}: {form} filed", deal=deal.id, form=form.label),
        edits=(Edit(before=deal, after=after),) if filing != before else (),
        next=(f"funnel form {deal.id} {form.id}",),
    )


def _demand_fitting(deal: Opportunity, form: Form) -> None:
    """Refuse the form of a win or a loss for a deal that is none."""
    if form.for_ == WIN and not deal.is_won:
        raise NotThisDeal(form=form.label, deals=message("won deals"), deal=deal.id)
    if form.for_ == LOSS and not deal.is_lost:
        raise NotThisDeal(form=form.label, deals=message("lost deals"), deal=deal.id)
