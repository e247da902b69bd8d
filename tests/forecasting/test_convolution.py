"""The grid in one whole number beside a twin that goes from cell to cell."""

from collections.abc import Sequence
from math import comb, fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lives import patient

from funnel_cli.forecasting.convolution import GRID_CELLS, WHOLE, packed, unpacked, with_lot

Lot = tuple[int, float, float]
"""So many deals, their odds, and how many cells each brings."""

NOTHING = [1.0] + [0.0] * (GRID_CELLS - 1)

odds = st.floats(0.001, 0.999)
lots = st.tuples(st.integers(1, 5), odds, st.floats(0, 700))


def convolved(chances: Sequence[float], lot: Lot) -> list[float]:
    """The chances of the cells with one more lot, each way it may go and each cell by itself."""
    count, chance, cells = lot
    found = [0.0] * (3 * GRID_CELLS + 5 * 701)
    for wins in range(count + 1):
        likely = comb(count, wins) * chance**wins * (1 - chance) ** (count - wins)
        low, part = divmod(wins * cells, 1)
        for place, mass in enumerate(chances):
            found[place + int(low)] += mass * likely * (1 - part)
            found[place + int(low) + 1] += mass * likely * part
    return found[:GRID_CELLS]


def laid(*some: Lot) -> list[float]:
    """The chances of the cells, as the grid has them."""
    grid = WHOLE
    for lot in some:
        grid = with_lot(grid, *lot)
    return [mass / WHOLE for mass in unpacked(grid)]


@patient
@given(st.lists(lots, max_size=5))
def test_lots_on_the_grid_are_those_convolved_cell_by_cell(some: list[Lot]) -> None:
    twin = NOTHING
    for lot in some:
        twin = convolved(twin, lot)

    assert laid(*some) == pytest.approx(twin, abs=1e-7)


@patient
@given(st.lists(st.tuples(st.integers(1, 5), odds, st.floats(0, 20)), max_size=6))
def test_the_mean_of_what_stays_on_the_grid_is_exact(some: list[Lot]) -> None:
    mean = fsum(place * mass for place, mass in enumerate(laid(*some)))

    assert mean == pytest.approx(sum(count * chance * cells for count, chance, cells in some), abs=1e-3)


def test_what_lies_above_the_last_cell_is_left_out() -> None:
    assert fsum(laid((1, 0.25, GRID_CELLS), (1, 0.5, GRID_CELLS - 1))) == pytest.approx(0.75)


def test_what_is_packed_comes_out_as_it_was() -> None:
    assert unpacked(packed([5, 0, 7]))[:4] == (5, 0, 7, 0)
