from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, book, day, deal, stage, written
from grids import cells, part

from funnel_cli.records.book import Book
from funnel_cli.records.lists import Goal
from funnel_cli.records.method import COUNTS, Method, Milestone, Stage
from funnel_cli.reports.switch import BadMap, CountsNoDeals, StagesUnmapped, switch, switch_document
from funnel_cli.values.message import Label

OLD = deal(
    "a 1 propose",
    "09-01 stage=verify",
    "10-01 stage=develop forced=credit",
    "11-01 stage=propose",
    ticks="need:09-02 plan:10-05 gone:10-06",
)
BOOK = written(OLD)


def method(*stages: Stage) -> Method:
    return Method(method="new", title=Label({"en": "New"}), stages=stages)


def stages_of(
    new: Method, old: Book = BOOK, wishes: Mapping[str, str] | None = None
) -> list[tuple[str, str | None, str | None]]:
    found = switch(old, new, wishes or {})
    return [(each.old, each.new, each.how.value.id if each.how else None) for each in found.stages]


def titled(id: str, odds: str, title: str, formerly: tuple[str, ...] = ()) -> Stage:
    return replace(stage(id, odds, formerly=formerly), title=Label({"en": title, "zh": f"阶段{title}"}))


def test_ids_former_ids_titles_in_any_language_odds_and_places_are_asked_in_this_order() -> None:
    assert stages_of(METHOD) == [(id, id, "id") for id in ("verify", "develop", "propose", "close")]

    new = method(
        titled("first", "0.05", "One", formerly=("verify",)),
        titled("grow", "0.2", "Develop"),
        titled("half", "0.5", "Three"),
        titled("end", "0.9", "Four"),
    )
    assert stages_of(new) == [
        ("verify", "first", "former"),
        ("develop", "grow", "title"),
        ("propose", "half", "odds"),
        ("close", "end", "order"),
    ]

    new = method(replace(stage("one", "0.1"), title=Label({"zh": "提案"})), stage("close", "0.8"))
    assert stages_of(new, written(deal("a 1 propose")))[2] == ("propose", "one", "title")


def test_a_map_goes_before_all_and_may_put_two_stages_into_one() -> None:
    new = method(stage("develop", "0.1"), stage("close", "0.8"))
    wishes = {"verify": "close", "develop": "close", "propose": "develop"}
    assert stages_of(new, wishes=wishes) == [
        ("verify", "close", "map"),
        ("develop", "close", "map"),
        ("propose", "develop", "map"),
        ("close", "close", "id"),
    ]


def test_stages_in_use_without_a_like_are_refused_with_a_suggestion_that_turns_no_order_round() -> None:
    new = method(titled("low", "0.2", "Low"), titled("high", "0.6", "High"))
    with pytest.raises(StagesUnmapped) as refused:
        switch(BOOK, new, {})
    assert [each.args["line"] for each in refused.value.details] == [
        "verify: low",
        "develop: low",
        "propose: low",
    ]

    new = method(titled("start", "0.1", "Start"))
    assert stages_of(new, written(deal("a 1 verify")))[1:] == [
        ("develop", None, None),
        ("propose", None, None),
        ("close", None, None),
    ]

    new = method(stage("propose", "0.1"), titled("late", "0.3", "Late"), titled("later", "0.9", "Later"))
    with pytest.raises(StagesUnmapped) as refused:
        switch(BOOK, new, {})
    assert refused.value.args_by_name["stages"] == [METHOD.stages[0].label, METHOD.stages[1].label]


def test_milestones_are_not_guessed_and_none_is_lost() -> None:
    new = replace(
        METHOD,
        stages=(
            replace(METHOD.stages[0], milestones=(Milestone(id="real", formerly=("need",)),)),
            *METHOD.stages[1:],
        ),
    )
    found = switch(BOOK, new, {})
    assert {each.old: (each.new, each.uses) for each in found.milestones if each.uses} == {
        "need": ("real", 1),
        "plan": ("plan", 1),
    }
    assert {id: len(ticks) for id, ticks in found.moved(OLD).milestones.items()} == {
        "real": 1,
        "plan": 1,
        "gone": 1,
    }


