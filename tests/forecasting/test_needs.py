from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import METHOD, book, day, deal, stage
from grids import cny
from hypothesis import given
from hypothesis import strategies as st
from lives import patient
from samples import target

from funnel_cli.forecasting.needs import Plan, plan_for
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Rate
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named

TWO_STAGES = replace(METHOD, stages=(stage("verify", "0.25", days=20), stage("close", "0.5", days=10)))
"""Half of the deals pass each stage."""


def ended(id: str, outcome: str, on: str = "10-01") -> Opportunity:
    """A deal of 100 that took 30 days from closing stage to its end."""
    return deal(
        f"{id} 100 {outcome}", "09-01 stage=close", f"{on} stage={outcome} closed={on}", closed=day(on)
    )


FIVE_OF_TEN = (*(ended(f"w{n}", "won") for n in range(5)), *(ended(f"l{n}", "lost") for n in range(5)))
DUE = (deal("a 100 close 2027-02-01"), deal("b 100 verify 2027-02-01"), deal("c 100 verify 2027-03-31"))


def plan_of(*deals: Opportunity, period: str = "2027-Q1", aim: str | None = "400", **more: Any) -> Plan:
    some = book(*deals, **({"method": TWO_STAGES} | more))
    return plan_for(standings(some), some, named(period), target=cny(aim) if aim else None)


def counted(result: Plan) -> list[tuple[str | None, ...]]:
    """Conversion, what must be held, what it counts as and what is missing, to two places."""
    return [
        tuple(
            None if number is None else f"{number:.2f}"
            for number in (
                need.rate.conversion,
                need.must_hold and need.must_hold.likely,
                need.counts_as,
                need.missing and need.missing.likely,
            )
        )
        for need in result.needs
    ]


def leads(result: Plan) -> Decimal | None:
    return result.leads.likely if result.leads else None


def test_a_plan_is_the_one_worked_out_by_hand() -> None:
    # 400 ÷ 100: 4 wins. Conversions: verify (10 + 5) ÷ 20, close (5 + 5) ÷ 20.
    # Close must hold 4 ÷ 0.5; verify, with close bringing 0.5: 3.5 ÷ (0.75 × 0.5).
    result = plan_of(*FIVE_OF_TEN, *DUE)

    assert (result.won, result.missing, result.usual and result.usual.amount, result.wins) == (
        cny("0"),
        cny("400"),
        cny("100"),
        4,
    )
    assert counted(result) == [("0.75", "9.33", "2.00", "7.33"), ("0.50", "8.00", "1.00", "7.00")]
    assert result.expected == Decimal("1.25")
    assert leads(result) == 8


def test_leads_must_come_by_the_periods_end_less_the_usual_time_to_win_or_count_for_a_later_period() -> None:
    result = plan_of(*FIVE_OF_TEN)

    assert [(need.rate.is_own_time, need.rate.days, need.by) for need in result.needs] == [
        (False, 30, day("2027-03-01")),
        (True, 30, day("2027-03-01")),
    ]

    result = plan_of(period="2026-11", aim="100")

    assert [(need.by, need.is_late) for need in result.needs] == [(day("10-31"), True), (day("11-20"), True)]
    assert (result.then, result.then_by) == (named("2026-12"), day("12-01"))

    slow = replace(METHOD, stages=(stage("verify", "0.5", days=70),))
    result = plan_of(deal("a 100 verify"), period="2026-11", method=slow)

    assert (result.then, result.then_by) == (named("2027-01"), day("11-22"))


def test_what_was_won_in_the_period_is_taken_off_the_target() -> None:
    result = plan_of(*FIVE_OF_TEN, period="2026-Q4", aim="800")

    assert (result.won, result.missing, result.wins) == (cny("500"), cny("300"), 3)

    result = plan_of(*FIVE_OF_TEN, period="2026-Q4", aim="500")

    assert (result.missing, result.wins, leads(result)) == (cny("0"), 0, Decimal(0))


def test_half_a_win_is_a_whole_one_but_the_last_digit_of_a_division_is_none() -> None:
    assert plan_of(*FIVE_OF_TEN, aim="401").wins == 5

    thirds = (
        replace(ended("a", "won"), amount=Decimal(100)),
        replace(ended("b", "won"), amount=Decimal(200)),
    )
    third = replace(ended("c", "won"), amount=Decimal(100))

    assert plan_of(*thirds, third, aim="400").wins == 3


