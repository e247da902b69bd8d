from typing import Any

from arrange import book, day, deal, settings
from grids import cny

from funnel_cli.forecasting.habit import Habit, first_closing, habit
from funnel_cli.records.deal import Opportunity
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named


def won(id: str, amount: str, created: str, closed: str, **more: Any) -> Opportunity:
    return deal(f"{id} {amount} won", created=day(created), closed=day(closed), **more)


def habit_of(*deals: Opportunity, period: str = "2026-12", **more: Any) -> Habit:
    some = book(*deals, **more)
    known = standings(some)
    return habit(known, some, named(period), first_closing(known))


def names(found: Habit) -> list[str]:
    return [each.name for each in found.periods]


OLD = won("old", "90", "06-01", "06-20")


def test_the_run_rate_is_the_mean_of_the_last_three_full_periods_of_the_same_length() -> None:
    found = habit_of(OLD, won("a", "60", "07-01", "08-31"), won("b", "30", "07-01", "10-01"))

    assert (names(found), found.run_rate) == (["2026-08", "2026-09", "2026-10"], cny("30.000000"))

    assert names(habit_of(OLD, on=day("11-30"))) == ["2026-09", "2026-10", "2026-11"]

    early = won("a", "60", "2025-11-01", "2025-12-02")

    assert names(habit_of(early, period="2027-Q1")) == ["2026-Q1", "2026-Q2", "2026-Q3"]

    assert names(habit_of(OLD, period="2026-10")) == ["2026-07", "2026-08", "2026-09"]


def test_the_period_of_the_first_closing_won_or_lost_and_those_before_it_say_nothing() -> None:
    found = habit_of(won("a", "60", "01-10", "09-30"), won("b", "30", "01-10", "10-02"))

    assert (names(found), found.run_rate) == (["2026-10"], cny("30.000000"))

    lost = deal("c 9 lost", created=day("01-10"), closed=day("08-31"))

    assert names(habit_of(lost, won("b", "30", "01-10", "10-02"))) == ["2026-09", "2026-10"]


def test_months_before_the_book_was_complete_say_nothing() -> None:
    found = habit_of(OLD, method=settings(complete_since=day("09-15")))

    assert names(found) == ["2026-10"]


def test_without_a_closing_before_them_complete_months_are_no_habit() -> None:
    found = habit_of(won("a", "60", "09-10", "10-31"), method=settings(complete_since=day("01-01")))

    assert (found.periods, found.run_rate) == ((), None)

    found = habit_of(deal("a 60 verify", created=day("01-01")))

    assert (found.periods, found.run_rate) == ((), None)


def test_lost_omitted_and_unpriced_deals_add_nothing() -> None:
    deals = (
        OLD,
        won("a", "60", "08-01", "08-31", category="omitted"),
        deal("b - won", created=day("08-01"), closed=day("08-31")),
        deal("c 9 lost", created=day("08-01"), closed=day("08-31")),
        won("d", "60", "08-01", "08-31", currency="EUR"),
    )

    assert habit_of(*deals).run_rate == cny("0.000000")


def test_only_a_win_of_the_periods_without_a_rate_is_missing_from_the_answer() -> None:
    some = book(
        OLD,
        won("usd", "9", "06-01", "07-31", currency="USD"),
        won("eur", "9", "06-01", "08-01", currency="EUR"),
    )
    known = standings(some)
    habit(known, some, named("2026-12"), first_closing(known))
    assert [each.whose for each in some.missing_rates] == ["eur"]
