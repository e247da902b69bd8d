from collections.abc import Callable
from datetime import date as Day
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.values.period import (
    FIRST_DAY,
    LAST_DAY,
    OutOfRange,
    Period,
    backwards,
    days_after,
    following,
    iso_day,
    month_of,
    months_after,
    named,
    onwards,
    parts,
    preceding,
    quarter_of,
    week_of,
    year_of,
)

EVERY_DAY = [Day(2000, 1, 1) + timedelta(n) for n in range((Day(2101, 1, 1) - Day(2000, 1, 1)).days)]
FISCAL_STARTS = range(1, 13)

some_days = st.dates(Day(2000, 1, 1), Day(2100, 12, 31))
some_starts = st.integers(1, 12)


@st.composite
def some_periods(draw: st.DrawFn) -> tuple[Period, int]:
    """A period of any kind, and the month in which the fiscal years of its book begin."""
    day, start = draw(some_days), draw(some_starts)
    span = Period.span(day, day + timedelta(draw(st.integers(0, 400))))
    kinds = [week_of(day), month_of(day), quarter_of(day), quarter_of(day, start), year_of(day)]
    return draw(st.sampled_from([*kinds, year_of(day, start), span])), start


@pytest.mark.parametrize(
    ("period", "name", "first", "last"),
    [
        (Period.year(2026), "2026", "2026-01-01", "2026-12-31"),
        (Period.month(2028, 2), "2028-02", "2028-02-01", "2028-02-29"),
        (Period.quarter(2026, 4), "2026-Q4", "2026-10-01", "2026-12-31"),
        (Period.fiscal_year(2026, 4), "FY2026", "2025-04-01", "2026-03-31"),
        (Period.fiscal_quarter(2026, 3, 4), "FY2026Q3", "2025-10-01", "2025-12-31"),
        (Period.fiscal_quarter(2026, 2, 9), "FY2026Q2", "2025-12-01", "2026-02-28"),
        (Period.week(2026, 53), "2026-W53", "2026-12-28", "2027-01-03"),
        (
            Period.span(Day(2026, 12, 1), Day(2026, 12, 15)),
            "2026-12-01..2026-12-15",
            "2026-12-01",
            "2026-12-15",
        ),
    ],
)
def test_a_period_has_a_name_and_its_days(period: Period, name: str, first: str, last: str) -> None:
    assert (period.name, str(period.start), str(period.last)) == (name, first, last)


def test_a_fiscal_year_that_begins_in_january_is_the_calendar_year_by_name_too() -> None:
    assert [Period.fiscal_year(2026, 1).name, Period.fiscal_quarter(2026, 3, 1).name] == ["2026", "2026-Q3"]


def test_periods_are_equal_and_ordered_by_their_days_and_hold_their_last_day_and_not_the_next() -> None:
    assert Period.fiscal_quarter(2026, 3, 4) == Period.quarter(2025, 4)
    assert sorted([Period.year(2026), Period.month(2026, 1), Period.month(2025, 12)]) == [
        Period.month(2025, 12),
        Period.month(2026, 1),
        Period.year(2026),
    ]

    december = Period.month(2026, 12)
    assert [day in december for day in (december.last, december.end)] == [True, False]

    assert Period.year(2028).days == 366


@pytest.mark.parametrize("start", FISCAL_STARTS)
def test_every_day_of_a_century_is_in_the_one_quarter_that_claims_it(start: int) -> None:
    strays = [day for day in EVERY_DAY if day not in quarter_of(day, start)]
    assert strays == []


PIECES: list[Callable[[Day], Period]] = [week_of, month_of]
PIECES += [partial(of, first_month=start) for of in (quarter_of, year_of) for start in FISCAL_STARTS]


@pytest.mark.parametrize("of", PIECES)
def test_the_pieces_of_a_century_leave_no_gap_and_do_not_overlap(of: Callable[[Day], Period]) -> None:
    distinct = list(dict.fromkeys(map(of, EVERY_DAY)))
    assert [period.end for period in distinct[:-1]] == [period.start for period in distinct[1:]]


@given(some_days, some_starts)
def test_four_fiscal_quarters_are_their_fiscal_year(day: Day, start: int) -> None:
    year = year_of(day, start)
    quarters = parts(year)[0]
    assert [quarter.name[-2:] for quarter in quarters] == ["Q1", "Q2", "Q3", "Q4"]
    assert {year_of(quarter.last, start).name for quarter in quarters} == {year.name}


@given(some_periods())
def test_a_name_means_the_same_period_again(case: tuple[Period, int]) -> None:
    period, start = case
    again = named(period.name, start)
    assert (again.start, again.end, again.name) == (period.start, period.end, period.name)


