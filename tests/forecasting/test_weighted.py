from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from typing import Any

import pytest
from arrange import METHOD, book, day, deal, own_odds, stage
from grids import cny
from hypothesis import given
from hypothesis import strategies as st
from lives import World, days, patient, periods, worlds
from samples import target

from funnel_cli.forecasting.weighted import Forecast, Where, asked, forecast, where_falls
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.lists import Rate
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.message import Label
from funnel_cli.values.money import total
from funnel_cli.values.period import Period, named

DECEMBER = named("2026-12")


def forecast_of(*deals: Opportunity, period: str = "2026-12", **more: Any) -> Forecast:
    some = book(*deals, **more)
    return forecast(standings(some), some, named(period))


def place(some: Opportunity, period: str = "2026-12", on: str = "11-22") -> Where:
    known = book(some, on=day(on))
    return where_falls(Standing(known.opportunities[some.id], known), named(period), known)


def ids_in(result: Forecast, where: Where) -> list[str]:
    return [each.deal.id for each in result.sets[where]]


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        (deal("a 1 won", closed=day("11-20")), Where.WON),
        (deal("a 1 lost", closed=day("11-20")), Where.LOST),
        (deal("a 1 won", closed=day("10-31")), Where.CLOSED_ELSEWHERE),
        (deal("a 1 lost", closed=day("10-31")), Where.CLOSED_ELSEWHERE),
        (deal("a 1 close -"), Where.UNDATED),
        (deal("a 1 close 11-21"), Where.OVERDUE),
        (deal("a 1 close 11-22"), Where.OPEN),
        (deal("a 1 close 11-30"), Where.OPEN),
        (deal("a 1 close 12-01"), Where.OPEN_ELSEWHERE),
        (deal("a 1 close 11-30", category="omitted"), Where.OMITTED),
    ],
)
def test_a_deal_falls_in_the_first_set_that_fits(some: Opportunity, expected: Where) -> None:
    assert place(some, "2026-11") is expected


def test_a_deal_due_on_the_last_day_is_overdue_the_day_after_unless_it_was_won() -> None:
    assert place(deal("a 1 close 11-30"), "2026-11", on="11-30") is Where.OPEN
    assert place(deal("a 1 close 11-30"), "2026-12", on="12-01") is Where.OVERDUE
    assert place(deal("a 1 won 10-01", closed=day("11-20"))) is Where.CLOSED_ELSEWHERE


def test_lost_omitted_and_removed_deals_count_nowhere() -> None:
    result = forecast_of(deal("a 100 lost 12-10", closed=day("11-20")))

    assert (result.counted, result.weighted) == ((), cny("0"))

    result = forecast_of(
        deal("a 100 close 12-01", category="omitted"), deal("b 100 won", closed=day("11-01"))
    )

    assert (result.counted, result.weighted, ids_in(result, Where.OMITTED)) == ((), cny("0"), ["a"])

    assert forecast_of(deal("a 1 close 12-10", removed=day("11-01"))).sets == dict.fromkeys(Where, ())


def test_an_open_deal_counts_in_the_month_it_is_expected_and_a_won_one_in_that_of_its_closing() -> None:
    assert place(deal("a 1 close 2027-01-10", created=day("12-01")), on="12-02") is Where.OPEN_ELSEWHERE
    assert place(deal("a 1 won 12-20", closed=day("11-20")), "2026-11") is Where.WON


def test_won_goes_by_the_role_and_not_by_a_title() -> None:
    named_won = stage("close", "0.8")
    method = replace(
        METHOD, stages=(*METHOD.stages[:3], replace(named_won, title=Label({"en": "Closed Won"})))
    )
    known = book(deal("a 1 close 12-10"), method=method)

    assert where_falls(standings(known)[0], DECEMBER, known) is Where.OPEN


def test_a_reopened_deal_has_no_closing_day_any_more() -> None:
    reopened = deal(
        "a 1 propose 12-10",
        "10-01 stage=propose",
        "11-10 stage=won closed=11-10",
        "11-15 stage=propose closed=",
        closed=day("11-10"),
    )

    assert place(reopened, "2026-11") is Where.OPEN_ELSEWHERE


