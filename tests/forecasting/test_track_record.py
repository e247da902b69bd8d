"""Which periods are replayed, and what their misses come to."""

from datetime import date as Day
from decimal import Decimal

import pytest
from arrange import METHOD, TODAY, day, deal, settings, written
from replays import of, replayed, win
from samples import call

from funnel_cli.forecasting.replay import Horizon
from funnel_cli.forecasting.score import Grade, brier
from funnel_cli.forecasting.track_record import MIXED, QUARTER, Accuracy
from funnel_cli.forecasting.weighted import Basis
from funnel_cli.records.deal import Opportunity
from funnel_cli.values.period import Period


def seen(found: Accuracy, horizon: Horizon = Horizon.AHEAD) -> list[str]:
    return [look.period.name for look in found.looks if look.horizon is horizon]


def names(periods: tuple[Period, ...]) -> list[str]:
    return [period.name for period in periods]


def test_every_period_that_began_after_the_first_fact_by_its_horizon_and_is_over_is_replayed() -> None:
    found = replayed(deal("acme 100", "07-15 stage=verify"))
    assert seen(found) == ["2026-08", "2026-09", "2026-10"]

    assert seen(found, Horizon.DAYS_60) == ["2026-09", "2026-10"]
    assert seen(found, Horizon.DAYS_90) == ["2026-10"]


def test_histories_count_from_the_day_they_are_complete() -> None:
    found = replayed(deal("acme 100", "01-15 stage=verify"), method=settings(complete_since=Day(2026, 9, 1)))
    assert (found.first, seen(found)) == (Day(2026, 9, 1), ["2026-10"])


def test_what_is_seen_from_the_day_before_is_the_same_where_nothing_else_is_asked() -> None:
    deals = [win(f"acme-{month}", f"2026-{month:02}-20") for month in range(1, 11)]
    whole, some = replayed(*deals), replayed(*deals, horizons=(Horizon.AHEAD,))
    assert {look.horizon for look in some.looks} == {Horizon.AHEAD}
    assert some.looks == tuple(look for look in whole.looks if look.horizon is Horizon.AHEAD) != ()
    assert some.score(Basis.WALK) == whole.score(Basis.WALK) is not None


def test_a_month_is_over_when_its_last_day_is_past() -> None:
    acme = deal("acme 100", "09-15 stage=verify")
    assert seen(replayed(acme, on=Day(2026, 10, 31))) == []
    assert seen(replayed(acme, on=Day(2026, 11, 1))) == ["2026-10"]


def test_quarters_are_those_of_the_fiscal_year() -> None:
    acme = deal("acme 100", "01-15 stage=verify")
    assert seen(replayed(acme, kind=QUARTER)) == ["2026-Q2", "2026-Q3"]
    fiscal = replayed(acme, kind=QUARTER, method=settings(fiscal_year_start=2))
    assert seen(fiscal) == ["FY2027Q1", "FY2027Q2", "FY2027Q3"]


def test_a_longer_period_is_replayed_as_those_in_it_and_one_that_holds_none_as_itself() -> None:
    found = replayed(deal("acme 100", "01-15 stage=verify"), periods=["2026-Q3", "2026-09"])
    assert seen(found) == ["2026-07", "2026-08", "2026-09"]

    found = replayed(deal("acme 100", "01-15 stage=verify"), periods=["2026-W40"])
    assert (seen(found), found.kind) == (["2026-W40"], MIXED)

    found = replayed(deal("acme 100", "2024-01-15 stage=verify"), periods=["2025"], kind=QUARTER)
    assert seen(found) == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]


def test_what_is_not_over_and_what_nobody_knows_is_named() -> None:
    found = replayed(deal("acme 100", "09-15 stage=verify"), periods=["2026-09", "2026-10", "2026-11"])
    assert (seen(found), names(found.unknown), names(found.running)) == (
        ["2026-10"],
        ["2026-09"],
        ["2026-11"],
    )


def test_misses_are_summed_over_the_periods() -> None:
    """Close is worth 80 %: 80 was said of 100 in August, September and October alike."""
    found = replayed(win("a", "08-10"), win("b", "09-10"), win("c", "10-10"), periods=["2026-Q3", "2026-10"])
    score = found.score(Basis.WEIGHTED)
    assert score is not None
    assert [(pair.said, pair.came) for pair in score.pairs][1:] == [(Decimal(80), Decimal(100))] * 3
    assert (score.miss, score.bias) == (Decimal("0.2"), Decimal("-0.2"))
    assert score.verdict.grade is Grade.WITHIN


