"""What moves the people in a deal: the key-opportunity brief, and the sponsor letter made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import DECISION_MAKER, ROLES, contacts_of
from funnel_cli.records.book import Book
from funnel_cli.records.customer import MOTIVES, Contact
from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.deals import place_term
from funnel_cli.reports.strength import score_total, strength
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.table import Cell, Document, Table, table, text

_MOTIVE_LABELS = {
    "problem": message("Problem"),
    "cause": message("Cause"),
    "vision": message("Vision"),
    "value": message("Value to them"),
}

_GAP = "[…]"
"""What stands in a letter where nothing is known yet."""


class Letter(NamedTuple):
    """A sponsor letter: to whom, its paragraphs, and the motives that are not known yet."""

    to: str
    paragraphs: tuple[Text, ...]
    missing: tuple[Message, ...]


def brief(where: Standing, book: Book) -> Document:
    """The key-opportunity brief: the deal, and for contact and decision maker what moves them."""
    deal = where.deal
    people = _people(deal, book)
    return Document(
        schema="funnel.brief/1",
        title=message("Brief: {deal}", deal=deal.title),
        head={
            "id": deal.id,
            "customer": deal.customer,
            "stage": deal.stage,
            "probability": where.probability,
            "amount": where.amount,
            "expected_close": deal.expected_close,
            "next_step": {"due": deal.next_step.due, "action": deal.next_step.action}
            if deal.next_step
            else None,
            "strength": dict(deal.strength),
        },
        lines=tuple(_gaps(people, deal)),
        card=(*_facts(where, book), *(row for person in people for row in _told(person))),
        tables=(_people_table(people),),
        notes=(
            message(
                'Write it down with: funnel brief {deal} --person NAME --problem "…" --value "…"',
                deal=deal.id,
            ),
        ),
    )


def sponsor_letter(deal: Opportunity, book: Book, to: str | None = None) -> Letter:
    """The letter that puts in writing what the contact admitted and agreed to.

    It goes to the person of that name, else to the first one with a motive who does not decide.
    """
    people = _people(deal, book)
    others = [person for person in people if person.role != DECISION_MAKER]
    person = next((each for each in people if each.name == to), None) or (others or people or (None,))[0]
    power = next((each.name for each in people if each.role == DECISION_MAKER and each != person), None)
    known = {key: (getattr(person, key) if person else None) for key in MOTIVES}
    name = person.name if person else _GAP
    said = {key: text or _GAP for key, text in known.items()}
    return Letter(
        to=name,
        paragraphs=(
            message("Dear {name},", name=name),
            message("thank you for your time. Let me put down what I understood; please correct me."),
            message("What troubles you: {problem}", problem=said["problem"]),
            message("What it comes from: {cause}", cause=said["cause"]),
            message("What you would like to be able to do: {vision}", vision=said["vision"]),
            message("What that would be worth to you: {value}", value=said["value"]),
            _agreed(power),
            *_next(deal),
            message("With kind regards"),
            message("{name}\n{day}", name=deal.owner or book.method.settings.owner or _GAP, day=book.day),
        ),
        missing=tuple(_MOTIVE_LABELS[key] for key, text in known.items() if not text),
    )


def letter_document(deal: Opportunity, letter: Letter, text: str) -> Document:
    """The letter for a program: to whom, and the text as it was said in the reader's language."""
    return Document(
        schema="funnel.letter/1",
        title=message("Letter to {name}", name=letter.to),
        head={"id": deal.id, "to": letter.to, "text": text},
    )


def _agreed(power: str | None) -> Message:
    if power:
        return message(
            "You are willing to look into this with us, and to bring us together with {name}.", name=power
        )
    return message("You are willing to look into this with us, and to bring us together with who decides.")


def _next(deal: Opportunity) -> Iterator[Message]:
    step = deal.next_step
    if step and step.action and step.due:
        yield message("Next, by {due}: {action}", due=step.due, action=step.action)
    elif step and step.action:
        yield message("Next: {action}", action=step.action)


def _people(deal: Opportunity, book: Book) -> tuple[Contact, ...]:
    """Who matters: those with a motive, the first contact where nobody has one, the decision makers last."""
    everyone = contacts_of(deal, book)
    deciding = tuple(person for person in everyone if person.role == DECISION_MAKER)
    others = tuple(person for person in everyone if person.role != DECISION_MAKER)
    moved = tuple(person for person in others if _motives(person))
    return (*(moved or others[:1]), *deciding)


def _motives(person: Contact) -> dict[str, str | None]:
    return {key: text for key in MOTIVES if (text := getattr(person, key))}


def _gaps(people: Sequence[Contact], deal: Opportunity) -> Iterator[Message]:
    """What is still to be found out, in sentences."""
    if all(person.role != DECISION_MAKER for person in people):
        yield message("No decision maker is named yet.")
    for person in people:
        missing = [_MOTIVE_LABELS[key] for key in MOTIVES if not getattr(person, key)]
        if missing:
            yield message("Not known of {name}: {missing}.", name=person.name, missing=missing)
    if deal.is_open and deal.next_step is None:
        yield message("No next step is agreed.")


def _facts(where: Standing, book: Book) -> Iterator[tuple[Text, Cell]]:
    """The deal in the few lines that a manager asks for first."""
    deal = where.deal
    step = deal.next_step
    yield message("Customer"), deal.customer or "—"
    yield message("Stage"), place_term(deal.stage, book.method) if deal.stage else "—"
    if where.amount:
        yield (
            message("Amount"),
            message("{money}, odds {odds}", money=where.amount, odds=where.probability)
            if where.probability is not None
            else message("{money}", money=where.amount),
        )
    if deal.expected_close:
        yield message("Close"), deal.expected_close
    if step:
        yield message("Next step"), message("{due}: {action}", due=step.due, action=step.action)
    scores = strength(deal, book)
    whole = score_total(scores)
    if whole is not None:
        axes = [
            message("{axis} {score}", axis=each.label, score=each.value)
            for each in scores
            if each.value is not None
        ]
        yield message("Strength"), message("{total}: {axes}", total=whole, axes=axes)


def _told(person: Contact) -> Iterator[tuple[Text, Cell]]:
    post = message("{name}, {post}", name=person.name, post=person.title) if person.title else person.name
    yield term_of(person.role, ROLES) or message("Contact"), post
    for key, said in _motives(person).items():
        yield _MOTIVE_LABELS[key], said


def _people_table(people: Sequence[Contact]) -> Table:
    """Each person with all motives, for programs."""
    return table(
        "people",
        people,
        text("role", message("Role"), lambda who: term_of(who.role, ROLES)),
        text("name", message("Person")),
        text("title", message("Post")),
        *(text(key, _MOTIVE_LABELS[key]) for key in MOTIVES),
        on_screen=False,
    )