def test_stage_history_and_forced_criteria_are_told_in_the_new_words() -> None:
    new = method(stage("low", "0.2", "x"), stage("high", "0.6", "y"))
    wishes = {"verify": "low", "develop": "low", "propose": "high", "credit": "x"}
    moved = switch(BOOK, new, wishes).moved(OLD)
    assert moved.stage == "high"
    assert [line.changes["stage"] for line in moved.history] == ["low", "low", "high"]
    assert moved.history[1].forced == ("x",)


def test_ticks_of_two_milestones_that_become_one_stand_in_order() -> None:
    new = replace(METHOD, stages=(replace(METHOD.stages[0], milestones=()), *METHOD.stages[1:]))
    moved = switch(BOOK, new, {"need": "plan"}).moved(OLD)
    assert [f"{tick.date:%m-%d}" for tick in moved.milestones["plan"]] == ["09-02", "10-05"]


@pytest.mark.parametrize(
    ("text", "is_lost"),
    [
        ("owner:me not:stage:close,develop", True),
        ("stage:close", False),
        ("develop", False),
        ("stage:dev", True),
        ("stage:DEVELOP", True),
        ("'not:stage:develop' foo", True),
        ("阶段：develop", True),
        ("stage:won,open", False),
        ("stage:'develop", False),
    ],
)
def test_saved_queries_that_name_a_stage_which_is_gone_are_told(text: str, is_lost: bool) -> None:
    verify, develop, *rest = METHOD.stages
    stages = (verify, replace(develop, formerly=("dev",)), *rest)
    old = replace(METHOD, stages=stages, settings=replace(METHOD.settings, queries={"mine": text}))
    new = method(stage("grow", "0.3"), stage("close", "0.8"))
    assert switch(written(method=old), new, {}).outdated_queries == (("mine",) if is_lost else ())


def test_a_goal_in_a_stage_without_a_like_asks_for_a_map() -> None:
    goal = Goal(set=day("11-01"), period="2026-12", stage="propose", by=day("12-30"), amount=Decimal(9))
    new = method(stage("verify", "0.1"), stage("own", "0.2"))
    with pytest.raises(StagesUnmapped) as refused:
        switch(written(method=METHOD, goals=(goal,)), new, {})
    assert refused.value.args_by_name["stages"] == [METHOD.stages[2].label]


@pytest.mark.parametrize("wishes", [{"nowhere": "verify"}, {"verify": "nowhere"}, {"verify": "need"}])
def test_a_map_that_names_what_is_not_there_is_refused(wishes: dict[str, str]) -> None:
    with pytest.raises(BadMap):
        switch(BOOK, METHOD, wishes, "map.yaml")


@pytest.mark.parametrize(("second", "is_bad"), [("propose", True), ("close", False)])
def test_a_map_that_sends_one_stage_to_two_is_refused(second: str, is_bad: bool) -> None:
    verify, develop, *rest = METHOD.stages
    known = written(OLD, method=replace(METHOD, stages=(verify, replace(develop, formerly=("dev",)), *rest)))
    wishes = {"develop": "close", "dev": second}
    with pytest.raises(BadMap) if is_bad else nullcontext():
        switch(known, METHOD, wishes, "map.yaml")


def test_deals_cannot_move_over_to_a_funnel_of_counts() -> None:
    with pytest.raises(CountsNoDeals):
        switch(BOOK, Method(method="counts", kind=COUNTS), {})


def test_the_plan_tells_what_becomes_of_each_stage_and_how_much_is_kept() -> None:
    new = method(stage("low", "0.2", "need"), stage("high", "0.6"))
    wishes = {"verify": "low", "develop": "low", "propose": "high"}
    document = switch_document(switch(BOOK, new, wishes), book(OLD), 2)
    assert cells(part(document, "stages"), "old", "new", "deals") == [
        ("verify", "low", 1),
        ("develop", "low", 1),
        ("propose", "high", 1),
        ("close", None, 0),
    ]
    assert document.head == {
        "from": "test",
        "to": "new",
        "deals": 1,
        "files": 2,
        "ticks": 2,
        "kept_ticks": 1,
        "unearned": 0,
    }
