"""What a query asks of forms: `form:quote`, `form:quote.discount=..8%`, `form:marks.recency=high`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Day
from decimal import Decimal

from funnel_cli.finding.words import listed, thing_named, unjoined
from funnel_cli.records.form import LOSS, WIN, Form, FormField, last_filing
from funnel_cli.records.method import Method
from funnel_cli.time.standing import Standing
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, message
from funnel_cli.values.money import may_be_in, parse_amount
from funnel_cli.values.typed import half_width

_AnswerValue = Decimal | Day | str
_ValueTest = Callable[[_AnswerValue, str], bool]
"""Whether an answer is what is asked for; money in it is in the currency that stands behind it."""

_RANGE = ".."
_FIGURES = frozenset({"amount", "number", "share", "score"})


class NotAskedFor(UsageRefused):
    """A query compares an answer with what it cannot be, or with a range in which nothing lies."""

    sentence = N_("“{word}” is not what “{field}” asks for.")
    cure = N_("For example: form:quote  form:quote.discount=..8%  form:tender.opens=..eom")


def is_about_closed(method: Method, value: str) -> bool:
    """Whether the value of a `form:` word names a form about won or lost deals; raises `NoSuchWord`."""
    return any(_parted(method, word)[0].for_ in {WIN, LOSS} for word in _words(method, value))


def filed(method: Method, value: str, calendar: Calendar) -> Callable[[Standing], bool]:
    """Whether one of the forms was filed of the deal or its customer, and last says what is asked.

    Raises `NoSuchWord`, `NotAskedFor`, or what is wrong with a day or an amount.
    """
    asked = [_asked(method, word, calendar) for word in _words(method, value)]
    return lambda standing: any(_says(standing, *each) for each in asked)


def _words(method: Method, value: str) -> list[str]:
    """The words of a list; an answer may have commas itself."""
    titles = (title for form in method.all_forms for title in form.label.texts.values())
    return [value] if "=" in value else listed(value, titles, unjoined)


def _parted(method: Method, word: str) -> tuple[Form, str]:
    """The form that the word names, and the field behind its point; ids may have points themselves."""
    name = word.partition("=")[0]
    known = {form.id: (form, form.title, ()) for form in method.all_forms}
    heads = [id for id in known if name == id or name.startswith(f"{id}.")]
    head = max(heads, key=len, default=name.partition(".")[0])
    return thing_named(message("form"), head, known), name[len(head) + 1 :]


def _asked(method: Method, word: str, calendar: Calendar) -> tuple[Form, FormField | None, _ValueTest | None]:
    """The form and its field that the word asks about, and what it asks of the answer."""
    form, id = _parted(method, word)
    _, sign, text = word.partition("=")
    if not id and not sign:
        return form, None, None
    fields = {each.id: (each, each.title, ()) for each in form.fields}
    field = thing_named(message("field"), id, fields)
    return form, field, _test(field, text.strip(), calendar) if sign else None


def _test(field: FormField, text: str, calendar: Calendar) -> _ValueTest:
    if field.kind == "choice":
        choices = {id: (id, title, ()) for id, title in field.choices.items()}
        wanted = thing_named(message("{field}", field=field.label), text, choices)
        return lambda answer, _: answer == wanted
    if field.kind == "date":
        first, last = calendar.days(text)
        return lambda answer, _: (
            isinstance(answer, Day) and (not first or first <= answer) and (not last or answer <= last)
        )
    if field.kind in _FIGURES:
        return _between(field, text)
    return lambda answer, _: unjoined(text) in unjoined(str(answer))


def _between(field: FormField, text: str) -> _ValueTest:
    """Whether a figure lies in a range, both ends included; a single one is both ends.

    A currency that is typed must be that of the answer.
    """
    first, dots, last = text.partition(_RANGE)
    least, of_least = _figure(field, first) if first else (None, None)
    most, of_most = _figure(field, last) if last else (None if dots else least, None)
    typed = [each for each in (first, last) if each and field.kind == "amount"]
    if (
        len({of_least, of_most} - {None}) > 1
        or (least is None and most is None)
        or (least is not None and most is not None and most < least)
    ):
        raise NotAskedFor(word=text, field=field.id)
    return lambda answer, currency: (
        isinstance(answer, Decimal)
        and all(may_be_in(currency, each) for each in typed)
        and (least is None or least <= answer)
        and (most is None or answer <= most)
    )


def _figure(field: FormField, text: str) -> tuple[Decimal, str | None]:
    if field.kind == "amount":
        return parse_amount(text)
    try:
        value = field.value(half_width(text.strip()))
    except ValueError:
        raise NotAskedFor(word=text, field=field.id) from None
    if not isinstance(value, Decimal):
        raise NotAskedFor(word=text, field=field.id)
    return value, None


def _says(standing: Standing, form: Form, field: FormField | None, test: _ValueTest | None) -> bool:
    last = last_filing(standing.book.forms_about(standing.deal), form.id)
    if last is None or field is None:
        return last is not None
    value = field.read(last.says.get(field.id))
    if value is None or test is None:
        return value is not None
    return test(value, standing.book.currency_of(standing.deal))