def test_a_deal_lost_in_the_period_was_foretold_and_brought_nothing() -> None:
    lost = deal(
        "a 100 lost 10-10",
        "01-05 stage=close close=10-10",
        "10-10 stage=lost closed=10-10",
        closed=day("10-10"),
    )
    score = replayed(lost, win("b", "10-11"), periods=["2026-10"]).score(Basis.WEIGHTED)
    assert score is not None
    assert (score.miss, score.verdict.grade) == (Decimal("0.6"), Grade.TOO_FEW)


def test_the_floor_and_the_open_deals_belong_to_the_ways_that_go_by_deals() -> None:
    found = replayed(win("a", "08-10"), win("b", "10-10"), calls=(call("07-01 2026-10 90 li.wei"),))
    floors = {score.basis for score in found.scores if score.floor is not None}
    assert floors == {Basis.WEIGHTED, Basis.WALK}
    assert {s.basis for s in found.scores if s.miss_of_open is not None} == floors
    assert {s.basis for s in found.scores if s.held is not None} == {Basis.TOTAL}


def test_calls_are_judged_where_they_were_filed_and_whose_was_asked_for() -> None:
    score = replayed(win("a", "10-10"), calls=(call("07-01 2026-10 90 li.wei"),)).score(Basis.CALL)
    assert score is not None
    assert [(pair.said, pair.came) for pair in score.pairs] == [(Decimal(90), Decimal(100))]

    calls = (call("07-01 2026-10 90 li.wei"), call("07-01 2026-10 50 anna"))
    score = replayed(win("a", "10-10"), calls=calls, owner="li.wei").score(Basis.CALL)
    assert score is not None
    assert [pair.said for pair in score.pairs] == [Decimal(90)]


def test_brier_scores_are_told_by_stage_and_of_all() -> None:
    """Odds of 80 % in October for the one that was won, and none for the one due in another month."""
    other = deal("b 100 close 12-10", "01-05 stage=close close=12-10")
    found = replayed(win("a", "10-10"), other, periods=["2026-10"])
    close, everything = found.briers[3], found.briers[-1]
    assert (close.deals, close.came) == (2, Decimal("0.5"))
    assert close.weighted == brier([(Decimal("0.8"), True), (Decimal(0), False)])
    assert (everything.stage, everything.deals, everything.walk) == (None, 2, close.walk)
    assert [each.deals for each in found.briers[:3]] == [0, 0, 0]


@pytest.mark.parametrize(
    "deals",
    [
        (),
        (deal("bare"),),
        (deal("acme - verify", "01-15 stage=verify"),),
        (win("a", "03-10"), win("b", "06-10")),
        (deal("a 5 lost", "01-05 stage=close", "03-01 stage=lost closed=03-01", closed=day("03-01")),),
        (deal("a 5 close", "01-05 stage=close", currency="USD"), win("b", "06-10")),
        (deal("a 5 won", closed=day("06-10")),),
    ],
    ids=["none", "one without a date", "no amount", "all won", "all lost", "two currencies", "no history"],
)
def test_any_book_has_an_answer(deals: tuple[Opportunity, ...]) -> None:
    found = replayed(*deals)
    assert all(score.miss is None or score.miss >= 0 for score in found.scores)
    assert len(found.briers) == len(METHOD.stages) + 1


def test_a_book_without_a_dated_deal_says_that_nothing_is_known() -> None:
    found = replayed(deal("bare"))
    assert (found.first, found.looks, found.next and found.next.name) == (None, (), "2026-12")


def test_the_next_period_is_the_first_that_can_be_replayed_once_it_is_over() -> None:
    assert [
        found.next and found.next.name
        for found in (
            replayed(deal("acme 100", "01-15 stage=verify")),
            replayed(deal("acme 100", "11-15 stage=verify")),
        )
    ] == ["2026-11", "2026-12"]


def test_what_is_learned_later_changes_no_replay() -> None:
    """The same past is told on any later day, as long as nothing of it is corrected."""
    known = written(
        win("a", "08-10"), win("b", "10-10"), deal("c 70", "05-05 stage=develop", "11-20 stage=close")
    )
    september = [of(known, on, ["2026-08"]) for on in (Day(2026, 9, 1), Day(2027, 1, 1))]
    assert september[0].scores == september[1].scores


def test_a_win_without_a_rate_is_missing_from_the_periods_that_hold_it_alone() -> None:
    known = written(win("usd", "05-10", currency="USD"), win("a", "10-10"))
    of(known, TODAY, ["2026-10"])
    assert not known.missing_rates
    of(known, TODAY, ["2026-05"])
    assert [each.whose for each in known.missing_rates] == ["usd"]
