from collections.abc import Sequence
from decimal import Decimal
from math import exp, log
from random import Random

import pytest
from grids import cny
from hypothesis import given
from hypothesis import strategies as st
from lives import patient

from funnel_cli.forecasting.new_business import Like, NewBusiness
from funnel_cli.forecasting.spread import Doubt, Spread, luck_floor
from funnel_cli.forecasting.spread import spread as spread_of
from funnel_cli.forecasting.walk import Chance
from funnel_cli.values.money import Money

NOTHING = cny("0")
SIGMA = 0.4


def spread(chances: Sequence[Chance], certain: Money, target: Money | None = None) -> Spread:
    """The range of these deals with the usual shock, and no new business."""
    return spread_of(Doubt(chances), certain, target)


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
        shock = random.gauss(0, SIGMA)
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


def test_what_is_certain_is_added_to_every_end_and_a_deal_may_cost_money() -> None:
    found = spread([chance("1", "40"), chance("0", "1000"), chance("0.02", "7")], cny("5"))

    assert (found.p10, found.p50, found.p90) == (cny("45.00"), cny("45.00"), cny("45.00"))

    found = spread([chance("0.3", "-100")], cny("500"))

    assert (found.p10, found.p50, found.p90) == (cny("400.00"), cny("500.00"), cny("500.00"))

    found = spread([], cny("5"), cny("5"))

    assert (found.p10, found.p90, found.reach) == (cny("5.00"), cny("5.00"), Decimal(1))


def test_one_deal_of_many_may_cost_money() -> None:
    many = [chance("0.5", "100") for _ in range(20)]
    with_, without = spread([*many, chance("0.5", "-100")], NOTHING), spread(many, NOTHING)

    assert abs(without.p50.amount - with_.p50.amount - 50) < 60


def test_the_chance_to_reach_a_target_counts_the_shared_shock() -> None:
    two = [chance("0.5", "100"), chance("0.5", "100")]

    assert (spread(two, NOTHING, cny("200")).reach or 0) > Decimal("0.25")


def test_there_is_no_chance_to_reach_what_all_deals_do_not_come_to_or_no_target() -> None:
    assert spread([chance("0.5", "100")], NOTHING, cny("100.01")).reach == 0
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
            Chance, id=st.just("a"), odds=st.decimals(0, 1, places=6), amount=st.decimals(0, 10**9, places=2)
        ),
        max_size=40,
    )
)
def test_the_deciles_are_in_order_and_within_what_can_be_won(chances: list[Chance]) -> None:
    found = spread(chances, NOTHING)
    ends = [each.amount for each in (found.p10, found.p50, found.p90)]

    assert ends == sorted(ends)
    assert 0 <= ends[0] <= ends[-1] <= sum(each.amount for each in chances) + Decimal("0.01")


def born(times: str, seen: int, *amounts: str) -> NewBusiness:
    """New business after so many creations, of which each amount comes so many times."""
    likes = tuple(Like(f"n{n}", Decimal(times), Decimal(amount)) for n, amount in enumerate(amounts))
    return NewBusiness("CNY", likes, seen, 90)


def poisson(mean: float, random: Random) -> int:
    """A draw by the waiting times in between (D. Knuth)."""
    count, left = 0, exp(-mean)
    while (left := left / random.random()) < 1:
        count += 1
    return count


def with_births(new: NewBusiness, chances: Sequence[Chance], draws: int, random: Random) -> list[float]:
    """P10, P50 and P90 of a simulation with one shared shock and one gamma-Poisson count a draw."""
    deals = [(log(float(each.odds / (1 - each.odds))), float(each.amount)) for each in chances]
    amounts = [float(like.amount) for like in new.likes]
    mean = float(sum(like.times for like in new.likes))
    sums = []
    for _ in range(draws):
        shock = random.gauss(0, SIGMA)
        total = sum(a for odds, a in deals if random.random() < 1 / (1 + exp(-odds - shock)))
        rate = random.gammavariate(new.created, mean / new.created) * exp(shock - SIGMA**2 / 2)
        sums.append(total + sum(random.choice(amounts) for _ in range(poisson(rate, random))))
    sums.sort()
    return [sums[draws * decile // 10] for decile in (1, 5, 9)]


@pytest.mark.parametrize(("times", "seen", "deals"), [("0.3", 4, 6), ("0.1", 30, 0), ("1.5", 60, 40)])
def test_new_business_is_a_gamma_poisson_count_under_the_same_shock(
    times: str, seen: int, deals: int
) -> None:
    random = Random(7)  # noqa: S311 - nothing here is secret
    new = born(times, seen, *(str(round(exp(random.gauss(11, 0.7)))) for _ in range(seen)))
    chances = drawn(deals, random)
    found = spread_of(Doubt(chances, new), NOTHING)
    mean = float(new.forecast.amount + sum(each.expected for each in chances))
    there = with_births(new, chances, 20_000, random)
    ours = [float(each.amount) for each in (found.p10, found.p50, found.p90)]

    assert max(abs(one - other) / mean for one, other in zip(ours, there, strict=True)) < 0.04


def test_new_business_seen_once_is_surer_of_nothing_than_seen_often() -> None:
    once, often = (spread_of(Doubt((), born("0.5", seen, "100")), NOTHING) for seen in (1, 100))

    assert once.p90.amount >= often.p90.amount > 0


def test_new_business_alone_may_bring_more_than_any_one_deal_and_nothing_where_it_comes_too_late() -> None:
    reached = spread_of(Doubt((), born("2", 8, "100")), NOTHING, cny("300")).reach

    assert reached is not None
    assert Decimal("0.1") < reached < Decimal("0.5")

    assert spread_of(Doubt((), born("0", 8, "100")), cny("5")).p90 == cny("5.00")


@pytest.mark.parametrize("count", [2, 40])
def test_without_a_shock_deals_are_won_one_by_one(count: int) -> None:
    """The middle is the mean where half of equal deals are won, and the band is narrower than with one."""
    equal = [chance("0.5", "100") for _ in range(count)]
    bare, shocked = (spread_of(Doubt(equal, shock=shock), NOTHING) for shock in (0.0, SIGMA))

    assert abs(bare.p50.amount - 50 * count) <= 60
    assert bare.p90.amount - bare.p10.amount <= shocked.p90.amount - shocked.p10.amount


def floor(*chances: Chance, shock: float = SIGMA) -> Decimal | None:
    return luck_floor(Doubt(chances, shock=shock))


def test_the_luck_floor_counts_the_shock_beside_the_luck_of_the_deals() -> None:
    """0.8 · √(0.25 + (0.4 · 0.25)²) · 100 ÷ 50."""
    assert floor(chance("0.5", "100")) == Decimal("0.815843")

    assert floor(chance("0.5", "100"), shock=0) == Decimal("0.800000")

    """0.8 · √(16 · 0.25 + (0.4 · 16 · 0.25)²) ÷ 8."""
    assert floor(*[chance("0.5", "100")] * 16) == Decimal("0.256125")


@pytest.mark.parametrize("chances", [[], [chance("0", "100")], [chance("0.5", "-100")]])
def test_there_is_no_luck_floor_where_nothing_is_expected(chances: list[Chance]) -> None:
    assert floor(*chances) is None
