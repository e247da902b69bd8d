"""The checklist of a deal's stage: what holds, what blocks the gate, and how to tick it."""

from __future__ import annotations

from funnel_cli.gate import Gate, Item, gate, unearned
from funnel_cli.message import Term, Text, message
from funnel_cli.method import Check
from funnel_cli.model import Book, Opportunity
from funnel_cli.table import Column, Document, Kind, Row, Table


def checklist(deal: Opportunity, book: Book) -> Document:
    """The gate of the deal's present stage, and what earlier gates still lack."""
    stage = book.method.stage(deal.stage)
    gates = (*unearned(deal, book), *((gate(deal, stage, book),) if stage else ()))
    present = gates[-1] if stage else None
    return Document(
        schema="funnel.checklist/1",
        title=message("Checklist of {deal}", deal=deal.id),
        head={
            "id": deal.id,
            "stage": Term(stage.id, stage.label) if stage else deal.stage,
            "is_met": present.is_met if present else None,
            "met": present.met if present else None,
            "required": present.required if present else None,
        },
        tables=(gate_table(gates),),
        lines=(gate_sentence(present),) if present else (message("The deal is in no stage of the method."),),
        notes=(how_to_tick(present, deal),) if present and not present.is_met else (),
    )


def gate_sentence(present: Gate) -> Text:
    """How far the gate is, in one sentence."""
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
    return Table(
        name="milestones",
        columns=(
            Column(key="is_met", title=message("Met"), weight=10),
            Column(key="milestone", title=message("Milestone"), weight=9, is_whole=True),
            Column(key="title", title=message("What must hold"), weight=8, is_prose=True),
            Column(key="kind", title=message("Kind"), weight=3, on_screen=not only_criteria),
            Column(key="date", title=message("On"), kind=Kind.DAY, weight=6),
            Column(key="evidence", title=message("Evidence"), weight=5, is_prose=True),
            Column(key="stage", title=message("Stage"), weight=1, on_screen=len(gates) > 1),
        ),
        rows=tuple(
            _item_row(each, item)
            for each in gates
            for item in each.items
            if item.milestone.required or not only_criteria
        ),
        empty=message("Nothing to check."),
    )


def _item_row(each: Gate, item: Item) -> Row:
    """One milestone as it stands."""
    milestone = item.milestone
    kind = (
        Term("criterion", message("criterion"))
        if milestone.required
        else Term("evidence", message("evidence"))
    )
    return (
        item.is_met,
        milestone.id,
        milestone.label,
        kind,
        item.since,
        item.evidence or _unticked(item, milestone.check),
        Term(each.stage.id, each.stage.label),
    )


def _unticked(item: Item, check: Check | None) -> Text | None:
    """What stands in the place of evidence: a lapse, or that the tool sees it by itself."""
    if item.lapsed:
        return message("lapsed on {day}", day=item.lapsed)
    return message("seen in the record") if check and item.is_met else None
