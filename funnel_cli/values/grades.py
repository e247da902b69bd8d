"""Grades of customers and leads, from what the rep says of them in three words: high, middle, low."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_POINTS = {"high": 2, "middle": 1, "low": 0}

_CUSTOMER_GRADES = ("A", "B", "C", "D")
"""Key, possible and ordinary customers, and those to leave aside."""

LEAD_GRADES = ("A", "B", "C")

_BY_USE = ("recency", "frequency", "money")
_BY_NEED = ("budget", "cycle", "fit")
MARKS = (*_BY_USE, *_BY_NEED)
"""The criteria of a lead: how it bought before, or how well it can be served now."""


def customer_grade(attraction: str | None, potential: str | None, words: Sequence[str] = ()) -> str | None:
    """The grade from attraction × potential, where potential weighs double; `None` unless both are known.

    A: high on both. B: high potential, or a middle one with high attraction. D: low on both. C: the
    rest. `words` are what a method calls its grades, the best first, if not A to D.
    """
    if attraction not in _POINTS or potential not in _POINTS:
        return None
    points = 2 * _POINTS[potential] + _POINTS[attraction]
    place = {6: 0, 5: 1, 4: 1, 0: 3}.get(points, 2)
    return _word(_CUSTOMER_GRADES, place, words)


def lead_grade(marks: Mapping[str, str], words: Sequence[str] = ()) -> str | None:
    """The grade from the three criteria of one kind, the better kind where both are marked; else `None`.

    High counts 2, middle 1, low 0: A from 5 points, B from 3, C below.
    """
    points = max(
        (
            sum(_POINTS[marks[criterion]] for criterion in kind)
            for kind in (_BY_USE, _BY_NEED)
            if all(marks.get(criterion) in _POINTS for criterion in kind)
        ),
        default=None,
    )
    return None if points is None else _word(LEAD_GRADES, (points < 5) + (points < 3), words)  # noqa: PLR2004


def _word(letters: Sequence[str], place: int, words: Sequence[str]) -> str:
    """The letter in that place; with words of their own, the one as far down their list."""
    if not words:
        return letters[place]
    last = len(letters) - 1
    return words[(place * (len(words) - 1) + last // 2) // last]
