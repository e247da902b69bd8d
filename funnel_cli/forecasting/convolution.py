"""A distribution on a grid of cells, all in one whole number: a lot of deals is added to every cell at once.

Adding a deal with odds p that brings k cells is a convolution: the masses m of the cells become
(1 − p) · m[i] + p · m[i − k]. The masses are the digits of one whole number, each with 64 bits of its own,
the first cell's in the lowest:

    masses 5, 0, 7   →   5 + 0 · 2⁶⁴ + 7 · 2¹²⁸

So `grid * n` multiplies every mass by n, `grid << 64 * k` moves every mass k cells up, and `+` adds two
distributions cell by cell. The masses of all cells together come to 2³² (`WHOLE`), odds are counted in
2⁻³⁰: a product of both has 62 bits, so no digit carries over into the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import pack, unpack

GRID_CELLS = 601
"""How many cells a grid has; the first is no revenue at all, what lies above the last is left out."""

WHOLE = 1 << 32
"""The mass of all cells together. As a grid: nothing is won for certain, all mass is in the first cell."""

_BITS = 64
_ODDS_BITS = 30
_HAIR = 1e-9
"""Numbers of wins that are less likely are not looked at."""

_ONES = sum(1 << _BITS * place for place in range(GRID_CELLS))
"""1 in every cell."""
_HALVES = _ONES << _ODDS_BITS - 1
"""Half of what the last shift drops, in every cell: so it rounds."""
_KEPT = _ONES * (2 * WHOLE - 1)
"""The 33 bits of a mass in every cell: not what the shift brought down from the next, nor a cell too high."""


def packed(masses: Iterable[int]) -> int:
    """The grid with these masses in its first cells, none elsewhere."""
    digits = tuple(masses)
    return int.from_bytes(pack(f"<{len(digits)}Q", *digits), "little")


def unpacked(grid: int) -> tuple[int, ...]:
    """The mass of each cell."""
    return unpack(f"<{GRID_CELLS}Q", grid.to_bytes(GRID_CELLS * _BITS // 8, "little"))


def convolved(grid: int, chances: Iterable[float]) -> int:
    """The grid with one more doubtful sum, whose chance of coming to so many cells stands in their order."""
    other = packed(round(chance * (1 << _ODDS_BITS)) for chance in chances)
    return (grid * other + _HALVES >> _ODDS_BITS) & _KEPT


def with_lot(grid: int, count: int, chance: float, cells: float) -> int:
    """The grid with one more lot: `count` deals of the same odds, 0-1, each of which brings so many cells.

    What so many wins bring is split between two cells so that its mean is exact.
    """
    likely = (1 - chance) ** count
    more = grid * round(likely * (1 << _ODDS_BITS))
    for wins in range(1, count + 1):
        likely *= (count - wins + 1) / wins * chance / (1 - chance)
        low = int(wins * cells)
        if low >= GRID_CELLS or (likely < _HAIR and wins > count * chance):
            break
        higher = round(likely * (wins * cells - low) * (1 << _ODDS_BITS))
        lower = round(likely * (1 << _ODDS_BITS)) - higher
        more += ((grid * higher << _BITS) + grid * lower) << _BITS * low
    return (more + _HALVES >> _ODDS_BITS) & _KEPT
