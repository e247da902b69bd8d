from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import exp, log
from random import Random

import pytest
from grids import cny
from hypothesis import given
from hypothesis import strategies as st
from lives import patient

from funnel_cli.forecasting.spread import luck_floor, spread
from funnel_cli.forecasting.walk import Chance

NOTHING = cny("0")


def chance(odds: str, amount: str) -> Chance:
    return Chance("a", Decimal(odds), Decimal(amount))


def drawn(count: int, random: Random, highest: float = 0.5) -> list[Chance]:
    """So many deals with odds of all kinds and amounts of which some are large."""
    return [
        Chance(
            str(n),
            Decimal(str(round(random.uniform(min(0.02, highest / 10), highest), 6))),
            Decimal(round(exp(random.gauss(11, 1)))),
        )
        for n in range(count)
    ]


def simulated(chances: Sequence[Chance], draws: int, random: Random) -> tuple[list[float], float]:
    """P10, P50 and P90, and the mean, of a simulation with one shared shock a draw."""
    deals = [(log(float(each.odds / (1 - each.odds))), float(each.amount)) for each in chances]
    sums = []
    for _ in range(draws):
        shock = random.gauss(0, 0.5)
        sums.append(sum(a for odds, a in deals if random.random() < 1 / (1 + exp(-odds - shock))))
    sums.sort()
    return [sums[draws * decile // 10] for decile in (1, 5, 9)], sum(float(each.expected) for each in chances)


def test_one_deal_is_won_or_not() -> None:
    found = spread([chance("0.6", "100")], NOTHING)

    assert (found.p10, found.p50, found.p90) == (cny("0.00"), cny("100.00"), cny("100.00"))


def test_a_few_deals_end_at_sums_they_can_come_to() -> None:
    found = spread([chance("0.5", "100"), chance("0.5", "30.5")], NOTHING)

    assert {found.p10.amount, found.p50.amount, found.p90.amount} <= {
        Decimal(each) for each in ("0.00", "30.50", "100.00", "130.50")
    }


def test_what_is_certain_is_added_to_every_end() -> None:
    found = spread([chance("1", "40"), chance("0", "1000"), chance("0.02", "7")], cny("5"))

    assert (found.p10, found.p50, found.p90) == (cny("45.00"), cny("45.00"), cny("45.00"))


def test_a_deal_may_cost_money() -> None:
    found = spread([chance("0.3", "-100")], cny("500"))

    assert (found.p10, found.p50, found.p90) == (cny("400.00"), cny("500.00"), cny("500.00"))


def test_one_deal_of_many_may_cost_money() -> None:
    many = [chance("0.5", "100") for _ in range(20)]
    with_, without = spread([*many, chance("0.5", "-100")], NOTHING), spread(many, NOTHING)

    assert abs(without.p50.amount - with_.p50.amount - 50) < 60


def test_nothing_in_doubt_ends_where_it_is() -> None:
    found = spread([], cny("5"), cny("5"))

    assert (found.p10, found.p90, found.reach) == (cny("5.00"), cny("5.00"), Decimal(1))


def test_the_chance_to_reach_a_target_counts_the_shared_shock() -> None:
    two = [chance("0.5", "100"), chance("0.5", "100")]

    assert (spread(two, NOTHING, cny("200")).reach or 0) > Decimal("0.25")


def test_there_is_no_chance_to_reach_what_all_deals_do_not_come_to() -> None:
    assert spread([chance("0.5", "100")], NOTHING, cny("100.01")).reach == 0


def test_without_a_target_there_is_no_chance_to_reach_it() -> None:
    assert spread([chance("0.5", "100")], NOTHING).reach is None


def test_a_target_far_above_is_reached_by_the_one_large_deal() -> None:
    deals = [*(chance("0.05", "10") for _ in range(30)), chance("0.1", "100000")]

    assert abs((spread(deals, NOTHING, cny("90000")).reach or 0) - Decimal("0.11")) < Decimal("0.01")


def furthest(chances: Sequence[Chance], draws: int, random: Random) -> float:
    """How far P10, P50 or P90 is from a simulation, as a share of the mean."""
    deciles, mean = simulated(chances, draws, random)
    found = spread(chances, NOTHING)
    ours = (found.p10, found.p50, found.p90)
    return max(abs(float(one.amount) - other) / mean for one, other in zip(ours, deciles, strict=True))


@pytest.mark.parametrize("count", [11, 40, 350])
def test_the_deciles_are_those_of_a_simulation(count: int) -> None:
    random = Random(count)  # noqa: S311 - nothing here is secret

    assert furthest(drawn(count, random), 20_000, random) < 0.03


@pytest.mark.parametrize("count", [60, 250, 1000])
def test_where_few_of_many_are_won_the_deciles_are_those_of_a_simulation(count: int) -> None:
    random = Random(count)  # noqa: S311 - nothing here is secret

    assert furthest(drawn(count, random, highest=2 / count), 4_000, random) < 0.1


def test_deals_taken_together_and_a_large_one_apart() -> None:
    random = Random(1)  # noqa: S311 - nothing here is secret
    chances = [*drawn(200, random, highest=0.1), chance("0.3", "9000000")]
    deciles, mean = simulated(chances, 20_000, random)

    assert abs(float(spread(chances, NOTHING).p90.amount) - deciles[2]) / mean < 0.03


@patient
@given(
    st.lists(
        st.builds(
            Chance,
            id=st.just("a"),
            odds=st.decimals(0, 1, places=6),
            amount=st.decimals(0, 10**9, places=2),
        ),
        max_size=40,
    )
)
def test_the_deciles_are_in_order_and_within_what_can_be_won(chances: list[Chance]) -> None:
    found = spread(chances, NOTHING)
    ends = [each.amount for each in (found.p10, found.p50, found.p90)]

    assert ends == sorted(ends)
    assert 0 <= ends[0] <= ends[-1] <= sum(each.amount for each in chances) + Decimal("0.01")


def test_the_luck_floor_of_one_deal() -> None:
    assert luck_floor([chance("0.5", "100")]) == Decimal("0.800000")


def test_many_deals_of_one_size_leave_less_to_luck() -> None:
    assert luck_floor([chance("0.5", "100")] * 16) == Decimal("0.200000")


@pytest.mark.parametrize("chances", [[], [chance("0", "100")]])
def test_there_is_no_luck_floor_where_nothing_is_expected(chances: list[Chance]) -> None:
    assert luck_floor(chances) is None
