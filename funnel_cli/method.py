"""What a `stages.yaml` says: the sales method and the book's settings.

The engine knows no stage by name. A stage's milestones say what must hold to *leave* it; the
required ones are its gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal

from funnel_cli.message import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A condition the tool can see for itself; exactly one of the named facts is asked for.

    `field` with nothing else: it is filled; with `at_least`: it is a number that big; with
    `one_of`: it is one of these. `strength` with `at_least`: that axis is that high. `log` with
    `within`: an entry of that kind in the last so many days. `contact`: the customer has a contact
    with that buying role. `milestone`: that other milestone is met.
    """

    field: str | None = None
    strength: str | None = None
    log: str | None = None
    contact: str | None = None
    milestone: str | None = None
    at_least: Decimal | None = None
    one_of: tuple[str, ...] = ()
    within: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One line of a stage's checklist; `required` ones are the criteria of the gate.

    `for_` names the criterion an optional item is evidence for; `evidence` is "required" when a
    tick must carry its text.
    """

    id: str
    title: Label | None = None
    required: bool = False
    for_: str | None = None
    evidence: str | None = None
    check: Check | None = None
    formerly: tuple[str, ...] = ()

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.id})

    @property
    def needs_evidence(self) -> bool:
        """Whether a tick without a text is refused."""
        return self.evidence == "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """A stage's probability of being won, 0-1, in one or two readings of the method."""

    forecast: Decimal
    exit: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of the method: its odds, its checklist, its usual time in days."""

    id: str
    title: Label | None = None
    probability: Odds
    typical_days: int = 30
    stalled_days: int | None = None
    conversion: Decimal | None = None
    milestones: tuple[Milestone, ...] = ()
    stalled: tuple[Label, ...] = ()
    handover: str | None = None
    formerly: tuple[str, ...] = ()

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.id})

    @property
    def stalled_from(self) -> int:
        """Days in the stage from which a deal counts as stalled: as set, else twice the typical."""
        return self.stalled_days or 2 * self.typical_days

    @property
    def criteria(self) -> tuple[Milestone, ...]:
        """The milestones that must hold before a deal may leave."""
        return tuple(m for m in self.milestones if m.required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the method's sources or lost reasons."""

    id: str
    title: Label | None = None

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.id})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The book's own settings; `fiscal_year_start` is a month 1-12, `weights` picks the odds.

    `queries` are the words that `q:name` stands for, by name.
    """

    currency: str = "CNY"
    owner: str | None = None
    fiscal_year_start: int = 1
    language: str = "auto"
    weights: str = "forecast"
    override_survives: bool = False
    complete_since: Day | None = None
    queries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Limits of a healthy funnel: shape tolerance as a share, untouched limit in days, coverage."""

    tolerance: Decimal = Decimal("0.3")
    untouched_days: int = 30
    coverage: Decimal = Decimal(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A whole `stages.yaml`: stages in order, lists of words, limits and settings."""

    method: str
    title: Label | None = None
    settings: Settings = field(default_factory=Settings)
    stages: tuple[Stage, ...] = ()
    after_win: tuple[Milestone, ...] = ()
    sources: tuple[Choice, ...] = ()
    lost_reasons: tuple[Choice, ...] = ()
    health: Health = field(default_factory=Health)
    accuracy: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.method})

    def stage(self, id: str | None) -> Stage | None:
        """The stage with that id or former id, or `None` (won, lost, unknown)."""
        return next((s for s in self.stages if s.id == id or id in s.formerly), None)

    def position(self, id: str | None) -> int:
        """Where in the order a stage stands, from 0; -1 for what is no stage."""
        return next((n for n, s in enumerate(self.stages) if s.id == id or id in s.formerly), -1)

    def odds(self, stage: Stage) -> Decimal:
        """The stage's probability of being won, 0-1, in the reading the settings choose."""
        odds = stage.probability
        return odds.exit if self.settings.weights == "exit" and odds.exit is not None else odds.forecast

    def milestone(self, id: str) -> Milestone | None:
        """The milestone with that id or former id in any stage or after winning, or `None`."""
        return next((m for m in self.milestones if m.id == id or id in m.formerly), None)

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """Every milestone in the order of the stages, those after winning last."""
        return (*(m for s in self.stages for m in s.milestones), *self.after_win)
