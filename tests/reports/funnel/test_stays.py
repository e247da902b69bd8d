"""How long deals stay in a stage; a stay that still runs is not left out."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from arrange import METHOD, TODAY, book, day, deal

from funnel_cli.model import Opportunity
from funnel_cli.period import named
from funnel_cli.reports.funnel.stays import StageTime, stage_times

QUICK = deal("quick 1 develop", "09-01 stage=verify", "09-11 stage=develop")
SLOW = deal("slow 1 verify", "06-01 stage=verify")


def times(*deals: Opportunity, period: str | None = None) -> tuple[StageTime, ...]:
    some = book(*deals)
    return stage_times(some.opportunities.values(), METHOD, TODAY, named(period) if period else None)


def test_a_stay_runs_from_entry_to_leaving() -> None:
    assert [(stay.days, stay.is_running) for stay in times(QUICK)[0].stays] == [(10, False)]


def test_a_running_stay_counts_with_its_days_so_far_and_is_marked() -> None:
    develop = times(QUICK)[1]
    assert (develop.median, develop.running, develop.is_at_least) == (Decimal(72), (72,), True)


def test_the_median_is_not_that_of_ended_stays_only() -> None:
    """Ended after 10 days; still there after 174: to leave the slow ones out would flatter the stage."""
    other = deal("other 1 verify", "07-01 stage=verify")
    assert times(QUICK, SLOW, other)[0].median == 144


def test_a_running_stay_on_the_upper_of_the_middle_two_may_yet_move_the_median() -> None:
    """10 days, ended, and 144 that still run: every further day is half a day of the median."""
    other = deal("other 1 verify", "07-01 stage=verify")
    stage = times(QUICK, other)[0]
    assert (stage.median, stage.is_at_least) == (Decimal(77), True)


def test_a_running_stay_longer_than_the_median_cannot_move_it() -> None:
    quick = [deal(f"q{n} 1 develop", "09-01 stage=verify", "09-11 stage=develop") for n in range(3)]
    assert not times(*quick, SLOW)[0].is_at_least


def test_each_stay_of_a_stage_entered_again_counts() -> None:
    back = deal("back 1", "09-01 stage=verify", "09-11 stage=develop", "09-21 stage=verify")
    assert [stay.days for stay in times(back)[0].stays] == [10, 62]


def test_a_closed_deal_stays_in_no_outcome() -> None:
    won = deal("won 1 won", "09-01 stage=close", "09-05 stage=won closed=09-05", closed=day("09-05"))
    assert [len(time.stays) for time in times(won)] == [0, 0, 0, 1]


def test_a_removed_deal_stays_until_it_was_removed() -> None:
    gone = deal("gone 1", "09-01 stage=verify", removed=Day(2026, 9, 5))
    assert [(stay.days, stay.is_running) for stay in times(gone)[0].stays] == [(4, False)]


def test_in_a_period_count_the_stays_that_ended_in_it_and_those_that_run() -> None:
    assert len(times(QUICK, SLOW, period="2026-09")[0].stays) == 2
    assert len(times(QUICK, SLOW, period="2026-10")[0].stays) == 1


def test_a_deal_without_a_history_has_no_stay() -> None:
    assert [time.median for time in times(deal("bare 1"))] == [None] * 4
