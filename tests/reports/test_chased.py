from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from arrange import METHOD, TODAY, book, day, deal
from grids import cells, part

from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.method import Milestone
from funnel_cli.reports.chased import chased, chased_in_stage
from funnel_cli.reports.checklist import checklist
from funnel_cli.rules.ticking import milestones_meant
from funnel_cli.time.standing import standings

AFTER = (Milestone(id="thanked", due_days=7), Milestone(id="visited", due_days=30), Milestone(id="named"))
WINNING = replace(METHOD, after_win=AFTER)


def won(id: str, on: str, ticks: str = "", **more: Any) -> Opportunity:
    return deal(f"{id} 1 won", f"{on} stage=won closed={on}", closed=day(on), ticks=ticks, **more)


def due(*deals: Opportunity) -> list[tuple[str, str, str, int]]:
    some = book(*deals, method=WINNING)
    return [
        (each.deal.id, each.milestone.id, each.due.isoformat()[5:], each.open)
        for each in chased(some.opportunities.values(), some)
    ]


def test_a_won_deal_is_chased_for_what_is_due_first_until_it_is_done() -> None:
    assert due(won("a", "11-10")) == [("a", "thanked", "11-17", 3)]
    assert due(won("a", "10-20", "thanked:10-22")) == [("a", "visited", "11-19", 2)]
    assert due(won("a", "10-20", "thanked:10-22 visited:11-01")) == []


@pytest.mark.parametrize(("late", "is_chased"), [(-8, False), (-7, True), (0, True), (400, True)])
def test_it_is_chased_from_a_week_before_its_day_on(late: int, is_chased: bool) -> None:
    closed = TODAY - timedelta(days=7 + late)
    assert bool(due(won("a", closed.isoformat()))) is is_chased


@pytest.mark.parametrize(("closed", "is_chased"), [("11-01", False), ("11-02", True)])
def test_what_was_won_before_the_book_was_kept_is_left_alone(closed: str, *, is_chased: bool) -> None:
    kept = replace(WINNING, settings=replace(WINNING.settings, complete_since=day("11-02")))
    some = book(won("a", closed), method=kept)
    assert bool(chased(some.opportunities.values(), some)) is is_chased


def test_the_longest_overdue_comes_first_and_open_and_removed_deals_not_at_all() -> None:
    gone = won("c", "10-01", removed=day("11-01"))
    found = due(won("b", "11-10"), won("a", "11-01"), gone, deal("d 1 close"))
    assert [each[0] for each in found] == ["a", "b"]


def test_what_stages_ask_by_a_day_is_chased_from_a_week_before_it_the_longest_overdue_first() -> None:
    """A deal owes a report 20 days after it came into the stage: of 11-09 in a week, of 11-10 later."""
    first, *others = METHOD.stages
    report = replace(first, milestones=(*first.milestones, Milestone(id="report", due_days=20)))
    some = book(
        *(deal(f"d{on} 1 verify", f"{on} stage=verify") for on in ("11-10", "11-09", "10-01")),
        deal("done 1 verify", "10-01 stage=verify", ticks="report:10-05"),
        deal("rests 1 verify", "10-01 stage=verify", paused=Pause(since=day("11-01"))),
        deal("on 1 develop", "10-01 stage=develop"),
        method=replace(METHOD, stages=(report, *others)),
    )
    found = chased_in_stage(standings(some), some)
    assert [(each.deal.id, each.due.isoformat(), each.open) for each in found] == [
        ("d10-01", "2026-10-21", 3),
        ("d11-09", "2026-11-29", 3),
    ]


def test_the_checklist_of_a_won_deal_is_what_follows_winning() -> None:
    some = book(won("a", "11-10", "thanked:11-12"), method=WINNING)
    rows = cells(part(checklist(some.opportunities["a"], some), "milestones"), "milestone", "is_met", "due")
    assert [(id, bool(met), when) for id, met, when in rows] == [
        ("thanked", True, None),
        ("visited", False, day("12-10")),
        ("named", False, None),
    ]


def test_it_is_ticked_by_the_numbers_of_its_checklist_and_all_at_once() -> None:
    some = book(won("a", "11-10", "thanked:11-12"), method=WINNING)
    deal = some.opportunities["a"]
    found = checklist(deal, some)
    assert cells(part(found, "gate"), "number", "milestone", "due")[1] == (2, "visited", day("12-10"))
    assert [note.args["number"] for note in found.notes] == ["2"]  # type: ignore[union-attr]
    assert [each.id for each in milestones_meant(deal, some, ["2"])] == ["visited"]
    assert [each.id for each in milestones_meant(deal, some, [], of_gate=True)] == ["visited", "named"]
