from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import book, day, settings
from grids import cny
from samples import target

from funnel_cli.forecasting.targets import own_target, target_of
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Rate
from funnel_cli.values.money import Money
from funnel_cli.values.period import Period, named


def with_targets(*lines: str) -> Book:
    return book(targets=tuple(map(target, lines)))


def asked(lines: list[str], period: str, owner: str | None = None) -> Money | None:
    return target_of(with_targets(*lines), named(period), owner)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["11-01 2026-12 300 li", "11-01 2026-12 900", "11-01 2026-12 200 anna"], "300"),
        (["11-01 2026-12 900", "11-01 2026-12 200 anna"], "900"),
        (["11-01 2026-12 200 anna", "11-01 2026-12 150 bo"], "350"),
    ],
)
def test_a_target_is_that_owners_else_the_books_else_the_sum_of_the_owners(
    lines: list[str], expected: str
) -> None:
    assert asked(lines, "2026-12", "li") == cny(expected)


def test_the_books_own_target_is_not_the_sum_and_none_is_unknown() -> None:
    assert asked(["11-01 2026-12 900", "11-01 2026-12 300 li"], "2026-12") == cny("900")
    assert asked([], "2026-12") is None


def test_the_sum_of_the_owners_takes_each_owners_own() -> None:
    lines = ["11-01 2026-12 300 li", "11-02 2026-12 400 li", "11-01 2026-12 100 anna"]

    assert asked(lines, "2026-12") == cny("500")


def test_the_latest_line_in_force_counts_and_of_one_day_the_last() -> None:
    assert asked(["11-05 2026-12 700", "11-01 2026-12 300"], "2026-12") == cny("700")
    assert asked(["11-05 2026-12 700", "11-05 2026-12 300"], "2026-12") == cny("300")
    assert asked(["11-01 2026-12 300", "11-23 2026-12 700"], "2026-12") == cny("300")


def test_complete_parts_are_summed_but_a_whole_is_never_split() -> None:
    assert asked(["11-01 2026-10 1", "11-01 2026-11 2", "11-01 2026-12 4"], "2026-Q4") == cny("7")
    assert asked(["11-01 2026-10 1", "11-01 2026-11 2"], "2026-Q4") is None
    assert asked(["11-01 2026-Q4 900"], "2026-12") is None


def test_a_year_is_made_of_quarters_that_may_be_made_of_months() -> None:
    lines = [f"01-01 2026-Q{number} 10" for number in (1, 2, 3)]
    lines += [f"01-01 2026-{number} 1" for number in (10, 11, 12)]

    assert asked(lines, "2026") == cny("33")


def test_a_whole_set_for_itself_beats_its_parts_and_an_owners_parts_the_books_whole() -> None:
    lines = ["11-01 2026-Q4 9", "11-01 2026-10 1", "11-01 2026-11 2", "11-01 2026-12 4"]

    assert asked(lines, "2026-Q4") == cny("9")

    lines = ["11-01 2026-Q4 900", *(f"11-01 2026-{month} 5 li" for month in (10, 11, 12))]

    assert asked(lines, "2026-Q4", "li") == cny("15")


def test_tiers_do_not_mix() -> None:
    stretch = replace(target("11-01 2026-12 850"), tier="stretch")
    some = book(targets=(stretch,))

    assert (target_of(some, named("2026-12")), target_of(some, named("2026-12"), tier="stretch")) == (
        None,
        cny("850"),
    )


def test_a_target_in_another_currency_is_converted_at_the_books_day_and_never_at_one() -> None:
    rate = Rate(date=day("11-01"), from_="USD", to="CNY", rate=Decimal(7))
    foreign = replace(target("11-01 2026-12 100"), currency="USD")

    assert target_of(book(targets=(foreign,), rates=(rate,)), named("2026-12")) == cny("700")

    foreign = replace(target("11-01 2026-12 100"), currency="USD")

    assert target_of(book(targets=(foreign,)), named("2026-12")) is None


