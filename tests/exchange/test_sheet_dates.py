from datetime import date as Day

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.exchange.sheet_dates import (
    DateOrderMixed,
    DateOrderUnclear,
    DaysCounted,
    SeparatorsMixed,
    YearUnclear,
    as_days,
)
from funnel_cli.render.language import Language


def days(*cells: str, order: str | None = None) -> list[str | None]:
    return [day.isoformat() if day else None for day in as_days("Close Date", cells, order).values]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-18", "2026/10/18", "2026.10.18", "2026年10月18日", "2026年 10月 18号", "２０２６/１０/１８",
        "2026-10-18 08:15", "2026-10-18T23:59:30.000Z", "2026-10-18T00:30:00+08:00", "2026/10/18 下午 8:15",
        "18 Oct, 2026 00:02:00", "18-Oct-2026", "October 18, 2026", "18.10.2026", "10/18/2026 11:01 PM",
        "20261018", "18. 10. 2026", "2026. 10. 18.", "18.10.26", "10/18/26", "18/10/26",
        "18-Oct-26", "18-OCT-26",
        "18OCT2026", "Oct 18, 26", "Sunday, October 18th, 2026", "So., 18.10.2026", "18. Oktober 2026",
        "18 de octubre de 2026", "18 octobre 2026", "18 oct. 2026", "18 okt 2026", "18.10.2026 08:15 Uhr",
        "2026-10-18T08:15:30.123456+0000", "18.10.2026, 10:15", "Oct 18, 2026, 10:15 AM",
        "2026年10月18日 星期日",
        "2026-10-18 00:00:00", "dom 18/10/2026",
    ],
)  # fmt: skip
def test_the_written_day_is_kept(cell: str) -> None:
    assert days(cell) == ["2026-10-18"]


@pytest.mark.parametrize("cell", ["", "-", "n/a", "NULL"])
def test_a_cell_may_hold_nothing(cell: str) -> None:
    assert days(cell) == [None]


def test_one_date_that_is_clear_decides_for_its_column() -> None:
    assert days("3/11/2026", "28/2/2027") == ["2026-11-03", "2027-02-28"]
    assert days("3/11/2026", "2/28/2027") == ["2026-03-11", "2027-02-28"]
    assert days("3.11.2026", "4.5.27") == ["2026-11-03", "2027-05-04"]
    assert days("3.11.2026", "2.28.2027") == ["2026-03-11", "2027-02-28"]
    assert days("12/22/26", "1/3/27") == ["2026-12-22", "2027-01-03"]
    assert days("04.04.2026") == ["2026-04-04"]
    assert days("31.12.69", "31.12.70") == ["2069-12-31", "1970-12-31"]


def test_a_column_of_unclear_or_mixed_dates_is_refused() -> None:
    with pytest.raises(DateOrderUnclear):
        days("3/11/2026", "2026-12-31", "04/04/2026")
    with pytest.raises(DateOrderUnclear):
        days("46378", "3/11/2026", order="excel")
    with pytest.raises(DateOrderMixed):
        days("28/2/2027", "2/28/2027")
    with pytest.raises(DateOrderUnclear):
        days("10/11/12")


@pytest.mark.parametrize("cells", [("31.12.2026", "30/11/2026"), ("3/11/2026", "3-12-2026")])
def test_a_column_with_two_separators_is_refused_without_an_order(cells: tuple[str, str]) -> None:
    with pytest.raises(SeparatorsMixed):
        days(*cells)
    assert days(*cells, order="dmy") != days(*cells, order="mdy")


@pytest.mark.parametrize(
    ("column", "cell"), [("Close", "26-12-22"), ("预计成交", "26/12/22"), ("Close", "1-2-28")]
)
def test_a_short_year_that_may_come_first_is_asked_about(column: str, cell: str) -> None:
    with pytest.raises(YearUnclear):
        as_days(column, [cell])


@pytest.mark.parametrize("cells", [["26/12/22"], ["27/01/28", "27/02/15"], ["25/11/30"], ["26/4/5"]])
def test_a_first_number_that_may_be_a_year_near_today_is_asked_about(cells: list[str]) -> None:
    with pytest.raises(YearUnclear):
        as_days("Expected close", cells, today=Day(2026, 11, 22))
    assert len(days(*cells, order="ymd")) == len(cells)


@pytest.mark.parametrize(
    ("cells", "last"),
    [
        (["18/10/26"], "2026-10-18"), (["31/12/26", "15/03/27"], "2027-03-15"), (["12/31/26"], "2026-12-31"),
        (["26/12/22", "27/12/2022"], "2022-12-27"), (["26.12.22"], "2022-12-26"),
    ],
)  # fmt: skip
def test_one_that_is_none_is_the_day_or_the_month(cells: list[str], last: str) -> None:
    assert str(as_days("Expected close", cells, today=Day(2026, 11, 22)).values[-1]) == last


def test_the_order_that_is_given_decides_and_a_date_against_it_is_a_fault() -> None:
    assert days("26-Dec-22", order="ymd") == ["2026-12-22"]
    assert days("3/11/2026", order="mdy") == ["2026-03-11"]
    assert list(as_days("Close Date", ["3/11/2026", "2/28/2027"], "dmy").faults) == [1]


@pytest.mark.parametrize(
    "cell",
    [
        "22 janv. 2027", "22. Jänner 2027", "22 enero 2027", "22 Januar 2027", "22 gennaio 2027",
        "22-jan-27", "Jan. 22 2027",
    ],
)  # fmt: skip
def test_months_have_names_in_several_languages(cell: str) -> None:
    assert days(cell) == ["2027-01-22"]


