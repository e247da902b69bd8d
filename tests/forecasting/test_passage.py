"""How deals get through the stages and to a win, and in how long, by hand and for any lives of deals."""

import statistics
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal

import pytest
from arrange import METHOD, TODAY, book, day, deal
from grids import cny
from hypothesis import given
from hypothesis.strategies import integers, lists
from lives import LAST, World, patient, worlds
from samples import decided

from funnel_cli.forecasting.passage import (
    Conversion,
    StageTime,
    WinRate,
    conversions,
    cycle,
    decided_in,
    ideal_conversion,
    median,
    stage_times,
    win_rates,
)
from funnel_cli.records.deal import Opening, Opportunity
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named

WON = deal("won 1 won", "09-01 stage=verify", "09-10 stage=develop", "10-01 stage=won", closed=day("10-01"))
LOST = deal(
    "lost 1 lost", "09-01 stage=verify", "09-10 stage=develop", "10-01 stage=lost", closed=day("10-01")
)
OPEN = deal("open 1 develop", "09-01 stage=verify", "09-10 stage=develop")


def rates(*deals: Opportunity) -> tuple[Conversion, ...]:
    return conversions(book(*deals).opportunities.values(), METHOD)


def counts(*deals: Opportunity) -> list[tuple[int, int, int]]:
    """Reached, decided, waiting of each stage."""
    return [(rate.reached, rate.decided, len(rate.waiting)) for rate in rates(*deals)]


def test_a_closed_deal_is_decided_for_every_stage_it_reached_also_the_skipped_ones() -> None:
    assert counts(WON) == [(1, 1, 0)] * 4

    assert counts(LOST) == [(1, 1, 0), (0, 1, 0), (0, 0, 0), (0, 0, 0)]

    late = deal("a 1 lost", "09-01 stage=close", "10-01 stage=lost", closed=day("10-01"))

    assert counts(late)[3] == (0, 1, 0)


def test_an_open_deal_waits_where_it_is_and_has_passed_what_lies_behind_whether_it_was_there_or_not() -> None:
    assert counts(OPEN) == [(1, 1, 0), (0, 0, 1), (0, 0, 0), (0, 0, 0)]
    assert counts(deal("a 1 propose", "09-01 stage=propose"))[:2] == [(1, 1, 0), (1, 1, 0)]


def test_a_deal_waits_where_it_is_once_whatever_it_went_through() -> None:
    back = deal(
        "a 1 develop",
        "09-01 stage=verify",
        "09-10 stage=develop",
        "09-20 stage=verify",
        "10-01 stage=develop",
    )

    assert counts(back) == counts(OPEN)

    again = deal(
        "a 1 develop", "09-01 stage=verify", "09-10 stage=develop", "10-01 stage=lost", "10-10 stage=develop"
    )

    assert counts(again) == counts(OPEN)

    again = deal("a 1 develop", "09-10 stage=develop", "10-01 stage=won", "10-10 stage=develop")

    assert counts(again) == counts(OPEN)

    strange = deal("a 1 develop", "09-01 stage=verify", "09-05 stage=ghost", "09-10 stage=develop")

    assert counts(strange) == counts(OPEN)

    by_hand = deal("a 1 propose", "09-01 stage=verify", "09-10 stage=develop")

    assert counts(by_hand)[1:3] == [(1, 1, 0), (0, 0, 1)]


def test_a_deal_lost_after_going_back_is_lost_at_the_furthest_stage() -> None:
    back = deal(
        "a 1 lost",
        "09-01 stage=verify",
        "09-10 stage=develop",
        "09-20 stage=verify",
        "10-01 stage=lost",
        closed=day("10-01"),
    )

    assert counts(back) == counts(LOST)


def test_the_share_is_of_the_decided_deals_lost_ones_included() -> None:
    assert [rate.share for rate in rates(WON, LOST, OPEN)] == [
        Decimal(1),
        Decimal("0.5"),
        Decimal(1),
        Decimal(1),
    ]
    assert rates()[0].share is None


def test_a_deal_counts_from_the_stage_on_in_which_it_was_first_known() -> None:
    opened = deal(
        "a 1 won", "10-01 stage=won", closed=day("10-01"), opening=Opening(changes={"stage": "propose"})
    )
    found = rates(WON, opened, deal("b 1 close"), deal("c 1 won", "10-01 stage=won", closed=day("10-01")))

    assert [(rate.reached, rate.decided, len(rate.waiting), rate.unknown) for rate in found] == [
        (1, 1, 0, 3),
        (1, 1, 0, 3),
        (2, 2, 0, 2),
        (2, 2, 1, 1),
    ]


@pytest.mark.parametrize(
    ("place", "expected"),
    [(0, Decimal("0.1") / Decimal("0.3")), (1, Decimal("0.6")), (2, Decimal("0.625")), (3, Decimal("0.8"))],
)
def test_the_ideal_is_the_odds_by_the_next_stages_odds(place: int, expected: Decimal) -> None:
    assert ideal_conversion(METHOD, METHOD.stages[place]) == expected


