"""Days, months and quarters without a year: ahead where somebody plans, behind where somebody looks back."""

from datetime import date as Day

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.values.dates import BadPeriod, Calendar
from funnel_cli.values.day_rules import MONTHS, NEAR, WEEKDAYS

SATURDAY = Calendar(Day(2026, 11, 28))
QUARTERS = ("Q1", "Q2", "Q3", "Q4", "fyq1", "fyq2", "fyq3", "fyq4", "一季度", "第四季度")
BARE_PERIODS = (*MONTHS, *(month[:3] for month in MONTHS), *(f"{n}月" for n in range(1, 13)), *QUARTERS)
BARE_WEEKDAYS = (*WEEKDAYS, *(f"周{sign}" for sign in "一二三四五六日"), "礼拜天")

SAID = (*NEAR, "+1w", "+2w", "+1m", "-3d", "eom", "eoq", "eoy", "下周一", "本周五", "月底", "年底", "3天后")
"""Words that say their direction themselves."""

days = st.dates(Day(2000, 1, 1), Day(2100, 12, 31))
starts = st.integers(1, 12)


@given(today=days, start=starts, word=st.sampled_from(BARE_PERIODS))
def test_a_bare_period_ahead_is_the_first_that_is_not_over(today: Day, start: int, word: str) -> None:
    found = Calendar(today, start).period(word)
    assert today <= found.last
    assert (found.start - today).days < 366


@given(today=days, start=starts, word=st.sampled_from(BARE_PERIODS))
def test_a_bare_period_behind_is_the_last_that_has_begun(today: Day, start: int, word: str) -> None:
    found = Calendar(today, start).back.period(word)
    assert found.start <= today
    assert (today - found.last).days < 366


@given(today=days, start=starts, word=st.sampled_from(BARE_PERIODS))
def test_a_period_that_is_running_is_meant_either_way(today: Day, start: int, word: str) -> None:
    calendar = Calendar(today, start)
    ahead, behind = calendar.period(word), calendar.back.period(word)
    assert (ahead == behind) is (today in ahead)


@given(today=days, word=st.sampled_from(BARE_WEEKDAYS))
def test_a_weekday_ahead_is_never_today_and_behind_may_be(today: Day, word: str) -> None:
    calendar = Calendar(today)
    assert 1 <= (calendar.day(word) - today).days <= 7
    assert 0 <= (today - calendar.back.day(word)).days <= 6
    assert calendar.day(word).weekday() == calendar.back.day(word).weekday()


@given(today=days, that=days, sign=st.sampled_from(["-{}", "月{}日", "月{}号"]))
def test_a_day_without_a_year_is_today_or_in_its_direction(today: Day, that: Day, sign: str) -> None:
    word = f"{that.month}{sign.format(that.day)}"
    ahead, behind = Calendar(today).day(word), Calendar(today).back.day(word)
    assert behind <= today <= ahead
    assert {(each.month, each.day) for each in (ahead, behind)} == {(that.month, that.day)}
    assert (ahead == behind) is ((that.month, that.day) == (today.month, today.day))


@given(today=days, that=days, start=starts)
def test_a_day_written_in_full_is_itself_either_way(today: Day, that: Day, start: int) -> None:
    calendar = Calendar(today, start)
    for text in (
        f"{that}",
        f"{that:%Y/%m/%d}",
        f"{that:%Y.%m.%d}",
        f"{that.year}年{that.month}月{that.day}日",
    ):
        assert calendar.day(text) == calendar.back.day(text) == that


@given(
    today=days,
    start=starts,
    year=st.integers(1980, 2190),
    rest=st.sampled_from(["", "-01", "-12", "-Q3", "-W07"]),
)
def test_a_period_written_in_full_is_itself_either_way(today: Day, start: int, year: int, rest: str) -> None:
    calendar = Calendar(today, start)
    assert calendar.period(f"{year}{rest}") == calendar.back.period(f"{year}{rest}")
    assert calendar.period(f"{year}{rest}").name == f"{year}{rest}"


@given(today=days, word=st.sampled_from(SAID))
def test_a_word_that_says_its_own_direction_keeps_it(today: Day, word: str) -> None:
    assert Calendar(today).day(word) == Calendar(today).back.day(word)


@given(
    today=days,
    start=starts,
    first=st.sampled_from((*BARE_PERIODS, *BARE_WEEKDAYS, "today", "2026-06")),
    last=st.sampled_from((*BARE_PERIODS, *BARE_WEEKDAYS, "today", "2026-06")),
    is_back=st.booleans(),
)
def test_a_range_runs_forward_or_is_refused(
    today: Day, start: int, first: str, last: str, is_back: bool
) -> None:
    try:
        begin, end = Calendar(today, start, is_back=is_back).days(f"{first}..{last}")
    except BadPeriod:
        return
    assert begin is not None
    assert end is not None
    assert begin <= end


@pytest.mark.parametrize(
    ("text", "ahead", "behind"),
    [
        ("oct..dec", "2026-10-01..2026-12-31", "2026-10-01..2026-12-31"),
        ("dec..feb", "2026-12-01..2027-02-28", "2025-12-01..2026-02-28"),
        ("fri..mon", "2026-11-27..2026-11-30", "2026-11-27..2026-11-30"),
        ("mon..fri", "2026-11-30..2026-12-04", "2026-11-23..2026-11-27"),
        ("oct..today", "2026-10-01..2026-11-28", "2026-10-01..2026-11-28"),
        ("2026-10..dec", "2026-10-01..2026-12-31", "2026-10-01..2026-12-31"),
        ("12-15..01-10", "2026-12-15..2027-01-10", "2025-12-15..2026-01-10"),
    ],
)
def test_an_end_without_a_year_stays_with_the_other_end(text: str, ahead: str, behind: str) -> None:
    assert SATURDAY.period(text).name == ahead
    assert SATURDAY.back.period(text).name == behind


@pytest.mark.parametrize("text", ["12-15..12-10", "11-20..11-10", "2026-12..2026-11", "+2w..today"])
def test_a_range_that_is_turned_around_is_refused_either_way(text: str) -> None:
    for calendar in (SATURDAY, SATURDAY.back):
        with pytest.raises(BadPeriod) as refused:
            calendar.days(text)
        assert [each.text for each in refused.value.details] == [
            "It ends before it begins; the earlier one goes first."
        ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.01.2027", "2027-01-31"), ("1/31/2027", "2027-01-31"), ("31-12-2026", "2026-12-31"),
        ("05.05.2027", "2027-05-05"), ("2027.01.31", "2027-01-31"), ("31.1.", "2027-01-31"),
        ("25/12", "2026-12-25"),
    ],
)  # fmt: skip
def test_where_only_one_order_is_possible_it_is_read(text: str, day: str) -> None:
    assert str(SATURDAY.day(text)) == day