def test_days_that_a_spreadsheet_counts_are_asked_about_and_read_where_that_is_said() -> None:
    with pytest.raises(DaysCounted) as refusal:
        days("46378", "46390")
    assert refusal.value.args_by_name["day"] == Day(2026, 12, 22)

    assert days("46378", "46390.75", "31.1.2027", order="excel") == ["2026-12-22", "2027-01-03", "2027-01-31"]


@pytest.mark.parametrize(
    ("cell", "last"),
    [
        ("Q1 2027", "2027-03-31"), ("2027-Q1", "2027-03-31"), ("2027Q4", "2027-12-31"),
        ("T2 2027", "2027-06-30"),
        ("2027年第一季度", "2027-03-31"), ("2027年2季度", "2027-06-30"), ("H1 2027", "2027-06-30"),
        ("2027-02", "2027-02-28"), ("02/2027", "2027-02-28"), ("Februar 2027", "2027-02-28"),
        ("2027年2月", "2027-02-28"),
        ("mar 2027", "2027-03-31"), ("Q1/27", "2027-03-31"), ("2. Halbjahr 2027", "2027-12-31"),
        ("2027年上半年", "2027-06-30"), ("2027", "2027-12-31"), ("2027年底", "2027-12-31"),
        ("KW 3 2027", "2027-01-24"), ("2027-W03", "2027-01-24"), ("S03 2027", "2027-01-24"),
        ("2027年第3周", "2027-01-24"), ("end of March 2027", "2027-03-31"), ("Ende März 2027", "2027-03-31"),
        ("fin mars 2027", "2027-03-31"), ("2027年3月底", "2027-03-31"),
    ],
)  # fmt: skip
def test_a_period_is_its_last_day_where_periods_may_stand_and_that_is_told(cell: str, last: str) -> None:
    found = as_days("Close", [cell], fiscal=1)
    assert ([day and day.isoformat() for day in found.values], list(found.remarks)) == ([last], [0])


@pytest.mark.parametrize(
    ("cell", "fiscal"), [("Q1 2027", None), ("2027-02", None), ("Q1 2027", 4), ("H1 2027", 7)]
)
def test_a_period_is_a_fault_where_a_day_is_due_or_the_fiscal_year_may_be_meant(
    cell: str, fiscal: int | None
) -> None:
    assert list(as_days("Close", [cell], fiscal=fiscal).faults) == [0]


@pytest.mark.parametrize(
    "cell", ["W54 2027", "Q5 2027", "H3 2027", "2027-W00", "end of", "Ende", "2027年底底"]
)
def test_what_is_no_period_is_a_fault(cell: str) -> None:
    assert list(as_days("Close", [cell], fiscal=1).faults) == [0]


@pytest.mark.parametrize("cell", ["TBD", "tbc", "?", "offen", "unbekannt", "待定"])
def test_a_day_that_is_not_known_yet_is_none_and_told(cell: str) -> None:
    found = as_days("Close", [cell], fiscal=1)
    assert (found.values, list(found.faults), list(found.remarks)) == ((None,), [], [0])


def test_a_month_is_the_same_in_every_fiscal_year() -> None:
    assert list(as_days("Close", ["2027-02"], fiscal=4).faults) == []


ORDERED = {"dmy": "{0.day}{1}{0.month}{1}{2}", "mdy": "{0.month}{1}{0.day}{1}{2}"}


@given(
    column=st.lists(st.dates(Day(2000, 1, 1), Day(2069, 12, 31)), min_size=1, max_size=6),
    order=st.sampled_from(["dmy", "mdy"]),
    sign=st.sampled_from(["/", "-"]),
    is_short=st.booleans(),
)
def test_a_column_in_one_order_gives_its_days_or_a_question_never_others(
    column: list[Day], order: str, sign: str, is_short: bool
) -> None:
    cells = [ORDERED[order].format(day, sign, f"{day:%y}" if is_short else day.year) for day in column]
    try:
        found = as_days("Close", cells)
    except (DateOrderUnclear, YearUnclear, DateOrderMixed):
        return
    assert list(found.values) == column


@pytest.mark.parametrize(
    ("order", "day"), [("dmy", "2012-11-10"), ("mdy", "2012-10-11"), ("ymd", "2010-11-12")]
)
def test_a_short_year_needs_an_order(order: str, day: str) -> None:
    assert days("10/11/12", order=order) == [day]


@pytest.mark.parametrize(
    "cell",
    ["2026-02-30", "46078", "soon", "2026", "20261318", "Dec-26", "22-Foo-26", "31/31/2026", "0001-01-01"],
)
def test_what_is_no_day_is_a_fault(cell: str) -> None:
    assert list(as_days("Close Date", ["2026-01-01", cell], "dmy").faults) == [1]


def test_a_day_comes_back_as_a_day() -> None:
    assert as_days("Close Date", ["2026-10-18"]).values == (Day(2026, 10, 18),)


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        ("12月31日", True), ("12月底", True), ("31.12.", True), ("31.12", True), ("12/31", True),
        ("12-31", True), ("31 Dec", True), ("Dec 5", True), ("December", True), ("Q4", True),
        ("29 Feb", True), ("KW 49", True), ("week 49", True), ("soon", False), ("31", False),
        ("99/99/99/9", False), ("32.13.2026", False),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_a_fault_that_says_so(cell: str, *, is_one: bool) -> None:
    fault = as_days("Close Date", ["2026-01-01", cell], fiscal=1).faults[1]
    assert ("does not say the year" in Language("en").say(fault)) is is_one


@pytest.mark.parametrize("cell", ["Dec-26", "Dec 26", "März 26", "Feb 29"])
def test_a_month_with_two_digits_is_a_fault_that_says_what_it_could_be(cell: str) -> None:
    fault = as_days("Close Date", ["2026-01-01", cell], fiscal=1).faults[1]
    assert "is a day or a month of a year" in Language("en").say(fault)
