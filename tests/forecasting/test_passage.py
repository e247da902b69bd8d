from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from arrange import METHOD, TODAY, book, day, deal
from hypothesis import given
from lives import LAST, World, patient, worlds

from funnel_cli.forecasting.passage import Conversion, conversions, ideal_conversion
from funnel_cli.model import Opening, Opportunity
from funnel_cli.period import named

WON = deal("won 1 won", "09-01 stage=verify", "09-10 stage=develop", "10-01 stage=won", closed=day("10-01"))
LOST = deal(
    "lost 1 lost", "09-01 stage=verify", "09-10 stage=develop", "10-01 stage=lost", closed=day("10-01")
)
OPEN = deal("open 1 develop", "09-01 stage=verify", "09-10 stage=develop")


def rates(*deals: Opportunity) -> tuple[Conversion, ...]:
    return conversions(book(*deals).opportunities.values(), METHOD)


def counts(*deals: Opportunity) -> list[tuple[int, int, int]]:
    """Reached, decided, waiting of each stage."""
    return [(rate.reached, rate.decided, rate.waiting) for rate in rates(*deals)]


def test_a_won_deal_passed_every_stage_also_the_skipped_ones() -> None:
    assert counts(WON) == [(1, 1, 0)] * 4


def test_a_lost_deal_is_decided_for_its_last_stage_and_never_passed_it() -> None:
    assert counts(LOST) == [(1, 1, 0), (0, 1, 0), (0, 0, 0), (0, 0, 0)]


def test_a_deal_lost_at_the_last_stage_did_not_pass_won() -> None:
    late = deal("a 1 lost", "09-01 stage=close", "10-01 stage=lost", closed=day("10-01"))

    assert counts(late)[3] == (0, 1, 0)


def test_an_open_deal_waits_where_it_is_and_has_passed_what_lies_behind() -> None:
    assert counts(OPEN) == [(1, 1, 0), (0, 0, 1), (0, 0, 0), (0, 0, 0)]


def test_a_deal_that_entered_late_counts_for_the_earlier_stages_too() -> None:
    assert counts(deal("a 1 propose", "09-01 stage=propose"))[:2] == [(1, 1, 0), (1, 1, 0)]


def test_a_re_entry_counts_once() -> None:
    back = deal(
        "a 1 develop",
        "09-01 stage=verify",
        "09-10 stage=develop",
        "09-20 stage=verify",
        "10-01 stage=develop",
    )

    assert counts(back) == counts(OPEN)


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


def test_a_reopened_deal_is_open_again() -> None:
    again = deal(
        "a 1 develop", "09-01 stage=verify", "09-10 stage=develop", "10-01 stage=lost", "10-10 stage=develop"
    )

    assert counts(again) == counts(OPEN)


def test_a_win_that_was_reopened_is_no_passage_any_more() -> None:
    again = deal("a 1 develop", "09-10 stage=develop", "10-01 stage=won", "10-10 stage=develop")

    assert counts(again) == counts(OPEN)


def test_the_share_is_of_the_decided_deals_lost_ones_included() -> None:
    assert [rate.share for rate in rates(WON, LOST, OPEN)] == [
        Decimal(1),
        Decimal("0.5"),
        Decimal(1),
        Decimal(1),
    ]


def test_without_a_decided_deal_there_is_no_share() -> None:
    assert rates()[0].share is None


def test_a_deal_counts_from_the_stage_on_in_which_it_was_first_known() -> None:
    opened = deal(
        "a 1 won", "10-01 stage=won", closed=day("10-01"), opening=Opening(changes={"stage": "propose"})
    )
    found = rates(WON, opened, deal("b 1 close"), deal("c 1 won", "10-01 stage=won", closed=day("10-01")))

    assert [(rate.reached, rate.decided, rate.waiting, rate.unknown) for rate in found] == [
        (1, 1, 0, 3),
        (1, 1, 0, 3),
        (2, 2, 0, 2),
        (2, 2, 1, 1),
    ]


def test_a_stage_that_the_method_lacks_is_left_out() -> None:
    strange = deal("a 1 develop", "09-01 stage=verify", "09-05 stage=ghost", "09-10 stage=develop")

    assert counts(strange) == counts(OPEN)


def test_a_stage_edited_by_hand_counts_as_entered() -> None:
    by_hand = deal("a 1 propose", "09-01 stage=verify", "09-10 stage=develop")

    assert counts(by_hand)[1:3] == [(1, 1, 0), (0, 0, 1)]


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

    assert found[0].decided + found[0].waiting + found[0].unknown == len(deals)
    assert [rate.reached for rate in found[:-1]] == [rate.decided + rate.waiting for rate in found[1:]]


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
