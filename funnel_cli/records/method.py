"""What a `stages.yaml` says: the sales method and the book's settings.

The engine knows no stage by name. A stage's milestones say what must hold to *leave* it; the
required ones are its gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from funnel_cli.records.customer import Motive
from funnel_cli.records.fields import (
    WORDS,
    ByWord,
    FileMapping,
    Flag,
    Limit,
    Share,
    Spelled,
    Title,
    Titled,
    Whole,
    WordId,
    one_of,
    words,
)
from funnel_cli.records.form import Form
from funnel_cli.records.kept_forms import KEPT, kept_forms
from funnel_cli.records.kinds import ACTIVITIES, ActivityKind, Kinds
from funnel_cli.records.kinds import Choice as Choice  # noqa: PLC0414 - the words of a method are taken from here
from funnel_cli.records.method_parts import (
    Axis,
    ErpCure,
    Grading,
    Health,
    Leads,
    Proved,
    SpareParts,
    StallCauses,
    Talk,
)
from funnel_cli.records.settings import Settings
from funnel_cli.values.message import Label

DEALS, COUNTS = "deals", "counts"
"""What a method is about: deals that move through stages, or counts of steps."""

FACTS = ("field", "strength", "log", "contact", "milestone", "form", "lead")
"""What a check may ask for; beside a form, a field is one of the form's."""

ENTRY, AFTER_WIN = "entry", "after-win"
"""What the step before the first stage is called, and the one after winning."""


@dataclass(frozen=True, kw_only=True)
class Check(
    FileMapping,
    schema={
        "oneOf": [
            {"required": ["field"], "not": {"required": ["form"]}},
            *({"required": [fact]} for fact in FACTS[1:]),
        ],
        "if": {"not": {"required": ["form"]}},
        "then": {"properties": {"field": {WORDS: "fields", "type": "string"}}},
    },
):
    """A fact the program sees by itself; exactly one of them is asked for.

    `field` with nothing else: it is filled; with `at_least`: it is a number that big; with
    `one_of`: it is one of these. `strength` with `at_least`: that axis is that high. `log` with
    `within`: an entry of that kind in the last so many days. `contact`: the customer has a contact
    with that buying role; with `says`: of whom that is written down. `milestone`: that other milestone is
    met. `form`: it was filed, with `within` in the last so many days; with `field`: its last filing says
    so, at least or at most so much, or one of these. `lead`: what the lead proved
    that the deal was: qualified, graded, owned, or answered with `within_hours`.
    """

    field: str | None = None
    """This field of the deal, or of the form, is filled, big enough, or one of some words."""
    strength: Annotated[str, words("checked_axes")] | None = None
    """This axis is high enough."""
    log: Annotated[str, words("checked_kinds")] | None = None
    """The log has an entry of this kind; any is every kind that is a contact."""
    contact: Annotated[str, words("roles")] | None = None
    """There is a contact with this buying role."""
    says: tuple[Motive, ...] = ()
    """With contact: what is written down of that person: problem, cause, vision, value."""
    milestone: str | None = None
    """This other milestone is met."""
    form: Annotated[str, words("forms")] | None = None
    """This form was filed, or says that in its field."""
    lead: Proved | None = None
    """The lead that the deal was is known to be that."""
    at_least: Limit | None = None
    """With field, strength or a form's field: the least it may be, like 10, 8% or 0.08."""
    at_most: Limit | None = None
    """With a form's field: the most it may be, like 8%."""
    one_of: tuple[str, ...] = ()
    """With field: the words it may be."""
    within: Whole | None = None
    """With log or form: in the last so many days."""
    within_hours: Whole | None = None
    """With lead: answered: in so many hours; default those of leads."""


@dataclass(frozen=True, kw_only=True)
class Milestone(Titled):
    """One line of a stage's checklist.

    `for_` names the criterion an optional item is evidence for; `evidence` is "required" when a
    tick must carry its text.
    """

    required: Flag = False
    """Whether it is a criterion of the gate."""
    for_: str | None = None
    """The criterion it is evidence for."""
    evidence: Annotated[str, one_of("required")] | None = None
    """required: a tick without a text is refused."""
    check: Check | None = None
    """The fact by which the program sees it."""
    due_days: Whole | None = None
    """In so many days after the deal came into the stage, or after the win, it is due."""
    formerly: tuple[str, ...] = ()
    """Former ids, which records may still use."""

    @property
    def needs_evidence(self) -> bool:
        """Whether a tick without a text is refused."""
        return self.evidence == "required"


