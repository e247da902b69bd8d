"""Forms of the method: what is typed into one, and the deal with it filed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date as Day

from funnel_cli.finding.subjects import OF, THINGS, can_be_filed, typed_name, typed_word, was_visited
from funnel_cli.finding.words import thing_named
from funnel_cli.records.book import Change, Edit, Subject
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import LOSS, VISIT, Filing, Filings, Form, FormField, going_on_from, numbered
from funnel_cli.records.kept_forms import PEOPLE_FIELDS, as_loss, kept_filings, with_visit
from funnel_cli.records.kinds import Kinds
from funnel_cli.records.method import Method
from funnel_cli.rules.visiting import names_in
from funnel_cli.time.history import opened, recorded
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Label, message
from funnel_cli.values.money import ManyDigits, amount_in, has_many_digits
from funnel_cli.values.typed import half_width, parted


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


class NotAbout(UsageRefused):
    """The form is about something else."""

    sentence = N_("{form} is about {things}, and {name} is none of them.")


class NoVisitThen(UsageRefused):
    """The form is about a visit, and none is written down for the day."""

    sentence = N_("{form} is about a visit, and none to {name} is written down for {day}.")
    cure = N_("Write the visit down first, or give the day of one: --date DAY")


class NobodyFilesIt(UsageRefused):
    """The record has no place for who filed the form."""

    sentence = N_("{form} does not say who filed it; leave --by out.")


class NoVersions(UsageRefused):
    """A version was asked of a form that is kept once."""

    sentence = N_("{form} has no versions; leave --number out.")


class VersionOfNothing(UsageRefused):
    """A version was asked for, and no form."""

    sentence = N_("--number says which of one form; name the form before it.")


class NoSuchVersion(UsageRefused):
    """Nothing was filed under that version."""

    sentence = N_("{form} of {name} has no version {version}.")
    cure = N_("Those that were filed: {versions}")


class NotThisDeal(UsageRefused):
    """The form is about deals with another outcome."""

    sentence = N_("{form} is about {deals}; {deal} is none.")


_KINDS = {
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
    """The form with that id or title; raises `NoSuchWord`."""
    return thing_named(message("form"), word, {form.id: (form, form.title, ()) for form in method.all_forms})


def answers(words: Iterable[str], form: Form, calendar: Calendar, currency: str) -> dict[str, str | None]:
    """`field=answer` words as texts of a record by the fields' ids, `None` where one is taken back.

    Raises `NotAnAnswer`, `NoSuchWord`, `BadAnswer`.
    """
    known = {each.id: (each, each.title, ()) for each in form.fields}
    found: dict[str, str | None] = {}
    for word in words:
        name, sign, text = parted(word)
        if not sign:
            raise NotAnAnswer(word=word, form=form.label, fields=[*map(_typed, form.fields)])
        field = thing_named(message("field"), name, known)
        found[field.id] = answer(field, text, calendar, currency) if text.strip() else None
    return found


def _typed(field: FormField) -> Label:
    """What may stand before the `=`: the id, or the title in another language than English."""
    return Label({**(field.title.texts if field.title else {}), "en": field.id})


def answer(field: FormField, typed: str, calendar: Calendar, currency: str) -> str:
    """What a record says of the typed answer, money in that currency.

    Raises `BadAnswer`, `OtherCurrency`, and what is wrong with a day or an amount.
    """
    text = typed.strip()
    if field.kind == "date":
        return calendar.day(text).isoformat()
    if field.kind == "choice":
        choices = {id: (id, title, ()) for id, title in field.choices.items()}
        return thing_named(message("{field}", field=field.label), text, choices)
    try:
        if field.kind == "amount":
            return f"{amount_in(currency, text):f}"
        said = text if field.kind in {"text", "lines", "person"} else half_width(text)
        field.value(said)
    except ValueError:
        if field.kind == "number" and has_many_digits(said):
            raise ManyDigits(value=text) from None
        raise BadAnswer(field=field.label, answer=text, kind=_KINDS[field.kind]) from None
    return said


def file_form(  # noqa: PLR0913 - what a filing is made of
    subject: Subject,
    form: Form,
    given: Mapping[str, str | None],
    day: Day,
    method: Method,
    by: str | None = None,
    *,
    version: int | None = None,
    new_id: Callable[[str], str] = str,
) -> Change:
    """The deal, lead or customer with the form filed on `day`.

    One that is kept once goes on from what it said until then, one about a visit from what it said of that
    one, one of which there are many from its `version` or anew. A customer that only deals name gets a
    record, under an id that `new_id` makes of its name. Raises `NotAbout`, `NotThisDeal`, `NoVisitThen`,
    `NoVersions`, `NoSuchVersion`, `AnswersMissing`, `NobodyFilesIt`.
    """
    kinds, is_kept = method.kinds, method.is_kept(form)
    demand_fitting(subject, form, day, kinds)
    filings = (kept_filings(subject, kinds) if is_kept else subject.forms).get(form.id, ())
    if version:
        filings = tuple(replace(each, version=number) for number, each in numbered(filings))
        before: Filing | None = version_of(subject, form, filings, version, day)
    else:
        before = going_on_from(filings, form, day)
    told = {**(before.says if before else {}), **given}
    says = {each.id: said for each in form.fields if (said := told.pop(each.id, None))}
    says |= {id: said for id, said in told.items() if said}
    if missing := [each.label for each in form.fields if each.required and each.id not in says]:
        raise AnswersMissing(form=form.label, fields=missing)
    who = by or (before.by if before else None)
    filing = Filing(date=day, by=who, version=before.version if before else None, says=says)
    others = [each for each in filings if each is not before or each.date != day]
    forms = {**subject.forms, form.id: tuple(sorted((*others, filing), key=lambda each: each.date))}
    edit = _kept_edit(subject, filing, form, kinds) if is_kept else _edit(subject, forms, day, new_id)
    return Change(
        note=message("{deal}: {form} filed", deal=typed_name(subject), form=form.label),
        edits=(edit,) if filing != before else (),
        next=(f"funnel form {typed_word(subject)} {form.id}",),
    )


def demand_fitting(subject: Subject, form: Form, day: Day, kinds: Kinds) -> None:
    """Refuse a form that is not about such a thing, or not about it as it stands on the day.

    Raises `NotAbout`, `NotThisDeal`, `NoVisitThen`.
    """
    if not isinstance(subject, OF[form.for_]):
        raise NotAbout(form=form.label, things=THINGS[form.for_], name=typed_name(subject))
    if not can_be_filed(form, subject):
        raise NotThisDeal(form=form.label, deals=THINGS[form.for_], deal=typed_name(subject))
    if form.for_ == VISIT and not was_visited(subject, day, kinds):
        raise NoVisitThen(form=form.label, name=typed_name(subject), day=day)


def version_of(subject: Subject, form: Form, filings: Iterable[Filing], version: int, day: Day) -> Filing:
    """What that version of the form says on the day; raises `NoVersions`, `NoSuchVersion`."""
    if not form.many:
        raise NoVersions(form=form.label)
    known = dict(numbered(each for each in filings if each.date <= day))
    if version not in known:
        said = tuple(map(str, known)) or message("none")
        raise NoSuchVersion(form=form.label, name=typed_name(subject), version=version, versions=said)
    return known[version]


def _kept_edit(subject: Subject, filing: Filing, form: Form, kinds: Kinds) -> Edit:
    """The record before, and with what the filing says under its own keys."""
    if isinstance(subject, Opportunity) and form.for_ == LOSS:
        if filing.by:
            raise NobodyFilesIt(form=form.label)
        return Edit(before=subject, after=recorded(subject, filing.date, {"lost": as_loss(filing)}))
    if isinstance(subject, Customer):
        raise TypeError(form.id)
    names = {id: names_in(filing.says.get(id)) for id in PEOPLE_FIELDS}
    return Edit(before=subject, after=replace(subject, log=with_visit(subject.log, filing, names, kinds)))


def _edit(subject: Subject, forms: Filings, day: Day, new_id: Callable[[str], str]) -> Edit:
    if isinstance(subject, Opportunity):
        return Edit(before=subject, after=replace(opened(subject, day), forms=forms))
    if isinstance(subject, Customer) and not subject.file:
        return Edit(before=None, after=replace(subject, id=new_id(subject.name), forms=forms))
    return Edit(before=subject, after=replace(subject, forms=forms))
