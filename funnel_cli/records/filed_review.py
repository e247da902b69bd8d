"""Filed weekly reviews."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day
from typing import Annotated

from funnel_cli.records.fields import FileMapping, Masked, OnDay, PeriodName, PersonName


@dataclass(frozen=True, kw_only=True)
class Promise(FileMapping):
    """What a review promised to do, for which deal and by when."""

    deal: Annotated[str, Masked("deal")]
    """The deal's id."""
    action: str
    """What will be done."""
    due: OnDay | None = None
    """By which day."""


@dataclass(frozen=True, kw_only=True)
class EarlierReview(FileMapping):
    """What a review said before it was filed once more in its week."""

    as_of: OnDay
    """The day it was true for."""
    filed: OnDay | None = None
    """The day it was filed, where that was later; it is not there before."""
    promises: tuple[Promise, ...] = ()
    """What was to be done."""
    notes: str | None = None
    """What was decided."""

    @property
    def known(self) -> Day:
        """The day from which on it is there."""
        return self.filed or self.as_of


@dataclass(frozen=True, kw_only=True)
class Review(FileMapping):
    """A filed weekly review: decisions and promises; its numbers are worked out again."""

    as_of: OnDay
    """The day it is true for."""
    filed: OnDay | None = None
    """The day it was filed, where that was later; it is not there before."""
    week: PeriodName
    """The ISO week; the file's name."""
    owner: PersonName | None = None
    """Whose review it is."""
    promises: tuple[Promise, ...] = ()
    """What will be done until the next one."""
    notes: str | None = None
    """What was decided."""
    earlier: tuple[EarlierReview, ...] = ()
    """What it said before it was filed once more in its week, oldest first."""
    file: str = field(default="", compare=False)

    @property
    def known(self) -> Day:
        """The day from which on it is there."""
        return self.filed or self.as_of
