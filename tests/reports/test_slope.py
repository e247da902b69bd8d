"""The slope of the funnel, computed by hand, beside the ideal and the last period."""

from __future__ import annotations

from decimal import Decimal

import pytest
from arrange import book, deal
from samples import QUARTER

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Choice
from funnel_cli.reports.against import IDEAL, LAST_PERIOD, Comparison, against
from funnel_cli.reports.shape import funnel_shape
from funnel_cli.reports.slope import fall, slope, slope_figures, slope_lines
from funnel_cli.time.standing import standings

STAGES = ("verify", "develop", "propose", "close")


def some(*counts: int) -> list[Opportunity]:
    """So many deals in each stage."""
    return [
        deal(f"{stage}{n} 100 {stage}")
        for stage, count in zip(STAGES, counts, strict=True)
        for n in range(count)
    ]


def compared(*deals: Opportunity, to: Choice = IDEAL) -> Comparison:
    held = book(*deals)
    placed = standings(held)
    return against(placed, held, to, QUARTER, funnel_shape(placed, held))


def verdict(*counts: int) -> str | None:
    found = slope(compared(*some(*counts)), Decimal("0.3")).verdict
    return found.id if found else None


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((4, 2, 1, 1), Decimal("0.5")),
        ((7, 6, 4, 3), Decimal("0.28")),
        ((3, 3, 3, 3), Decimal(0)),
        ((1, 2, 3, 4), Decimal("-0.4")),
        ((8, 0, 0, 0), Decimal("1.2")),
        ((3, 1), Decimal(1)),
    ],
)
def test_the_slope_is_the_fall_per_stage_of_the_best_line_by_the_mean_stage(
    counts: tuple[int, ...], expected: Decimal
) -> None:
    assert fall([Decimal(count) for count in counts]) == expected


@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (5,)])
def test_no_deals_and_one_stage_have_no_slope(counts: tuple[int, ...]) -> None:
    assert fall([Decimal(count) for count in counts]) is None


def test_the_ideal_slope_is_that_of_deals_for_as_many_wins_in_each_stage() -> None:
    # 1 ÷ 10 %, 30 %, 50 %, 80 % are 10, 3.333, 2, 1.25: they fall by 2.758 a stage and are 4.146 in the mean
    assert slope(compared(*some(7, 6, 4, 3)), Decimal("0.3")).held == Decimal("0.665327")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((7, 6, 4, 3), "flat"), ((1, 2, 3, 4), "flat"), ((16, 5, 3, 2), "even"), ((9, 0, 0, 0), "steep")],
)
def test_a_slope_is_off_beyond_the_tolerance(counts: tuple[int, ...], expected: str) -> None:
    assert verdict(*counts) == expected


def test_below_five_deals_nothing_is_said_of_the_slope() -> None:
    assert verdict(4, 0, 0, 0) is None


def test_without_a_deal_there_is_no_line() -> None:
    found = compared()
    assert list(slope_lines(slope(found, Decimal("0.3")), found)) == []


def test_the_last_period_has_the_slope_of_its_last_day() -> None:
    moved = [deal(f"m{n} 100 develop", "07-01 stage=verify", "10-10 stage=develop") for n in range(5)]
    found = slope(compared(*moved, to=LAST_PERIOD), Decimal("0.3"))
    assert (found.actual, found.held) == (Decimal("0.4"), Decimal("1.2"))
    assert found.verdict
    assert found.verdict.id == "flat"


def test_the_slope_is_made_of_the_open_deals() -> None:
    held = book(*some(1, 0, 1, 0))
    placed = standings(held)
    shape = funnel_shape(placed, held)
    actual, _ = slope_figures(slope(against(placed, held, IDEAL, QUARTER, shape), Decimal("0.3")), shape)
    assert [(each.id, each.adds) for each in actual.parts] == [("verify0", 1), ("propose0", 1)]
