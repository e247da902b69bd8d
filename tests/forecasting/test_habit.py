from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal, settings
from grids import cny

from funnel_cli.forecasting.habit import (
    Habit,
    combined,
    habit,
    known_from,
    remaining_share,
    returning,
)
from funnel_cli.records.deal import Opportunity
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named


def won(id: str, amount: str, created: str, closed: str, **more: Any) -> Opportunity:
    return deal(f"{id} {amount} won", created=day(created), closed=day(closed), **more)


def habit_of(*deals: Opportunity, period: str = "2026-12", **more: Any) -> Habit:
    some = book(*deals, **more)
    known = standings(some)
    return habit(known, some, named(period), known_from(known, some))


def names(found: Habit) -> list[str]:
    return [each.name for each in found.periods]


OLD = won("old", "90", "06-01", "06-20")


def test_the_run_rate_is_the_mean_of_the_last_three_full_periods() -> None:
    found = habit_of(OLD, won("a", "60", "07-01", "08-31"), won("b", "30", "07-01", "10-01"))

    assert (names(found), found.run_rate) == (["2026-08", "2026-09", "2026-10"], cny("30.000000"))


def test_a_month_is_full_on_its_last_day() -> None:
    assert names(habit_of(OLD, on=day("11-30"))) == ["2026-09", "2026-10", "2026-11"]


def test_a_quarter_is_measured_by_quarters() -> None:
    early = won("a", "60", "2025-12-01", "2026-01-02")

    assert names(habit_of(early, period="2027-Q1")) == ["2026-Q1", "2026-Q2", "2026-Q3"]


def test_a_past_period_is_measured_by_those_before_it() -> None:
    assert names(habit_of(OLD, period="2026-10")) == ["2026-07", "2026-08", "2026-09"]


def test_a_period_before_the_first_fact_is_not_known_to_have_brought_nothing() -> None:
    found = habit_of(won("a", "60", "09-10", "10-31"))

    assert (names(found), found.run_rate) == (["2026-10"], cny("60.000000"))


def test_where_the_book_is_complete_since_a_day_months_without_a_fact_brought_nothing() -> None:
    found = habit_of(won("a", "60", "09-10", "10-31"), method=settings(complete_since=day("01-01")))

    assert found.run_rate == cny("20.000000")


def test_without_a_full_period_there_is_no_run_rate() -> None:
    found = habit_of(won("a", "60", "11-01", "11-10"))

    assert (found.periods, found.run_rate, found.new_business) == ((), None, None)


def test_new_business_was_created_and_won_inside_one_period() -> None:
    found = habit_of(OLD, won("a", "60", "08-01", "08-31"), won("b", "30", "08-31", "09-01"))

    assert found.new_business == cny("20.000000")


def test_lost_omitted_and_unpriced_deals_add_nothing() -> None:
    deals = (
        OLD,
        won("a", "60", "08-01", "08-31", category="omitted"),
        deal("b - won", created=day("08-01"), closed=day("08-31")),
        deal("c 9 lost", created=day("08-01"), closed=day("08-31")),
        won("d", "60", "08-01", "08-31", currency="EUR"),
    )

    assert habit_of(*deals).run_rate == cny("0.000000")


@pytest.mark.parametrize(
    ("period", "share"), [("2026-12", "1"), ("2026-11", "0.266667"), ("2026-10", "0"), ("2026-W47", "0")]
)
def test_the_share_still_to_come_counts_the_days_after_today(period: str, share: str) -> None:
    assert remaining_share(named(period), day("11-22")) == Decimal(share)


def test_new_business_may_come_again_with_odds_that_come_to_its_mean() -> None:
    found = habit_of(OLD, won("a", "60", "08-01", "08-31"))

    assert [(each.odds, each.amount) for each in returning(found, Decimal("0.5"))] == [
        (Decimal("0.166667"), Decimal(60))
    ]


def test_nothing_comes_again_where_no_full_period_is_known() -> None:
    assert returning(habit_of(), Decimal(1)) == ()


def test_combined_is_half_pipeline_half_habit() -> None:
    usual = habit_of(OLD, won("a", "60", "08-01", "08-31"))

    assert combined(cny("10"), cny("30"), usual, Decimal("0.5")) == cny("35.0")


def test_combined_is_what_was_won_once_the_period_is_over() -> None:
    usual = habit_of(OLD, won("a", "60", "08-01", "08-31"), period="2026-10")

    assert combined(cny("10"), cny("0"), usual, Decimal(0)) == cny("10")


def test_combined_without_a_habit_is_the_pipeline_alone() -> None:
    assert combined(cny("10"), cny("30"), habit_of(), Decimal(1)) == cny("40")