def test_the_weighted_forecast_is_the_sum_of_amount_times_odds() -> None:
    result = forecast_of(
        deal("a 120000 propose 12-10"), deal("b 50000 close 12-31"), deal("c 9 close 2027-01-01")
    )

    assert result.weighted == cny("100000.0")


def test_overdue_and_undated_deals_stay_outside_the_headline() -> None:
    result = forecast_of(deal("a 100 close 11-01"), deal("b 100 close"), deal("c 100 close 12-01"))

    assert (result.weighted, ids_in(result, Where.OVERDUE), ids_in(result, Where.UNDATED)) == (
        cny("80.0"),
        ["a"],
        ["b"],
    )


def test_overdue_deals_are_included_on_request_and_only_in_the_first_period() -> None:
    some = book(deal("a 100 close 11-01"), deal("b 100 close"))
    results = asked(standings(some), some, [DECEMBER, named("2027-Q1")], include=["overdue", "undated"])

    assert [each.weighted for each in results] == [cny("160.0"), cny("0")]


def test_a_paused_deal_stays_in_its_set() -> None:
    assert place(deal("a 1 close 12-10", paused=Pause(since=day("11-01"), until=day("12-01")))) is Where.OPEN


def against(*targets: str, deals: tuple[Opportunity, ...], period: str = "2026-11") -> Forecast:
    return forecast_of(*deals, period=period, targets=tuple(map(target, targets)))


BOTH = (deal("a 200 won", closed=day("11-10")), deal("b 500 close 11-30"))


def test_landing_is_won_plus_weighted_and_counts_a_won_deal_once() -> None:
    assert against(deals=BOTH).landing == cny("600.0")

    won = deal("a 200 won 11-30", closed=day("11-10"))

    assert against(deals=(won,)).landing == cny("200")


def test_the_gap_is_target_minus_landing_and_only_above_nought_short() -> None:
    assert against("11-01 2026-11 1000", deals=BOTH).gap == cny("400.0")

    result = against("11-01 2026-11 500", deals=BOTH)

    assert (result.gap, result.is_short) == (cny("-100.0"), False)

    assert not against("11-01 2026-11 600", deals=BOTH).is_short


def test_attainment_is_won_by_target_and_of_a_target_of_nothing_none() -> None:
    assert against("11-01 2026-11 1000", deals=BOTH).attainment == Decimal("0.200000")
    assert against("11-01 2026-11 0", deals=BOTH).attainment is None


def test_coverage_is_the_unweighted_amount_by_what_is_missing() -> None:
    assert against("11-01 2026-11 1000", deals=BOTH).coverage == Decimal("0.625000")


@pytest.mark.parametrize("amount", ["200", "150"])
def test_there_is_no_coverage_once_the_target_is_reached(amount: str) -> None:
    assert against(f"11-01 2026-11 {amount}", deals=BOTH).coverage is None


def test_without_a_target_its_figures_are_unknown() -> None:
    result = against(deals=BOTH)

    assert (result.target, result.gap, result.attainment, result.coverage, result.is_short) == (
        None,
        None,
        None,
        None,
        False,
    )


def test_the_target_held_against_is_that_of_the_owner_asked_for() -> None:
    some = book(targets=(target("11-01 2026-12 9"), target("11-01 2026-12 3 li.wei")))

    assert forecast((), some, DECEMBER, owner="li.wei").target == cny("3")


def test_what_is_won_is_converted_at_the_rate_of_the_closing_day() -> None:
    rates = (
        Rate(date=day("11-01"), from_="USD", to="CNY", rate=Decimal(7)),
        Rate(date=day("11-15"), from_="USD", to="CNY", rate=Decimal(8)),
    )
    deals = (
        deal("a 10 won", closed=day("11-10"), currency="USD"),
        deal("b 10 propose 11-30", currency="USD"),
    )
    result = forecast_of(*deals, period="2026-11", rates=rates)

    assert (result.won, result.weighted) == (cny("70"), cny("40.0"))


def grouped(by: str, *deals: Opportunity, **more: Any) -> list[tuple[str | None, str, list[str]]]:
    some = book(*deals, **more)
    groups = asked(standings(some), some, [named("2026")], by=by)[0].groups
    return [(group.key, group.currency, [each.deal.id for each in group.deals]) for group in groups]


