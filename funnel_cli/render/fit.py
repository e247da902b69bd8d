"""Which columns a width can hold and how wide each may be, and texts cut to it so that no two that differ
read the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from funnel_cli.values.grouping import grouped_by
from funnel_cli.values.likeness import JOINT

GAP = 2


class Widths(NamedTuple):
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


_LEAST = 4
"""Cells that either half of a cut name keeps."""


def shortened(texts: Sequence[str], width: int, ellipsis: str = "…") -> list[str]:
    """The texts, none wider than `width` cells; texts that differ stay different from 8 cells on.

    Each half of `customer · name` keeps its beginning. Where that tells two apart no longer, the place
    where they begin to differ is shown; and where there is no room for that, a number.
    """
    short = {text: _halved(text, width, ellipsis) for text in texts}
    for cut in (_from_difference, _numbered):
        counted = Counter(short.values())
        twice = [text for text, said in short.items() if counted[said] > 1]
        if not twice:
            break
        taken = {said for said, times in counted.items() if times == 1}
        short |= cut(twice, short, taken, width, ellipsis)
    return [short[text] for text in texts]


def _cut(text: str, width: int, ellipsis: str) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - cell_len(ellipsis), 0)).rstrip() + ellipsis


def _halved(text: str, width: int, ellipsis: str) -> str:
    """The text cut, both halves of a deal's name where there is room for them: the longer one gives way."""
    if cell_len(text) <= width:
        return text
    first, joint, second = text.partition(JOINT)
    room = width - cell_len(joint)
    if not joint or room < 2 * _LEAST:
        return _cut(text, width, ellipsis)
    half = room // 2
    own = max(room - cell_len(second), half) if cell_len(first) > half else cell_len(first)
    return _cut(first, own, ellipsis) + joint + _cut(second, room - min(own, cell_len(first)), ellipsis)


def _from_difference(
    twice: Sequence[str], short: dict[str, str], taken: set[str], width: int, ellipsis: str
) -> dict[str, str]:
    """Those that read the same with their middle left out, up to where they begin to differ."""
    found: dict[str, str] = {}
    for texts in grouped_by(twice, short.__getitem__).values():
        ordered = sorted(texts)
        common = [_common(one, other) for one, other in pairwise(ordered)]
        for place, text in enumerate(ordered):
            tail = text[max(*common[max(place - 1, 0) : place + 1], 1) - 1 :]
            head = width - cell_len(ellipsis) - min(cell_len(tail), width // 2)
            said = set_cell_size(text, max(head, 0)).rstrip() + ellipsis
            said += _cut(tail, width - cell_len(said), ellipsis)
            found[text] = said if cell_len(said) <= width and said not in taken else short[text]
    return found


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _numbered(
    twice: Sequence[str], short: dict[str, str], taken: set[str], width: int, ellipsis: str
) -> dict[str, str]:
    """Those that read the same with a number behind them that no other has."""
    found: dict[str, str] = {}
    number = 0
    for text in twice:
        said = ""
        while not said or said in taken:
            number += 1
            mark = f"~{number}"
            said = _cut(short[text], max(width - len(mark), 1), ellipsis) + mark
        taken.add(said)
        found[text] = said
    return found
