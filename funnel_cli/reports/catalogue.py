"""The shipped methods, and what one asks for."""

from __future__ import annotations

from collections.abc import Iterable

from funnel_cli.message import Term, message
from funnel_cli.method import Method
from funnel_cli.table import Column, Document, Kind, Table


def methods_document(methods: Iterable[Method]) -> Document:
    """A row per method with its stages."""
    return Document(
        schema="funnel.methods/1",
        title=message("Sales methods"),
        tables=(
            Table(
                name="methods",
                columns=(
                    Column(key="id", title=message("Method"), weight=10),
                    Column(key="title", title=message("Title"), weight=8),
                    Column(key="stages", title=message("Stages"), weight=7),
                    Column(key="milestones", title=message("Milestones"), kind=Kind.COUNT, weight=5),
                ),
                rows=tuple(
                    (
                        method.method,
                        method.label,
                        tuple(Term(stage.id, stage.label) for stage in method.stages),
                        len(method.milestones),
                    )
                    for method in methods
                ),
            ),
        ),
        notes=(message("Start a book with one: funnel init --method NAME"),),
    )


def method_document(method: Method) -> Document:
    """One method: its stages with their odds, and its whole checklist."""
    return Document(
        schema="funnel.method/1",
        title=method.label,
        head={"id": method.method},
        tables=(_stages_table(method), _milestones_table(method)),
    )


def _stages_table(method: Method) -> Table:
    """Odds, usual time and the number of criteria of each stage."""
    return Table(
        name="stages",
        columns=(
            Column(key="id", title=message("Stage"), weight=10),
            Column(key="title", title=message("Title"), weight=9),
            Column(key="probability", title=message("Odds"), kind=Kind.RATIO, weight=8),
            Column(key="typical_days", title=message("Typical days"), kind=Kind.DAYS, weight=6),
            Column(key="stalled_days", title=message("Stalled from"), kind=Kind.DAYS, weight=5),
            Column(key="criteria", title=message("Criteria"), kind=Kind.COUNT, weight=5),
        ),
        rows=tuple(
            (
                stage.id,
                stage.label,
                method.odds(stage),
                stage.typical_days,
                stage.stalled_from,
                len(stage.criteria),
            )
            for stage in method.stages
        ),
    )


def _milestones_table(method: Method) -> Table:
    """The checklist of every stage, and what follows winning."""
    rows = [
        (
            Term(stage.id, stage.label),
            milestone.id,
            milestone.label,
            Term("criterion", message("criterion"))
            if milestone.required
            else Term("evidence", message("evidence")),
            milestone.for_,
        )
        for stage in method.stages
        for milestone in stage.milestones
    ]
    after = Term("after_win", message("after winning"))
    rows += [
        (after, each.id, each.label, Term("evidence", message("evidence")), None) for each in method.after_win
    ]
    return Table(
        name="milestones",
        title=message("Checklist"),
        columns=(
            Column(key="stage", title=message("Stage"), weight=10),
            Column(key="milestone", title=message("Milestone"), weight=8),
            Column(key="title", title=message("What must hold"), weight=9),
            Column(key="kind", title=message("Kind"), weight=6),
            Column(key="for", title=message("Evidence for"), weight=4),
        ),
        rows=tuple(rows),
    )
