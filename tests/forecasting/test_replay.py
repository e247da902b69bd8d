"""A past period as it looked then, beside what came; by hand."""

from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal, written
from samples import call

from funnel_cli.forecasting.habit import first_closing, habit
from funnel_cli.forecasting.past import PastBook
from funnel_cli.forecasting.replay import Horizon, Look, Replay
from funnel_cli.forecasting.score import Pair
from funnel_cli.forecasting.spread import Doubt, Shock, luck_floor
from funnel_cli.forecasting.walk import walks
from funnel_cli.forecasting.weighted import Basis
from funnel_cli.records.deal import Opportunity
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named

TODAY = day("2026-12-31")
OCTOBER = named("2026-10")

WON = deal(
    "acme 200 won 10-20",
    "03-01 stage=verify amount=100 close=10-20",
    "09-01 stage=propose",
    "10-25 stage=won closed=10-25 amount=200",
    closed=day("10-25"),
)
LOST = deal(
    "belt 40 lost 10-05",
    "03-01 stage=verify close=10-05",
    "09-20 stage=develop",
    "11-05 stage=lost closed=11-05",
    closed=day("11-05"),
)
QUICK = deal("calm 30 won", "10-02 stage=verify", "10-09 stage=won closed=10-09", closed=day("10-09"))
EARLIER = deal("dale 90 won", "03-01 stage=verify", "09-30 stage=won closed=09-30", closed=day("09-30"))
FIRST = deal("first 9 lost", "03-01 stage=verify", "05-02 stage=lost closed=05-02", closed=day("05-02"))


def look(*deals: Opportunity, horizon: Horizon = Horizon.AHEAD, period: str = "2026-10", **more: Any) -> Look:
    """The period as it looked, over all deals and known from the beginning of the year."""
    asked = {key: more.pop(key) for key in ("owner", "has_calls") if key in more}
    known = written(*deals, **more)
    today = book_on(known, TODAY)
    past = PastBook(known, lambda _: True)
    return Replay(past, today, standings(today), **asked).look(named(period), horizon, Shock())


@pytest.mark.parametrize(
    ("horizon", "expected"),
    [
        (Horizon.AHEAD, "2026-09-30"), (Horizon.DAYS_30, "2026-10-01"),
        (Horizon.DAYS_60, "2026-09-01"), (Horizon.DAYS_90, "2026-08-02"),
        (Horizon.BEFORE_15, "2026-09-15"), (Horizon.BEFORE_45, "2026-08-16"),
    ],
)  # fmt: skip
def test_horizons_count_from_the_day_before_or_back_from_the_last_day(
    horizon: Horizon, expected: str
) -> None:
    assert horizon.day(OCTOBER) == day(expected)


def test_the_weighted_forecast_is_that_of_the_deals_due_then_at_the_amounts_known_then() -> None:
    """100 · 50 % + 40 · 30 %, while 200 + 30 were won: one deal grew, another came and went in between."""
    assert look(WON, LOST, QUICK).said[Basis.WEIGHTED] == Pair(Decimal("62.0"), Decimal(230))

    assert look(WON, LOST, QUICK).of_open[Basis.WEIGHTED] == Pair(Decimal("62.0"), Decimal(200))


def test_the_walk_is_that_of_the_book_on_the_day() -> None:
    then = book(WON, LOST, EARLIER, on=day("09-30"))
    found, walked = look(WON, LOST, EARLIER), walks(standings(then), then, [OCTOBER])[0]
    assert found.of_open[Basis.WALK].said == walked.forecast.amount
    assert {seat.deal.deal.id: seat.walk for seat in found.seats} == walked.odds
    floor = luck_floor(Doubt(walked.chances))
    assert floor is not None
    assert abs(found.luck / found.expected - floor) < Decimal("0.000001")


def test_a_win_counts_in_the_period_of_its_closing_day_unless_it_was_taken_back() -> None:
    found = look(EARLIER, WON)
    assert [seat.deal.deal.id for seat in found.seats] == ["acme"]
    assert found.came == 200

    ends = [
        deal(
            f"d{on} 10 won", "03-01 stage=verify", f"10-{on} stage=won closed=10-{on}", closed=day(f"10-{on}")
        )
        for on in ("01", "31")
    ]
    assert look(*ends).came == 20

    late = deal(
        "late 70 won 11-10",
        "03-01 stage=close close=11-10",
        "10-31 stage=won closed=10-31",
        closed=day("10-31"),
    )
    assert look(late).said[Basis.WEIGHTED] == Pair(Decimal(0), Decimal(70))
    assert look(late, period="2026-11").came == 0

    again = deal(
        "again 70 close 10-20", "03-01 stage=close", "10-20 stage=won closed=10-20", "11-02 stage=close"
    )
    assert look(again).came == 0