@dataclass(frozen=True, kw_only=True)
class Odds(FileMapping, bare="forecast"):
    """The odds of being won, in one or two readings."""

    forecast: Share
    """The odds that forecasts use."""
    exit: Share | None = None
    """The odds when the stage is done."""


@dataclass(frozen=True, kw_only=True)
class Stage(Titled):
    """One step of the method."""

    id: Annotated[WordId, Spelled({"not": {"enum": [AFTER_WIN, "lost", "won"]}})]
    """What records call it; no spaces, commas or colons."""
    probability: Odds
    """The odds of being won, above 0 and not falling from stage to stage."""
    typical_days: Whole = 30
    """The usual time in the stage."""
    stalled_days: Whole | None = None
    """Days from which a deal counts as stalled; default twice the typical."""
    conversion: Share | None = None
    """The ideal share that goes on; default these odds ÷ the next stage's."""
    milestones: tuple[Milestone, ...] = ()
    """What must hold to leave the stage, and the evidence for it."""
    stalled: tuple[Title, ...] = ()
    """The usual causes of a stall."""
    stalled_by: StallCauses = field(default_factory=StallCauses)
    """The causes of a stall by the clock that ran out, beside the time in the stage."""
    talk: Talk = field(default_factory=Talk)
    """What helps in a talk: openings, questions, objections, buying signals, closing."""
    handover: Annotated[str, words("handovers")] | None = None
    """How a deal in this stage is handed to another rep: telephone, joint-call or in-person."""
    handover_form: Annotated[str, words("forms")] | None = None
    """The form that is filed of a deal when it is handed over in this stage."""
    formerly: tuple[str, ...] = ()
    """Former ids, which records may still use."""

    @property
    def stalled_from(self) -> int:
        """Days in the stage from which a deal counts as stalled: as set, else twice the typical."""
        return self.stalled_days or 2 * self.typical_days

    @property
    def criteria(self) -> tuple[Milestone, ...]:
        """The milestones that must hold before a deal may leave."""
        return tuple(m for m in self.milestones if m.required)


HANDOVERS = (
    Choice(id="in-person", title=Label({"en": "in person", "zh": "当面"})),
    Choice(id="joint-call", title=Label({"en": "joint call", "zh": "三方通话"})),
    Choice(id="telephone", title=Label({"en": "telephone", "zh": "电话"})),
)
"""How a deal is handed over to another rep, what is done first standing first: both see the customer;
both are on the telephone with the customer and fix the next meeting; a call once the others are done."""


@dataclass(frozen=True, kw_only=True)
class Step(Titled):
    """One count of a funnel of counts.

    `rate` names that share, `ideal` is how high it should be, 0-1; `causes` is what a weak step usually
    comes from. Of the first step, which is no share, a fall against the last period is weak.
    """

    id: WordId
    """What the counts call it; no spaces, commas or colons."""
    rate: Title | None = None
    """What its share of the step before is called."""
    ideal: Share | None = None
    """How high that share should be."""
    causes: tuple[Title, ...] = ()
    """What a weak step usually comes from."""
    phase: Title | None = None
    """The phase it belongs to."""
    origin: Title | None = None
    """Where the number is read off."""
    aliases: tuple[str, ...] = ()
    """Other words by which it may be called."""