def test_without_history_the_methods_rates_hold_and_the_open_deals_tell_the_size() -> None:
    result = plan_of(*DUE, aim="100")

    assert result.usual is not None
    assert not result.usual.is_won
    assert [need.rate.conversion for need in result.needs] == [Decimal("0.5"), Decimal("0.5")]
    assert leads(result) == 0

    result = plan_of(deal("a 100 verify -"), aim="100", method=METHOD)

    assert leads(result) == 10


def test_a_plan_tells_what_it_knows_and_of_the_rest_that_it_is_unknown() -> None:
    result = plan_of(deal("a - verify 2027-02-01"))

    assert (result.usual, result.wins, result.expected, result.leads) == (None, None, None, None)
    assert [(len(need.there), need.must_hold, need.missing) for need in result.needs] == [
        (1, None, None),
        (0, None, None),
    ]

    result = plan_of(*DUE, aim=None)

    assert (result.target, result.missing, result.wins, result.leads) == (None, None, None, None)

    result = plan_of(aim=None)

    assert (result.usual, result.wins, [need.counts_as for need in result.needs]) == (
        None,
        None,
        [Decimal(0), Decimal(0)],
    )

    result = plan_of(*FIVE_OF_TEN, method=replace(METHOD, stages=()))

    assert (result.wins, result.needs, result.leads, result.then) == (4, (), None, None)


def test_the_target_written_down_is_that_of_the_owner_asked_for() -> None:
    some = book(
        *DUE, method=TWO_STAGES, targets=(target("11-01 2027-Q1 900"), target("11-01 2027-Q1 300 li.wei"))
    )

    assert plan_for(standings(some), some, named("2027-Q1"), owner="li.wei").target == cny("300")


def test_a_deal_counts_as_its_amount_in_the_usual_sizes_and_one_without_as_one() -> None:
    sized = (deal("big 200 close 2027-02-01"), deal("dark - close 2027-02-01"))

    assert [need.counts_as for need in plan_of(*FIVE_OF_TEN, *sized).needs] == [0, 3]

    dollars = deal("usd 100 close 2027-02-01", currency="USD")
    euros = deal("eur 100 close 2027-02-01", currency="EUR")
    rates = (Rate(date=day("11-01"), from_="USD", to="CNY", rate=Decimal(7)),)
    result = plan_of(*FIVE_OF_TEN, dollars, euros, rates=rates)

    assert result.needs[1].counts_as == 8


@pytest.mark.parametrize("where", ["11-01", "-", "2027-04-01"])
def test_only_deals_due_in_the_period_are_there(where: str) -> None:
    assert [len(need.there) for need in plan_of(deal(f"a 100 verify {where}")).needs] == [0, 0]


def test_neither_all_won_nor_all_lost_is_certainty() -> None:
    result = plan_of(*(ended(f"w{n}", "won") for n in range(5)))

    assert [need.rate.conversion for need in result.needs] == [Decimal(10) / 15, Decimal(10) / 15]

    result = plan_of(*(ended(f"l{n}", "lost") for n in range(10)), deal("a 100 verify -"))

    assert result.needs[1].rate.conversion == Decimal("0.25")


@patient
@given(won=st.integers(0, 20), lost=st.integers(0, 20), aim=st.integers(1, 5000), there=st.integers(0, 5))
def test_the_range_holds_the_likely_number(won: int, lost: int, aim: int, there: int) -> None:
    deals = (
        *(ended(f"w{n}", "won") for n in range(won)),
        *(ended(f"l{n}", "lost") for n in range(lost)),
        *(deal(f"o{n} 100 close 2027-02-01") for n in range(there)),
        deal("sized 100 verify -"),
    )
    result = plan_of(*deals, aim=str(aim))

    assert all(
        need.missing and need.missing.least <= need.missing.likely <= need.missing.most
        for need in result.needs
    )


@patient
@given(aim=st.integers(1, 10**6), more=st.integers(0, 10**6), there=st.integers(0, 9))
def test_a_higher_target_never_takes_fewer_leads(aim: int, more: int, there: int) -> None:
    deals = (*FIVE_OF_TEN, *(deal(f"o{n} 100 close 2027-02-01") for n in range(there)))

    assert (leads(plan_of(*deals, aim=str(aim))) or 0) <= (leads(plan_of(*deals, aim=str(aim + more))) or 0)


def test_the_smallest_deals_in_the_largest_target_are_counted() -> None:
    dust = deal("a 0.000001 verify -")

    assert plan_of(dust, aim="9" * 16).wins == int("9" * 16) * 10**6
