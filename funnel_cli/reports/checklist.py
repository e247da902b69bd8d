"""The checklist of a deal's stage: what holds, what blocks the gate, and how to tick it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import itemgetter

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import AFTER_WIN, Stage
from funnel_cli.time.gate import Gate, Item, after_win, criteria_of, gate, skipped, unearned
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import Document, Table, ValueColumn, count, day, table, text, within

_PARTS = (
    Term("openings", message("opening")),
    Term("questions", message("question")),
    Term("objections", message("objection")),
    Term("signals", message("buying signal")),
    Term("closing", message("closing")),
)
"""What a talk has, by the keys of the method, in the order of a talk."""


def talk_table(stages: Iterable[Stage]) -> Table:
    """A row per piece of advice of these stages; on the screen of who asks for it."""
    return table(
        "talk",
        [(stage, part, said) for stage in stages for part in _PARTS for said in getattr(stage.talk, part.id)],
        text("stage", message("Stage"), lambda row: row[0].term, weight=5),
        text("part", message("Part of the talk"), itemgetter(1), weight=9),
        text("said", message("What helps in the talk"), itemgetter(2), weight=10, is_prose=True),
        title=message("Talk"),
        on_screen=False,
        empty=message(
            "The method has no advice for a talk here; it stands under talk of a stage in stages.yaml."
        ),
    )


CRITERION = Term("criterion", message("criterion"))
_FOLLOW_UP = Term("follow-up", message("after winning"))
EVIDENCE = Term("evidence", message("evidence"))


def checklist(
    deal: Opportunity, book: Book, *, with_evidence: bool = False, with_talk: bool = False
) -> Document:
    """The gate of the deal's present stage, and what earlier gates still lack; after a win what follows it.

    People see the criteria of the stage by their numbers and the others in one sentence, or everything
    `with_evidence`, or what the method advises for the talk in this stage `with_talk`; machines get
    everything either way.
    """
    stage = book.method.stage(deal.stage)
    after = after_win(deal, book)
    present = gate(deal, stage, book) if stage else None
    asked = present or after
    before = () if asked and asked.entrance else unearned(deal, book)
    is_whole = with_evidence or asked is None
    return Document(
        schema="funnel.checklist/1",
        title=message("Checklist of {deal}", deal=deal.title),
        head={
            "id": deal.id,
            "stage": stage.term if stage else deal.stage,
            "is_met": present.is_met if present else None,
            "met": present.met if present else None,
            "required": present.required if present else None,
        },
        tables=(
            replace(
                gate_table((*before, *((asked,) if asked else ()))), on_screen=is_whole and not with_talk
            ),
            _by_number(asked, is_shown=not (is_whole or with_talk)),
            replace(talk_table((stage,) if stage else ()), on_screen=with_talk),
        ),
        lines=(gate_sentence(asked) if asked else message("The deal is in no stage of the method."),),
        notes=() if with_talk else tuple(_notes(deal, book, asked)),
    )


def _by_number(present: Gate | None, *, is_shown: bool) -> Table:
    """The criteria of the present gate by the numbers with which they can be ticked."""
    criteria = present.criteria if present else ()
    what_holds = (
        text("is_met", message("Met"), weight=10),
        text("milestone", message("Milestone"), "milestone.id", on_screen=False, in_pipe=True),
        text("title", message("What must hold"), "milestone.label", weight=9, is_prose=True),
        day("date", message("On"), "since", weight=6),
        _due(criteria),
        text("evidence", message("Evidence"), _seen, weight=7, is_prose=True),
    )
    return table(
        "gate",
        enumerate(criteria, 1),
        count("number", message("#"), itemgetter(0), weight=11),
        *within(itemgetter(1), *what_holds),
        on_screen=is_shown,
        empty=message("Nothing to check."),
    )


def _notes(deal: Opportunity, book: Book, present: Gate | None) -> Iterator[Text]:
    """What is owed from before by its numbers, how much usual evidence is noted, and how to tick."""
    if present is None:
        return
    numbers = {each.id: number for number, each in enumerate(criteria_of(deal, book), 1)}
    owed = () if present.entrance else skipped(deal, book)
    if owed:
        named = tuple(
            message("{number} {title}", number=str(numbers[each.id]), title=each.label) for each in owed
        )
        yield message("Owed from before ({count}): {criteria}", count=len(owed), criteria=named)
    yield from _taken_over(deal, book)
    usual = [item for each in present.lists for item in each.items if not item.milestone.required]
    if usual:
        noted = sum(item.is_met for item in usual)
        yield message("Usual evidence: {noted} of {count} noted (--all).", noted=noted, count=len(usual))
    if not present.is_met:
        first = numbers[present.open_criteria[0].id]
        yield message(
            'Tick with: funnel check {deal} {number} --evidence "…"', deal=deal.id, number=str(first)
        )
    elif owed:
        yield message('Tick with: funnel check {deal} --owed --evidence "…"', deal=deal.id)


def _taken_over(deal: Opportunity, book: Book) -> Iterator[Text]:
    """What earlier stages ask that was met at once, by the same evidence on the same day."""
    passed = (gate(deal, stage, book) for stage in book.method.gates_before(deal.stage))
    seen = Counter(
        (item.since, item.evidence)
        for each in passed
        for item in each.items
        if item.milestone.required and item.since and item.evidence
    )
    for (since, evidence), met in seen.items():
        if met > 1:
            yield message("Met before ({count}): {day}, {evidence}", count=met, day=since, evidence=evidence)


def gate_sentence(present: Gate) -> Text:
    """How far the gate is, or what follows a win, in one sentence."""
    if present.stage.id == AFTER_WIN:
        return message("After winning: {done} of {count} done.", done=present.met, count=present.required)
    if not present.required:
        return message("{stage} asks for nothing before a deal may leave.", stage=present.stage.label)
    return message(
        "Gate of {stage}: {met} of {required} criteria met.",
        stage=present.stage.label,
        met=present.met,
        required=present.required,
    )


def how_to_tick(present: Gate, deal: Opportunity) -> Text:
    """The command that ticks the first open criterion."""
    first = present.open_criteria[0]
    return message(
        'Tick one with: funnel check {deal} {milestone} --evidence "…"', deal=deal.id, milestone=first.id
    )


def gate_table(gates: tuple[Gate, ...], *, only_criteria: bool = False) -> Table:
    """Every milestone of these gates in the method's order, or only what opens them."""
    lists = [each for gate in gates for each in gate.lists]
    pairs = [
        (each, item) for each in lists for item in each.items if item.milestone.required or not only_criteria
    ]
    is_won = any(each.stage.id == AFTER_WIN for each in gates)
    kind = (lambda _: _FOLLOW_UP) if is_won else _kind
    what_holds = (
        text("is_met", message("Met"), weight=10),
        text("milestone", message("Milestone"), "milestone.id", weight=9, is_whole=True),
        text("title", message("What must hold"), "milestone.label", weight=8, is_prose=True),
        text("kind", message("Kind"), kind, weight=3, on_screen=not only_criteria),
        day("date", message("On"), "since", weight=6),
        _due([item for _, item in pairs]),
        text(
            "evidence", message("Evidence"), _seen, weight=5, is_prose=True,
        ),
    )  # fmt: skip
    return table(
        "milestones",
        pairs,
        *within(itemgetter(1), *what_holds),
        text("stage", message("Stage"), lambda pair: pair[0].stage.term, weight=1, on_screen=len(lists) > 1),
        empty=message("Nothing to check."),
    )


def _due(items: Iterable[Item]) -> ValueColumn:
    return day("due", message("Due"), weight=7, on_screen=any(each.due for each in items))


def _kind(item: Item) -> Term:
    return CRITERION if item.milestone.required else EVIDENCE


def _seen(item: Item) -> Text | None:
    if item.evidence:
        return item.evidence
    if item.lapsed:
        return message("lapsed on {day}", day=item.lapsed)
    is_seen = item.milestone.check and item.is_met and not item.since
    return message("seen in the record") if is_seen else None
