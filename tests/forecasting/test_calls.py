"""Whose call counts for a period, and what came of it."""

from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal, settings
from grids import cny
from samples import call

from funnel_cli.forecasting.calls import amount_of, calls_in_force, outcomes
from funnel_cli.records.book import Book
from funnel_cli.records.lists import Call, Rate
from funnel_cli.time.standing import standings
from funnel_cli.time.sums import ratio
from funnel_cli.values.period import Period, named

OCTOBER = named("2026-10")
WON = deal("acme 200 won", "10-31 stage=won closed=10-31", closed=day("10-31"))


def in_force(
    *calls: Call, period: Period = OCTOBER, owner: str | None = None, on: str = "11-22"
) -> list[str]:
    found = calls_in_force(book(calls=calls, on=day(on)), period, owner)
    return [f"{each.owner} {each.amount}" for each in found]


def came(some: Book, period: Period | None = None, owner: str | None = None) -> list[tuple[Any, ...]]:
    """Amount, what was won, the error, and whether it is in force, of each call."""
    found = outcomes(standings(some), some, period, owner)
    return [(each.call.amount, each.won, each.error, each.in_force) for each in found]


def test_the_latest_call_of_an_owner_counts_and_of_one_days_calls_the_last_line() -> None:
    assert in_force(call("09-30 2026-10 100 li"), call("09-10 2026-10 300 li")) == ["li 100"]
    assert in_force(call("09-30 2026-10 100 li"), call("09-30 2026-10 300 li")) == ["li 300"]


def test_a_call_filed_after_the_day_is_not_known_yet() -> None:
    assert in_force(call("09-30 2026-10 100 li"), call("10-05 2026-10 300 li"), on="10-04") == ["li 100"]


def test_the_calls_in_force_are_those_of_whom_is_asked_about_by_whatever_name_of_the_period() -> None:
    calls = call("09-30 2026-10 100 li"), call("09-30 2026-10 50 anna")
    assert in_force(*calls) == ["anna 50", "li 100"]
    assert in_force(*calls, owner="li") == ["li 100"]

    assert in_force(call("09-30 2026-10 100 li"), call("09-30 2026-10 70")) == ["None 70"]
    assert in_force(call("09-30 2026-10 70"), owner="li") == []
    assert in_force(call("09-30 2026-10-01..2026-10-31 70 li")) == ["li 70"]


def test_a_call_filed_on_the_last_day_of_a_month_is_judged_in_the_month_it_names() -> None:
    some = book(WON, calls=(call("10-31 2026-11 500 li.wei"), call("09-30 2026-10 300 li.wei")))
    assert came(some, OCTOBER) == [(Decimal(300), cny("200"), Decimal("0.5"), True)]


def test_a_call_is_held_against_what_its_own_owner_won_in_its_own_month() -> None:
    some = book(WON, calls=(call("10-01 2026-11 1 li.wei"), call("10-01 2026-10 100 li.wei")))
    assert [won for _, won, _, _ in came(some)] == [cny("200"), cny("0")]

    some = book(WON, calls=(call("09-30 2026-10 100 anna"), call("09-30 2026-10 100")))
    assert [won for _, won, _, _ in came(some)] == [cny("200"), cny("0")]


def test_a_running_period_and_one_without_a_win_have_no_error_to_tell() -> None:
    some = book(WON, calls=(call("09-30 2026-10 300 li.wei"),), on=day("10-31"))
    assert came(some) == [(Decimal(300), cny("200"), None, True)]

    assert came(book(calls=(call("09-30 2026-10 100 li"),)))[0][2] is None


def test_an_earlier_call_stays_on_record_and_is_in_force_no_more() -> None:
    some = book(calls=(call("09-30 2026-10 100 li"), call("10-02 2026-10 90 li")))
    assert [force for _, _, _, force in came(some)] == [False, True]


SEVEN = Rate(date=Day(2026, 9, 1), from_="USD", to="CNY", rate=Decimal(7))


@pytest.mark.parametrize(("rates", "expected"), [((), None), ((SEVEN,), cny("700"))])
def test_a_foreign_call_is_converted_by_the_latest_rate_or_not_at_all(rates: Any, expected: Any) -> None:
    foreign = call("09-30 2026-10 100 li", currency="USD")
    assert amount_of(foreign, book(calls=(foreign,), rates=rates)) == expected


@pytest.mark.parametrize(("filed", "said"), [("09-15", "700"), ("10-10", "800")])
def test_a_call_is_worth_what_it_was_the_day_before_its_period_or_when_it_was_filed(
    filed: str, said: str
) -> None:
    rates = [replace(SEVEN, date=day(on), rate=Decimal(rate)) for on, rate in (("10-05", 8), ("11-15", 14))]
    foreign = call(f"{filed} 2026-10 100 li.wei", currency="USD")
    won = replace(WON, amount=Decimal(700))
    known: dict[str, Any] = {"calls": (foreign,), "rates": (SEVEN, *rates)}

    assert [came(book(won, **known, on=day(on)))[0][2] for on in ("11-14", "11-22")] == [
        ratio(Decimal(said) - 700, Decimal(700))
    ] * 2
    assert amount_of(foreign, book(**known)) == cny(said)


def test_a_fiscal_quarter_is_that_of_the_settings() -> None:
    fiscal = call("03-30 FY27Q1 100 li")
    some = book(calls=(fiscal,), method=settings(fiscal_year_start=4))
    assert calls_in_force(some, named("2026-Q2")) == (fiscal,)
