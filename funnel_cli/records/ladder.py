"""The ladders on which a deal's strength is scored: statements, and what each counts from whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from funnel_cli.records.fields import FileMapping, Score, Title
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
