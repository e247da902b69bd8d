"""A deal's strength: its score on each axis of the method, what that says, and what won deals had.

A won deal is compared as it was when it left the stage that this one is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from funnel_cli.finding.names import spoken, statement
from funnel_cli.forecasting.passage import median
from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method_parts import Axis, Statement
from funnel_cli.time.facts import DECIDES, credited, has_role, stints
from funnel_cli.time.history import opportunity_on
from funnel_cli.values.errors import Problem, warning
from funnel_cli.values.message import Label, Text, message
from funnel_cli.values.table import Document, Table, count, number, table, text

_ENOUGH = 5
"""From how many won deals on their median is told."""


class AxisScore(NamedTuple):
    """One axis: the deal's score (`None`: not scored), and those that won deals left the stage with.

    `counted` is the score, or less of it while no decision maker is known; `by` is whose word it is.
    """

    id: str
    axis: Axis
    value: int | None
    counted: int | None
    by: str | None
    won: tuple[int, ...]

    @property
    def label(self) -> Label:
        """What the axis is called."""
        return self.axis.label(self.id)

    @property
    def next(self) -> Statement | None:
        """The statement that comes next on an axis that is scored."""
        return None if self.counted is None else self.axis.after(self.counted)

    @property
    def median(self) -> Decimal | None:
        """The median of the won deals' scores, `None` where there are too few of them."""
        return median(self.won) if len(self.won) >= _ENOUGH else None


def strength(deal: Opportunity, book: Book) -> tuple[AxisScore, ...]:
    """The deal's score on every axis of the book's method, as of the book's day, in the method's order."""
    won = tuple(_when_left(deal.stage, book))
    return tuple(
        AxisScore(
            id,
            axis,
            deal.strength.get(id),
            credited(deal, id, book),
            deal.scored_by.get(id),
            tuple(some[id] for some in won if id in some),
        )
        for id, axis in book.method.strength.items()
    )


def _when_left(stage: str | None, book: Book) -> Iterator[dict[str, int]]:
    """The scores of each won deal on the day it left the stage for the last time."""
    for deal in book.opportunities.values():
        if not deal.is_won or not deal.strength or deal.removed or deal.is_omitted:
            continue
        ends = [stint.end for stint in stints(deal) if stint.stage == stage and stint.end]
        then = opportunity_on(deal, ends[-1]) if ends else None
        if then:
            yield dict(then.strength)


def score_total(scores: tuple[AxisScore, ...]) -> int | None:
    """The sum of what the scores count; `None` where no axis is scored."""
    known = [score.counted for score in scores if score.counted is not None]
    return sum(known) if known else None


def strength_document(deal: Opportunity, book: Book) -> Document:
    """The whole ladder of a deal: each axis with its score, what it says, what comes next."""
    scores = strength(deal, book)
    return Document(
        schema="funnel.score/1",
        title=message("Strength of {deal}", deal=deal.id),
        head={"id": deal.id, "strength_sum": score_total(scores)},
        tables=(strength_table(scores, with_next=True),),
        lines=tuple(_strength_lines(scores, book, deal)),
        notes=(message("Score it with: funnel score {deal} {axis}=N", deal=deal.id, axis=scores[0].id),),
    )


def _strength_lines(scores: tuple[AxisScore, ...], book: Book, deal: Opportunity) -> Iterator[Text]:
    """The sum, which axis stops the deal, and how many won deals there are to compare it with."""
    whole = score_total(scores)
    if whole is None:
        yield message("The strength of this deal is not scored yet.")
        return
    yield message("Strength {sum} of {most}.", sum=whole, most=20 * len(scores))
    if stops := [score.label for score in scores if score.value == 0]:
        yield message("At 0, which stops the deal: {axes}.", axes=stops)
    if capped := [score.label for score in scores if score.counted != score.value]:
        yield message(
            "No decision maker is among the contacts, so these count no more than a contact's word: {axes}.",
            axes=capped,
        )
    won = max(len(score.won) for score in scores)
    stage = book.method.stage(deal.stage)
    if stage and won < _ENOUGH:
        yield message(
            "Too few won deals were scored on leaving {stage} to compare with: {won} of {least}.",
            won=won,
            stage=stage.label,
            least=_ENOUGH,
        )


def strength_table(scores: tuple[AxisScore, ...], *, with_next: bool = False) -> Table:
    """A row an axis; what won deals had stands only where there are enough of them."""
    is_capped = any(score.counted != score.value for score in scores)
    is_spoken = any(score.by for score in scores)
    has_median = any(score.median is not None for score in scores)
    return table(
        "strength",
        scores,
        text("axis", message("Axis"), "id", on_screen=False),
        text("title", message("Axis"), "label", weight=10),
        count("score", message("Score"), "value", weight=9),
        count("counted", message("Counts"), on_screen=is_capped),
        text("by", message("Who says so"), weight=3, on_screen=is_spoken),
        text(
            "statement",
            message("So far"),
            lambda each: statement(each.axis, each.value),
            weight=8,
            is_prose=True,
        ),
        count("next_score", message("Next"), "next.score", weight=4, on_screen=with_next),
        text(
            "next",
            message("What comes next"),
            lambda each: spoken(each.next),
            weight=6,
            is_prose=True,
            on_screen=with_next,
        ),
        number("won_median", message("Won deals"), "median", weight=7, on_screen=has_median),
        count("won", message("n"), lambda each: len(each.won), weight=5, on_screen=has_median),
        title=message("Strength"),
        on_screen=with_next or any(score.value is not None for score in scores),
        empty=message("The method scores no strength."),
    )


def score_problems(deals: Iterable[Opportunity], book: Book) -> Iterator[Problem]:
    """A warning for each deal with scores that only a decision maker can give, and nobody has given.

    Such scores may come of an older ladder, whose numbers meant something else.
    """
    ladders = book.method.strength.items()
    for deal in deals:
        axes = [id for id, axis in ladders if not deal.removed and _is_unspoken(id, axis, deal, book)]
        if axes:
            said = message(
                "Only a decision maker's word counts that much, and nobody is named whose it is: {axes}."
                " It may come of an older ladder; score it again: funnel score {deal} {axis}=N --by NAME",
                axes=[book.method.strength[id].label(id) for id in axes],
                deal=deal.id,
                axis=axes[0],
            )
            yield warning(deal.file, "unspoken-score", said, "strength")


def _is_unspoken(id: str, axis: Axis, deal: Opportunity, book: Book) -> bool:
    """Whether the score is one of a decision maker's, and no such contact has given it."""
    score = deal.strength.get(id)
    said = None if score is None else axis.reached(score)
    if said is None or not said.is_deciding:
        return False
    if said.is_ambiguous and not deal.scored_by.get(id):
        return True
    return not has_role(deal, DECIDES, book)
