from datetime import date as Day
from decimal import Decimal
from math import exp, isclose
from typing import Any

import pytest
from arrange import METHOD, TODAY, book, day, deal, own_odds, stage
from grids import cny
from hypothesis import given
from lives import World, days, patient, periods, worlds

from funnel_cli.forecasting import pace as pacing
from funnel_cli.forecasting.walk import Walk, Ways, paces, walks
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.lists import Rate
from funnel_cli.records.method import Method
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import standings
from funnel_cli.values.period import Period, named

ONE = Method(method="one", stages=(stage("close", "0.8"),))
_ROUNDING = Decimal("0.000002")


def walked(*deals: Opportunity, period: str = "2026-12", on: str = "11-22", **more: Any) -> Walk:
    some = book(*deals, on=day(on), **more)
    return walks(standings(some), some, [named(period)])[0]


def test_the_example_of_the_manual() -> None:
    fresh = deal("a 100 close", "11-23 stage=close")
    december = walked(fresh, on="11-23").odds["a"]
    november = walked(fresh, on="11-23", period="2026-11").odds["a"]

    assert (december, november + december) == (Decimal("0.408096"), Decimal("0.574584"))


@pytest.mark.parametrize("age", [0, 17, None])
def test_at_full_pace_a_deal_without_a_past_is_won_at_the_methods_odds(
    age: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "PHI", 1.0)
    ways = Ways(pacing.pace((), METHOD, TODAY))

    assert [round(ways.won_within(each.id, age, 3000), 3) for each in METHOD.stages] == [0.1, 0.3, 0.5, 0.8]


def test_one_day_in_the_last_stage_is_one_days_exit_times_the_share_won() -> None:
    ways = Ways(pacing.pace((), ONE, TODAY))

    assert round(ways.won_within("close", 0, 1), 12) == round((1 - exp(-1 / 30)) * 0.8, 12)


def test_a_stalled_deal_walks_at_half_pace_from_its_first_day() -> None:
    ways = Ways(pacing.pace((), ONE, TODAY))

    assert round(ways.won_within("close", 60, 1), 12) == round((1 - exp(-0.6 / 30)) * 0.4 / 0.6, 12)


@pytest.mark.parametrize("is_shared", [False, True])
def test_the_walk_day_by_day_is_the_same(*, is_shared: bool) -> None:
    deals = (deal("a 1 develop", "09-01 stage=develop", "10-20 stage=verify"),)
    some = pacing.pace(deals, METHOD, TODAY, pacing.book_pace(deals, METHOD, TODAY) if is_shared else None)
    ways = Ways(some)

    assert [round(ways.won_within(each, age, 90), 12) for each in some for age in (0, 50, 70)] == [
        round(slowly(some, each, age, 90), 12) for each in some for age in (0, 50, 70)
    ]


def slowly(some: pacing.Pace, where: str, age: int, left: int) -> float:
    """The recursion as the manual has it."""
    known: dict[tuple[str, int, int], float] = {}

    def value(where: str, age: int, left: int) -> float:
        if where in {"won", "lost"} or left == 0:
            return float(where == "won")
        key = where, age, left
        if key not in known:
            rates = [rates for start, rates in some[where].by_age if start <= age][-1]
            out = sum(rates.values())
            leaves = 1 - exp(-out)
            on = sum(rate / out * value(to, 0, left - 1) for to, rate in rates.items())
            known[key] = leaves * on + (1 - leaves) * value(where, age + 1, left - 1)
        return known[key]

    return value(where, age, left)


def test_deals_to_come_are_each_walked_from_the_first_stage() -> None:
    ways = Ways(pacing.pace((), METHOD, TODAY))
    first = METHOD.stages[0].id

    assert isclose(ways.won_of_new(40), sum(ways.won_within(first, 0, left) for left in range(40)))


def test_the_forecast_is_the_sum_of_odds_times_amount_over_all_open_deals() -> None:
    found = walked(
        deal("a 100 close 2027-09-01", "11-23 stage=close"),
        deal("b 50 close", "11-23 stage=close"),
        on="11-23",
    )

    assert found.forecast == cny("61.21440000")


def test_the_reps_own_odds_play_no_part() -> None:
    own = deal("a 100 close", "11-01 stage=close", probability=own_odds("0.01", "11-05"))
    plain = deal("a 100 close", "11-01 stage=close")

    assert walked(own).odds == walked(plain).odds


def test_omitted_and_closed_deals_are_left_out() -> None:
    found = walked(
        deal("a 100 close", category="omitted"), deal("b 100 won", closed=day("11-01")), deal("c 100 close")
    )

    assert list(found.odds) == ["c"]


def test_a_deal_is_walked_at_the_pace_of_its_own_owner() -> None:
    lost = [
        deal(f"l{n} 1 lost", "09-01 stage=close", "09-05 stage=lost", closed=day("09-05")) for n in range(9)
    ]
    found = walked(
        deal("a 1 close", "11-20 stage=close"), deal("b 1 close", "11-20 stage=close", owner="anna"), *lost
    )

    assert found.odds["a"] < found.odds["b"]


def test_a_paused_deal_walks_on_from_the_day_it_runs_again() -> None:
    rest = Pause(since=day("11-22"), until=day("2026-12-01"))
    paused = deal("a 1 close", "11-22 stage=close", paused=rest)
    later = deal("a 1 close", "11-30 stage=close")

    assert walked(paused).odds == walked(later, on="11-30").odds


def test_nothing_is_won_in_a_period_that_is_over_or_by_a_deal_paused_until_further_notice() -> None:
    assert walked(deal("a 1 close", "11-01 stage=close", paused=Pause(since=day("11-02")))).odds == {
        "a": Decimal("0.000000")
    }
    assert walked(deal("a 100 close", "11-01 stage=close"), period="2026-10").odds == {
        "a": Decimal("0.000000")
    }


def test_what_adds_nothing_is_named() -> None:
    found = walked(deal("a - close"), deal("b 1 close", currency="EUR"), deal("c 1 ghost"), deal("d 1 close"))

    assert (found.without_amount, found.no_rate, found.no_stage, [each.id for each in found.chances]) == (
        ("a",),
        ("b",),
        ("c",),
        ["d"],
    )


def test_amounts_are_converted_with_the_days_rate() -> None:
    rates = (Rate(date=day("11-01"), from_="USD", to="CNY", rate=Decimal(7)),)
    found = walked(deal("a 10 close", currency="USD"), deal("b 70 close"), rates=rates)

    assert found.chances[0].amount == found.chances[1].amount


@patient
@given(worlds(), days, periods)
def test_odds_lie_between_nothing_and_certain(world: World, on: Day, period: Period) -> None:
    some = book_on(world.until(Day.max), on)
    (found,) = walks(standings(some), some, [period])

    assert [id for id, odds in found.odds.items() if not 0 <= odds <= 1] == []


@patient
@given(worlds(), days)
def test_the_odds_of_a_period_are_those_of_its_parts(world: World, on: Day) -> None:
    some = book_on(world.until(Day.max), on)
    deals, own = standings(some), paces(some)
    asked = map(named, ("2027-Q1", "2027-01", "2027-02", "2027-03"))
    whole, *parts = (each.odds for each in walks(deals, some, asked, own))

    assert [id for id, odds in whole.items() if abs(odds - sum(part[id] for part in parts)) > _ROUNDING] == []
