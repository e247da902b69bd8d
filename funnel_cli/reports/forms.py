"""Forms about a deal: the visit report and the lost-customer report."""

from __future__ import annotations

from collections.abc import Iterable

from funnel_cli.finding.names import term_of
from funnel_cli.records.book import Book
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import OUTCOMES, Loss, Opportunity
from funnel_cli.reports.deals import place_term
from funnel_cli.time.facts import stints
from funnel_cli.time.standing import money_of
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, Message, Term, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Column, Document, Table

THEIRS = Term("theirs", message("the customer"))
OURS = Term("ours", message("us"))


class NotLost(UsageRefused):
    """Only a lost deal has a lost-customer report."""

    sentence = N_("{deal} is not lost.")


def visit_report(deal: Opportunity, entry: LogEntry) -> Document:
    """One visit: whom, when, what for, who took part on both sides, the result, what is open on either."""
    sides = ((THEIRS, entry.with_), (OURS, entry.ours))
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
            "open_theirs": entry.open_theirs,
            "open_ours": entry.open_ours,
        },
        card=_form(
            (
                (message("Customer"), deal.customer),
                (message("Deal"), deal.id),
                (message("Day"), entry.date),
                (message("Purpose"), entry.purpose),
                (message("Result"), entry.text),
                (message("Next step"), entry.next),
                (message("Open on their side"), entry.open_theirs),
                (message("Open on our side"), entry.open_ours),
            )
        ),
        tables=(
            Table(
                name="people",
                title=message("Who took part"),
                columns=(
                    Column(key="side", title=message("For"), weight=9),
                    Column(key="name", title=message("Person"), weight=10, is_prose=True),
                ),
                rows=tuple((side, name) for side, names in sides for name in names),
                empty=message("Nobody is written down."),
            ),
        ),
    )


def loss_report(deal: Opportunity, book: Book) -> Document:
    """The lost-customer report: what the customer said, what we think, what to do next time.

    Raises `NotLost`.
    """
    if not deal.is_lost:
        raise NotLost(deal=deal.id)
    loss = deal.lost or Loss()
    stages = [stay.stage for stay in stints(deal) if stay.stage not in OUTCOMES]
    amount = money_of(deal, book)
    answers: tuple[tuple[str, Message, str | None], ...] = (
        ("competitor", message("Who won it"), loss.competitor),
        ("said", message("What they said"), loss.said),
        ("analysis", message("What we think"), loss.analysis),
        ("avoid", message("Next time"), loss.avoid),
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
                (message("Amount"), _told(amount)),
                (message("Lost on"), deal.closed),
                (message("Lost from"), place_term(stages[-1], book.method) if stages else None),
                (message("Reason"), reason),
                *((title, text) for _, title, text in answers),
            )
        ),
        tables=(
            Table(
                name="answers",
                on_screen=False,
                columns=(
                    Column(key="question", title=message("Question")),
                    Column(key="answer", title=message("Answer")),
                ),
                rows=tuple((Term(key, title), text) for key, title, text in answers),
            ),
        ),
    )


def _form(rows: Iterable[tuple[Text, Cell]]) -> tuple[tuple[Text, Cell], ...]:
    """The lines of a form: what is not known is an empty place to write into."""
    return tuple((label, "" if value is None else value) for label, value in rows)


def _told(money: Money | None) -> Cell:
    return message("{money}", money=money) if money else None
