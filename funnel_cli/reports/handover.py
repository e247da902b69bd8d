"""What a rep hands over: the open deals by the manner in which each goes to the next owner.

How a deal is handed over follows from its stage: in person, by a joint call that fixes the next
meeting, or by telephone after the others are done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from funnel_cli.gate import Gate, gate
from funnel_cli.message import Term, message
from funnel_cli.model import Book, Contact, Promise, Review
from funnel_cli.names import term_of
from funnel_cli.people import ROLES, STANCES
from funnel_cli.reports.deals import next_step, stage_term
from funnel_cli.reports.review import FATES, Fate, fate
from funnel_cli.standing import Standing
from funnel_cli.sums import summed
from funnel_cli.table import Column, Document, Kind, Row, Table

MANNERS = {
    "in-person": Term("in-person", message("in person")),
    "joint-call": Term("joint-call", message("by a joint call")),
    "telephone": Term("telephone", message("by telephone")),
}
"""How deals are handed over, the most careful way first; that is the order to do it in."""

UNTOLD = Term("untold", message("the method does not say"))


@dataclass(frozen=True, slots=True)
class Handing:
    """A deal to hand over: how, with which gate, people and promises."""

    standing: Standing
    manner: Term
    gate: Gate | None
    people: tuple[Contact, ...]
    promises: tuple[tuple[Review, Promise, Fate], ...]


def handings(deals: Iterable[Standing], book: Book) -> tuple[Handing, ...]:
    """The open ones of these deals, paused ones included, in the order in which to hand them over.

    By manner, then the most money at stake first.
    """
    some = [_handing(deal, book) for deal in deals if deal.deal.is_open]
    order = [*MANNERS.values(), UNTOLD]

    def place(each: Handing) -> tuple[int, bool, object, str]:
        weighted = each.standing.weighted
        value = -weighted.amount if weighted else 0
        return order.index(each.manner), weighted is None, value, each.standing.deal.id

    return tuple(sorted(some, key=place))


def _handing(where: Standing, book: Book) -> Handing:
    """One deal with all that its next owner has to know."""
    deal = where.deal
    customer = book.customer_of(deal)
    return Handing(
        standing=where,
        manner=MANNERS.get((where.stage and where.stage.handover) or "", UNTOLD),
        gate=gate(deal, where.stage, book) if where.stage else None,
        people=(*deal.contacts, *(customer.contacts if customer else ())),
        promises=tuple(
            (review, promise, fate(promise, review, book))
            for review in sorted(book.reviews, key=lambda review: review.as_of)
            for promise in review.promises
            if promise.deal == deal.id
        ),
    )


def handover_document(some: tuple[Handing, ...], book: Book, *, owner: str, to: str | None) -> Document:
    """The list to work through, the people to meet, the promises still open, and the gates."""
    total = summed((each.standing for each in some), book)
    return Document(
        schema="funnel.handover/1",
        title=message("Handover of {owner}", owner=owner)
        if to is None
        else message("Handover from {owner} to {to}", owner=owner, to=to),
        head={
            "from": owner,
            "to": to,
            "amount": total.amount_converted,
            "weighted": total.weighted_converted,
        },
        lines=tuple(
            message("To hand over {manner}: {count:deal|deals}.", manner=manner, count=count)
            for manner in (*MANNERS.values(), UNTOLD)
            if (count := sum(each.manner == manner for each in some))
        ),
        tables=(_deals(some), _people(some), _promises(some), _gates(some)),
        notes=(message("Gates, evidence and history of each, and its record: -o FOLDER"),) if some else (),
    )


_DEAL = Column(key="id", title=message("Deal"), weight=10, is_whole=True)


def _deals(some: Iterable[Handing]) -> Table:
    """A row per deal, in the order in which to hand them over."""

    def row(each: Handing) -> Row:
        where = each.standing
        step = where.deal.next_step
        return (
            each.manner,
            where.deal.id,
            where.deal.customer,
            stage_term(where),
            where.amount,
            where.deal.expected_close,
            tuple(Term(one.id, one.label) for one in each.gate.open_criteria) if each.gate else None,
            next_step(where) if step else None,
            where.is_paused,
            where.deal.file,
        )

    return Table(
        name="deals",
        columns=(
            Column(key="manner", title=message("How"), weight=9),
            _DEAL,
            Column(key="customer", title=message("Customer"), weight=4),
            Column(key="stage", title=message("Stage"), weight=7),
            Column(key="amount", title=message("Amount"), kind=Kind.MONEY, weight=6),
            Column(key="expected_close", title=message("Close"), kind=Kind.DAY, weight=6),
            Column(key="open_criteria", title=message("Still open"), is_prose=True, weight=6),
            Column(key="next_step", title=message("Next step"), is_prose=True, weight=5),
            Column(key="paused", title=message("Paused"), weight=1),
            Column(key="file", title=message("File"), on_screen=False),
        ),
        rows=tuple(map(row, some)),
        empty=message("There is no open deal to hand over."),
    )


def _people(some: Iterable[Handing]) -> Table:
    """Whom to introduce, by deal."""
    return Table(
        name="people",
        title=message("People to introduce"),
        columns=(
            _DEAL,
            Column(key="name", title=message("Person"), weight=9),
            Column(key="title", title=message("Post"), weight=5),
            Column(key="role", title=message("Role"), weight=8),
            Column(key="stance", title=message("Stance"), weight=6),
            Column(key="phone", title=message("Telephone"), weight=4),
            Column(key="email", title=message("Mail"), weight=3),
        ),
        rows=tuple(
            (
                each.standing.deal.id,
                who.name,
                who.title,
                term_of(who.role, ROLES),
                term_of(who.stance, STANCES),
                who.phone,
                who.email,
            )
            for each in some
            for who in each.people
        ),
        empty=message("No contact is written down."),
    )


def _promises(some: Iterable[Handing]) -> Table:
    """What reviews promised for these deals, and what became of it."""
    return Table(
        name="promises",
        title=message("What was promised"),
        columns=(
            _DEAL,
            Column(key="week", title=message("Week"), weight=6),
            Column(key="due", title=message("Due"), kind=Kind.DAY, weight=7),
            Column(key="action", title=message("Action"), weight=9, is_prose=True),
            Column(key="fate", title=message("Outcome"), weight=8),
        ),
        rows=tuple(
            (each.standing.deal.id, review.week, promise.due, promise.action, Term(fate.value, FATES[fate]))
            for each in some
            for review, promise, fate in each.promises
        ),
        empty=message("No review promised anything for these deals."),
    )


def _gates(some: Iterable[Handing]) -> Table:
    """The criteria of each deal's present stage with their evidence."""
    return Table(
        name="gates",
        title=message("Gates"),
        on_screen=False,
        columns=(
            _DEAL,
            Column(key="is_met", title=message("Met"), weight=9),
            Column(key="milestone", title=message("Milestone"), on_screen=False),
            Column(key="title", title=message("What must hold"), weight=8, is_prose=True),
            Column(key="since", title=message("On"), kind=Kind.DAY, weight=5),
            Column(key="evidence", title=message("Evidence"), weight=6, is_prose=True),
        ),
        rows=tuple(
            (
                each.standing.deal.id,
                item.is_met,
                item.milestone.id,
                item.milestone.label,
                item.since,
                item.evidence,
            )
            for each in some
            if each.gate
            for item in each.gate.items
            if item.milestone.required
        ),
        empty=message("These stages ask for nothing."),
    )
