"""Forms: what a method wants written down about a deal, a lead or a customer, and what was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from itertools import count
from typing import Annotated

from funnel_cli.records.fields import (
    ByWord,
    FileMapping,
    Flag,
    OnDay,
    PersonName,
    Title,
    Titled,
    Whole,
    one_of,
)
from funnel_cli.values.money import exact_amount, exact_ratio
from funnel_cli.values.period import iso_day

FIELD_KINDS = ("text", "lines", "amount", "date", "share", "number", "choice", "person", "score")
"""What the answer to one question of a form may be."""
NUMBERS = frozenset({"amount", "share", "number", "score"})
"""The kinds that are numbers."""

DEAL, CUSTOMER, LEAD, VISIT, WIN, LOSS = "deal", "customer", "lead", "visit", "win", "loss"
"""What a form is about: any deal, a customer, a lead, a visit to a deal or lead, a won deal, a lost one."""

HIGHEST_SCORE = 20
"""The most that a score may be, of a form or of a deal's strength."""


@dataclass(frozen=True, kw_only=True)
class AnswerTime(FileMapping, bare="hours"):
    """In how many hours after a filing a question is to be answered."""

    hours: Whole | None = None
    """In so many, whatever else is answered."""
    by: str | None = None
    """The choice on whose answer it depends."""
    each: ByWord[Whole] = field(default_factory=dict)
    """With by: the hours by the ids of its choices."""


@dataclass(frozen=True, kw_only=True)
class FormField(Titled):
    """One question of a form."""

    kind: Annotated[str, one_of(*FIELD_KINDS)] = "text"
    """text, lines, amount, date, share, number, choice, person or score (0-20); default text."""
    choices: ByWord[Title] = field(default_factory=dict)
    """With choice: what people call each answer, by its id."""
    required: Flag = False
    """Whether the form is not filed without it."""
    within_hours: AnswerTime | None = None
    """In how many hours after the filing it is to be answered: a number, or one by a choice."""

    def value(self, text: str) -> Decimal | Day | str:
        """What the text of a record comes to; raises `ValueError` where it is not of that kind."""
        match self.kind:
            case "amount" | "number":
                return exact_amount(text)
            case "share":
                return exact_ratio(text)
            case "date":
                return iso_day(text)
            case "score":
                score = exact_amount(text)
                if score != int(score) or not 0 <= score <= HIGHEST_SCORE:
                    raise ValueError(text)
                return score
            case "choice" if text not in self.choices:
                raise ValueError(text)
        return text

    def read(self, text: str | None) -> Decimal | Day | str | None:
        """What the text comes to; `None` of none, and where it is not of that kind."""
        try:
            return None if text is None else self.value(text)
        except ValueError:
            return None


@dataclass(frozen=True, kw_only=True)
class Form(Titled):
    """A form of the method: what is asked, of what, and whether a filed one is replaced or kept."""

    for_: Annotated[str, one_of(DEAL, CUSTOMER, LEAD, VISIT, WIN, LOSS)] = DEAL
    """deal, customer, lead, visit, win or loss; default deal."""
    many: Flag = False
    """Whether each filing begins anew, like the versions of a quote; else it goes on from the last.

    One about a visit stands for the visit of its day.
    """
    fields: tuple[FormField, ...] = ()
    """The questions, in their order."""

    def field(self, id: str) -> FormField | None:
        """The question of that id, or `None`."""
        return next((each for each in self.fields if each.id == id), None)


@dataclass(frozen=True, kw_only=True)
class Filing(FileMapping):
    """A form as it was filed on a day."""

    date: OnDay
    """The day it was filed."""
    by: PersonName | None = None
    """Who filed it."""
    version: Whole | None = None
    """Of a form of which there are many: which one it is; default the next in the order of the days."""
    says: ByWord[str] = field(default_factory=dict)
    """The answers by the ids of the questions; a day is 2026-12-15, an amount 120000.00, a share 8%."""


Filings = Mapping[str, tuple[Filing, ...]]


def filings_until(filings: Filings, day: Day) -> Filings:
    """What was filed until the day, of each form that has any."""
    until = {id: tuple(each for each in some if each.date <= day) for id, some in filings.items()}
    return {id: some for id, some in until.items() if some}


def last_filing(filings: Filings, id: str) -> Filing | None:
    """The last filing of that form, of one day the later in the file, or `None`."""
    some = sorted(filings.get(id, ()), key=lambda each: each.date)
    return some[-1] if some else None


def going_on_from(filings: Iterable[Filing], form: Form, day: Day) -> Filing | None:
    """The filing whose answers the new one goes on from."""
    last = last_filing({form.id: tuple(each for each in filings if each.date <= day)}, form.id)
    if form.for_ == VISIT:
        return last if last and last.date == day else None
    return None if form.many else last


def numbered(filings: Iterable[Filing]) -> tuple[tuple[int, Filing], ...]:
    """The filings by their days, each with the version that it is; of one version the last one counts."""
    some = sorted(filings, key=lambda each: each.date)
    taken = {each.version for each in some}
    free = (number for number in count(1) if number not in taken)
    return tuple((each.version or next(free), each) for each in some)


def as_filed(form: Form, filings: Iterable[Filing]) -> tuple[tuple[int, Filing], ...]:
    """What the form says of each thing that it was filed about: of each version, of each visit, or once."""
    last: dict[object, tuple[int, Filing]] = {}
    for version, filing in numbered(filings):
        key: object = version if form.many else filing.date if form.for_ == VISIT else None
        last[key] = (version, filing)
    return tuple(last.values())


def hours_left(field: FormField, filing: Filing) -> int | None:
    """In how many hours after the filing the question is to be answered; `None` where it is or may wait."""
    time = field.within_hours
    if time is None or filing.says.get(field.id):
        return None
    return time.each.get(filing.says.get(time.by, "")) if time.by else time.hours
