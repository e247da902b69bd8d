from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, settings, stage

from funnel_cli.records.method import Choice, Method, Milestone, Odds, Stage
from funnel_cli.values.message import Label

VERIFY, DEVELOP, *_ = METHOD.stages
RENAMED = replace(METHOD, stages=(VERIFY, replace(DEVELOP, formerly=("grow", "old"))))


@pytest.mark.parametrize(
    ("id", "place"),
    [("verify", 0), ("develop", 1), ("old", 1), ("nurture", -1), ("won", -1), ("Verify", -1), (None, -1)],
)
def test_a_stage_is_known_by_its_id_and_its_former_ids(id: str | None, place: int) -> None:
    found = RENAMED.stages[place] if place >= 0 else None
    assert (RENAMED.stage(id), RENAMED.position(id)) == (found, place)


@pytest.mark.parametrize(
    ("id", "asked", "before"),
    [
        ("develop", True, ["entry", "verify"]), ("develop", False, ["verify"]),
        ("verify", True, ["entry"]), ("verify", False, []), ("won", True, []),
        ("nurture", True, []), (None, False, []),
    ],
)  # fmt: skip
def test_before_a_stage_stand_the_entry_and_the_stages_before_it(
    id: str | None, asked: bool, before: list[str]
) -> None:
    entry = (Milestone(id="fits"),) if asked else ()
    assert [gate.id for gate in replace(METHOD, entry=entry).gates_before(id)] == before


@pytest.mark.parametrize(
    ("weights", "exit", "odds"),
    [("forecast", "0.75", "0.5"), ("exit", "0.75", "0.75"), ("exit", None, "0.5")],
)
def test_the_settings_choose_the_reading_of_the_odds(weights: str, exit: str | None, odds: str) -> None:
    some = replace(
        stage("propose", "0.5"),
        probability=Odds(forecast=Decimal("0.5"), exit=None if exit is None else Decimal(exit)),
    )
    assert settings(weights=weights).odds(some) == Decimal(odds)


@pytest.mark.parametrize(("limit", "days"), [(None, 90), (60, 60)])
def test_a_deal_stalls_from_the_limit_of_its_stage_or_twice_the_usual_time(
    limit: int | None, days: int
) -> None:
    assert stage("develop", "0.3", days=45, stalled_days=limit).stalled_from == days


def test_the_criteria_are_the_required_milestones_in_order() -> None:
    need, credit = VERIFY.milestones
    some = replace(VERIFY, milestones=(credit, Milestone(id="demo"), need))
    assert some.criteria == (credit, need)


def test_milestones_are_found_in_any_stage_and_after_winning_under_old_names_too() -> None:
    thanks = Milestone(id="thanks", formerly=("gift",))
    method = replace(METHOD, after_win=(thanks,))
    assert [each.id for each in method.milestones] == ["need", "credit", "plan", "funds", "terms", "thanks"]
    assert method.milestone("plan") == DEVELOP.milestones[0]
    assert method.milestone("gift") is thanks
    assert method.milestone("nothing") is None


@pytest.mark.parametrize(("evidence", "needs"), [("required", True), (None, False)])
def test_a_milestone_may_ask_for_evidence(evidence: str | None, needs: bool) -> None:
    assert Milestone(id="need", evidence=evidence).needs_evidence is needs


TITLE = Label({"en": "A title", "zh": "标题"})


@pytest.mark.parametrize("title", [TITLE, None])
def test_what_has_no_title_is_called_by_its_id(title: Label | None) -> None:
    things: list[Milestone | Stage | Choice | Method] = [
        Milestone(id="x", title=title),
        Stage(id="x", title=title, probability=Odds(forecast=Decimal(1))),
        Choice(id="x", title=title),
        Method(method="x", title=title),
    ]
    assert [thing.label for thing in things] == 4 * [title or Label({"en": "x"})]
