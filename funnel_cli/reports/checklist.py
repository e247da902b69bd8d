"""The checklist of a deal's stage: what holds, what blocks the gate, and how to tick it."""

from __future__ import annotations

from datetime import date as Day
from datetime import timedelta
from operator import attrgetter, itemgetter

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import AFTER_WIN, Stage
from funnel_cli.time.gate import Gate, Item, after_win, gate, unearned
from funnel_cli.values.columns import day, table, text, within
from funnel_cli.values.message import Term, Text, message
from funnel_cli.values.table import Document, Table

CRITERION = Term("criterion", message("criterion"))
FOLLOW_UP = Term("follow-up", message("after winning"))
EVIDENCE = Term("evidence", message("evidence"))


def checklist(deal: Opportunity, book: Book) -> Document:
    """The gate of the deal's present stage, and what earlier gates still lack."""
    stage = book.method.stage(deal.stage)
    after = after_win(deal, book)
    gates = (*unearned(deal, book), *((gate(deal, stage, book),) if stage else ()))
    present = gates[-1] if stage else None
    return Document(
        schema="funnel.checklist/1",
        title=message("Checklist of {deal}", deal=deal.id),
        head={
            "id": deal.id,
            "stage": _stage_term(stage) if stage else deal.stage,
            "is_met": present.is_met if present else None,
            "met": present.met if present else None,
            "required": present.required if present else None,
        },
        tables=(gate_table((after,) if after else gates, won=deal.closed),),
        lines=_said(present, after),
        notes=how_to_go_on(present or after, deal),
    )


def _said(present: Gate | None, after: Gate | None) -> tuple[Text, ...]:
    if after:
        return (after_sentence(after),)
    return (gate_sentence(present) if present else message("The deal is in no stage of the method."),)


def after_sentence(after: Gate) -> Text:
    """How much of what follows a win is done, in one sentence."""
    done = sum(each.is_met for each in after.items)
    return message("After winning: {done} of {count} done.", done=done, count=len(after.items))


def how_to_go_on(present: Gate | None, deal: Opportunity) -> tuple[Text, ...]:
    """The command that ticks the first open criterion, or the first item after winning, if one is open."""
    if present is None or (present.is_met and present.stage.id != AFTER_WIN):
        return ()
    first = next((each for each in present.items if not each.is_met and _is_asked(present, each)), None)
    if first is None:
        return ()
    id = first.milestone.id
    return (
        message('Tick one with: funnel check {deal} {milestone} --evidence "…"', deal=deal.id, milestone=id),
    )


def _is_asked(of: Gate, item: Item) -> bool:
    """Whether it is a criterion, or stands after winning, where each counts."""
    return item.milestone.required or of.stage.id == AFTER_WIN


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


def gate_table(gates: tuple[Gate, ...], *, only_criteria: bool = False, won: Day | None = None) -> Table:
    """Every milestone of these gates in the method's order, or only what opens them; `won` dates the rest."""
    pairs = [
        (each, item) for each in gates for item in each.items if _is_asked(each, item) or not only_criteria
    ]
    item_of = itemgetter(1)
    has_due = any(due_on(item, won) for _, item in pairs)
    return table(
        "milestones",
        pairs,
        *within(
            item_of,
            text("is_met", message("Met"), weight=10),
            text("milestone", message("Milestone"), attrgetter("milestone.id"), weight=9, is_whole=True),
            text("title", message("What must hold"), attrgetter("milestone.label"), weight=8, is_prose=True),
        ),
        text("kind", message("Kind"), _kind, weight=3, on_screen=not only_criteria),
        *within(
            item_of,
            day("date", message("On"), attrgetter("since"), weight=6),
            day("due", message("Due"), lambda item: due_on(item, won), weight=7, on_screen=has_due),
            text(
                "evidence",
                message("Evidence"),
                lambda item: item.evidence or _unticked(item),
                weight=5,
                is_prose=True,
            ),
        ),
        text(
            "stage",
            message("Stage"),
            lambda pair: _stage_term(pair[0].stage),
            weight=1,
            on_screen=len(gates) > 1,
        ),
        empty=message("Nothing to check."),
    )


def due_on(item: Item, won: Day | None) -> Day | None:
    """The day on which an open item is due after the win; `None` where there is none."""
    days = item.milestone.due_days
    return won + timedelta(days=days) if won and days and not item.is_met else None


def _kind(pair: tuple[Gate, Item]) -> Term:
    if pair[0].stage.id == AFTER_WIN:
        return FOLLOW_UP
    return CRITERION if pair[1].milestone.required else EVIDENCE


def _stage_term(stage: Stage) -> Term:
    return Term(stage.id, stage.label)


def _unticked(item: Item) -> Text | None:
    """What stands in the place of evidence: a lapse, or that the tool sees it by itself."""
    if item.lapsed:
        return message("lapsed on {day}", day=item.lapsed)
    return message("seen in the record") if item.milestone.check and item.is_met else None
