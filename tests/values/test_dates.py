from contextlib import suppress
from datetime import date as Day
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.values.dates import BadDate, BadPeriod, Calendar
from funnel_cli.values.message import Message

SUNDAY = Calendar(Day(2026, 11, 22))
FISCAL = Calendar(Day(2026, 11, 22), fiscal_year_start=2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-15", "2026-12-15"), ("2026/12/15", "2026-12-15"),
        ("2026年12月15日", "2026-12-15"), ("2026 年 12 月 15 日", "2026-12-15"),
        ("２０２６－１２－１５", "2026-12-15"), ("  2026-12-15 ", "2026-12-15"),
        ("12-15", "2026-12-15"), ("11-22", "2026-11-22"), ("11-21", "2027-11-21"),
        ("02-29", "2028-02-29"), ("12月15日", "2026-12-15"), ("1月5号", "2027-01-05"),
        ("today", "2026-11-22"), ("Tomorrow", "2026-11-23"), ("yesterday", "2026-11-21"),
        ("今天", "2026-11-22"), ("明天", "2026-11-23"), ("后天", "2026-11-24"),
        ("昨天", "2026-11-21"), ("+3d", "2026-11-25"), ("-2d", "2026-11-20"), ("+2w", "2026-12-06"),
        ("+1m", "2026-12-22"), ("+1q", "2027-02-22"), ("-1y", "2025-11-22"),
        ("＋３ｄ", "2026-11-25"), ("3天后", "2026-11-25"), ("三天前", "2026-11-19"),
        ("2周后", "2026-12-06"), ("两个星期后", "2026-12-06"), ("3个月后", "2027-02-22"),
        ("1个季度后", "2027-02-22"), ("一年后", "2027-11-22"), ("mon", "2026-11-23"),
        ("fri", "2026-11-27"), ("sunday", "2026-11-29"), ("周五", "2026-11-27"),
        ("星期天", "2026-11-29"), ("本周五", "2026-11-20"), ("下周五", "2026-11-27"),
        ("上个星期一", "2026-11-09"), ("eom", "2026-11-30"), ("eoq", "2026-12-31"),
        ("eoy", "2026-12-31"), ("月底", "2026-11-30"), ("下月底", "2026-12-31"),
        ("季末", "2026-12-31"), ("年底", "2026-12-31"), ("明年底", "2027-12-31"),
    ],
)  # fmt: skip
def test_a_day_is_read(text: str, day: str) -> None:
    assert str(SUNDAY.day(text)) == day


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-12", "2026-12"),
        ("2026年12月", "2026-12"),
        ("2026-Q4", "2026-Q4"),
        ("2026年第四季度", "2026-Q4"),
        ("2026", "2026"),
        ("2026年", "2026"),
        ("2026-w47", "2026-W47"),
        ("FY26", "FY2026"),
        ("fy26q3", "FY2026Q3"),
        ("Q4", "2026-Q4"),
        ("Q1", "2027-Q1"),
        ("四季度", "2026-Q4"),
        ("FYQ4", "FY2027Q4"),
        ("FYQ3", "FY2028Q3"),
        ("nov", "2026-11"),
        ("September", "2027-09"),
        ("12月", "2026-12"),
        ("this-week", "2026-W47"),
        ("next week", "2026-W48"),
        ("下周", "2026-W48"),
        ("last-month", "2026-10"),
        ("next  Month", "2026-12"),
        ("本月", "2026-11"),
        ("下个月", "2026-12"),
        ("上月", "2026-10"),
        ("this-quarter", "FY2027Q4"),
        ("下季度", "FY2028Q1"),
        ("last-year", "2025"),
        ("今年", "2026"),
        ("明年", "2027"),
        ("2026-12-01..2026-12-15", "2026-12-01..2026-12-15"),
        ("2026-11..2026-12", "2026-11-01..2026-12-31"),
        ("today..+2w", "2026-11-22..2026-12-06"),
    ],
)
def test_a_period_is_read(text: str, name: str) -> None:
    assert FISCAL.period(text).name == name


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("fri", "2026-11-27 2026-11-27"),
        ("next-month", "2026-12-01 2026-12-31"),
        ("today..+2w", "2026-11-22 2026-12-06"),
        ("2026-11..", "2026-11-01 None"),
        ("..2026-11", "None 2026-11-30"),
    ],
)
def test_a_range_may_be_open_and_includes_its_last_day(text: str, days: str) -> None:
    first, last = SUNDAY.days(text)
    assert f"{first} {last}" == days


