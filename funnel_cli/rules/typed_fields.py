"""Fields of deals and leads as they are typed: one table for those that are added and those that are set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from funnel_cli.finding.key_names import key_choices
from funnel_cli.finding.method_words import source_named
from funnel_cli.finding.names import choice_named, currency_named
from funnel_cli.finding.people import CRITERIA, LEVELS, lead_grades
from funnel_cli.records.book import Book
from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import Opportunity, Override
from funnel_cli.records.lead import Lead
from funnel_cli.records.method import Method
from funnel_cli.rules.contracting import contracted, erp_answered
from funnel_cli.rules.customers import contact_from, people_told
from funnel_cli.time.standing import CATEGORIES
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import BlankText, UsageRefused
from funnel_cli.values.message import N_, message
from funnel_cli.values.money import amount_in, exact_ratio, parse_amount
from funnel_cli.values.typed import names_listed

R = TypeVar("R", Opportunity, Lead)


class BadOdds(UsageRefused):
    """A probability that is neither `45%` nor `0.45`."""

    sentence = N_("{text} is no probability.")
    cure = N_("For example: 45%, 0.45, or empty for the stage's own")


class Wish(NamedTuple):
    """What the value of a field is read with: deal or lead, book, calendar, day and reason."""

    record: Any
    book: Book
    calendar: Calendar
    day: Day
    reason: str | None = None


_Value = Callable[[str, Wish], object]
_FieldReader = Callable[[str, Wish], Mapping[str, object]]


def _one(field: str, read: _Value = lambda text, _: text) -> _FieldReader:
    """What sets that field, and unsets it where nothing is typed."""
    return lambda text, wish: {field: read(text, wish) if text else None}


def _of_contract(part: str, read: _Value = lambda text, _: text) -> _FieldReader:
    return lambda text, wish: contracted(wish.record, **{part: read(text, wish) if text else None})


def _many(field: str, signs: str = ",") -> _FieldReader:
    return lambda text, _: {field: names_listed(text, signs)}


def _amount(text: str, _: Wish) -> Mapping[str, object]:
    amount, currency = parse_amount(text) if text else (None, None)
    return {"amount": amount} | ({"currency": currency} if currency else {})


def _money(text: str, wish: Wish) -> Decimal:
    return amount_in(wish.book.currency_of(wish.record), text)


def _odds(text: str, wish: Wish) -> Override:
    try:
        return Override(value=exact_ratio(text), date=wish.day, reason=wish.reason)
    except ValueError:
        raise BadOdds(text=text) from None


def _next(text: str, wish: Wish) -> NextStep:
    return replace(wish.record.next_step or NextStep(), action=text)


def _due(text: str, wish: Wish) -> Mapping[str, object]:
    step = replace(wish.record.next_step or NextStep(), due=wish.calendar.day(text) if text else None)
    return {"next_step": step if step != NextStep() else None}


def _erp(text: str, wish: Wish) -> Mapping[str, object]:
    return erp_answered(wish.record, text, wish.day) if text else contracted(wish.record, erp=None)


def _contact(text: str, wish: Wish) -> Mapping[str, object]:
    return {"contacts": people_told(wish.record.contacts, [contact_from(text)] if text else [])}


def _mark(criterion: str) -> _FieldReader:
    def read(text: str, wish: Wish) -> Mapping[str, object]:
        marks = {key: level for key, level in wish.record.marks.items() if key != criterion}
        return {"marks": marks | ({criterion: level_named(text)} if text else {})}

    return read


def level_named(word: str) -> str:
    """The level of that id or title; raises `NoSuchWord`."""
    return choice_named(message("level"), word, LEVELS).id


def grade_named(word: str, method: Method) -> str:
    """The grade of a lead: one of the method's, else A, B or C; raises `NoSuchWord`."""
    return choice_named(message("grade"), word, lead_grades(method)).id


_READERS: Mapping[str, _FieldReader] = {
    **{key: _one(key) for key in ("customer", "name", "owner", "region", "industry")},
    **{criterion.id: _mark(criterion.id) for criterion in CRITERIA},
    "amount": _amount,
    "parts": _one("parts", _money),
    "currency": _one("currency", lambda text, _: currency_named(text)),
    "source": _one("source", lambda text, wish: source_named(wish.book.method, text).id),
    "grade": _one("grade", lambda text, wish: grade_named(text, wish.book.method)),
    "created": _one("created", lambda text, wish: wish.calendar.past_day(text)),
    "close": _one("expected_close", lambda text, wish: wish.calendar.day(text)),
    "expected_close": _one("expected_close", lambda text, wish: wish.calendar.day(text)),
    "next": _one("next_step", _next),
    "due": _due,
    "probability": _one("probability", _odds),
    "category": _one("category", lambda text, _: choice_named(message("category"), text, CATEGORIES).id),
    "contact": _contact,
    "tags": _many("tags"),
    "competitors": _many("competitors", ",，、;；"),
    "contract": _of_contract("number"),
    "contract_date": _of_contract("date", lambda text, wish: wish.calendar.back.day(text)),
    "contract_amount": _of_contract("amount", _money),
    "erp": _erp,
}
"""What reads the value that is typed for each key."""


def fields_told(typed: Iterable[tuple[str, str]], wish: Wish) -> dict[str, Any]:
    """The fields of the record that these keys and texts set, each read after the one before took effect.

    Raises what the grammar of amounts, days and closed lists raises.
    """
    values: dict[str, Any] = {}
    for key, text in typed:
        values |= _READERS[key](text, wish._replace(record=replace(wish.record, **values)))
    return values


def as_told(record: R, told: Mapping[str, str | None], book: Book, calendar: Calendar) -> R:
    """The new deal or lead with what is told of it; a key of neither is left out.

    Raises `BlankText` and what `fields_told` raises.
    """
    typed = [(key, text) for key in _READERS if (text := told.get(key))]
    for key in key_choices(key for key, text in typed if text.isspace()):
        raise BlankText(key=key.label)
    return replace(record, **fields_told(typed, Wish(record, book, calendar, calendar.today)))
