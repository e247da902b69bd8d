"""Fields of a lead as they are typed: `lead set LEAD key=value …`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from funnel_cli.finding.key_names import key_called, key_choices
from funnel_cli.finding.method_words import source_named
from funnel_cli.finding.names import choice_named, currency_named
from funnel_cli.finding.people import CRITERIA, LEVELS
from funnel_cli.finding.words import suggestions
from funnel_cli.records.book import Book
from funnel_cli.records.customer import NextStep
from funnel_cli.records.lead import Lead
from funnel_cli.rules.customers import contact_from, people_told
from funnel_cli.rules.leads import grade_named
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Label, message
from funnel_cli.values.money import parse_amount
from funnel_cli.values.typed import names_listed, parted

LEAD_MARKS = tuple(criterion.id for criterion in CRITERIA)
LEAD_KEYS = (
    *("customer", "name", "amount", "currency", "owner", "source", "region", "industry", "grade"),
    *("created", "close", "expected_close", "next", "due", "contact", "tags", *LEAD_MARKS),
)
"""What can be set of a lead; a mark is named by its criterion, a contact is one person more."""

LEAD_MOVED = ("stage", "history", "id", "log")

_KEYS = key_choices(LEAD_KEYS, {each.id: each.label.texts["zh"] for each in CRITERIA})
_EVERY_KEY = (*_KEYS, *key_choices(LEAD_MOVED))


class NoSuchLeadField(UsageRefused):
    """`lead set` was asked for a field that a lead does not have."""

    sentence = N_("A lead has no field called {key} that can be set.")


class LeadMovedNotSet(UsageRefused):
    """How far a lead is, and what was said to it, is dated by commands of its own."""

    sentence = N_("{key} of a lead is not set by hand.")
    cure = N_("Use lead contact, lead qualify, lead return or lead convert.")


class NotALeadAssignment(UsageRefused):
    """What stands after the lead is not `key=value`."""

    sentence = N_("{word} is not KEY=VALUE.")
    cure = N_("For example: funnel lead set acme-belts owner=anna amount=120k")


class NotEmptied(UsageRefused):
    """What the history of a lead dates is replaced by something else, and never by nothing."""

    sentence = N_("{key} of a lead is replaced and not emptied.")
    cure = N_("A lead is nobody's again with: funnel lead return {lead} --reason WHY")


def with_lead_wishes(lead: Lead, words: Iterable[str], book: Book, calendar: Calendar) -> Lead:
    """The lead with what `key=value` words say; an empty value unsets what is not dated.

    Raises `NotALeadAssignment`, `NoSuchLeadField`, `LeadMovedNotSet`, `NotEmptied`, or what the grammar
    of amounts, days and closed lists raises.
    """
    for word in words:
        typed, sign, text = parted(word)
        if not sign:
            raise NotALeadAssignment(word=word)
        key = key_called(typed, _EVERY_KEY)
        if key in LEAD_MOVED:
            raise LeadMovedNotSet(key=typed)
        if key not in LEAD_KEYS:
            raise NoSuchLeadField(key=key, details=suggestions(key, _KEYS))
        lead = replace(lead, **_values(key, text, lead, book, calendar))
    return lead


def _values(key: str, text: str, lead: Lead, book: Book, calendar: Calendar) -> dict[str, Any]:
    """The fields that the word sets."""
    if key in LEAD_MARKS or key in {"owner", "grade", "next", "due"}:
        return _dated(key, text, lead, book, calendar)
    read = _READERS.get(key)
    return read(text, lead, book, calendar) if read else {key: text or None}


def _amount(text: str, *_: object) -> dict[str, Any]:
    amount, currency = parse_amount(text) if text else (None, None)
    return {"amount": amount} | ({"currency": currency} if currency else {})


def _close(text: str, _: Lead, __: Book, calendar: Calendar) -> dict[str, Any]:
    return {"expected_close": calendar.day(text) if text else None}


_READERS: Mapping[str, Callable[[str, Lead, Book, Calendar], dict[str, Any]]] = {
    "amount": _amount,
    "currency": lambda text, *_: {"currency": currency_named(text) if text else None},
    "source": lambda text, _, book, __: {"source": source_named(book.method, text).id if text else None},
    "created": lambda text, _, __, calendar: {"created": calendar.past_day(text) if text else None},
    "close": _close,
    "expected_close": _close,
    "tags": lambda text, *_: {"tags": names_listed(text)},
    "contact": lambda text, lead, *_: {
        "contacts": people_told(lead.contacts, [contact_from(text)] if text else [])
    },
}


def _called(key: str) -> Label:
    return next(each.label for each in _EVERY_KEY if each.id == key)


def _dated(key: str, text: str, lead: Lead, book: Book, calendar: Calendar) -> dict[str, Any]:
    """The fields that the word sets where the history tells of them."""
    step = lead.next_step or NextStep()
    if not text and (key in {"owner", "grade", "next"} or lead.marks.keys() == {key}):
        raise NotEmptied(key=_called(key), lead=lead.id)
    match key:
        case "owner":
            return {key: text}
        case "grade":
            return {key: grade_named(text, book.method)}
        case "next":
            return {"next_step": replace(step, action=text)}
        case "due":
            due = calendar.day(text) if text else None
            if due is None and step.action is None:
                raise NotEmptied(key=_called(key), lead=lead.id)
            return {"next_step": replace(step, due=due)}
    marks = {mark: level for mark, level in lead.marks.items() if mark != key}
    return {"marks": marks | ({key: choice_named(message("level"), text, LEVELS).id} if text else {})}
