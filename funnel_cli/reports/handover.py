"""What a rep hands over: the open deals by the manner in which each goes to the next owner.

How a deal is handed over follows from its stage: in person, by a joint call that fixes the next
meeting, or by telephone after the others are done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import ROLES, STANCES, contacts_of
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact
from funnel_cli.records.filed_review import Promise, Review
from funnel_cli.reports.deal_names import deal_column
from funnel_cli.reports.deals import next_step, stage_term
from funnel_cli.reports.diary import plans_ahead
from funnel_cli.reports.next_steps import planned_table
from funnel_cli.reports.payments import Owed, converted_payments, payments_table
from funnel_cli.reports.review import Outcome, outcome
from funnel_cli.time.gate import Gate, gate
from funnel_cli.time.standing import Standing
from funnel_cli.time.sums import summed
from funnel_cli.values.message import Message, Term, message
from funnel_cli.values.table import Cell, Document, Table, day, money, table, text, within

_MANNERS = {
    "in-person": Term("in-person", message("in person")),
    "joint-call": Term("joint-call", message("by a joint call")),
    "telephone": Term("telephone", message("by telephone")),
}
"""How deals are handed over, the most careful way first; that is the order to do it in."""

_UNTOLD = Term("untold", message("the method does not say"))

_HOW = {
    "joint-call": message("by a joint call that fixes the next meeting"),
    "telephone": message("by telephone, once all others are done"),
}
"""What a manner asks for, where its name does not say it."""


class Handing(NamedTuple):
    """A deal to hand over: how, with which gate, people and promises."""

    standing: Standing
    manner: Term
    gate: Gate | None
    people: tuple[Contact, ...]
    promises: tuple[tuple[Review, Promise, Outcome], ...]

    @property
    def form(self) -> str | None:
        """What is filed of it when it is handed over."""
        return self.standing.stage.handover_form if self.standing.stage else None


def handings(deals: Iterable[Standing], book: Book) -> tuple[Handing, ...]:
    """The open ones of these deals, paused ones included, in the order in which to hand them over.

    By manner, then the most money at stake first.
    """
    some = [_handing(deal, book) for deal in deals if deal.deal.is_open]
    order = [*_MANNERS.values(), _UNTOLD]

    def place(each: Handing) -> tuple[int, bool, object, str]:
        weighted = each.standing.weighted
        value = -weighted.amount if weighted else 0
        return order.index(each.manner), weighted is None, value, each.standing.deal.id

    return tuple(sorted(some, key=place))


def _handing(where: Standing, book: Book) -> Handing:
    """One deal with all that its next owner has to know."""
    deal = where.deal
    return Handing(
        standing=where,
        manner=_MANNERS.get((where.stage and where.stage.handover) or "", _UNTOLD),
        gate=gate(deal, where.stage, book) if where.stage else None,
        people=contacts_of(deal, book),
        promises=tuple(
            (review, promise, outcome(promise, review, book))
            for review in sorted(book.reviews, key=lambda review: review.as_of)
            for promise in review.promises
            if promise.deal == deal.id
        ),
    )


def handover_document(
    some: tuple[Handing, ...], book: Book, *, owner: str, to: str | None, unpaid: Sequence[Owed] = ()
) -> Document:
    """The list to work through, the people to meet, the promises still open, the gates, and money to come."""
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
            "outstanding": converted_payments(unpaid, book).outstanding,
        },
        lines=tuple(
            message(
                "To hand over {manner}: {count:deal|deals}.", manner=_HOW.get(manner.id, manner), count=count
            )
            for manner in (*_MANNERS.values(), _UNTOLD)
            if (count := sum(each.manner == manner for each in some))
        ),
        tables=(
            _deals(some),
            _people(some),
            _promises(some),
            planned_table(plans_ahead(each.standing.deal for each in some), book),
            payments_table(unpaid, book),
            _gates(some),
        ),
        notes=(
            *_to_file(some, book),
            *((message("Gates, evidence and history of each, and its record: -o FOLDER"),) if some else ()),
        ),
    )


def _to_file(some: Iterable[Handing], book: Book) -> Iterator[Message]:
    pairs = dict.fromkeys((each.manner, each.form) for each in some if each.form)
    for manner, id in pairs:
        form = book.method.form(id)
        fields = [f"{each.id}=…" for each in form.fields if each.required] if form else []
        command = " ".join(("funnel form DEAL", id, *(fields or ["--ask"])))
        yield message("Of each one {manner}: {command}", manner=manner, command=command)


def _deals(some: Iterable[Handing]) -> Table:
    """A row per deal, in the order in which to hand them over."""
    return table(
        "deals",
        some,
        text("manner", message("How"), weight=9),
        *within(
            "standing",
            deal_column(),
            text("customer", message("Customer"), "deal.customer", on_screen=False, in_pipe=True),
            text("stage", message("Stage"), stage_term, weight=7),
            money("amount", message("Amount"), weight=6),
            day("expected_close", message("Close"), "deal.expected_close", weight=6),
        ),
        text("open_criteria", message("Still open"), _open_criteria, is_prose=True, weight=6),
        *within("standing", text("next_step", message("Next step"), next_step, is_prose=True, weight=5)),
        text("form", message("Form"), on_screen=False),
        text("paused", message("Paused"), "standing.is_paused", weight=1),
        text("file", message("File"), "standing.deal.file", on_screen=False),
        empty=message("There is no open deal to hand over."),
    )


def _open_criteria(each: Handing) -> Cell:
    return tuple(one.term for one in each.gate.open_criteria) if each.gate else None


_DEAL = deal_column(lambda pair: pair[0].standing.deal)


def _people(some: Iterable[Handing]) -> Table:
    """Whom to introduce, by deal."""
    return table(
        "people",
        [(each, who) for each in some for who in each.people],
        _DEAL,
        *within(
            itemgetter(1),
            text("name", message("Person"), weight=9),
            text("title", message("Post"), weight=4),
            text("role", message("Role"), lambda who: term_of(who.role, ROLES), weight=8),
            text("stance", message("Stance"), lambda who: term_of(who.stance, STANCES), weight=5),
            text("phone", message("Telephone"), weight=7),
            text("email", message("Mail"), weight=8, is_whole=True),
        ),
        title=message("People to introduce"),
        empty=message("No contact is written down."),
    )


def _promises(some: Iterable[Handing]) -> Table:
    """What reviews promised for these deals, and what became of it."""
    rows = [(each, *promised) for each in some for promised in each.promises]
    return table(
        "promises",
        rows,
        _DEAL,
        text("week", message("Week"), lambda row: row[1].week, weight=6),
        day("due", message("Due"), lambda row: row[2].due, weight=7),
        text("action", message("Action"), lambda row: row[2].action, weight=9, is_prose=True),
        text("fate", message("Outcome"), lambda row: row[3].value, weight=8),
        title=message("What was promised"),
        empty=message("No review promised anything for these deals."),
        on_screen=bool(rows),
    )


def _gates(some: Iterable[Handing]) -> Table:
    """The criteria of each deal's present stage with their evidence."""
    return table(
        "gates",
        [(each, item) for each in some if each.gate for item in each.gate.criteria],
        _DEAL,
        *within(
            itemgetter(1),
            text("is_met", message("Met"), weight=9),
            text("milestone", message("Milestone"), "milestone.id", on_screen=False),
            text("title", message("What must hold"), "milestone.label", weight=8, is_prose=True),
            day("since", message("On"), weight=5),
            text("evidence", message("Evidence"), weight=6, is_prose=True),
        ),
        title=message("Gates"),
        on_screen=False,
        empty=message("These stages ask for nothing."),
    )
