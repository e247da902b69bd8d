"""Forms about a deal: the visit report and the lost-customer report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date as Day
from operator import itemgetter

from funnel_cli.finding.names import term_of
from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry, NextStep
from funnel_cli.records.deal import OUTCOMES, Loss, Opportunity
from funnel_cli.records.kept_forms import LOSS_REPORT
from funnel_cli.reports.deals import place_term
from funnel_cli.time.facts import stints
from funnel_cli.time.standing import money_of
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, Term, Text, message
from funnel_cli.values.table import Cell, Document, table, text

_THEIRS = Term("theirs", message("the customer"))
_OURS = Term("ours", message("us"))


class NotLost(UsageRefused):
    """Only a lost deal has a lost-customer report."""

    sentence = N_("{deal} is not lost.")


def visit_report(deal: Opportunity, entry: LogEntry) -> Document:
    """One visit: whom, when, what for, who took part on both sides, the result, what is open on either."""
    sides = ((_THEIRS, entry.with_), (_OURS, entry.ours))
    due = _due(deal, entry)
    return Document(
        schema="funnel.visit/1",
        title=message("Visit report: {deal}", deal=deal.title),
        head={
            "id": deal.id,
            "customer": deal.customer,
            "date": entry.date,
            "purpose": entry.purpose,
            "result": entry.text,
            "next": entry.next,
            "next_due": due,
            "open_theirs": entry.open_theirs,
            "open_ours": entry.open_ours,
        },
        card=_form(
            (
                (message("Customer"), deal.customer),
                (message("Deal"), deal.id),
                (message("Day"), entry.date),
                (message("Purpose"), entry.purpose),
                *_numbered(message("Result"), entry.text),
                *_next(entry, due),
                *_numbered(message("Open on their side"), entry.open_theirs),
                *_numbered(message("Open on our side"), entry.open_ours),
            )
        ),
        tables=(
            table(
                "people",
                [(side, name) for side, names in sides for name in names],
                text("side", message("For"), itemgetter(0), weight=9),
                text("name", message("Person"), itemgetter(1), weight=10, is_prose=True),
                title=message("Who took part"),
                empty=message("Nobody is written down."),
            ),
        ),
    )


def _due(deal: Opportunity, entry: LogEntry) -> Day | None:
    """Until when the step that the entry agreed on is due, as the history has it from that day on."""
    told = (line.changes.get("next_step") for line in deal.history if line.date >= entry.date)
    steps = (step for step in (*told, deal.next_step) if isinstance(step, NextStep))
    return next((step.due for step in steps if entry.next and step.action == entry.next), None)


def loss_report(deal: Opportunity, book: Book) -> Document:
    """The lost-customer report: what the customer said, what we think, what to do next time.

    Raises `NotLost`.
    """
    if not deal.is_lost:
        raise NotLost(deal=deal.id)
    loss = deal.lost or Loss()
    stages = [stay.stage for stay in stints(deal) if stay.stage not in OUTCOMES]
    amount = money_of(deal, book)
    answers: tuple[tuple[Term, str | None], ...] = tuple(
        (each.term, getattr(loss, each.id)) for each in LOSS_REPORT.fields[1:]
    )
    reason = term_of(loss.reason, book.method.lost_reasons)
    return Document(
        schema="funnel.loss/1",
        title=message("Lost-customer report: {deal}", deal=deal.title),
        head={
            "id": deal.id,
            "customer": deal.customer,
            "amount": amount,
            "closed": deal.closed,
            "stage": stages[-1] if stages else None,
            "reason": loss.reason,
        },
        card=_form(
            (
                (message("Customer"), deal.customer),
                (message("Deal"), deal.id),
                (message("Amount"), message("{money}", money=amount) if amount else None),
                (message("Lost on"), deal.closed),
                (message("Lost from"), place_term(stages[-1], book.method) if stages else None),
                (message("Reason"), reason),
                *((question.label, answer) for question, answer in answers),
            )
        ),
        tables=(
            table(
                "answers",
                answers,
                text("question", message("Question"), itemgetter(0)),
                text("answer", message("Answer"), itemgetter(1)),
                on_screen=False,
            ),
        ),
    )


def _numbered(label: Message, said: str | None) -> tuple[tuple[Message, Cell], ...]:
    """A line of the form, or one for each of several lines or parts behind semicolons."""
    parts = [part.strip() for part in re.split("[\n;；]", said or "") if part.strip()]
    if len(parts) <= 1:
        return ((label, said),)
    return tuple(
        (message("{label} {number}", label=label, number=str(number)), part)
        for number, part in enumerate(parts, 1)
    )


def _next(entry: LogEntry, due: Day | None) -> tuple[tuple[Message, Cell], ...]:
    label = message("Next step")
    if due is None:
        return _numbered(label, entry.next)
    return ((label, message("{action} ({due})", action=entry.next, due=due)),)


def _form(rows: Iterable[tuple[Text, Cell]]) -> tuple[tuple[Text, Cell], ...]:
    """The lines of a form: what is not known is an empty place to write into."""
    return tuple((label, "" if value is None else value) for label, value in rows)