def test_the_target_of_a_period_that_is_over_keeps_the_rate_of_its_last_day() -> None:
    rates = tuple(
        Rate(date=day(on), from_="USD", to="CNY", rate=Decimal(at))
        for on, at in (("09-01", 7), ("10-20", 8), ("11-05", 9))
    )
    lines = tuple(
        replace(target(f"09-01 2026-{period} 100"), currency="USD") for period in ("10", "11", "12")
    )

    def told(on: str, period: str) -> Money | None:
        return target_of(book(targets=lines, rates=rates, on=day(on)), named(period))

    assert [told(on, "2026-10") for on in ("10-19", "10-31", "11-22")] == [cny("700"), cny("800"), cny("800")]
    assert told("11-22", "2026-Q4") == cny("2600")


def test_what_lacks_a_rate_is_unknown_and_neither_its_months_nor_part_of_a_sum() -> None:
    euros = replace(target("11-01 2026-Q4 100"), currency="EUR")
    months = [target(f"11-01 2026-{month} 20") for month in (10, 11, 12)]
    hers = replace(target("11-01 2026-12 5000 ben"), currency="EUR")

    assert target_of(book(targets=(euros, *months)), named("2026-Q4")) is None
    assert target_of(book(targets=(target("11-01 2026-12 1000 anna"), hers)), named("2026-12")) is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # 2,500, 1,000, 600 and 800
        (["2026-10 2500", "2026-11 1000", "2026-12 600 anna", "2026-12 800 bo"], "4900"),
        # 3 × 600 + 800, though anna alone has a target for each month
        (["2026-10 600 anna", "2026-11 600 anna", "2026-12 600 anna", "2026-12 800 bo"], "2600"),
        # 500 + 3 × 100, though bo alone has one for each month
        (["2026-Q4 500 anna", "2026-10 100 bo", "2026-11 100 bo", "2026-12 100 bo"], "800"),
    ],
)
def test_the_parts_of_a_period_may_be_the_books_and_the_owners(lines: list[str], expected: str) -> None:
    assert asked([f"11-01 {line}" for line in lines], "2026-Q4") == cny(expected)


def test_beside_an_owner_with_a_target_of_the_period_stand_those_who_have_one_for_some_of_its_parts() -> None:
    lines = ["09-20 2026-Q4 900 ann", "09-20 2026-10 150 ann", "10-20 2026-11 50 bo", "10-20 2026-12 50 bo"]
    assert asked(lines, "2026-Q4") == cny("1000")
    assert asked(["09-20 2026-Q4 900 ANN", *lines[1:]], "2026-Q4") == cny("1000")
    assert asked([lines[0], *lines[2:]], "2026-Q4") == cny("900")


def test_a_fiscal_year_is_the_sum_of_quarters_of_either_kind() -> None:
    lines = ("10-01 FY27Q1 1", "10-01 FY27Q2 2 anna", "10-01 FY27Q2 3 bo", "10-01 FY27Q3 4", "10-01 FY27Q4 5")
    some = book(method=settings(fiscal_year_start=10), targets=tuple(map(target, lines)))

    assert target_of(some, named("FY27", 10)) == cny("15")


def test_a_line_of_a_team_adds_nothing_to_what_its_reps_are_to_win() -> None:
    lines = ("11-01 2026-12 100 anna", "11-01 2026-12 200 bo", "11-01 2026-12 300 team:north")
    some = book(method=settings(team={"north": ("anna", "bo")}), targets=tuple(map(target, lines)))

    assert [target_of(some, named("2026-12"), owner) for owner in (None, "team:north")] == [cny("300")] * 2


def test_an_own_target_does_not_fall_back() -> None:
    assert own_target(with_targets("11-01 2026-12 900"), named("2026-12"), "li") is None


@pytest.mark.parametrize(
    ("spelled", "first_month", "period"),
    [
        ("2026Q4", 1, Period.quarter(2026, 4)),
        ("FY2027Q3", 4, Period.quarter(2026, 4)),
        ("2026-10-01..2026-12-31", 1, Period.quarter(2026, 4)),
    ],
)
def test_a_target_is_for_the_days_whatever_they_are_called(
    spelled: str, first_month: int, period: Period
) -> None:
    some = book(method=settings(fiscal_year_start=first_month))

    assert some.period_of(target(f"11-01 {spelled} 1")) == period
