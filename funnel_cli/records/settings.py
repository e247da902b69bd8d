"""What a book says of itself in `stages.yaml`: its currency, its owner, and how it speaks and counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from funnel_cli.records.fields import (
    ByWord,
    Currency,
    DaysBefore,
    FileMapping,
    Flag,
    MonthNumber,
    OnDay,
    PersonName,
    one_of,
    words,
)
from funnel_cli.values.languages import AUTO


@dataclass(frozen=True, kw_only=True)
class Reminders(FileMapping):
    """How many days before its own a day of the calendar rings; without a number it never does."""

    next_step: DaysBefore | None = None
    """Before a next step."""
    close: DaysBefore | None = None
    """Before an expected close."""
    form: DaysBefore | None = None
    """Before a date in a form."""
    payment: DaysBefore | None = None
    """Before a payment is due."""
    review: DaysBefore | None = None
    """Before the weekly review."""


@dataclass(frozen=True, kw_only=True)
class Settings(FileMapping):
    """The book's own settings."""

    currency: Currency = "CNY"
    """The book's currency, an ISO code."""
    owner: PersonName | None = None
    """The owner of new deals, and who owner:me is."""
    fiscal_year_start: MonthNumber = 1
    """The month in which the year begins, 1-12."""
    language: Annotated[str, words("languages")] = AUTO
    """auto, en or zh."""
    weights: Annotated[str, one_of("forecast", "exit")] = "forecast"
    """Which reading of the odds counts: forecast or exit."""
    forecast: Annotated[str, one_of("weighted", "walk", "combined")] = "weighted"
    """Which figure is called the forecast: weighted, walk or combined."""
    numbers: Annotated[str, one_of("full", "short", "万")] = "full"
    """How amounts are shown: full, short (1.2M, 120万) or 万; never in what programs read."""
    override_survives: Flag = False
    """Whether a rep's own odds outlive a change of stage."""
    complete_since: OnDay | None = None
    """Since when histories are whole; set by an import."""
    team: ByWord[tuple[PersonName, ...]] = field(default_factory=dict)
    """The owners of each team, by its name."""
    queries: ByWord[str] = field(default_factory=dict)
    """The words that q:NAME stands for, by name."""
    reminders: Reminders = field(default_factory=Reminders)
    """How many days before its own a day of the calendar rings."""