def test_what_was_won_by_the_day_is_part_of_every_forecast_from_within_the_period() -> None:
    """30 days before the end of the quarter 90 are won; the walk adds to them, the run rate does not."""
    found = look(EARLIER, WON, horizon=Horizon.DAYS_30, period="2026-07-01..2026-10-15")
    assert found.said[Basis.WALK].said == found.of_open[Basis.WALK].said
    within = look(EARLIER, WON, horizon=Horizon.DAYS_30, period="2026-09-01..2026-10-30")
    assert within.said[Basis.WALK].said == within.of_open[Basis.WALK].said + 90


def test_the_run_rate_is_the_mean_of_the_three_months_before_or_unknown() -> None:
    assert look(FIRST, EARLIER, WON).said[Basis.RUN_RATE] == Pair(Decimal(30), Decimal(200))

    young = deal("young 5", "09-10 stage=verify")
    known = written(young)
    today = book_on(known, TODAY)
    replay = Replay(PastBook(known, lambda _: True), today, standings(today))
    assert Basis.RUN_RATE not in replay.look(OCTOBER, Horizon.AHEAD, Shock()).said


def test_the_habit_of_the_replay_is_that_of_the_whole_book() -> None:
    then = book(FIRST, WON, LOST, EARLIER, on=day("09-30"))
    deals = standings(then)
    rate = habit(deals, then, OCTOBER, first_closing(deals)).run_rate
    assert rate is not None
    assert look(FIRST, WON, LOST, EARLIER).said[Basis.RUN_RATE].said == rate.amount


def test_omitted_deals_and_those_without_a_worth_or_overdue_add_nothing() -> None:
    found = look(
        deal(
            "acme 200 won 10-20",
            "03-01 stage=close close=10-20",
            "10-25 stage=won closed=10-25",
            closed=day("10-25"),
            category="omitted",
        )
    )
    assert (found.came, found.seats) == (Decimal(0), ())

    found = look(deal("acme - verify", "03-01 stage=verify"))
    assert [seat.amount for seat in found.seats] == [None]
    assert found.of_open[Basis.WALK] == Pair(Decimal(0), Decimal(0))

    found = look(deal("acme 50 close 10-20", "03-01 stage=close close=10-20", currency="USD"))
    assert [seat.amount for seat in found.seats] == [None]
    assert found.said[Basis.WEIGHTED].said == 0

    assert look(deal("acme 50 close 09-01", "03-01 stage=close close=09-01")).said[Basis.WEIGHTED].said == 0


def test_a_call_counts_where_it_was_filed_before_its_period_for_all_deals() -> None:
    one, late = call("09-30 2026-10 150 li.wei"), call("10-01 2026-10 999 li.wei")
    assert look(WON, calls=(one, late)).said[Basis.CALL] == Pair(Decimal(150), Decimal(200))
    assert Basis.CALL not in look(WON, calls=(one,), has_calls=False).said

    calls = (call("10-31 2026-11 150 li.wei"),)
    assert Basis.CALL not in look(WON, calls=calls).said
    assert look(WON, calls=calls, period="2026-11").said[Basis.CALL] == Pair(Decimal(150), Decimal(0))


def test_calls_are_held_against_what_those_won_who_called() -> None:
    theirs = deal(
        "far 500 won", "03-01 stage=verify", "10-09 stage=won closed=10-09", closed=day("10-09"), owner="anna"
    )
    calls = (call("09-30 2026-10 150 li.wei"),)
    assert look(WON, theirs, calls=calls).said[Basis.CALL] == Pair(Decimal(150), Decimal(200))
    whole = (call("09-30 2026-10 150"),)
    assert look(WON, theirs, calls=whole).said[Basis.CALL] == Pair(Decimal(150), Decimal(700))


def test_a_call_contains_what_is_won_already() -> None:
    """Said on the last day but 30 of a window, in which 90 are won: nothing is added to it."""
    calls = (call("10-01 2026-09-01..2026-10-31 250 li.wei"),)
    found = look(EARLIER, WON, calls=calls, horizon=Horizon.DAYS_30, period="2026-09-01..2026-10-31")
    assert found.said[Basis.CALL] == Pair(Decimal(250), Decimal(290))


def test_the_total_is_what_is_won_the_walk_and_new_business() -> None:
    young = deal("young 70 verify", "09-20 stage=verify")
    found = look(EARLIER, WON, young, horizon=Horizon.DAYS_30, period="2026-09-01..2026-10-30")
    assert found.said[Basis.TOTAL].said > found.said[Basis.WALK].said > 90
    assert found.said[Basis.TOTAL].came == found.came


def test_the_band_is_looked_at_from_before_the_period() -> None:
    assert look(WON).band is not None
    assert look(WON, horizon=Horizon.BEFORE_30).band is not None
    assert look(WON, horizon=Horizon.DAYS_60).band is None
