"""What `score` asks at a terminal: for each axis its statements, and which is the highest that is true."""

from __future__ import annotations

from collections.abc import Iterator

from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import ROLES
from funnel_cli.records.customer import Contact
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method
from funnel_cli.records.method_parts import Axis
from funnel_cli.render.asking import Question
from funnel_cli.rules.scoring import score_of, speaker
from funnel_cli.values.message import Term, Text, message


def score_questions(
    deal: Opportunity, method: Method, people: tuple[Contact, ...] = ()
) -> tuple[Question, ...]:
    """Whose word it is, then a question an axis, with the deal's present score as the usual answer."""
    axes = tuple(_question(deal, id, axis) for id, axis in method.strength.items())
    return (_whose(people), *axes) if people else axes


def _whose(people: tuple[Contact, ...]) -> Question:
    return Question(
        key="by",
        text=message("Whose word are the scores?"),
        choices=tuple(
            Term(
                person.name,
                message("{name}, {role}", name=person.name, role=term_of(person.role, ROLES) or "—"),
            )
            for person in people
        ),
        read=lambda text: speaker(text, people),
    )


def _question(deal: Opportunity, id: str, axis: Axis) -> Question:
    present = deal.strength.get(id)
    return Question(
        key=id,
        text=message("{axis}: which is the highest that is true?", axis=axis.label(id)),
        above=tuple(_ladder(axis)),
        usual=None if present is None else str(present),
        former=tuple(str(said.score) for said in axis.statements),
        read=lambda text: score_of(text, f"{id}={text}", deal.id, id),
    )


def _ladder(axis: Axis) -> Iterator[Text]:
    """A line a statement, with both of its scores: that of the contact and that of the decision maker."""
    if any(rung.decision_maker is not None for rung in axis.rungs):
        yield message("Two scores stand for: a contact says so / the decision maker does.")
    for rung in axis.rungs:
        both = (rung.at, rung.decision_maker)
        scores = " / ".join("—" if each is None else str(each) for each in both)
        alone = scores.removesuffix(" / —")
        yield message("{score}  {statement}", score=f"{alone:>8}", statement=rung.title)