def test_groups_of_stages_follow_the_method_and_have_one_currency_each() -> None:
    deals = (
        deal("a 1 close 12-01"),
        deal("b 1 verify 12-01"),
        deal("c 1 close 12-02"),
        deal("d 1 ghost 12-02"),
    )

    assert grouped("stage", *deals) == [
        ("ghost", "CNY", ["d"]),
        ("verify", "CNY", ["b"]),
        ("close", "CNY", ["a", "c"]),
    ]

    renamed = replace(METHOD, stages=(replace(METHOD.stages[0], formerly=("check",)), *METHOD.stages[1:]))

    assert grouped("stage", deal("a 1 check 12-01"), deal("b 1 verify 12-01"), method=renamed) == [
        ("verify", "CNY", ["a", "b"])
    ]

    assert grouped("stage", deal("a 1 close 12-01", currency="USD"), deal("b 1 close 12-01")) == [
        ("close", "CNY", ["b"]),
        ("close", "USD", ["a"]),
    ]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("month", ["2026-11", "2026-12", None]),
        ("owner", ["anna", "li.wei", "李"]),
        ("source", ["marketing", "referral", None]),
        ("customer", ["A", "C", None]),
        ("region", ["Hunan", "Shanxi", None]),
    ],
)
def test_groups_are_in_order_of_name_and_the_unknown_last(by: str, expected: list[str | None]) -> None:
    deals = (
        deal("a 1 close -", customer=None, owner=None),
        deal("b 1 close 12-01", customer="C", owner="anna", source="referral"),
        deal("c 1 close 11-30", customer="A", owner="李", source="marketing"),
    )
    customers = {
        "c": Customer(id="c", name="C", region="Hunan"),
        "a": Customer(id="a", name="A", region="Shanxi"),
    }
    some = book(*deals, customers=customers)
    groups = asked(standings(some), some, [named("2026")], by=by, include=["undated"])[0].groups

    assert [group.key for group in groups] == expected


def test_the_reps_own_odds_are_kept_beside_the_stages() -> None:
    own = deal("a 100 propose 12-10", "11-01 stage=propose", probability=own_odds("0.9", "11-05"))
    known = forecast_of(own).counted[0]

    assert (known.probability, known.probability_from, known.weighted) == (
        Decimal("0.9"),
        "override",
        cny("90.0"),
    )


@patient
@given(worlds(), days, periods)
def test_every_deal_falls_in_exactly_one_set(world: World, on: Day, period: Period) -> None:
    some = known(world, on)
    deals = standings(some)
    result = forecast(deals, some, period)

    assert sorted(each.deal.id for each_set in result.sets.values() for each in each_set) == [
        each.deal.id for each in deals
    ]


@patient
@given(worlds(), days, periods)
def test_the_sets_come_to_the_whole_book_in_each_currency(world: World, on: Day, period: Period) -> None:
    some = known(world, on)
    deals = standings(some)
    result = forecast(deals, some, period)
    sums = total(each.amount for each_set in result.sets.values() for each in each_set if each.amount)

    assert sums == total(each.amount for each in deals if each.amount)


@patient
@given(worlds(), days, periods, st.sampled_from(["stage", "month", "owner", "source", "customer", "region"]))
def test_the_groups_come_to_the_total(world: World, on: Day, period: Period, by: str) -> None:
    some = known(world, on)
    (result,) = asked(standings(some), some, [period], by=by, include=["overdue"])

    assert (
        total(money for group in result.groups for money in group.sum.amounts),
        total(money for group in result.groups for money in group.sum.weighted),
    ) == (result.total.amounts, result.total.weighted)


@patient
@given(worlds(), days, periods)
def test_no_closed_or_omitted_deal_is_counted(world: World, on: Day, period: Period) -> None:
    some = known(world, on)
    counted = asked(standings(some), some, [period], include=["overdue", "undated"])[0].counted

    assert [each.deal.id for each in counted if not each.deal.is_open or each.is_omitted] == []


def known(world: World, on: Day) -> Book:
    return book_on(world.until(Day.max), on)
