"""How many are won of those that are decided, by count and by amount, and how long a win takes."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from arrange import book, day, deal
from grids import cny
from samples import decided

from funnel_cli.model import Opportunity
from funnel_cli.period import named
from funnel_cli.reports.funnel.win_rate import WinRate, cycle, decided_in, win_rates
from funnel_cli.standing import standings

WON = deal("won 300 won", "08-01 stage=verify", "10-01 stage=won closed=10-01", closed=day("10-01"))
LOST = deal(
    "lost 100 lost",
    "08-01 stage=verify",
    "08-20 stage=propose",
    "11-05 stage=lost closed=11-05",
    closed=day("11-05"),
)
OPEN = deal("open 50 propose", "08-01 stage=verify", "08-20 stage=propose")


def rates(*deals: Opportunity, period: str | None = None) -> tuple[WinRate, ...]:
    some = book(*deals)
    return win_rates(standings(some), some, named(period) if period else None)


def counts(*deals: Opportunity, period: str | None = None) -> list[tuple[int, int]]:
    return [(len(rate.won), len(rate.lost)) for rate in rates(*deals, period=period)]


def test_open_deals_are_neither_won_nor_lost() -> None:
    assert counts(WON, LOST, OPEN)[0] == (1, 1)


def test_the_rate_by_amount_weighs_what_was_at_stake() -> None:
    overall = rates(WON, LOST)[0]
    assert (overall.by_count, overall.by_amount) == (Decimal("0.5"), Decimal("0.75"))


def test_a_won_deal_came_as_far_as_every_stage_and_a_lost_one_as_far_as_it_did() -> None:
    assert counts(WON, LOST)[1:] == [(1, 1), (1, 1), (1, 1), (1, 0)]


def test_a_lost_deal_never_came_as_far_as_the_stage_behind_it() -> None:
    assert rates(LOST)[4].by_count is None


def test_a_deal_without_a_history_counts_for_all_and_for_no_stage() -> None:
    assert counts(deal("bare 1 won", closed=day("10-01"))) == [(1, 0), (0, 0), (0, 0), (0, 0), (0, 0)]


def test_a_period_decides_by_the_closing_day_both_ends_included() -> None:
    assert [counts(WON, LOST, period=name)[0] for name in ("2026-10", "2026-11", "2026-12")] == [
        (1, 0),
        (0, 1),
        (0, 0),
    ]


def test_without_a_decided_deal_there_is_no_rate() -> None:
    overall = rates(OPEN)[0]
    assert (overall.by_count, overall.by_amount, overall.interval) == (None, None, None)


def test_deals_without_an_amount_or_a_rate_count_and_are_not_summed() -> None:
    bare = deal("bare - won", "10-01 stage=won closed=10-01", closed=day("10-01"))
    foreign = deal("usd 900 lost", "10-01 stage=lost closed=10-01", closed=day("10-01"), currency="USD")
    overall = rates(WON, bare, foreign)[0]
    assert (len(overall.won), len(overall.lost)) == (2, 1)
    assert (overall.won_amount, overall.lost_amount) == (cny("300"), cny("0"))


def test_all_won_is_no_certainty() -> None:
    interval = rates(*decided(3, 0))[0].interval
    assert interval is not None
    assert (interval.low < Decimal("0.7"), interval.high) == (True, Decimal(1))


def test_a_removed_deal_decides_nothing() -> None:
    gone = deal("gone 1 won", "10-01 stage=won closed=10-01", closed=day("10-01"), removed=Day(2026, 10, 2))
    assert counts(gone)[0] == (0, 0)


def test_the_cycle_is_the_median_from_creation_to_winning() -> None:
    """31 days, 61 days and, without a day of creation, nobody knows."""
    wins = [
        deal("a 1 won", "08-01 stage=verify", "09-01 stage=won closed=09-01", closed=day("09-01")),
        WON,
        deal("late 1 won", "07-01 stage=verify", "10-09 stage=won closed=10-09", closed=day("10-09")),
    ]
    some = book(*wins)
    found = cycle(decided_in(standings(some), None))
    assert (found.days, len(found.deals), found.unknown) == (Decimal(61), 3, 0)


def test_the_cycle_of_two_wins_is_the_mean_of_them() -> None:
    """31 days and 100."""
    wins = [
        deal("a 1 won", "08-01 stage=verify", "09-01 stage=won closed=09-01", closed=day("09-01")),
        deal("late 1 won", "07-01 stage=verify", "10-09 stage=won closed=10-09", closed=day("10-09")),
    ]
    assert cycle(decided_in(standings(book(*wins)), None)).days == Decimal("65.5")


def test_without_a_win_there_is_no_cycle() -> None:
    assert cycle(()).days is None
