"""What `score` asks at a terminal: for each axis its statements, and which is the highest that is true."""

from __future__ import annotations

from collections.abc import Iterator

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Axis, Method
from funnel_cli.render.asking import Question
from funnel_cli.rules.scoring import score_of
from funnel_cli.values.message import Text, message


def score_questions(deal: Opportunity, method: Method) -> tuple[Question, ...]:
    """A question an axis, with the deal's present score as the usual answer."""
    return tuple(_question(deal, id, axis) for id, axis in method.strength.items())


def _question(deal: Opportunity, id: str, axis: Axis) -> Question:
    present = deal.strength.get(id)
    return Question(
        key=id,
        text=message("{axis}: which is the highest that is true?", axis=axis.label(id)),
        above=tuple(_ladder(axis)),
        usual=None if present is None else str(present),
        former=tuple(str(rung.at) for rung in axis.rungs),
        read=lambda text: score_of(text, f"{id}={text}", deal.id, id),
    )


def _ladder(axis: Axis) -> Iterator[Text]:
    """A line a statement, with its score, or both: that of a contact and that of the decision maker."""
    if any(rung.decision_maker is not None for rung in axis.rungs):
        yield message("Two scores stand for: a contact says so / the decision maker does.")
    for rung in axis.rungs:
        if rung.decision_maker is None:
            yield message("{score}  {statement}", score=f"{rung.at:>8}", statement=rung.title)
        else:
            both = f"{rung.at} / {rung.decision_maker}"
            yield message("{score}  {statement}", score=f"{both:>8}", statement=rung.title)
