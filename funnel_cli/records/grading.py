"""The grade of a customer from what a form says of it: several marks together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from funnel_cli.records.fields import ByWord, FileMapping, Score, words
from funnel_cli.records.form import Filing, Form


@dataclass(frozen=True, kw_only=True)
class Grading(FileMapping):
    """Which form about customers grades them, by which of its questions, and how."""

    form: Annotated[str, words("forms")]
    """The form."""
    fields: tuple[str, ...]
    """Its choices that count: the last answer 0, the one before it 1, and so on up to the first."""
    points: ByWord[Score]
    """The grade from so many points on, all fields together."""

    def grade(self, form: Form, filing: Filing) -> str | None:
        """The grade that the filing comes to; `None` where a field is not answered, or of too few points."""
        ranks = [_points(form, id, filing.says.get(id)) for id in self.fields]
        known = [rank for rank in ranks if rank is not None]
        if len(known) < len(ranks):
            return None
        reached = {least: grade for grade, least in self.points.items() if least <= sum(known)}
        return reached[max(reached)] if reached else None


def _points(form: Form, id: str, said: str | None) -> int | None:
    """What the answer counts; `None` of none, or of one that the form does not know."""
    field = form.field(id)
    answers = list(field.choices)[::-1] if field else []
    return answers.index(said) if said and said in answers else None
