"""What the stage and status labels of another system mean in a book's method."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.exchange.known import OUTCOME_WORDS, bare, is_open_word, is_paused_word, label_key
from funnel_cli.exchange.mapping import ColumnMap, as_yaml
from funnel_cli.exchange.misread import demand_encoding
from funnel_cli.exchange.sheet import Sheet
from funnel_cli.records.deal import LOST, OUTCOMES, WON
from funnel_cli.records.method import Choice, Method, Stage
from funnel_cli.time.standing import DEAL_PLACES
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Label, Message, message

_BEHIND = re.compile(r"\s*[(（](?:[0-9]{1,3}\s*%|[^()（）]*\bpipeline)[)）]$", re.IGNORECASE)
"""What some exports write behind a stage: its odds, or its pipeline."""

LABELLED = ("stage", "status")
"""The fields whose labels need a meaning."""

SAYS_OPEN = "open"
"""What a status says of a deal that is neither won nor lost; it is no stage."""


class NoSuchStageInMapping(DataRefused):
    """The mapping gives a label a meaning that the method does not have."""

    sentence = N_("The mapping means {stage} by {label}, and the method has no such stage.")
    cure = N_("There is: {stages}")
    code = "unknown_stage"


class LabelsUnknown(DataRefused):
    """The sheet uses labels that are no stage of the method and no word for an outcome."""

    sentence = N_("{path} has labels that mean no stage here: {labels}.")
    cure = N_("Say what they mean in a mapping file, and give it with --map: {example}")
    code = "unknown_stage"


@dataclass(frozen=True, slots=True)
class SheetLabel:
    """A label as the sheet spells it, in which of our fields, what it means here, and how often it stands."""

    field: str
    text: str
    meaning: str
    count: int


class Nearest(NamedTuple):
    """The odds that a mapping gives a label, 0-1, and the stage whose odds come nearest, with these."""

    odds: Decimal
    stage: Stage
    own: Decimal


@dataclass(frozen=True, slots=True)
class Meanings:
    """What labels mean: a stage id, `won`, `lost`, or for a status also `open`; `None` is unknown.

    The mapping is asked first. Then the method's own words come first in a stage column, the words
    for an outcome in a status column: 成交 may be a method's last stage as well as a deal that is won.
    `near` are the stages of labels for which a mapping says odds, where the method has no word for them.
    """

    said: Mapping[str, str]
    stages: Mapping[str, str]
    outcomes: Mapping[str, str]
    near: Mapping[str, Nearest] = field(default_factory=dict)
    pauses: frozenset[str] = frozenset()

    def of(self, field: str, label: str) -> str | None:
        """What a label means in a field of `LABELLED`."""
        return self.of_stage(label) if field == "stage" else self.of_status(label)

    def of_stage(self, label: str) -> str | None:
        """The stage or outcome that the label of a stage column means."""
        key = bare(label)
        return self._said(label) or self.stages.get(key) or self.outcomes.get(key) or self._by_odds(label)

    def of_status(self, label: str) -> str | None:
        """The outcome or stage that the label of a status column means, or `open`."""
        key = bare(label)
        known = self._said(label) or self.outcomes.get(key)
        is_open = is_open_word(label) or self.is_pause(label)
        return known or (SAYS_OPEN if is_open else self.stages.get(key) or self._by_odds(label))

    def is_pause(self, label: str) -> bool:
        """Whether a label says that the deal rests."""
        return label_key(label) in self.pauses or is_paused_word(label)

    def _said(self, label: str) -> str | None:
        return self.said.get(label) or self.said.get(label_key(label)) or self.said.get(_without(label))

    def nearest(self, label: str) -> Nearest | None:
        """The odds that the mapping gives the label, with the stage that comes nearest."""
        return self.near.get(label_key(label)) or self.near.get(_without(label))

    def _by_odds(self, label: str) -> str | None:
        found = self.nearest(label)
        return found.stage.id if found else None


def meanings(method: Method, wishes: ColumnMap) -> Meanings:
    """What labels mean by the mapping and the method; raises `NoSuchStageInMapping`."""
    known = (*(stage.id for stage in method.stages), WON, LOST)
    entered = {item.column: item.stage for item in wishes.entered}
    for label, stage in (*wishes.stages.items(), *entered.items()):
        if stage not in known:
            raise NoSuchStageInMapping(stage=stage, label=label, stages=known)
    return Meanings(
        said={label_key(label): stage for label, stage in wishes.stages.items()} | dict(wishes.stages),
        stages=_spellings(method.stages),
        near={label_key(label): _nearest(odds, method) for label, odds in wishes.odds.items()},
        pauses=frozenset(map(label_key, wishes.paused)),
        outcomes={bare(word): outcome for outcome, words in OUTCOME_WORDS.items() for word in words},
    )


def _nearest(odds: Decimal, method: Method) -> Nearest:
    """The stage whose odds come nearest, of two that are as near the earlier one."""
    stage = min(method.stages, key=lambda stage: abs(method.odds(stage) - odds))
    return Nearest(odds, stage, method.odds(stage))


def _without(label: str) -> str:
    """The label for comparing, without the odds or the pipeline in brackets behind it."""
    return label_key(_BEHIND.sub("", label))


def by_odds(labels: Iterable[SheetLabel], known: Meanings) -> Iterator[Message]:
    """One sentence on the labels that were given a stage by their odds, if any were."""
    found = tuple(
        message(
            "{label} {odds} = {stage} {own}",
            label=label.text,
            odds=f"{nearest.odds:.0%}",
            stage=nearest.stage.id,
            own=f"{nearest.own:.0%}",
        )
        for label in labels
        if (nearest := known.nearest(label.text)) and nearest.stage.id == label.meaning
    )
    if found:
        yield message("Stages by the odds that the mapping gives: {labels}.", labels=found)


def used_labels(known: Meanings, used: Mapping[str, Mapping[str, int]]) -> tuple[SheetLabel, ...]:
    """Every label in use by its field and count, with its meaning, an empty one where there is none."""
    return tuple(
        SheetLabel(field, text, known.of(field, text) or "", count)
        for field, counts in used.items()
        for text, count in counts.items()
        if text
    )


def demand_known(labels: Iterable[SheetLabel], method: Method, sheet: Sheet) -> None:
    """Raise `LabelsUnknown` if one of the labels has no meaning, listing each with its count.

    Raises `EncodingOther` if one has a meaning in another encoding.
    """
    unknown = [label for label in labels if not label.meaning]
    if not unknown:
        return
    known = meanings(method, ColumnMap())
    texts = [label.text for label in unknown]
    demand_encoding(sheet.path, sheet.encoding, texts, lambda text: known.of_status(text) is not None)
    choices = (
        *(message("{title} ({id})", title=stage.label, id=stage.id) for stage in method.stages),
        *(_with_id(place) for place in DEAL_PLACES if place.id in OUTCOMES),
    )
    raise LabelsUnknown(
        path=sheet.path,
        labels=texts,
        details=[
            *(
                message("{label}  ({count:row|rows})", label=label.text, count=label.count)
                for label in unknown
            ),
            message("each may mean one of: {stages}", stages=choices),
        ],
        example="stages: {" + ", ".join(f"{as_yaml(label.text)}: …" for label in unknown) + "}",
    )


def _with_id(place: Choice) -> Label:
    """An outcome by its name and its id, which in English are the same."""
    return Label({"en": place.id, "zh": f"{place.label.texts['zh']}（{place.id}）"})


def choice_of(choices: Sequence[Choice], word: str) -> str | None:
    """The id of the choice that is called so in any language, or `None`."""
    return _spellings(choices).get(bare(word))


def _spellings(things: Sequence[Stage] | Sequence[Choice]) -> dict[str, str]:
    return {
        bare(name): thing.id
        for thing in things
        for name in (*(getattr(thing, "formerly", ())), *thing.label.texts.values(), thing.id)
    }
