from dataclasses import replace
from itertools import pairwise

import pytest
from arrange import LOST_THEN_REOPENED, MOVED, TODAY, day, deal, line

from funnel_cli.records.deal import HistoryLine, Opening, Opportunity, Pause
from funnel_cli.time.facts import Stint, active_days, created_on, drift, entered, said_of, since, stints


@pytest.mark.parametrize(
    ("some", "created"),
    [
        (deal("a 1", created=day("09-02")), "09-02"),
        (deal("a 1", "09-03 stage=verify", created=day("09-05")), "09-05"),
        (deal("a 1", "09-03 stage=verify", ticks="need:09-04", log="visit:09-05"), "09-03"),
        (deal("a 1", "09-06 stage=verify", ticks="need:09-04", log="visit:09-05"), "09-04"),
        (deal("a 1", "09-06 stage=verify", log="visit:09-05"), "09-05"),
    ],
)
def test_it_was_created_as_written_else_on_its_first_dated_fact(some: Opportunity, created: str) -> None:
    assert created_on(some) == day(created)


@pytest.mark.parametrize(
    "some",
    [
        deal("a 1"),
        deal("a 1 won", closed=day("10-01")),
        deal("a 1 won", "10-01 stage=won closed=10-01", closed=day("10-01")),
        deal("a 1", "10-02 amount=1", opening=Opening(date=day("10-01"))),
    ],
)
def test_the_creation_is_unknown_where_nothing_tells_what_came_before(some: Opportunity) -> None:
    assert created_on(some) is None


@pytest.mark.parametrize(
    ("some", "known"),
    [
        (deal("a 1"), None),
        (deal("a 1", log="call:10-01"), "10-01"),
        (deal("a 1", log="call:10-01", opening=Opening()), None),
        (deal("a 1", opening=Opening(date=day("10-01"))), "10-01"),
        (deal("a 1", opening=Opening(date=day("10-01")), created=day("07-01")), "07-01"),
        (deal("a 1 won", closed=day("10-01")), None),
    ],
)
def test_a_deal_exists_from_its_first_fact_on_or_on_every_day(some: Opportunity, known: str | None) -> None:
    assert since(some) == (known and day(known))


def test_a_deal_stays_in_a_stage_from_the_line_or_closing_that_tells_it_until_the_next_one() -> None:
    assert stints(LOST_THEN_REOPENED) == (
        Stint("develop", day("09-01"), day("10-01")),
        Stint("lost", day("10-01"), day("10-20")),
        Stint("develop", day("10-20"), None),
    )
    assert entered(deal("a 1 develop", "09-01 stage=develop", "10-01 stage=develop")) == day("09-01")

    some = deal("a 1 won", "09-01 stage=verify", closed=day("11-10"))
    assert stints(some) == (Stint("verify", day("09-01"), day("11-10")), Stint("won", day("11-10"), None))

    some = deal("a 1 develop", "09-01 amount=1", created=day("09-01"))
    assert (stints(some), entered(some)) == ((Stint("develop", None, None),), None)

    stays = stints(LOST_THEN_REOPENED)
    assert [each.end for each, _ in pairwise(stays)] == [each.start for each in stays[1:]]


def test_drift_names_what_differs_from_the_last_line_and_its_day() -> None:
    edited = replace(MOVED, amount=None, stage="verify")
    assert drift(edited) == {"amount": day("10-15"), "stage": day("10-10")}

    assert drift(deal("a 0", "09-01 amount=")) == {"amount": day("09-01")}


@pytest.mark.parametrize(
    ("top", "said", "is_drift"), [({}, None, False), ({"power": 1}, None, True), ({}, {"power": 1}, True)]
)
def test_an_empty_mapping_is_unset(top: dict[str, int], said: object, is_drift: bool) -> None:
    some = deal("a 1", strength=top)
    some = replace(some, history=(HistoryLine(date=day("09-01"), changes={"strength": said}),))
    assert bool(drift(some)) is is_drift


def test_a_pause_is_no_age_from_its_day_until_a_line_takes_it_away() -> None:
    some = deal("a 1 close", "11-02 stage=close")
    paused = replace(some.history[0], date=day("11-04"), changes={"paused": Pause(since=day("11-04"))})
    resumed = replace(some.history[0], date=day("11-10"), changes={"paused": None})
    rested = replace(some, history=(*some.history, paused, resumed))

    assert active_days(rested, day("11-02"), TODAY) == 14

    rested = deal("a 1 close", "11-02 stage=close", paused=Pause(since=day("11-02"), until=day("11-12")))

    assert active_days(rested, day("11-02"), TODAY) == 10


@pytest.mark.parametrize(
    ("amount", "values"),
    [(3, [1, 2, 3]), (2, [1, 2]), (None, [1, 2, None])],
    ids=["by hand", "said", "unset"],
)
def test_the_values_of_a_key_end_with_what_was_edited_by_hand(
    amount: int | None, values: list[object]
) -> None:
    lines = (line("10-15 amount=2"), line("10-01 amount=1"))
    assert [value for _, value in said_of(deal("acme", amount=amount, history=lines), "amount")] == values


def test_a_key_that_no_line_names_has_no_values() -> None:
    assert said_of(deal("acme 5"), "amount") == []
