from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.forecasting.intervals import Interval, wilson


def test_three_of_ten_hold_about_a_sixth_to_a_half() -> None:
    """z² = 1.642374; (0.3 + 0.0821187 ± √(0.3·0.7·0.1642374 + 0.0067435)) ÷ 1.1642374."""
    assert wilson(Decimal(3), 10) == Interval(Decimal("0.153799"), Decimal("0.502628"))


@pytest.mark.parametrize(("part", "low", "high"), [(0, "0", "0.141069"), (10, "0.858931", "1")])
def test_all_or_none_of_a_few_is_no_certainty(part: int, low: str, high: str) -> None:
    assert wilson(Decimal(part), 10) == Interval(Decimal(low), Decimal(high))


def test_nothing_counted_says_nothing() -> None:
    assert wilson(Decimal(0), 0) is None


@given(whole=st.integers(1, 10_000), data=st.data())
def test_it_holds_the_share_itself_and_stays_between_none_and_all(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    found = wilson(Decimal(part), whole)
    assert found is not None
    assert Decimal(0) <= found.low <= found.high <= Decimal(1)
    assert (Decimal(part) / whole).quantize(Decimal("0.000001")) in found
