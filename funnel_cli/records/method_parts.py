"""What a method says beside its stages: ladders of strength, limits, leads, grades, talk and cures.

A ladder scores a deal by statements, and says what each counts from whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from funnel_cli.records.fields import (
    Amount,
    ByWord,
    FileMapping,
    Flag,
    OneOrMore,
    Score,
    Share,
    Title,
    Whole,
    one_of,
    words,
)
from funnel_cli.records.form import Filing, Form
from funnel_cli.values.message import Label


@dataclass(frozen=True, kw_only=True)
class Rung(FileMapping, schema={"anyOf": [{"required": ["at"]}, {"required": ["decision_maker"]}]}):
    """A statement with a number for each person it may be true of, at least one.

    `at` is what it counts from the contact, `decision_maker` what it counts from the decision maker; a
    statement that only one of them can make has only that number.
    """

    at: Score | None = None
    """The score, 0-20, if it is true of the contact."""
    decision_maker: Score | None = None
    """The score, 0-20, if it is true of the decision maker."""
    title: Title
    """The statement: a text, or one per language."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A rung as one person makes it: the score, and whether the decision maker is meant."""

    score: int
    rung: Rung
    is_deciding: bool

    @property
    def title(self) -> Label:
        """What is said."""
        return self.rung.title

    @property
    def is_ambiguous(self) -> bool:
        """Whether the other person can make the same statement, for another score."""
        return self.rung.at is not None and self.rung.decision_maker is not None


@dataclass(frozen=True, kw_only=True)
class Axis(FileMapping):
    """One side of a deal's strength."""

    title: Title | None = None
    """What people call it: a text, or one per language."""
    rungs: tuple[Rung, ...] = ()
    """Statements from the weakest to the strongest."""

    def label(self, id: str) -> Label:
        """Its title, or the id it stands under where it has none."""
        return self.title or Label({"en": id})

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement as each person makes it, by score; of one score the contact's first."""
        found = [Statement(score=r.at, rung=r, is_deciding=False) for r in self.rungs if r.at is not None]
        found += [
            Statement(score=r.decision_maker, rung=r, is_deciding=True)
            for r in self.rungs
            if r.decision_maker is not None
        ]
        return tuple(sorted(found, key=lambda said: (said.score, said.is_deciding)))

    @property
    def ceiling(self) -> int:
        """The most that a deal reaches while no decision maker is known: the contact's highest score."""
        return max((said.score for said in self.statements if not said.is_deciding), default=0)

    def reached(self, score: int) -> Statement | None:
        """The highest statement that the score has reached, or `None` where it reaches none."""
        return next((said for said in reversed(self.statements) if said.score <= score), None)

    def after(self, score: int) -> Statement | None:
        """The next statement above the score, or `None` at the top."""
        return next((said for said in self.statements if said.score > score), None)


@dataclass(frozen=True, kw_only=True)
class Health(FileMapping):
    """The limits of a healthy funnel."""

    tolerance: Share = Decimal("0.3")
    """How far a stage may lie from an equal share."""
    untouched_days: Whole = 30
    """Days without a contact."""
    customer_days: Whole | None = None
    """Days after which what is written down of a customer is old; default never."""
    coverage: Amount = Decimal(3)
    """How often the open amount should cover what the target lacks."""


@dataclass(frozen=True, kw_only=True)
class SpareParts(FileMapping):
    """What becomes of deals about spare parts."""

    refuse: Flag = False
    """Whether a deal of nothing but spare parts is refused."""
    words: tuple[str, ...] = ()
    """Words by which a deal is about spare parts alone if one is in its name and nothing else is said."""


ANSWERED = "answered"
Proved = Annotated[str, one_of("qualified", "graded", ANSWERED, "owned")]
"""What a check may ask of the lead that a deal was."""


@dataclass(frozen=True, kw_only=True)
class Leads(FileMapping):
    """How leads are kept."""

    first_contact_days: Whole = 1
    """Days until the first contact is late; default 1, the next day."""
    first_contact_hours: Whole | None = None
    """Hours until the first contact is late; default 24 for each of these days."""
    pool_days: Whole = 14
    """Days without an answer, after which a lead goes back to the pool; default 14."""

    @property
    def answer_hours(self) -> int:
        """The hours in which a lead is to be spoken to."""
        return self.first_contact_hours or 24 * self.first_contact_days


@dataclass(frozen=True, kw_only=True)
class Grading(FileMapping):
    """Which form about customers grades them, by which of its questions, and how."""

    form: Annotated[str, words("forms")]
    """The form."""
    fields: tuple[str, ...]
    """Its choices that count: the last answer 0, the one before it 1, and so on up to the first."""
    points: ByWord[Score]
    """The grade from so many points on, all fields together."""

    def grade(self, form: Form, filing: Filing) -> str | None:
        """The grade that the filing comes to; `None` where a field is not answered, or of too few points."""
        ranks = [_points(form, id, filing.says.get(id)) for id in self.fields]
        known = [rank for rank in ranks if rank is not None]
        if len(known) < len(ranks):
            return None
        reached = {least: grade for grade, least in self.points.items() if least <= sum(known)}
        return reached[max(reached)] if reached else None


def _points(form: Form, id: str, said: str | None) -> int | None:
    """What the answer counts; `None` of none, or of one that the form does not know."""
    field = form.field(id)
    answers = list(field.choices)[::-1] if field else []
    return answers.index(said) if said and said in answers else None


@dataclass(frozen=True, kw_only=True)
class Talk(FileMapping):
    """What helps in a talk with a customer who stands at that stage."""

    openings: tuple[Title, ...] = ()
    """How to begin."""
    questions: tuple[Title, ...] = ()
    """What to ask."""
    objections: tuple[Title, ...] = ()
    """What the customer may hold against it, and the answer."""
    signals: tuple[Title, ...] = ()
    """By what one knows that the customer is ready to go on."""
    closing: tuple[Title, ...] = ()
    """How to ask for the next step, or for the order."""


@dataclass(frozen=True, kw_only=True)
class StallCauses(FileMapping):
    """What a stall usually comes from where another clock than the time in the stage ran out."""

    silence: tuple[Title, ...] = ()
    """Nobody has been in touch for the days of health.untouched_days."""
    step: tuple[Title, ...] = ()
    """The agreed next step is overdue."""


@dataclass(frozen=True, kw_only=True)
class ErpCure(FileMapping):
    """What to do about an answer of the ERP."""

    message: OneOrMore[str]
    """Words of which the ERP's message has one, in any case."""
    cure: Title
    """What to do, and who does it."""


def cure_of(message: str | None, cures: tuple[ErpCure, ...]) -> ErpCure | None:
    """The first of the cures of which the ERP's message has a word, or `None`."""
    said = _even(message or "")
    return next((each for each in cures if any(_even(word) in said for word in each.message if word)), None)


def _even(text: str) -> str:
    return " ".join(text.casefold().split())
