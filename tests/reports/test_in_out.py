"""What went in and out of each stage adds up, computed by hand and for any lives of deals."""

from datetime import date as Day
from datetime import timedelta

from arrange import METHOD, book, day, deal
from hypothesis import given
from lives import World, days, patient, worlds

from funnel_cli.records.book import Book
from funnel_cli.reports.in_out import End, InOut, in_and_out
from funnel_cli.time.history import book_on
from funnel_cli.values.period import month_of, named

BOOK = book(
    deal("stays", "08-01 stage=verify"),
    deal("new", "10-05 stage=verify"),
    deal("on - develop", "08-01 stage=verify", "10-10 stage=develop"),
    deal("skips - propose", "10-01 stage=verify", "10-02 stage=propose"),
    deal("back - verify", "08-01 stage=develop", "11-01 stage=verify"),
    deal("won - won", "08-01 stage=close", "10-20 stage=won", closed=day("10-20")),
    deal("lost - lost", "08-01 stage=verify", "10-20 stage=lost", closed=day("10-20")),
    deal("earlier - lost", "08-01 stage=verify", "09-20 stage=lost", closed=day("09-20")),
    deal("removed", "08-01 stage=verify", removed=day("10-20")),
    deal("unknown"),
)


def flow(some: Book = BOOK, period: str = "2026-Q4") -> dict[str, InOut]:
    found = in_and_out(some.opportunities.values(), METHOD, named(period), some.day)
    return {each.stage.id: each for each in found}


def names(each: InOut) -> dict[str, list[str]]:
    ends = {end.value: [deal.id for deal in some] for end, some in each.ends.items() if some}
    starts = {"at_start": each.at_start, "entered": each.entered}
    return {key: [deal.id for deal in some] for key, some in starts.items()} | ends


def test_each_stay_begins_and_ends_in_one_way() -> None:
    assert names(flow()["verify"]) == {
        "at_start": ["stays", "on", "lost", "removed", "unknown"],
        "entered": ["new", "skips", "back"],
        "moved_on": ["on", "skips"],
        "lost": ["lost"],
        "removed": ["removed"],
        "staying": ["stays", "new", "back", "unknown"],
    }
    assert names(flow()["develop"]) == {
        "at_start": ["back"],
        "entered": ["on"],
        "moved_back": ["back"],
        "staying": ["on"],
    }
    assert names(flow()["close"]) == {"at_start": ["won"], "entered": [], "won": ["won"]}


def test_a_stay_ends_in_the_period_of_the_closing() -> None:
    late = deal("late - won", "05-01 stage=close", "07-05 stage=won closed=06-28", closed=day("06-28"))
    assert names(flow(book(late), "2026-06")["close"])["won"] == ["late"]
    assert names(flow(book(late), "2026-07")["close"]) == {"at_start": [], "entered": []}


def test_a_deal_that_comes_again_stands_in_a_stage_twice() -> None:
    again = deal("a", "10-01 stage=verify", "10-02 stage=develop", "10-03 stage=verify")
    assert names(flow(book(again))["verify"]) == {
        "at_start": [],
        "entered": ["a", "a"],
        "moved_on": ["a"],
        "staying": ["a"],
    }


def test_a_period_to_come_has_everything_staying_and_who_goes_on_in_an_unknown_stage_is_removed() -> None:
    here = flow(period="2027-Q1")["verify"]
    assert (len(here.at_start), here.entered) == (len(here.ends[End.STAYING]), ())

    gone = flow(book(deal("a - ghost", "08-01 stage=verify", "10-10 stage=ghost")))["verify"]
    assert names(gone) == {"at_start": ["a"], "entered": [], "removed": ["a"]}


@patient
@given(worlds(), days, days)
def test_what_was_there_and_came_is_what_went_and_stays(world: World, first: Day, on: Day) -> None:
    period, some = month_of(first), book_on(world.until(on), on)
    closing = min(period.last, on)
    opening = min(period.start - timedelta(1), closing)
    for each in in_and_out(some.opportunities.values(), METHOD, period, on):
        assert len(each.at_start) + len(each.entered) == sum(map(len, each.ends.values()))
        assert sitting(some, each, opening) == {deal.id for deal in each.at_start}
        assert sitting(some, each, closing) == {deal.id for deal in each.ends[End.STAYING]}


def sitting(some: Book, each: InOut, on: Day) -> set[str]:
    """The deals that a look at the book of that day finds open in the stage, but those omitted by now."""
    then, left_out = book_on(some, on), {id for id, deal in some.opportunities.items() if deal.is_omitted}
    there = {deal.id for deal in then.opportunities.values() if deal.is_open and deal.stage == each.stage.id}
    return there - left_out
