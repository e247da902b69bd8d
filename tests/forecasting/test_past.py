"""The past opened again is the past as it was."""

from collections.abc import Sequence
from datetime import date as Day
from datetime import timedelta

from arrange import book, day, deal, written
from hypothesis import given
from hypothesis import strategies as st
from lives import LAST, World, days, patient, periods, worlds

from funnel_cli.forecasting.past import PastBook, prospects
from funnel_cli.forecasting.walk import Paces, paces
from funnel_cli.records.book import Book
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.period import Period, named

EARLY = Day(2000, 1, 1)
OWNERS = (None, "li.wei", "anna.meyer")


def everything(standing: Standing) -> bool:
    del standing
    return True


def open_ids(some: Book) -> list[str]:
    return sorted(deal.id for deal in some.opportunities.values() if deal.is_open)


def foretold(period: Period, deals: Sequence[Standing], then: Book, at: Paces) -> tuple[object, ...]:
    """What is said of the period, all that is rounded on the way left out."""
    (found,) = prospects(deals, then, [period], at)
    return found.won, found.walk.odds, found.new, found.habit.periods, found.habit.run_rate


@patient
@given(worlds(), st.lists(days, min_size=1, max_size=4))
def test_every_owners_pace_is_that_of_the_book_on_the_day(world: World, asked: list[Day]) -> None:
    known = world.until(LAST + timedelta(1))
    past = PastBook(known, everything)
    for on in sorted(asked):
        then, fitted = paces(book_on(known, on)), past.paces(on)
        assert {owner: fitted(owner).pace for owner in OWNERS} == {
            owner: then(owner).pace for owner in OWNERS
        }


@patient
@given(worlds(), st.lists(days, min_size=1, max_size=6))
def test_every_open_deal_and_every_late_win_is_there_as_on_the_day(world: World, asked: list[Day]) -> None:
    known = world.until(LAST + timedelta(1))
    past = PastBook(known, everything)
    for on in asked:
        since = on - timedelta(60)
        some = past.book(on, since)
        mattering = {
            id: deal
            for id, deal in book_on(known, on).opportunities.items()
            if deal.is_open or (deal.is_won and deal.closed and deal.closed >= since)
        }
        assert {id: some.opportunities.get(id) for id in mattering} == mattering


def test_what_was_over_long_before_is_not_opened_unless_a_record_begins_with_it() -> None:
    lines = ("01-04 stage=verify", "01-20 stage=lost")
    first = deal("first 9 lost", *lines, closed=day("01-20"), owner="LI.WEI")
    old = deal("old 1 won", "01-05 stage=verify", "02-01 stage=won", closed=day("02-01"))
    gone = deal("gone 1 lost", "01-05 stage=verify", "09-01 stage=lost", closed=day("09-01"))
    live = deal("live 50", "10-20 stage=verify")
    his = deal("his 1", "10-01 stage=verify owner=anna", owner="anna")
    known = written(first, old, gone, live, his)
    past, november = PastBook(known, everything), named("2026-11")
    assert sorted(past.book(day("11-01"), day("10-01")).opportunities) == ["first", "his", "live"]
    assert sorted(past.book(day("10-01"), day("06-01")).opportunities) == ["first", "gone", "his"]
    assert sorted(past.book(day("02-01"), day("01-15")).opportunities) == ["first", "gone", "old"]

    mine = PastBook(known, lambda each: each.deal.owner == "li.wei")
    assert sorted(mine.book(day("11-01"), day("10-01")).opportunities) == ["first", "his", "live"]

    before, then = past.before(november, day("10-31")), book_on(known, day("10-31"))
    assert foretold(november, past.deals(before.book), before.book, before.paces) == foretold(
        november, standings(then), then, paces(then)
    )


def test_what_came_later_and_whose_it_was_later_is_not_known_on_the_day() -> None:
    past = PastBook(written(deal("acme 1", "10-02 stage=verify")), everything)
    assert open_ids(past.book(day("10-01"), EARLY)) == []

    moved = deal("acme 1", "01-01 stage=verify owner=anna", "10-01 owner=li.wei")
    past = PastBook(written(moved), lambda each: each.deal.owner == "anna")
    assert [len(past.deals(past.book(day(on), EARLY))) for on in ("09-30", "10-01")] == [1, 0]


def test_a_deal_handed_over_counts_for_its_owner_of_the_day() -> None:
    moved = deal("acme 1", "01-01 stage=verify owner=anna", "06-01 stage=develop", "10-01 owner=li.wei")
    known = written(moved)
    past, idle = PastBook(known, everything), paces(book(method=known.method))("anna").pace
    assert past.paces(day("09-30"))("anna").pace != idle
    assert past.paces(day("10-01"))("anna").pace == idle


@patient
@given(
    worlds(), st.lists(st.tuples(days, periods), min_size=1, max_size=4), st.sampled_from(["", "anna.meyer"])
)
def test_a_past_period_is_foretold_as_on_the_day(
    world: World, asked: list[tuple[Day, Period]], owner: str
) -> None:
    known = world.until(LAST + timedelta(1))

    def is_meant(each: Standing) -> bool:
        return not owner or each.deal.owner == owner

    past = PastBook(known, is_meant)
    for on, period in sorted(asked):
        then = book_on(known, on)
        meant = [each for each in standings(then) if is_meant(each)]
        before = past.before(period, on)
        assert foretold(period, past.deals(before.book), before.book, before.paces) == foretold(
            period, meant, then, paces(then)
        )
