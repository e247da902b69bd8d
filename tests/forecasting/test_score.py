"""Misses, leans and Brier scores, worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.forecasting.score import (
    NORMS,
    Grade,
    Pair,
    Verdict,
    bias,
    brier,
    held,
    norms_of,
    verdict,
    wape,
)

pairs = st.lists(st.builds(Pair, said=st.decimals(0, 10**9, places=2), came=st.decimals(0, 10**9, places=2)))


def said(*numbers: int) -> list[Pair]:
    """Pairs of what was said and what came, one after the other."""
    return [Pair(Decimal(a), Decimal(b)) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]


def test_the_error_is_what_was_said_too_much_of_what_came_and_none_where_nothing_came() -> None:
    [pair] = said(150, 100)
    assert (pair.error, pair.accuracy) == (Decimal("0.5"), Decimal("0.5"))

    [low] = said(50, 100)
    assert (low.error, low.accuracy) == (Decimal("-0.5"), Decimal("0.5"))

    for [pair] in (said(150, 0), said(150, -10)):
        assert (pair.error, pair.accuracy) == (None, None)


def test_the_misses_are_summed_before_they_are_divided_and_cancel_in_the_lean_alone() -> None:
    """(50 + 20 + 30) ÷ (100 + 100 + 0): a month without a win counts by what was said of it."""
    assert wape(said(150, 100, 80, 100, 30, 0)) == Decimal("0.5")

    some = said(150, 100, 50, 100)
    assert (wape(some), bias(some)) == (Decimal("0.5"), Decimal(0))


@pytest.mark.parametrize("some", [said(), said(10, 0), said(10, -5, 10, 2)])
def test_without_anything_that_came_there_is_neither(some: list[Pair]) -> None:
    assert (wape(some), bias(some)) == (None, None)


@given(pairs)
def test_the_lean_is_never_more_than_the_miss(some: list[Pair]) -> None:
    missed, lean = wape(some), bias(some)
    assert missed is None or lean is None or abs(lean) <= missed


def test_brier_is_the_mean_squared_distance_to_what_came() -> None:
    """(0.2² + 0.3²) ÷ 2."""
    assert brier([(Decimal("0.8"), True), (Decimal("0.3"), False)]) == Decimal("0.065")
    assert brier([]) is None


def test_a_band_holds_what_lies_on_its_ends() -> None:
    bands = [(Decimal(1), Decimal(5), Decimal(came)) for came in (1, 5, 6, 0)]
    assert (held(bands), held([])) == (Decimal("0.5"), None)


@pytest.mark.parametrize(
    ("miss", "periods", "floor", "expected"),
    [
        ("0.20", 3, None, Verdict(Grade.WITHIN, "director", Decimal("0.2"))),
        ("0.21", 3, None, Verdict(Grade.WITHIN, "manager", Decimal("0.25"))),
        ("0.35", 3, "0.9", Verdict(Grade.WITHIN, "rep", Decimal("0.35"))),
        ("0.36", 3, "0.36", Verdict(Grade.LUCK, "rep", Decimal("0.35"))),
        ("0.37", 3, "0.36", Verdict(Grade.OVER, "rep", Decimal("0.35"))),
        ("0.37", 3, None, Verdict(Grade.OVER, "rep", Decimal("0.35"))),
        ("0.10", 2, None, Verdict(Grade.TOO_FEW)),
        (None, 3, None, Verdict(Grade.NOTHING_CAME)),
    ],
)
def test_a_miss_is_held_against_the_norms(
    miss: str | None, periods: int, floor: str | None, expected: Verdict
) -> None:
    numbers = [None if text is None else Decimal(text) for text in (miss, floor)]
    assert verdict(numbers[0], periods, numbers[1], norms_of({})) == expected


def test_the_methods_own_norms_go_before_the_usual_ones() -> None:
    assert norms_of({"rep": Decimal("0.1"), "desk": Decimal("0.5")}) == {
        "rep": Decimal("0.1"),
        "director": NORMS["director"],
        "manager": NORMS["manager"],
        "desk": Decimal("0.5"),
    }
