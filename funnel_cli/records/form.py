"""Forms: what a method wants written down about a deal, a lead or a customer, and what was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from typing import Annotated

from funnel_cli.records.fields import ByWord, FileMapping, Flag, OnDay, PersonName, Title, WordId, one_of
from funnel_cli.values.message import Label
from funnel_cli.values.money import exact_amount, exact_ratio
from funnel_cli.values.period import iso_day

FIELD_KINDS = ("text", "lines", "amount", "date", "share", "number", "choice", "person", "score")
"""What the answer to one question of a form may be."""

DEAL, CUSTOMER, LEAD, VISIT, WIN, LOSS = "deal", "customer", "lead", "visit", "win", "loss"
SUBJECTS = (DEAL, CUSTOMER, LEAD, VISIT, WIN, LOSS)
"""What a form is about: any deal, a customer, a lead, a visit to a deal or lead, a won deal, a lost one."""

HIGHEST_SCORE = 20


@dataclass(frozen=True, kw_only=True)
class FormField(FileMapping):
    """One question of a form."""

    id: WordId
    """What records call it; no spaces, commas or colons."""
    title: Title | None = None
    """What people call it: a text, or one per language."""
    kind: Annotated[str, one_of(*FIELD_KINDS)] = "text"
    """text, lines, amount, date, share, number, choice, person or score (0-20); default text."""
    choices: ByWord[Title] = field(default_factory=dict)
    """With choice: what people call each answer, by its id."""
    required: Flag = False
    """Whether the form is not filed without it."""

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.id})

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


@dataclass(frozen=True, kw_only=True)
class Form(FileMapping):
    """A form of the method: what is asked, of what, and whether a filed one is replaced or kept."""

    id: WordId
    """What records call it; no spaces, commas or colons."""
    title: Title | None = None
    """What people call it: a text, or one per language."""
    for_: Annotated[str, one_of(*SUBJECTS)] = DEAL
    """deal, customer, lead, visit, win or loss; default deal."""
    many: Flag = False
    """Whether each filing begins anew, like the versions of a quote; else it goes on from the last.

    One about a visit stands for the visit of its day.
    """
    fields: tuple[FormField, ...] = ()
    """The questions, in their order."""

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.id})

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
