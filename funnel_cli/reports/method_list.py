"""The shipped methods, and what one asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter, itemgetter

from funnel_cli.records.form import FormField
from funnel_cli.records.method import ENTRY, HANDOVERS, Method, Milestone, Stage
from funnel_cli.reports.stalled import IN_STAGE, SILENCE, STEP
from funnel_cli.reports.talk import talk_table
from funnel_cli.values.columns import table, text, within
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import Column, Document, Kind, Row, Table

AFTER = Term("after_win", message("after winning"))

ANSWERS = {
    "text": message("a line"),
    "lines": message("several lines"),
    "amount": message("an amount"),
    "date": message("a day"),
    "share": message("a share"),
    "number": message("a number"),
    "choice": message("one of these"),
    "person": message("a person"),
    "score": message("a score of 0-20"),
}
"""What people call each kind of answer that a form may ask for."""


def methods_document(methods: Iterable[Method]) -> Document:
    """A row per method with its stages, or with the steps that it counts."""
    return Document(
        schema="funnel.methods/1",
        title=message("Sales methods"),
        tables=(
            Table(
                name="methods",
                columns=(
                    Column(key="id", title=message("Method"), weight=10, is_whole=True),
                    Column(key="title", title=message("Title"), weight=6),
                    Column(key="stages", title=message("Stages"), weight=8, is_prose=True),
                    Column(key="milestones", title=message("Milestones"), kind=Kind.COUNT, weight=5),
                    Column(key="kind", title=message("Kind"), on_screen=False),
                ),
                rows=tuple(map(_method_row, methods)),
            ),
        ),
        notes=(
            message("What one asks for: funnel methods NAME"),
            message("Start a book with one: funnel init --method NAME"),
            message("Take your book over to one: funnel methods --switch NAME --dry-run"),
        ),
    )


def _method_row(method: Method) -> Row:
    """A method with what deals move through, or what is counted."""
    places = method.stages or method.steps
    return (
        method.method,
        method.label,
        tuple(Term(place.id, place.label) for place in places),
        len(method.milestones),
        method.kind,
    )


def method_document(method: Method) -> Document:
    """One method whole: its stages and checklists, or its steps; its axes, forms, causes and words.

    Every part is always there, and people are shown those that hold something, but for the talk, which
    is long.
    """
    tables = (
        _stages_table(method),
        _milestones_table(method),
        _steps_table(method),
        _strength_table(method),
        _forms_table(method),
        _causes_table(method),
        _cures_table(method),
        _words_table(method),
    )
    return Document(
        schema="funnel.method/1",
        title=method.label,
        head={"id": method.method, "kind": method.kind},
        tables=(
            *(replace(table, on_screen=bool(table.rows)) for table in tables),
            talk_table(method.stages),
        ),
    )


def _stages_table(method: Method) -> Table:
    """Odds, usual time, number of criteria and manner of handing over of each stage."""
    return Table(
        name="stages",
        columns=(
            Column(key="id", title=message("Stage"), weight=10),
            Column(key="title", title=message("Title"), weight=9),
            Column(key="probability", title=message("Odds"), kind=Kind.RATIO, weight=8),
            Column(
                key="exit_probability",
                title=message("Exit odds"),
                kind=Kind.RATIO,
                on_screen=_has_exit_odds(method),
                weight=4,
            ),
            Column(key="typical_days", title=message("Typical days"), kind=Kind.DAYS, weight=6),
            Column(key="stalled_days", title=message("Stalled from"), kind=Kind.DAYS, weight=5),
            Column(key="criteria", title=message("Criteria"), kind=Kind.COUNT, weight=5),
            Column(key="handover", title=message("Handover"), weight=3),
        ),
        rows=tuple(
            (
                stage.id,
                stage.label,
                method.odds(stage),
                stage.probability.exit,
                stage.typical_days,
                stage.stalled_from,
                len(stage.criteria),
                _handover(stage),
            )
            for stage in method.stages
        ),
    )


def _has_exit_odds(method: Method) -> bool:
    """Whether the second reading of the odds says anything that the first does not."""
    return any(stage.probability.exit not in (None, method.odds(stage)) for stage in method.stages)


def _handover(stage: Stage) -> Text | None:
    """How a deal there is handed over, by its title where it is one of those that are known."""
    known = (Term(each.id, each.label) for each in HANDOVERS if each.id == stage.handover)
    return next(known, stage.handover)


def _milestones_table(method: Method) -> Table:
    """What is asked of a new deal, the checklist of every stage, and what follows winning."""
    entry = Term(ENTRY, message("entry"))
    lists = [
        (entry, method.entry),
        *((Term(stage.id, stage.label), stage.milestones) for stage in method.stages),
        (AFTER, method.after_win),
    ]
    return Table(
        name="milestones",
        title=message("Checklist"),
        columns=(
            Column(key="stage", title=message("Stage"), weight=10),
            Column(key="milestone", title=message("Milestone"), weight=8, is_whole=True),
            Column(key="title", title=message("What must hold"), weight=9, is_prose=True),
            Column(key="kind", title=message("Kind"), weight=6),
            Column(key="for", title=message("Evidence for"), weight=4),
        ),
        rows=tuple(_milestone_row(term, each) for term, milestones in lists for each in milestones),
    )


def _milestone_row(stage: Term, milestone: Milestone) -> Row:
    """One line of a checklist."""
    criterion, evidence = Term("criterion", message("criterion")), Term("evidence", message("evidence"))
    kind = criterion if milestone.required else evidence
    return stage, milestone.id, milestone.label, kind, milestone.for_


def _steps_table(method: Method) -> Table:
    """What is counted, its share of the step before, and what a weak one comes from."""
    return Table(
        name="steps",
        columns=(
            Column(key="id", title=message("Step"), weight=10),
            Column(key="title", title=message("Title"), weight=9),
            Column(key="rate", title=message("Rate"), weight=7),
            Column(key="ideal", title=message("Ideal"), kind=Kind.RATIO, weight=6),
            Column(key="causes", title=message("If it is weak"), weight=8, is_prose=True),
            Column(key="phase", title=message("Phase"), weight=5),
            Column(key="origin", title=message("Read off"), weight=4, is_prose=True),
            Column(key="aliases", title=message("Also called"), weight=1),
        ),
        rows=tuple(
            (step.id, step.label, step.rate, step.ideal, step.causes, step.phase, step.origin, step.aliases)
            for step in method.steps
        ),
    )


def _strength_table(method: Method) -> Table:
    """The ladder of every axis; where it matters who says so, with both scores."""
    return Table(
        name="strength",
        title=message("Strength"),
        columns=(
            Column(key="axis", title=message("Axis"), weight=10),
            Column(key="at", title=message("Score"), kind=Kind.COUNT, weight=9),
            Column(key="decision_maker", title=message("Decision maker"), kind=Kind.COUNT, weight=7),
            Column(key="title", title=message("What is true"), weight=8, is_prose=True),
        ),
        rows=tuple(
            (Term(id, axis.label(id)), rung.at, rung.decision_maker, rung.title)
            for id, axis in method.strength.items()
            for rung in axis.rungs
        ),
    )


def _forms_table(method: Method) -> Table:
    """Every question of every form, with the words that it takes for an answer where it has them."""
    return table(
        "forms",
        [(Term(form.id, form.label), form, field) for form in method.forms for field in form.fields],
        text("form", message("Form"), itemgetter(0), weight=10),
        *within(itemgetter(1), text("for", message("About"), attrgetter("for_"), on_screen=False)),
        *within(
            itemgetter(2),
            text("field", message("Field"), attrgetter("id"), on_screen=False, in_pipe=True),
            text("title", message("Question"), attrgetter("label"), weight=8, is_prose=True),
            text("kind", message("Kind"), _kind_of_answer, weight=6),
            text("choices", message("Answers"), _choices, weight=4, is_prose=True),
            text("required", message("Required"), weight=5),
        ),
        title=message("Forms"),
    )


def _kind_of_answer(field: FormField) -> Term:
    return Term(field.kind, ANSWERS[field.kind])


def _choices(field: FormField) -> tuple[Term, ...]:
    return tuple(Term(id, title) for id, title in field.choices.items())


def _causes_table(method: Method) -> Table:
    """What a stall in each stage usually means, by the clock that ran out."""
    return table(
        "stalled",
        [
            (stage.term, clock, cause)
            for stage in method.stages
            for clock, causes in (
                (IN_STAGE, stage.stalled),
                (SILENCE, stage.stalled_by.silence),
                (STEP, stage.stalled_by.step),
            )
            for cause in causes
        ],
        text("stage", message("Stage"), itemgetter(0), weight=10),
        text("clock", message("Ran out"), itemgetter(1), weight=7),
        text("cause", message("Cause"), itemgetter(2), weight=9, is_prose=True),
        title=message("What a stall usually means"),
    )


def _cures_table(method: Method) -> Table:
    """What to do about answers of the ERP."""
    return table(
        "erp",
        method.erp,
        text("message", message("ERP says"), weight=10),
        text("cure", message("What helps"), weight=9, is_prose=True),
        title=message("What helps against answers of the ERP"),
    )


def _words_table(method: Method) -> Table:
    """The method's words for sources, for reasons of losing, and for grades."""
    lists = (
        (Term("source", message("source")), method.sources),
        (Term("lost_reason", message("lost reason")), method.lost_reasons),
        (Term("grade", message("grade")), method.grades),
    )
    return Table(
        name="words",
        title=message("Words"),
        columns=(
            Column(key="kind", title=message("Kind"), weight=10),
            Column(key="id", title=message("Word"), weight=9),
            Column(key="title", title=message("Title"), weight=8),
        ),
        rows=tuple((kind, word.id, word.label) for kind, words in lists for word in words),
    )