@given(some_periods())
def test_the_period_before_the_following_one_is_the_same_again(case: tuple[Period, int]) -> None:
    period, _ = case
    assert (preceding(following(period)), following(preceding(period))) == (period, period)


@given(some_periods())
def test_the_following_period_begins_where_this_one_ends_and_is_named_alike(case: tuple[Period, int]) -> None:
    period, start = case
    after = following(period)
    assert after.start == period.end
    assert named(after.name, start) == after


@given(some_periods())
def test_each_way_to_cut_a_period_covers_it_exactly(case: tuple[Period, int]) -> None:
    period, _ = case
    for cut in parts(period):
        assert (cut[0].start, cut[-1].end) == (period.start, period.end)
        assert [part.end for part in cut[:-1]] == [part.start for part in cut[1:]]


@pytest.mark.parametrize(
    ("name", "cuts"),
    [
        ("2026", ["2026-Q1 2026-Q2 2026-Q3 2026-Q4", " ".join(f"2026-{n:02}" for n in range(1, 13))]),
        ("FY26Q3", ["2025-10 2025-11 2025-12"]),
        ("2026-11-01..2026-12-31", ["2026-11 2026-12"]),
        ("2026-12", []),
        ("2026-W47", []),
        ("2026-11-01..2026-12-15", []),
    ],
)
def test_a_period_is_cut_into_quarters_and_months(name: str, cuts: list[str]) -> None:
    assert [" ".join(part.name for part in cut) for cut in parts(named(name, 4))] == cuts


def test_a_span_is_followed_by_one_as_long() -> None:
    assert following(named("2026-12-01..2026-12-15")).name == "2026-12-16..2026-12-30"


@pytest.mark.parametrize(
    ("typed", "name"),
    [("fy26", "FY2026"), ("FY26-Q3", "FY2026Q3"), ("2026q4", "2026-Q4"), ("2026W07", "2026-W07")],
)
def test_a_name_may_be_written_shorter(typed: str, name: str) -> None:
    assert named(typed, 4).name == name


@pytest.mark.parametrize(
    "name",
    ["", "26", "2026-13", "2026-00", "2026-1", "2026-Q5", "2026-W00", "2026-W54", "2025-W53", "FY126", "12",
     "2026-12-15", "next-month", "2026-12-15..", "2026-12-15..2026-12-01", "２０２６", "9999", "0000-W01",
     "FY1970", "2026\n"],
)  # fmt: skip
def test_what_names_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the codec says what is wrong, this only that
        named(name, 4)


def test_a_record_states_its_days_in_one_way() -> None:
    assert iso_day("2026-12-15") == Day(2026, 12, 15)


@pytest.mark.parametrize(
    "text",
    ["", "20261215", "2026-W51-2", "2026-1-5", "2026-02-30", "2026-12-15T00:00", " 2026-12-15",
     "2026-12-15\n", "２０２６-12-15", "9999-12-31", "0001-01-01", "1969-12-31", "2026"],
)  # fmt: skip
def test_what_is_no_day_of_a_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the codec says what is wrong, this only that
        iso_day(text)


@pytest.mark.parametrize(
    ("day", "months", "landing"),
    [("2026-01-31", 1, "2026-02-28"), ("2028-02-29", 12, "2029-02-28"), ("2026-01-15", -1, "2025-12-15")],
)
def test_a_month_too_short_ends_earlier(day: str, months: int, landing: str) -> None:
    assert str(months_after(iso_day(day), months)) == landing


def test_the_first_and_the_last_day_can_be_held() -> None:
    assert [month_of(FIRST_DAY).start, month_of(LAST_DAY).last] == [FIRST_DAY, LAST_DAY]


@pytest.mark.parametrize("day", [Day.min, Day.max, FIRST_DAY - timedelta(1), LAST_DAY + timedelta(1)])
@pytest.mark.parametrize("of", [week_of, month_of, quarter_of, year_of])
def test_days_outside_are_in_no_period(day: Day, of: type) -> None:
    with pytest.raises(OutOfRange):
        of(day)


@pytest.mark.parametrize("days", [10**5, -(10**5), 10**30])
def test_no_step_leads_outside(days: int) -> None:
    for step in (days_after, months_after):
        with pytest.raises(OutOfRange):
            step(Day(2026, 11, 22), days)


def test_the_last_year_has_parts_and_no_following_one() -> None:
    last = Period.year(2199)
    assert parts(last)[1][-1].last == LAST_DAY
    with pytest.raises(OutOfRange):
        following(last)


def test_the_periods_before_and_after_end_where_the_days_of_a_book_do() -> None:
    early, late = Period.month(1970, 3), Period.month(2199, 11)
    assert [each.name for each in backwards(early)] == ["1970-02", "1970-01"]
    assert [each.name for each in onwards(late)] == ["2199-12"]
