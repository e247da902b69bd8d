"""How far periods lie apart, learnt from what they brought beside what was foretold; by hand."""

from decimal import Decimal
from itertools import pairwise

import pytest
from grids import cny
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.forecasting.spread import Doubt, Hanging, Miss, Shock, hanging, learnt, spread
from funnel_cli.forecasting.walk import Chance

TENTH = 1.2815515655446004


def missed(sigma: float, luck: float = 0.0) -> Miss:
    """A period of which 1,000 was expected, 500 of it by the shock, that needs that σ to be held."""
    off = TENTH * (luck + (500 * sigma) ** 2) ** 0.5
    return Miss(cny(str(round(1000 + off, 6))), Hanging(1000, luck, 500))


def test_what_a_period_hangs_on_is_the_sum_of_its_deals_moments() -> None:
    deals = [Chance("a", Decimal("0.5"), Decimal(200)), Chance("b", Decimal("0.2"), Decimal(100))]
    found = hanging(Doubt(deals), cny("70"))
    assert found.expected == pytest.approx(70 + 100 + 20)
    assert found.variance == pytest.approx(0.25 * 200**2 + 0.16 * 100**2)
    assert found.slope == pytest.approx(0.25 * 200 + 0.16 * 100)


def test_five_periods_and_those_in_which_nothing_could_happen_teach_nothing() -> None:
    assert learnt([missed(0.9)] * 5) == Shock(Decimal("0.4"), 0)
    assert learnt([missed(0.8)] * 6) == Shock(Decimal("0.60"), 6)
    assert learnt([Miss(cny("0"), Hanging(0, 0, 0))] * 8) == Shock(Decimal("0.4"), 0)


def test_the_shock_is_the_one_that_holds_the_next_period_four_times_in_five() -> None:
    """The 5.6th of six is 0.46, and (6 · 0.4 + 6 · 0.46) ÷ 12 = 0.43."""
    some = [missed(each) for each in (0.5, 0.0, 0.3, 0.2, 0.1, 0.4)]
    assert learnt(some) == Shock(Decimal("0.43"), 6)


def test_what_luck_explains_needs_no_shock() -> None:
    lucky = Miss(cny("1100"), Hanging(1000, 100.0**2, 500))
    assert learnt([lucky] * 6) == Shock(Decimal("0.20"), 6)

    assert learnt([missed(0.8, luck=300.0**2)] * 6) == Shock(Decimal("0.60"), 6)


def test_the_latest_eight_periods_count() -> None:
    assert learnt([missed(0.9)] * 4 + [missed(0.4)] * 8) == Shock(Decimal("0.40"), 8)


def test_a_period_that_hung_on_next_to_nothing_does_not_make_the_shock_boundless() -> None:
    wild = Miss(cny("100000"), Hanging(10, 1, 0.001))
    assert learnt([wild] * 6) == Shock(Decimal("0.70"), 6)


@given(st.lists(st.floats(0, 3), min_size=6, max_size=8), st.floats(0, 2))
def test_wider_misses_never_teach_a_smaller_shock(needs: list[float], more: float) -> None:
    near, far = learnt([missed(each) for each in needs]), learnt([missed(each + more) for each in needs])
    assert near.sigma <= far.sigma


def test_a_band_is_the_wider_the_larger_the_shock() -> None:
    deals = [Chance(str(n), Decimal("0.3"), Decimal(100 + n)) for n in range(30)]
    ranges = [spread(Doubt(deals, shock=shock), cny("0")) for shock in (0.0, 0.2, 0.4, 0.8)]
    wide = [each.p90.amount - each.p10.amount for each in ranges]
    assert all(less < more for less, more in pairwise(wide))
