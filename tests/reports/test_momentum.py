"""Velocity, pushed closes and concentration, computed by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import book, day, deal
from grids import cny

from funnel_cli.records.deal import Opportunity
from funnel_cli.reports.momentum import concentration, pushes, velocity
from funnel_cli.time.standing import standings


def won(id: str, amount: int, created: str, closed: str) -> Opportunity:
    lines = (f"{created} stage=verify", f"{closed} stage=won")
    return deal(f"{id} {amount} won", *lines, created=day(created), closed=day(closed))


LOST = deal("lost 5 lost", "05-01 stage=verify", "06-01 stage=lost", closed=day("06-01"))
WON = (won("a", 100, "05-01", "05-31"), won("b", 300, "05-01", "06-10"), won("c", 200, "05-01", "07-01"))


def test_velocity_is_open_deals_times_rate_times_mean_win_per_day_of_the_cycle() -> None:
    some = book(*WON, LOST, *(deal(f"o{n} 1 verify") for n in range(4)), deal("x 1", category="omitted"))
    found = velocity(standings(some), some)
    assert (len(found.open), found.rate.by_count, found.mean, found.cycle.days) == (
        4,
        Decimal("0.75"),
        cny("200"),
        Decimal(40),
    )
    assert found.per_day == cny("15.000000")

    three = (replace(LOST, id=f"lost{n}") for n in range(3))
    more = book(*some.opportunities.values(), *three)
    assert velocity(standings(more), more).per_day == cny("8.571429")  # 4 · 3/7 · 200 ÷ 40


@pytest.mark.parametrize(
    "deals", [(), (LOST,), (deal("o 1 verify"),), (won("a", 1, "05-01", "05-01"),)], ids=str
)
def test_velocity_is_unknown_where_nothing_was_won_or_a_win_took_no_day(
    deals: tuple[Opportunity, ...],
) -> None:
    some = book(*deals)
    assert velocity(standings(some), some).per_day is None


def test_a_win_that_cannot_be_converted_is_not_in_the_mean() -> None:
    some = book(*WON, deal("d 9 won", "05-01 stage=won", currency="USD", closed=day("05-02")))
    assert velocity(standings(some), some).mean == cny("200")


def test_a_push_is_a_move_to_a_later_day_also_one_by_hand() -> None:
    some = book(
        deal("a 1 verify 12-20", "08-01 close=10-01", "09-01 close=11-01", "10-01 close=12-20"),
        deal("pulled 1 verify 10-01", "08-01 close=12-01", "09-01 close=10-01"),
        deal("first 1 verify 12-01", "08-01 close=12-01"),
        deal("gap 1 verify 12-02", "08-01 close=12-01", "09-01 close=", "10-01 close=12-02"),
        deal("won 1 won", "08-01 close=10-01", "09-01 close=11-01 stage=won", closed=day("09-01")),
    )
    assert [
        (push.standing.deal.id, push.count, push.days, push.first) for push in pushes(standings(some))
    ] == [("a", 2, 31 + 49, day("10-01")), ("gap", 1, 1, day("12-01"))]

    some = book(deal("a 1 verify 12-20", "08-01 close=12-10"))
    assert [(push.count, push.days) for push in pushes(standings(some))] == [(1, 10)]


def test_concentration_is_the_share_of_the_largest_deals_if_there_are_any() -> None:
    some = book(
        *(deal(f"{id} {amount} propose") for id, amount in zip("abcd", (100, 400, 200, 300), strict=True))
    )
    found = concentration(standings(some), some)
    assert [each.standing.deal.id for each in found.deals] == ["b", "d", "c", "a"]
    assert (found.share(1), found.share(3), found.whole) == (Decimal("0.4"), Decimal("0.9"), cny("500.0"))

    assert concentration((), book()).share(1) is None