def test_the_method_may_state_its_ideal() -> None:
    assert ideal_conversion(METHOD, replace(METHOD.stages[0], conversion=Decimal("0.4"))) == Decimal("0.4")


@patient
@given(worlds())
def test_every_deal_that_entered_has_passed_was_lost_or_waits(world: World) -> None:
    deals = list(world.until(TODAY).opportunities.values())
    found = conversions(deals, METHOD)

    counted = [each for each in deals if not each.is_omitted]
    assert found[0].decided + len(found[0].waiting) + found[0].unknown == len(counted)
    assert [rate.reached for rate in found[:-1]] == [rate.decided + len(rate.waiting) for rate in found[1:]]


def test_a_win_is_of_the_day_it_was_closed_though_the_history_tells_of_it_later() -> None:
    late = deal("late 1 won", "08-01 stage=close", "10-02 stage=won closed=09-30", closed=day("09-30"))
    found = [conversions([late], METHOD, named(name))[-1].reached for name in ("2026-09", "2026-10")]
    assert found == [1, 0]


def test_in_a_period_counts_what_was_decided_in_it() -> None:
    deals = book(WON, LOST, OPEN).opportunities.values()
    by_month = {
        name: [(rate.reached, rate.decided) for rate in conversions(deals, METHOD, named(name))]
        for name in ("2026-08", "2026-09", "2026-10")
    }
    assert by_month["2026-08"] == [(0, 0)] * 4
    assert by_month["2026-09"] == [(3, 3), (0, 0), (0, 0), (0, 0)]
    assert by_month["2026-10"] == [(0, 0), (1, 2), (1, 1), (1, 1)]


@patient
@given(worlds())
def test_months_that_follow_each_other_add_up_to_the_whole(world: World) -> None:
    deals = [each for life in world.lives if (each := life.until(LAST + timedelta(1)))]
    months = [named("2026-08"), named("2026-09"), named("2026-10"), named("2026-11"), named("2026-12")]
    months += [named("2027-01"), named("2027-02")]
    parts = [conversions(deals, METHOD, month) for month in months]
    whole = conversions(deals, METHOD)
    for place, rate in enumerate(whole):
        assert sum(part[place].reached for part in parts) == rate.reached


QUICK = deal("quick 1 develop", "09-01 stage=verify", "09-11 stage=develop")
SLOW = deal("slow 1 verify", "06-01 stage=verify")


def times(*deals: Opportunity, period: str | None = None) -> tuple[StageTime, ...]:
    some = book(*deals)
    return stage_times(some.opportunities.values(), METHOD, TODAY, named(period) if period else None)


def test_a_running_stay_counts_with_its_days_so_far_and_is_marked() -> None:
    assert [(stay.days, stay.is_running) for stay in times(QUICK)[0].stays] == [(10, False)]

    develop = times(QUICK)[1]
    assert (develop.median, develop.running, develop.is_at_least) == (Decimal(72), (72,), True)


def test_the_median_is_not_that_of_ended_stays_only() -> None:
    """Ended after 10 days; still there after 174: to leave the slow ones out would flatter the stage."""
    other = deal("other 1 verify", "07-01 stage=verify")
    assert times(QUICK, SLOW, other)[0].median == 144


@given(lists(integers(0, 4000), min_size=1))
def test_the_median_is_that_of_the_standard_library(days: list[int]) -> None:
    assert median(days) == Decimal(str(statistics.median(days)))


def test_only_a_running_stay_on_the_upper_of_the_middle_two_may_yet_move_the_median() -> None:
    """10 days, ended, and 144 that still run: every further day is half a day of the median."""
    other = deal("other 1 verify", "07-01 stage=verify")
    stage = times(QUICK, other)[0]
    assert (stage.median, stage.is_at_least) == (Decimal(77), True)

    quick = [deal(f"q{n} 1 develop", "09-01 stage=verify", "09-11 stage=develop") for n in range(3)]
    assert not times(*quick, SLOW)[0].is_at_least


def test_each_stay_of_a_deal_counts_until_it_left_and_none_in_an_outcome() -> None:
    back = deal("back 1", "09-01 stage=verify", "09-11 stage=develop", "09-21 stage=verify")
    assert [stay.days for stay in times(back)[0].stays] == [10, 62]

    won = deal("won 1 won", "09-01 stage=close", "09-05 stage=won closed=09-05", closed=day("09-05"))
    assert [len(time.stays) for time in times(won)] == [0, 0, 0, 1]

    gone = deal("gone 1", "09-01 stage=verify", removed=Day(2026, 9, 5))
    assert [(stay.days, stay.is_running) for stay in times(gone)[0].stays] == [(4, False)]

    assert [time.median for time in times(deal("bare 1"))] == [None] * 4


@pytest.mark.parametrize(("told", "closed"), [("10-02", "09-30"), ("09-20", "09-30")])
def test_a_stay_ends_on_the_day_of_closing_whenever_the_history_tells_of_it(told: str, closed: str) -> None:
    late = deal("late 1 won", "09-01 stage=close", f"{told} stage=won closed={closed}", closed=day(closed))
    by_month = {name: times(late, period=name)[-1].stays for name in ("2026-09", "2026-10")}
    assert [[stay.days for stay in some] for some in by_month.values()] == [[29], []]