@pytest.mark.parametrize("text", ["2026-12", "12月", "FY26Q3", "next-quarter", "本季度", "2026-W47"])
def test_a_period_typed_for_a_day_is_its_last(text: str) -> None:
    assert FISCAL.day(text) == FISCAL.period(text).last


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("next-month", "2026-12-01"), ("下月", "2026-12-01"), ("下季度", "2027-01-01"),
        ("明年", "2027-01-01"), ("2027-02", "2027-02-01"), ("this-month", "2026-11-30"),
        ("月底", "2026-11-30"), ("+2w", "2026-12-06"),
    ],
)  # fmt: skip
def test_what_rests_until_a_period_to_come_runs_again_on_its_first_day(text: str, day: str) -> None:
    assert SUNDAY.resumption(text) == Day.fromisoformat(day)


@pytest.mark.parametrize("text", ["2026-12-15", "today", "fri", "eom", "+2w", "月底"])
def test_a_day_typed_for_a_period_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        SUNDAY.period(text)


def test_the_fiscal_year_decides_what_a_quarter_is() -> None:
    assert [str(FISCAL.day(text)) for text in ("eoq", "next-quarter", "季末")] == [
        "2027-01-31",
        "2027-04-30",
        "2027-01-31",
    ]


def test_a_year_is_a_calendar_year_in_every_book() -> None:
    assert str(FISCAL.day("eoy")) == "2026-12-31"


@pytest.mark.parametrize(("today", "day"), [("2026-01-31", "2026-02-28"), ("2028-01-31", "2028-02-29")])
def test_a_month_later_ends_with_the_month(today: str, day: str) -> None:
    assert str(Calendar(Day.fromisoformat(today)).day("+1m")) == day


NONSENSE = [
    "", " ", "..", "20261215", "12", "3d", "next-fri", "02-30", "2026-02-30", "2026-13", "13月", "0月", "0-0",
    "2026年13月", "年12月", "2026-12年", "2026年foo", "2025-W53", "26-12-15", "a..b", "2026-12..2026-11",
    "1月..2月..3月", "周末", "周八", "foo周五", "明月", "3月后", "个月后", "eow", "tu",
    "fridays", "now", "Q5", "FYQ0", "٢٠٢٦-12-15", "2026-12-15T10:00", "1e3", "+99999d", "½", "2026²",
    "2026-12-15 2026-12-16",
]  # fmt: skip


@pytest.mark.parametrize("text", NONSENSE)
def test_what_the_grammar_does_not_list_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        SUNDAY.day(text)
    with pytest.raises(BadPeriod):
        SUNDAY.period(text)
    with pytest.raises(BadPeriod):
        SUNDAY.days(text)


@pytest.mark.parametrize("text", ["03/04/2026", "3/4", "3.4.", "03-04-2026", "31.12.26"])
def test_day_and_month_are_never_guessed(text: str) -> None:
    with pytest.raises(BadDate) as refused:
        SUNDAY.day(text)
    assert [detail.text for detail in refused.value.details] == [
        "Day and month could be mistaken for each other: the year goes first."
    ]


@pytest.mark.parametrize(
    ("text", "day", "month"),
    [
        ("Dec 26", Day(2026, 12, 26), "2026-12"), ("26-dec", Day(2026, 12, 26), "2026-12"),
        ("March 27", Day(2027, 3, 27), "2027-03"), ("jan27", Day(2027, 1, 27), "2027-01"),
    ],
)  # fmt: skip
def test_a_month_with_two_digits_is_refused_with_both_that_it_could_be(
    text: str, day: Day, month: str
) -> None:
    for read in (SUNDAY.day, SUNDAY.period, SUNDAY.days):
        with pytest.raises((BadDate, BadPeriod)) as refused:
            read(text)
        assert [detail.args for detail in refused.value.details] == [{"day": day, "month": month}]


