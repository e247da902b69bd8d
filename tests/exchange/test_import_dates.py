from __future__ import annotations

from datetime import date as Day

import pytest

from funnel_cli.exchange.dates import DateOrderMixed, DateOrderUnclear, as_days


def days(*cells: str, order: str | None = None) -> list[str | None]:
    return [day.isoformat() if day else None for day in as_days("Close Date", cells, order).values]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-18", "2026/10/18", "2026.10.18", "2026年10月18日", "2026年 10月 18号", "２０２６/１０/１８",
        "2026-10-18 08:15", "2026-10-18T23:59:30.000Z", "2026-10-18T00:30:00+08:00", "2026/10/18 下午 8:15",
        "18 Oct, 2026 00:02:00", "18-Oct-2026", "October 18, 2026", "18.10.2026", "10/18/2026 11:01 PM",
    ],
)  # fmt: skip
def test_the_written_day_is_kept(cell: str) -> None:
    assert days(cell) == ["2026-10-18"]


@pytest.mark.parametrize("cell", ["", "-", "n/a", "NULL"])
def test_a_cell_may_hold_nothing(cell: str) -> None:
    assert days(cell) == [None]


def test_one_day_over_twelve_decides_for_its_column() -> None:
    assert days("3/11/2026", "28/2/2027") == ["2026-11-03", "2027-02-28"]


def test_one_month_first_decides_for_its_column() -> None:
    assert days("3/11/2026", "2/28/2027") == ["2026-03-11", "2027-02-28"]


def test_a_column_of_unclear_dates_is_refused() -> None:
    with pytest.raises(DateOrderUnclear):
        days("3/11/2026", "2026-12-31", "04.04.2026")


def test_dates_that_are_the_same_in_either_order_are_clear() -> None:
    assert days("04.04.2026") == ["2026-04-04"]


def test_a_column_of_both_orders_is_refused() -> None:
    with pytest.raises(DateOrderMixed):
        days("28/2/2027", "2/28/2027")


def test_the_order_that_is_given_decides() -> None:
    assert days("3/11/2026", order="mdy") == ["2026-03-11"]


def test_a_date_against_the_given_order_is_a_fault() -> None:
    assert list(as_days("Close Date", ["3/11/2026", "2/28/2027"], "dmy").faults) == [1]


@pytest.mark.parametrize(
    ("order", "day"), [("dmy", "2012-11-10"), ("mdy", "2012-10-11"), ("ymd", "2010-11-12")]
)
def test_a_short_year_needs_an_order(order: str, day: str) -> None:
    assert (days("10/11/12", order=order), list(as_days("d", ["10/11/12"]).faults)) == ([day], [0])


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "46078", "soon", "2026", "20261018", "31/31/2026", "0001-01-01"]
)
def test_what_is_no_day_is_a_fault(cell: str) -> None:
    assert list(as_days("Close Date", ["2026-01-01", cell], "dmy").faults) == [1]


def test_a_day_comes_back_as_a_day() -> None:
    assert as_days("Close Date", ["2026-10-18"]).values == (Day(2026, 10, 18),)
