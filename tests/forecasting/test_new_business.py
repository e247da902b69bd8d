"""What deals to come may bring, by hand."""

from decimal import Decimal
from math import isclose
from typing import Any

import pytest
from arrange import TODAY, book, day, deal, settings
from grids import cny

from funnel_cli.forecasting.new_business import NewBusiness, new_business
from funnel_cli.forecasting.walk import Ways, paces
from funnel_cli.records.deal import Opportunity
from funnel_cli.time.standing import standings
from funnel_cli.values.period import Period, days_after


def ahead(*deals: Opportunity, gap: int = 0, days: int = 30, **more: Any) -> NewBusiness:
    """New business of so many days, from so many days after tomorrow on."""
    some = book(*deals, **more)
    period = Period.span(days_after(TODAY, 1 + gap), days_after(TODAY, gap + days))
    return new_business(standings(some), some, [period], paces(some))[0]


def ways(*deals: Opportunity) -> Ways:
    some = book(*deals)
    return paces(some)(next(iter(some.opportunities.values())).owner)


OLD = deal("old 10 verify", created=day("2025-01-01"))
NEW = deal("new 90 verify", "11-01 stage=verify", created=day("11-01"))


def test_a_deal_created_in_the_last_ninety_days_stands_for_one_every_ninety() -> None:
    found, pace = ahead(OLD, NEW), ways(OLD, NEW)
    fresh = sum(pace.won_within("verify", 0, left) for left in range(30))

    assert [like.id for like in found.likes] == ["new"]
    assert isclose(found.likes[0].times, fresh / 90, abs_tol=1e-6)
    assert found.forecast.amount == found.likes[0].times * 90


def test_a_period_further_off_holds_the_deals_that_are_born_before_it() -> None:
    found, pace = ahead(OLD, NEW, gap=45), ways(OLD, NEW)
    until, before = (sum(pace.won_within("verify", 0, left) for left in range(days)) for days in (75, 45))

    assert isclose(found.likes[0].times, (until - before) / 90, abs_tol=1e-6)
    assert found.likes[0].times > ahead(OLD, NEW).likes[0].times


def test_two_periods_in_a_row_bring_what_both_bring_together() -> None:
    whole = ahead(OLD, NEW, days=60).forecast.amount
    parts = ahead(OLD, NEW, days=30).forecast.amount + ahead(OLD, NEW, gap=30, days=30).forecast.amount

    assert abs(whole - parts) < Decimal("0.001")


def test_nothing_is_new_in_a_period_that_is_over() -> None:
    assert ahead(OLD, NEW, gap=-60).forecast == cny("0.000000")


def test_a_young_book_counts_the_days_it_is_known_but_no_fewer_than_a_month() -> None:
    """Sixty days since the first deal, which is where the record begins and no creation in it."""
    first = deal("first 10 verify", created=day("09-23"))
    found, long = ahead(first, NEW), ahead(OLD, NEW)

    assert (found.days, found.created) == (60, 1)
    assert isclose(found.likes[0].times / long.likes[0].times, 90 / 60, rel_tol=0.01)

    first = deal("first 10 verify", created=day("11-18"))
    found = ahead(first, deal("new 90 verify", created=day("11-20")))

    assert (found.days, found.created) == (4, 1)
    fresh = sum(ways(first).won_within("verify", 0, left) for left in range(30))
    assert isclose(found.likes[0].times, fresh / 30, rel_tol=0.1)


def test_what_a_record_begins_with_is_no_creation() -> None:
    deals = [deal(f"d{n} 10 verify", created=TODAY) for n in range(5)]

    assert (ahead(*deals).created, ahead(*deals).likes) == (0, ())

    found = ahead(OLD, NEW, method=settings(complete_since=day("11-01")))

    assert (found.created, found.days) == (0, 21)


def test_those_without_an_amount_count_at_the_mean_of_the_others() -> None:
    bare = deal("bare - verify", created=day("11-02"))
    two = ahead(OLD, NEW, bare).forecast.amount / ahead(OLD, NEW).forecast.amount

    assert abs(two - 2) < Decimal("0.05")


def test_each_owner_has_a_rate_of_their_own() -> None:
    mine = deal("mine 90 verify", created=day("11-01"), owner="anna")
    old = deal("old 10 verify", created=day("2025-01-01"), owner="anna")
    theirs = deal("theirs 50 verify", created=day("10-01"), owner="li.wei")
    found = ahead(old, mine, theirs)

    assert ([like.id for like in found.likes], found.created) == (["mine"], 1)


@pytest.mark.parametrize("category", ["omitted"])
def test_omitted_deals_are_no_model_for_others(category: str) -> None:
    omitted = deal("out 90 verify", created=day("11-01"), category=category)

    assert ahead(OLD, omitted).created == 0
