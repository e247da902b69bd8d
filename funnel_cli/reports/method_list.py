"""The shipped methods, what one asks for, and what is wrong with one that somebody writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from funnel_cli.records.form import FormField
from funnel_cli.records.method import ENTRY, HANDOVERS, Method, Stage
from funnel_cli.reports.checklist import CRITERION, EVIDENCE, talk_table
from funnel_cli.reports.stalled import IN_STAGE, SILENCE, STEP
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import Document, Table, count, days, share, table, text, within

_AFTER = Term("after_win", message("after winning"))

_TITLE = text("title", message("Title"), "label", weight=9)

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
            table(
                "methods",
                methods,
                text("id", message("Method"), "method", weight=10, is_whole=True),
                text("title", message("Title"), "label", weight=6),
                text("stages", message("Stages"), _places, weight=8, is_prose=True),
                count("milestones", message("Milestones"), lambda each: len(each.milestones), weight=5),
                text("kind", message("Kind"), on_screen=False),
            ),
        ),
        notes=(
            message("What one asks for: funnel methods NAME"),
            message("Start a book with one: funnel init --method NAME"),
            message("Take your book over to one: funnel methods --switch NAME --dry-run"),
        ),
    )


def _places(method: Method) -> tuple[Term, ...]:
    return tuple(place.term for place in method.stages or method.steps)


def method_document(method: Method) -> Document:
    """One method whole: its stages and checklists, or its steps; its axes, forms, causes and words.

    Every part is always there, and people are shown those that hold something, but for the talk, which
    is long.
    """
    return Document(
        schema="funnel.method/1",
        title=method.label,
        head={"id": method.method, "kind": method.kind},
        tables=(
            _stages_table(method),
            _milestones_table(method),
            _steps_table(method),
            _strength_table(method),
            _forms_table(method),
            _causes_table(method),
            _cures_table(method),
            _words_table(method),
            _principles_table(method),
            talk_table(method.stages),
        ),
    )


def _principles_table(method: Method) -> Table:
    """What the method goes by."""
    rows = enumerate(method.principles, 1)
    return table(
        "principles",
        rows,
        count("number", message("#"), itemgetter(0), weight=9),
        text("principle", message("Principle"), itemgetter(1), weight=10, is_prose=True),
        title=message("What it goes by"),
    )


def _stages_table(method: Method) -> Table:
    """Odds, usual time, number of criteria and manner of handing over of each stage."""
    return table(
        "stages",
        method.stages,
        text("id", message("Stage"), weight=10),
        _TITLE,
        share("probability", message("Odds"), method.odds, weight=8),
        share(
            "exit_probability",
            message("Exit odds"),
            "probability.exit",
            on_screen=_has_exit_odds(method),
            weight=4,
        ),
        days("typical_days", message("Typical days"), weight=6),
        days("stalled_days", message("Stalled from"), "stalled_from", weight=5),
        count("criteria", message("Criteria"), lambda stage: len(stage.criteria), weight=5),
        text("handover", message("Handover"), _handover, weight=3),
    )


def _has_exit_odds(method: Method) -> bool:
    """Whether the second reading of the odds says anything that the first does not."""
    return any(stage.probability.exit not in (None, method.odds(stage)) for stage in method.stages)


def _handover(stage: Stage) -> Text | None:
    known = (each.term for each in HANDOVERS if each.id == stage.handover)
    return next(known, stage.handover)


def _milestones_table(method: Method) -> Table:
    """What is asked of a new deal, the checklist of every stage, and what follows winning."""
    entry = Term(ENTRY, message("entry"))
    lists = [
        (entry, method.entry),
        *((stage.term, stage.milestones) for stage in method.stages),
        (_AFTER, method.after_win),
    ]
    return table(
        "milestones",
        [(place, each) for place, milestones in lists for each in milestones],
        text("stage", message("Stage"), itemgetter(0), weight=10),
        *within(
            itemgetter(1),
            text("milestone", message("Milestone"), "id", weight=8, is_whole=True),
            text("title", message("What must hold"), "label", weight=9, is_prose=True),
            text("kind", message("Kind"), lambda each: CRITERION if each.required else EVIDENCE, weight=6),
            text("for", message("Evidence for"), "for_", weight=4),
        ),
        title=message("Checklist"),
    )


def _steps_table(method: Method) -> Table:
    """What is counted, its share of the step before, and what a weak one comes from."""
    return table(
        "steps",
        method.steps,
        text("id", message("Step"), weight=10),
        _TITLE,
        text("rate", message("Rate"), weight=7),
        share("ideal", message("Ideal"), weight=6),
        text("causes", message("If it is weak"), weight=8, is_prose=True),
        text("phase", message("Phase"), weight=5),
        text("origin", message("Read off"), weight=4, is_prose=True),
        text("aliases", message("Also called"), weight=1),
    )


def _strength_table(method: Method) -> Table:
    """The ladder of every axis; where it matters who says so, with both scores."""
    return table(
        "strength",
        [(Term(id, axis.label(id)), rung) for id, axis in method.strength.items() for rung in axis.rungs],
        text("axis", message("Axis"), itemgetter(0), weight=10),
        *within(
            itemgetter(1),
            count("at", message("Score"), weight=9),
            count("decision_maker", message("Decision maker"), weight=7),
            text("title", message("What is true"), weight=8, is_prose=True),
        ),
        title=message("Strength"),
    )


def _forms_table(method: Method) -> Table:
    """Every question of every form, with the words that it takes for an answer where it has them."""
    return table(
        "forms",
        [(form.term, form, field) for form in method.forms for field in form.fields],
        text("form", message("Form"), itemgetter(0), weight=10),
        *within(itemgetter(1), text("for", message("About"), "for_", on_screen=False)),
        *within(
            itemgetter(2),
            text("field", message("Field"), "id", on_screen=False, in_pipe=True),
            text("title", message("Question"), "label", weight=8, is_prose=True),
            text("kind", message("Kind"), lambda field: Term(field.kind, ANSWERS[field.kind]), weight=6),
            text("choices", message("Answers"), _choices, weight=4, is_prose=True),
            text("required", message("Required"), weight=5),
        ),
        title=message("Forms"),
    )


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
    return table(
        "words",
        [(kind, word) for kind, words in lists for word in words],
        text("kind", message("Kind"), itemgetter(0), weight=10),
        *within(
            itemgetter(1),
            text("id", message("Word"), weight=9),
            text("title", message("Title"), "label", weight=8),
        ),
        title=message("Words"),
    )


_CURES: Mapping[str, Text] = {
    "missing-key": message("Add the key; what each means: funnel schema stages"),
    "unknown-key": message("Rename it, or begin it with x- if it is your own."),
    "duplicate-key": message("Keep one of the two."),
    "duplicate-id": message("Give it an id of its own, also different from former ids."),
    "alike-id": message("Keep one of the two, or call one otherwise."),
    "bad-id": message("Write it in one word, like plan-accepted."),
    "bad-word": message("Use one of the words that are known here."),
    "bad-order": message("Put the lower value first, or correct it."),
    "bad-ratio": message("Write a share above 0 and up to 100 %, like 30%."),
    "bad-number": message("Write a whole number within these limits, or leave the key out."),
    "bad-amount": message("Write a number with a point, or a share like 8%."),
    "bad-flag": message("Write true or false."),
    "bad-date": message("Write a day, like 2026-12-15."),
    "bad-currency": message("Write the code of ISO 4217, like CNY."),
    "bad-type": message("Write what belongs there; what each key means: funnel schema stages"),
    "bad-check": message("Ask for one fact, like {example}.", example="{log: visit, within: 90}"),
    "unknown-milestone": message("Name a milestone of this file by its id."),
    "unknown-activity": message("Add it under activities, or name one that is there."),
    "idle-limit": message("Leave it out, or ask for the fact that has such a limit."),
    "never-met": message("Ask for what a deal can have there; as it is, only a tick by hand meets it."),
    "unknown-role": message("Write user, influencer, decision-maker, buyer or coach."),
    "unknown-axis": message("Add the axis under strength, or name one that is there."),
    "ambiguous-score": message(
        "Take the ladder of: funnel methods solution-selling; then score the deals again."
    ),
    "unknown-form": message("Name a form of this file, or a field of it, by its id."),
    "unknown-handover": message("Write telephone, joint-call or in-person."),
    "unknown-language": message("Write auto, en or zh."),
    "unknown-currency": message("Write the code of ISO 4217, like CNY."),
    "bad-query": message("Write it as you would type it behind: funnel list"),
    "no-words": message("Add at least: lost_reasons: [price, no-decision]"),
    "no-criteria": message("Write required: true at what must hold before a deal goes on."),
    "odd-evidence": message("Name a criterion of the same stage, or leave “for” out."),
    "no-exit-odds": message("Write it like {example}.", example="{forecast: 30%, exit: 50%}"),
    "no-translation": message("Write it like {example}.", example="{en: Close, zh: 成交}"),
    "alias": message("Write the value out; a text that begins with & or * is quoted."),
    "tag": message("Leave it out; a text that begins with ! is quoted."),
    "bad-char": message("Delete it."),
    "too-deep": message("Lists and mappings nest 12 deep at most: leave brackets or indents out."),
    "too-large": message("Leave out what no method needs."),
    "yaml-syntax": message("Quote the text, and line up what belongs together."),
}
"""What helps against each kind of fault, by its code."""


def lint_document(path: str, method: Method | None, problems: Sequence[Problem]) -> Document:
    """A row per fault of the method in that file with its cure, errors first; the head says what it is."""
    found = sorted(problems, key=lambda each: (not each.is_error, each.line, each.column))
    errors = sum(each.is_error for each in found)
    return Document(
        schema="funnel.lint/1",
        title=message("Method in {path}", path=path),
        head={
            "path": path,
            "method": method.method if method else None,
            "errors": errors,
            "warnings": len(found) - errors,
        },
        lines=(_summary(method, errors, len(found) - errors),),
        tables=(
            table(
                "findings",
                found,
                count("line", message("Line"), lambda each: each.line or None, weight=10),
                count("column", message("Column"), lambda each: each.column or None, on_screen=False),
                text("severity", message("Severity"), "severity.value", weight=6),
                text("code", message("Code"), on_screen=False),
                text("key", message("Key"), lambda each: each.key or None, weight=7),
                text("message", message("What is wrong"), weight=9, is_prose=True),
                text(
                    "cure", message("What helps"), lambda each: _CURES.get(each.code), weight=8, is_prose=True
                ),
                empty=message("Nothing to complain about."),
            ),
        ),
    )


def _summary(method: Method | None, errors: int, warnings: int) -> Text:
    if method is None:
        return message("It cannot be used: {errors:error|errors}.", errors=errors)
    if warnings:
        return message("It can be used; {warnings:thing|things} to look at.", warnings=warnings)
    return message("It can be used as it is.")