@dataclass(frozen=True, kw_only=True)
class Method(
    FileMapping,
    schema={"required": ["method"], "oneOf": [{"required": ["stages"]}, {"required": ["kind", "steps"]}]},
):
    """The sales method and the book's settings.

    `entry` is what must hold before a deal is added. A method whose `kind` is "counts" has `steps` where
    one of deals has stages. `follow_up` says, by the grade of a customer, after how many days to call again.
    """

    method: str
    """The method's name."""
    title: Title | None = None
    """What people call it: a text, or one per language."""
    kind: Annotated[str, one_of(DEALS, COUNTS)] = DEALS
    """deals, which move through stages, or counts of steps; default deals."""
    settings: Settings = field(default_factory=Settings)
    """The book's own settings."""
    principles: tuple[Title, ...] = ()
    """What the method goes by, in a sentence each."""
    entry: tuple[Milestone, ...] = ()
    """What must hold before a deal is added; the first stage is not left without it."""
    stages: tuple[Stage, ...] = ()
    """The steps in their order; winning and losing are none of them."""
    after_win: tuple[Milestone, ...] = ()
    """What follows winning: milestones ticked on won deals."""
    steps: tuple[Step, ...] = ()
    """Instead of stages: what is counted, from the widest to the narrowest."""
    forms: tuple[Form, ...] = ()
    """What is to be written down about a deal beside its stages: quotes, approvals, comparisons."""
    strength: ByWord[Axis] = field(default_factory=dict)
    """The axes on which a deal's strength is scored, by id."""
    activities: tuple[ActivityKind, ...] = ACTIVITIES
    """The kinds of log entries; default visit, call, mail and note."""
    sources: tuple[Choice, ...] = ()
    """Where deals come from."""
    lost_reasons: tuple[Choice, ...] = ()
    """Why deals are lost."""
    grades: tuple[Choice, ...] = ()
    """How customers or leads are ranked, the best first."""
    grading: Grading | None = None
    """How the marks of a form about customers make their grade; default attraction × potential."""
    leads: Leads = field(default_factory=Leads)
    """How leads are kept."""
    spare_parts: SpareParts = field(default_factory=SpareParts)
    """What becomes of deals about spare parts."""
    follow_up: ByWord[Whole] = field(default_factory=dict)
    """After how many days to call a customer again, by grade."""
    health: Health = field(default_factory=Health)
    """The limits of a healthy funnel."""
    erp: tuple[ErpCure, ...] = ()
    """What to do about answers of the ERP, by words of its message."""
    accuracy: ByWord[Share] = field(default_factory=dict)
    """How far a forecast may be off, by who makes it."""

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

    def asked_in(self, stage: Stage) -> tuple[Stage, ...]:
        """Whose criteria hold a deal in that stage: its own, and of the first stage the entry's too."""
        is_first = self.position(stage.id) == 0
        return (stage, self.entrance) if is_first and self.entrance else (stage,)

    @cached_property
    def _gates(self) -> tuple[Stage, ...]:
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
        title = Label({"en": "Entry", "zh": "准入"})
        return _step(ENTRY, title, 0, self.entry) if self.entry else None

    @cached_property
    def kinds(self) -> Kinds:
        """What its kinds of log entries are good for."""
        return Kinds(self.activities)

    def form(self, id: str) -> Form | None:
        """The form with that id, or `None`."""
        return next((each for each in self.all_forms if each.id == id), None)

    @cached_property
    def all_forms(self) -> tuple[Form, ...]:
        """The method's forms, and behind them those that every method has and this one does not replace."""
        own = {form.id for form in self.forms}
        kept = kept_forms({reason.id: reason.label for reason in self.lost_reasons})
        return (*self.forms, *(form for form in kept if form.id not in own))

    def is_kept(self, form: Form) -> bool:
        """Whether records keep the form under keys of their own."""
        return form.id in KEPT and form not in self.forms

    @cached_property
    def aftermath(self) -> Stage | None:
        """What follows winning, each counting, as a step no won deal leaves; `None` where nothing does."""
        title = Label({"en": "After winning", "zh": "赢单之后"})
        asked = tuple(replace(each, required=True) for each in self.after_win)
        return _step(AFTER_WIN, title, 1, asked) if asked else None

    @property
    def has_deals(self) -> bool:
        """Whether deals move through it; else it is a funnel of counts."""
        return self.kind == DEALS


def _step(id: str, title: Label, odds: int, milestones: tuple[Milestone, ...]) -> Stage:
    """A step beside the stages: no deal moves into it."""
    return Stage(id=id, title=title, probability=Odds(forecast=Decimal(odds)), milestones=milestones)