@pytest.mark.parametrize("text", ["Feb 31", "Dec 32", "may 00", "fri 26", "Dec 5", "Dec '26"])
def test_a_month_with_digits_that_could_be_one_thing_at_most_is_no_more_than_refused(text: str) -> None:
    with pytest.raises(BadDate) as refused:
        SUNDAY.day(text)
    assert refused.value.details == ()


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "1969-12-31", "2200", "+9999y", "-9999w"])
def test_days_no_book_can_hold_are_refused_and_it_is_said_which_can(text: str) -> None:
    with pytest.raises(BadDate) as refused:
        SUNDAY.day(text)
    assert [detail.text for detail in refused.value.details] == [
        "That leads outside the days a book can hold, 1970-01-01 to 2199-12-31."
    ]


def test_a_refusal_shows_three_examples_that_work() -> None:
    with pytest.raises(BadDate) as refused:
        SUNDAY.day("someday")
    assert refused.value.exit_code == 2
    assert refused.value.message == Message("“{text}” is not a date.", {"text": "someday"})
    assert refused.value.hint is not None
    assert refused.value.hint.text == "Write it like 2026-12-15, +2w or fri."
    assert [str(SUNDAY.day(text)) for text in ("2026-12-15", "+2w", "fri")] == [
        "2026-12-15",
        "2026-12-06",
        "2026-11-27",
    ]


WORDS = [
    "today", "+1d", "-1q", "+1y", "fri", "eom", "eoq", "eoy", "Q1", "FYQ1", "FY26", "12-31", "02-29",
    "下周五", "jan", "next-week", "last-quarter", "next-year", "上月", "..today", "today..", "mon..next-year",
]  # fmt: skip


@pytest.mark.parametrize("today", [Day.min, Day(1970, 1, 1), Day(2199, 12, 31), Day.max])
@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("start", [1, 2, 12])
def test_the_ends_of_time_are_answered_or_refused(today: Day, text: str, start: int) -> None:
    calendar = Calendar(today, start)
    for ask, refusal in ((calendar.day, BadDate), (calendar.period, BadPeriod), (calendar.days, BadPeriod)):
        with suppress(refusal):
            ask(text)


some_calendars = st.builds(
    Calendar, st.dates(Day(2000, 1, 1), Day(2100, 12, 31)), st.integers(1, 12), st.just(False)
)


@given(some_calendars)
def test_what_is_running_holds_today_and_the_next_begins_after_it(calendar: Calendar) -> None:
    running = (calendar.week(), calendar.month(), calendar.quarter(), calendar.year())
    assert all(calendar.today in period for period in running)
    assert (calendar.next_month().start, calendar.next_quarter().start) == (running[1].end, running[2].end)


@given(some_calendars, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_is_within_the_week_to_come(calendar: Calendar, weekday: str) -> None:
    day = calendar.day(weekday)
    assert timedelta(1) <= day - calendar.today <= timedelta(7)
    assert f"{day:%a}".lower() == weekday


@given(some_calendars, st.sampled_from(["Q1", "Q2", "Q3", "Q4", "FYQ1", "FYQ4", "jan", "12月", "二季度"]))
def test_a_period_without_a_year_is_the_first_that_is_not_over(calendar: Calendar, text: str) -> None:
    period = calendar.period(text)
    assert period.last >= calendar.today
    assert period.start - calendar.today <= timedelta(366 - period.days)


@given(
    some_calendars, st.text(max_size=12) | st.text("0123456789-/.年月日周季度天后上下本一二qwfy+", max_size=9)
)
def test_any_text_is_answered_or_refused(calendar: Calendar, text: str) -> None:
    try:
        day = calendar.day(text)
    except BadDate:
        return
    assert Day(1970, 1, 1) <= day <= Day(2199, 12, 31)


@pytest.mark.parametrize(("text", "name"), [("2026-W46", "2026-W46"), ("last-week", "2026-W46")])
def test_a_week_is_named(text: str, name: str) -> None:
    assert SUNDAY.week_named(text).name == name


def test_a_month_is_no_week() -> None:
    with pytest.raises(BadPeriod):
        SUNDAY.week_named("2026-11")
