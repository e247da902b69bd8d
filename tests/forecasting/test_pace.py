from dataclasses import replace
from math import isclose

import pytest
from arrange import METHOD, TODAY, day, deal, settings

from funnel_cli.forecasting.pace import K_BOOK, KC, Pace, Rates, StagePace, book_pace, pace
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.method import Method

# The stages of the test method take 30 days each; their odds are 10, 30, 50 and 80 %.


def shown(*deals: Opportunity, method: Method = METHOD) -> Pace:
    return pace(deals, method, TODAY)


def close(rates: Rates, expected: Rates) -> bool:
    keys = {*rates, *expected}
    return all(isclose(rates.get(key, 0), expected.get(key, 0), abs_tol=1e-12) for key in keys)


def fresh(stage: StagePace) -> Rates:
    return stage.by_age[0][1]


def stalled(stage: StagePace) -> Rates:
    return stage.by_age[-1][1]


def test_without_a_past_the_method_speaks_alone() -> None:
    rates = shown()["develop"].plain

    assert close(rates, {"propose": 0.6 / 30, "lost": 0.4 / 30})


def test_events_and_days_are_held_by_ten_usual_deals_and_a_fresh_deal_by_six_events() -> None:
    won = deal("a 1 won", "10-01 stage=close", "10-11 stage=won", closed=day("10-11"))
    open_ = deal("b 1 close", "11-02 stage=close")

    assert close(shown(won, open_)["close"].plain, {"won": (1 + 8) / 330, "lost": 2 / 330})

    plain = {"won": 9 / 310, "lost": 2 / 310}
    out = 11 / 310
    days = 10 + KC / out

    assert close(
        fresh(shown(won)["close"]),
        {"won": (1 + KC * plain["won"] / out) / days, "lost": KC * plain["lost"] / out / days},
    )


def test_a_stalled_deal_moves_at_half_pace_and_is_lost_at_the_full() -> None:
    young, old = fresh(shown()["close"]), stalled(shown()["close"])

    assert close(old, {"won": young["won"] / 2, "lost": young["lost"]})


@pytest.mark.parametrize(("end", "is_stalled"), [("2026-11-01", False), ("2026-11-02", True)])
def test_a_deal_is_stalled_from_twice_the_usual_time(end: str, is_stalled: bool) -> None:
    lost = deal("a 1 lost", "09-02 stage=close", f"{end} stage=lost", closed=day(end))
    found = shown(lost)["close"]

    assert (stalled(found)["lost"] > fresh(found)["lost"]) is is_stalled


def test_the_lists_own_limit_does_not_move_the_walks() -> None:
    patient = replace(METHOD, stages=tuple(replace(each, stalled_days=5) for each in METHOD.stages))

    assert [start for start, _ in shown(method=patient)["close"].by_age] == [0, 60]


def test_a_step_back_is_just_another_way_to_leave() -> None:
    back = deal("a 1 verify", "10-01 stage=propose", "10-11 stage=verify")

    assert isclose(shown(back)["propose"].plain["verify"], 1 / 310)


def test_a_deal_is_in_its_stage_neither_after_its_removal_nor_while_it_rests() -> None:
    gone = deal("a 1 close", "11-02 stage=close", removed=day("11-12"))

    assert isclose(shown(gone)["close"].plain["won"], 8 / 310)

    rest = Pause(since=day("11-02"), until=day("11-12"))
    rested = deal("a 1 close", "11-02 stage=close", paused=rest)

    assert isclose(shown(rested)["close"].plain["won"], 8 / 310)


def test_what_lies_before_the_book_was_complete_is_left_out() -> None:
    since = settings(complete_since=day("11-12"))
    early = deal("a 1 won", "10-01 stage=close", "11-02 stage=won", closed=day("11-02"))
    running = deal("b 1 close", "11-02 stage=close")

    assert close(shown(early, running, method=since)["close"].plain, {"won": 8 / 310, "lost": 2 / 310})


def test_a_stage_is_known_by_its_former_id_and_one_that_the_method_lacks_is_passed_over() -> None:
    odd = deal("a 1 close", "10-01 stage=propose", "10-11 stage=ghost", "10-21 stage=close", "10-21 owner=x")
    found = shown(odd)

    assert (isclose(found["propose"].plain["close"], (1 + 10 * 0.625) / 310), list(found)) == (
        True,
        ["verify", "develop", "propose", "close"],
    )

    renamed = replace(METHOD, stages=(*METHOD.stages[:3], replace(METHOD.stages[3], formerly=("signing",))))
    old = deal("a 1 won", "10-01 stage=signing", "10-11 stage=won", closed=day("10-11"))

    assert isclose(shown(old, method=renamed)["close"].plain["won"], 9 / 310)


def test_a_deal_adds_no_days_where_its_entry_is_unknown_or_it_moved_on_the_same_day() -> None:
    assert close(shown(deal("a 1 close"))["close"].plain, shown()["close"].plain)

    quick = deal("a 1 propose", "10-01 stage=develop", "10-01 stage=propose")

    assert isclose(shown(quick)["develop"].plain["propose"], (1 + 6) / 300)


WON_EARLY = deal("a 1 won", "10-01 stage=close", "10-11 stage=won", closed=day("10-11"))


def test_a_book_of_several_owners_cuts_ages_at_fifths_halves_and_multiples_of_the_usual_time() -> None:
    assert [start for start, _ in book_pace((), METHOD, TODAY)["close"].by_age] == [0, 6, 15, 30, 60, 120]


def test_an_event_belongs_to_the_age_at_which_it_came() -> None:
    """Won after ten days: four of them past the first cut, and the event with them."""
    plain = {"won": 9 / 310, "lost": 2 / 310}
    out = 11 / 310
    days = 4 + KC / out

    assert close(
        dict(book_pace((WON_EARLY,), METHOD, TODAY)["close"].by_age)[6],
        {"won": (1 + KC * plain["won"] / out) / days, "lost": KC * plain["lost"] / out / days},
    )


def test_an_owner_without_a_past_has_the_pace_of_the_book() -> None:
    book = book_pace((WON_EARLY,), METHOD, TODAY)
    found = pace((), METHOD, TODAY, book)

    assert all(
        close(own, theirs)
        for id in book
        for (_, own), (_, theirs) in zip(found[id].by_age, book[id].by_age, strict=True)
    )


def test_an_owners_own_events_are_held_by_those_of_the_book() -> None:
    book = book_pace((), METHOD, TODAY)
    theirs = dict(book["close"].by_age)[6]
    whole = sum(theirs.values())
    days = 4 + K_BOOK / whole

    assert close(
        dict(pace((WON_EARLY,), METHOD, TODAY, book)["close"].by_age)[6],
        {"won": (1 + K_BOOK * theirs["won"] / whole) / days, "lost": K_BOOK * theirs["lost"] / whole / days},
    )
