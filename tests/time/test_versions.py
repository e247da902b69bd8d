"""The versions of a deal."""

from dataclasses import replace
from datetime import date as Day
from datetime import timedelta

from arrange import LOST_THEN_REOPENED, METHOD, MOVED, day, deal, own_odds, stage, written
from hypothesis import given
from hypothesis import strategies as st
from lives import World, patient, worlds

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Method
from funnel_cli.time.history import book_on
from funnel_cli.time.standing import Standing
from funnel_cli.time.versions import EARLIEST, ENDLESS, Version, day_versions, versions, visits

LATER = Day(2027, 3, 1)


def versions_of(deal_: Opportunity, book: Book | None = None, on: Day = LATER) -> tuple[Version, ...]:
    book = book or written(deal_)
    return versions(day_versions(deal_, book, on), book)


def visits_of(deal_: Opportunity, method: Method = METHOD) -> list[tuple[object, ...]]:
    """Each stay with the days on which it was known, the day it began and that it ended."""
    some = visits(day_versions(deal_, written(deal_, method=method), LATER), method)
    return [(each.visit, each.stage, each.place, each.since, each.entered, each.left_on) for each in some]


def told(deal_: Opportunity, on: Day = LATER) -> list[tuple[str, str | None]]:
    return [(each.since.isoformat(), each.stage) for each in versions_of(deal_, on=on)]


def test_a_deal_has_a_version_from_each_known_day_on_which_it_changed_to_the_next() -> None:
    assert told(MOVED) == [("2026-09-01", "verify"), ("2026-10-10", "develop"), ("2026-10-15", "develop")]

    found = versions_of(LOST_THEN_REOPENED)
    assert [each.until for each in found] == [day("10-01"), day("10-20"), ENDLESS]

    assert told(MOVED, day("10-12")) == [("2026-09-01", "verify"), ("2026-10-10", "develop")]
    assert told(MOVED, day("08-31")) == []
    assert told(deal("acme 100 propose")) == [(EARLIEST.isoformat(), "propose")]


def test_odds_of_its_own_hold_from_the_day_that_they_state() -> None:
    own = deal("acme 100 develop", "09-01 stage=develop", probability=own_odds("0.6", "10-05"))
    found = versions_of(own)
    assert [(each.since, str(each.probability)) for each in found] == [
        (day("09-01"), "0.3"),
        (day("10-05"), "0.6"),
    ]


def test_what_a_log_line_tells_makes_no_version() -> None:
    assert len(told(deal("acme 100 develop", "09-01 stage=develop", log="visit:09-09"))) == 1


def test_a_stay_is_known_without_its_end_until_the_deal_went_on() -> None:
    own = deal("acme 100 develop", "09-01 stage=verify", "10-10 stage=develop")
    assert visits_of(own) == [
        (0, "verify", 0, day("09-01"), day("09-01"), None),
        (0, "verify", 0, day("10-10"), day("09-01"), day("10-10")),
        (1, "develop", 1, day("10-10"), day("10-10"), None),
    ]


def test_winning_is_a_stay_behind_the_last_stage_and_losing_one_nowhere() -> None:
    won = deal("acme 100 won", "09-01 stage=close", "10-10 stage=won closed=10-10")
    lost = deal("acme 100 lost", "09-01 stage=close", "10-10 stage=lost closed=10-10")
    assert [visits_of(each)[-1][1:3] for each in (won, lost)] == [("won", 4), ("lost", None)]


def test_a_stage_is_called_as_the_method_calls_it_now() -> None:
    renamed = replace(METHOD, stages=(stage("verify", "0.1", formerly=("qualify",)), *METHOD.stages[1:]))
    own = deal("acme 100 qualify", "09-01 stage=qualify")
    book = written(own, method=renamed)
    assert versions_of(own, book)[0].stage == "verify"
    assert visits_of(own, renamed)[0][1:3] == ("verify", 0)


def as_reported(book: Book, id: str) -> tuple[object, ...] | None:
    if id not in book.opportunities:
        return None
    stood = Standing(book.opportunities[id], book)
    own = stood.deal
    return (
        *(own.stage, own.is_open, own.removed is not None, own.amount, own.currency or book.currency),
        *(own.expected_close, own.closed, stood.entered, own.owner, stood.category, stood.probability),
    )


@given(worlds(), st.dates(Day(2026, 7, 1), Day(2027, 2, 28)), st.integers(0, 60))
@patient
def test_the_version_of_a_day_is_the_deal_as_every_report_sees_it_then(
    world: World, on: Day, later: int
) -> None:
    book = world.until(Day.max)
    known = on + timedelta(later)
    for id, own in book.opportunities.items():
        held = [each for each in versions_of(own, book, known) if each.since <= on < each.until]
        said = [
            (
                *(one.stage, one.is_open, one.is_removed, one.amount, one.currency, one.expected_close),
                *(one.closed, one.entered, one.owner, one.category, one.probability),
            )
            for one in held
        ]
        then = as_reported(book_on(book, on), id)
        assert said == ([then] if then else [])
