"""Which columns a width can hold, and how wide each may be. Cells only, no text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 2


@dataclass(frozen=True, slots=True)
class Widths:
    """A column's widths: with its title on one line, with nothing cut, and at the least."""

    natural: int
    whole: int
    least: int
    weight: int
    is_blank: bool = False


def fitted_widths(measures: Sequence[Widths], width: int) -> dict[int, int]:
    """The width of each column by its place; a place that is absent is hidden.

    Columns that say nothing go first. Then titles are wrapped, then text is cut, widest first; then the
    column of the lowest weight (of several the last) goes, and the others get their room back.
    """
    places = _telling(measures, width)
    while places:
        widths = {place: measures[place].natural for place in places}
        room = width - GAP * (len(places) - 1)
        _shrink(widths, {place: measures[place].whole for place in places}, room)
        _shrink(widths, {place: measures[place].least for place in places}, room)
        if sum(widths.values()) <= room:
            return widths
        places.remove(min(places, key=lambda place: (measures[place].weight, -place)))
    return {}


def _telling(measures: Sequence[Widths], width: int) -> list[int]:
    """The places of all columns, without those that say nothing where not all have their natural width."""
    places = list(range(len(measures)))
    natural = sum(measure.natural for measure in measures) + GAP * (len(measures) - 1)
    return places if natural <= width else [place for place in places if not measures[place].is_blank]


def _shrink(widths: dict[int, int], floors: dict[int, int], room: int) -> None:
    """Take cells from the widest columns, down to their floors, until all fit."""
    for _ in range(sum(widths.values()) - room):
        loose = [place for place in widths if widths[place] > floors[place]]
        if not loose:
            return
        widths[max(loose, key=lambda place: (widths[place], place))] -= 1
