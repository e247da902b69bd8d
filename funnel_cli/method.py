"""What a `stages.yaml` says: the sales method and the book's settings.

The engine knows no stage by name. A stage's milestones say what must hold to *leave* it; the
required ones are its gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from functools import cached_property

from funnel_cli.message import Label

DEALS, COUNTS = "deals", "counts"
KINDS = (DEALS, COUNTS)
"""What a method is about: deals that move through stages, or counts of steps."""

ENTRY = "entry"
"""What the step before the first stage is called."""


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class Odds:
    """A stage's probability of being won, 0-1, in one or two readings of the method."""

    forecast: Decimal
    exit: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the method's sources, lost reasons or grades."""

    id: str
    title: Label | None = None

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.id})


HANDOVERS = (
    Choice(id="in-person", title=Label({"en": "in person", "zh": "当面"})),
    Choice(id="joint-call", title=Label({"en": "joint call", "zh": "三方通话"})),
    Choice(id="telephone", title=Label({"en": "telephone", "zh": "电话"})),
)
"""How a deal is handed over to another rep, what is done first standing first: both see the customer;
both are on the telephone with the customer and fix the next meeting; a call once the others are done."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One statement on the ladder of an axis, and the score of a deal of which it is true.

    `at` is the score, 0-20; where it counts more that the decision maker says so, `at` is what it counts
    for any other contact, and `decision_maker` what it counts then.
    """

    at: int
    decision_maker: int | None = None
    title: Label


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One side of a deal's strength: statements from the weakest to the strongest, scored 0-20."""

    title: Label | None = None
    rungs: tuple[Rung, ...] = ()

    def label(self, id: str) -> Label:
        """Its title, or the id it stands under where it has none."""
        return self.title or Label({"en": id})

    def reached(self, score: int) -> Rung | None:
        """The highest rung that the score has reached, or `None` where it reaches none."""
        return next((rung for rung in reversed(self.rungs) if rung.at <= score), None)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One count of a funnel of counts: what it is a share of is the step before it.

    `rate` names that share, `ideal` is how high it should be, 0-1; `causes` is what a weak step usually
    comes from.
    """

    id: str
    title: Label | None = None
    rate: Label | None = None
    ideal: Decimal | None = None
    causes: tuple[Label, ...] = ()

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.id})


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class Health:
    """Limits of a healthy funnel: shape tolerance as a share, untouched limit in days, coverage."""

    tolerance: Decimal = Decimal("0.3")
    untouched_days: int = 30
    coverage: Decimal = Decimal(3)


@dataclass(frozen=True, kw_only=True)
class Leads:
    """How leads are kept, in days: until the first contact, and without an answer until the pool."""

    first_contact_days: int = 1
    pool_days: int = 14


@dataclass(frozen=True, kw_only=True)
class Method:
    """A whole `stages.yaml`: stages in order, lists of words, limits and settings.

    `entry` is what must hold before a deal is added. A method whose `kind` is "counts" has `steps` where
    one of deals has stages. `follow_up` says, by the grade of a customer, after how many days to call again.
    """

    method: str
    title: Label | None = None
    kind: str = DEALS
    settings: Settings = field(default_factory=Settings)
    entry: tuple[Milestone, ...] = ()
    stages: tuple[Stage, ...] = ()
    after_win: tuple[Milestone, ...] = ()
    steps: tuple[Step, ...] = ()
    strength: Mapping[str, Axis] = field(default_factory=dict)
    sources: tuple[Choice, ...] = ()
    lost_reasons: tuple[Choice, ...] = ()
    grades: tuple[Choice, ...] = ()
    leads: Leads = field(default_factory=Leads)
    follow_up: Mapping[str, int] = field(default_factory=dict)
    health: Health = field(default_factory=Health)
    accuracy: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def label(self) -> Label:
        """Its title, or its id where it has none."""
        return self.title or Label({"en": self.method})

    def stage(self, id: str | None) -> Stage | None:
        """The stage with that id or former id, or `None` (won, lost, unknown)."""
        place = self._places.get(id)
        return None if place is None else self.stages[place]

    def position(self, id: str | None) -> int:
        """Where in the order a stage stands, from 0; -1 for what is no stage."""
        return self._places.get(id, -1)

    @cached_property
    def _places(self) -> Mapping[str | None, int]:
        """Where in the order each id and former id stands; of two that are the same, the first."""
        names = [(id, n) for n, stage in enumerate(self.stages) for id in (stage.id, *stage.formerly)]
        return dict(reversed(names))

    def gates_before(self, id: str | None) -> tuple[Stage, ...]:
        """What a deal in that stage has passed: the entry, where there is one, and the stages before it."""
        place = self.position(id)
        return self._gates[: place + len(self._gates) - len(self.stages)] if place >= 0 else ()

    @cached_property
    def _gates(self) -> tuple[Stage, ...]:
        """The stages in order, the entry before them where anything is asked there."""
        return (self.entrance, *self.stages) if self.entrance else self.stages

    def odds(self, stage: Stage) -> Decimal:
        """The stage's probability of being won, 0-1, in the reading the settings choose."""
        odds = stage.probability
        return odds.exit if self.settings.weights == "exit" and odds.exit is not None else odds.forecast

    def milestone(self, id: str) -> Milestone | None:
        """The milestone with that id or former id, wherever it is asked for, or `None`."""
        return next((m for m in self.milestones if m.id == id or id in m.formerly), None)

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """Every milestone in the order of the stages: those of the entry first, those after winning last."""
        return (*self.entry, *(m for s in self.stages for m in s.milestones), *self.after_win)

    @cached_property
    def entrance(self) -> Stage | None:
        """The entry as a step before the first stage; `None` where nothing is asked of a new deal."""
        return _entrance(self.entry) if self.entry else None

    @property
    def has_deals(self) -> bool:
        """Whether deals move through it; else it is a funnel of counts."""
        return self.kind == DEALS


def _entrance(milestones: tuple[Milestone, ...]) -> Stage:
    """A step that no deal stands in: whoever has met these milestones is past it."""
    title = Label({"en": "Entry", "zh": "准入"})
    return Stage(id=ENTRY, title=title, probability=Odds(forecast=Decimal(0)), milestones=milestones)