def test_no_stay_ends_before_it_began_and_a_deal_that_came_back_was_away_since_its_closing() -> None:
    late = deal("late 1 lost", "09-10 stage=close", "10-02 stage=lost closed=09-01", closed=day("09-01"))
    assert [stay.days for stay in times(late)[-1].stays] == [0]

    again = deal(
        "again 1 close", "09-01 stage=close", "10-02 stage=won closed=09-30", "10-20 stage=close closed="
    )
    assert [stay.days for stay in times(again)[-1].stays] == [29, 33]


def test_in_a_period_count_the_stays_that_ended_in_it_and_those_that_run() -> None:
    assert len(times(QUICK, SLOW, period="2026-09")[0].stays) == 2
    assert len(times(QUICK, SLOW, period="2026-10")[0].stays) == 1


EARNED = deal("won 300 won", "08-01 stage=verify", "10-01 stage=won closed=10-01", closed=day("10-01"))
MISSED = deal(
    "lost 100 lost",
    "08-01 stage=verify",
    "08-20 stage=propose",
    "11-05 stage=lost closed=11-05",
    closed=day("11-05"),
)
RUNNING = deal("open 50 propose", "08-01 stage=verify", "08-20 stage=propose")


def win_rates_of(*deals: Opportunity, period: str | None = None) -> tuple[WinRate, ...]:
    some = book(*deals)
    return win_rates(standings(some), some, named(period) if period else None)


def outcomes(*deals: Opportunity, period: str | None = None) -> list[tuple[int, int]]:
    return [(len(rate.won), len(rate.lost)) for rate in win_rates_of(*deals, period=period)]


def test_neither_open_nor_removed_deals_are_decided() -> None:
    assert outcomes(EARNED, MISSED, RUNNING)[0] == (1, 1)

    gone = deal("gone 1 won", "10-01 stage=won closed=10-01", closed=day("10-01"), removed=Day(2026, 10, 2))
    assert outcomes(gone)[0] == (0, 0)


def test_the_rate_by_amount_weighs_what_was_at_stake_and_is_unknown_where_nothing_was() -> None:
    overall = win_rates_of(EARNED, MISSED)[0]
    assert (overall.by_count, overall.by_amount) == (Decimal("0.5"), Decimal("0.75"))

    overall = win_rates_of(RUNNING)[0]
    assert (overall.by_count, overall.by_amount, overall.interval) == (None, None, None)


def test_a_deal_came_as_far_as_the_stages_that_it_was_in_and_a_won_one_as_far_as_every_stage() -> None:
    assert outcomes(EARNED, MISSED)[1:] == [(1, 1), (1, 1), (1, 1), (1, 0)]
    assert win_rates_of(MISSED)[4].by_count is None
    assert outcomes(deal("bare 1 won", closed=day("10-01"))) == [(1, 0), (0, 0), (0, 0), (0, 0), (0, 0)]


def test_a_period_decides_by_the_closing_day_both_ends_included() -> None:
    assert [outcomes(EARNED, MISSED, period=name)[0] for name in ("2026-10", "2026-11", "2026-12")] == [
        (1, 0),
        (0, 1),
        (0, 0),
    ]


def test_deals_without_an_amount_or_a_rate_count_and_are_not_summed() -> None:
    bare = deal("bare - won", "10-01 stage=won closed=10-01", closed=day("10-01"))
    foreign = deal("usd 900 lost", "10-01 stage=lost closed=10-01", closed=day("10-01"), currency="USD")
    overall = win_rates_of(EARNED, bare, foreign)[0]
    assert (len(overall.won), len(overall.lost)) == (2, 1)
    assert (overall.won_amount, overall.lost_amount) == (cny("300"), cny("0"))


def test_all_won_is_no_certainty() -> None:
    interval = win_rates_of(*decided(3, 0))[0].interval
    assert interval is not None
    assert (interval.low < Decimal("0.7"), interval.high) == (True, Decimal(1))


def test_the_cycle_is_the_median_from_creation_to_winning() -> None:
    """31 days, 61 days and, without a day of creation, nobody knows."""
    wins = [
        deal("a 1 won", "08-01 stage=verify", "09-01 stage=won closed=09-01", closed=day("09-01")),
        EARNED,
        deal("late 1 won", "07-01 stage=verify", "10-09 stage=won closed=10-09", closed=day("10-09")),
    ]
    some = book(*wins)
    found = cycle(decided_in(standings(some), None))
    assert (found.days, len(found.deals)) == (Decimal(61), 3)


def test_the_cycle_of_two_wins_is_the_mean_of_them_and_of_none_unknown() -> None:
    """31 days and 100."""
    wins = [
        deal("a 1 won", "08-01 stage=verify", "09-01 stage=won closed=09-01", closed=day("09-01")),
        deal("late 1 won", "07-01 stage=verify", "10-09 stage=won closed=10-09", closed=day("10-09")),
    ]
    assert cycle(decided_in(standings(book(*wins)), None)).days == Decimal("65.5")

    assert cycle(()).days is None
