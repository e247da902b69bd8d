from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import METHOD, book, day, deal, step

from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.lists import Rate
from funnel_cli.records.method import Milestone, Stage
from funnel_cli.records.planned import PlannedActivity
from funnel_cli.render.language import Language
from funnel_cli.reports.attention import Attention, Reason, attention, findings_in_words, is_stalled
from funnel_cli.time.standing import standings

FINE = deal(
    "fine 100 verify 12-10",
    "11-01 stage=verify",
    log="call:11-20",
    ticks="need:11-02",
    next_step=step("11-25"),
)
VISIT = PlannedActivity(due=day("11-21"), kind="visit")
RESTS = Pause(since=day("11-01"), until=day("12-24"))


def looked_at(*deals: Opportunity, **more: Any) -> tuple[Attention, ...]:
    some = book(*deals, **more)
    return attention(standings(some), some)


def reasons(some: Opportunity, **more: Any) -> list[Reason]:
    return [finding.reason for found in looked_at(some, **more) for finding in found.findings]


def test_a_deal_in_order_wants_no_attention() -> None:
    assert looked_at(FINE) == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"next_step": step("11-21")}, [Reason.STEP_OVERDUE]),
        ({"next_step": NextStep(due=day("11-21"))}, [Reason.STEP_OVERDUE]),
        ({"next_step": step("11-22")}, []),
        ({"next_step": NextStep(action="call")}, []),
        ({"planned": (VISIT,)}, [Reason.PLAN_OVERDUE]),
        ({"planned": (replace(VISIT, due=day("11-22")),)}, []),
        ({"planned": (replace(VISIT, done=day("11-22")), replace(VISIT, dropped=day("11-22")))}, []),
        ({"planned": (VISIT,), "paused": RESTS}, []),
        ({"next_step": None}, [Reason.NO_STEP]),
        ({"expected_close": None}, [Reason.UNDATED]),
        ({"expected_close": day("11-21")}, [Reason.CLOSE_PASSED]),
        ({"expected_close": day("11-22")}, []),
        ({"log": (), "milestones": {}, "created": day("10-23")}, [Reason.UNTOUCHED]),
        ({"log": (), "milestones": {}, "created": day("10-24")}, []),
        ({"paused": Pause(since=day("11-01"), until=day("11-22"))}, [Reason.PAUSE_OVER]),
        ({"paused": RESTS}, []),
        ({"paused": Pause()}, []),
        ({"paused": RESTS, "next_step": step("11-21")}, []),
        ({"paused": RESTS, "next_step": None, "log": (), "milestones": {}}, []),
        ({"paused": RESTS, "expected_close": None}, [Reason.UNDATED]),
        ({"stage": "won", "closed": day("11-20"), "history": (), "next_step": None}, []),
        ({"stage": "ghost", "history": ()}, []),
    ],
)
def test_a_deal_wants_attention_for_each_reason(changed: dict[str, Any], expected: list[Reason]) -> None:
    assert reasons(replace(FINE, **changed)) == expected


@pytest.mark.parametrize(
    ("days", "more", "expected"),
    [
        (9, {}, [Reason.MILESTONE_OVERDUE]),  # it came in on 11-12, and 9 days later was yesterday
        (10, {}, []),
        (9, {"ticks": "ranked:11-20"}, []),
        (9, {"paused": RESTS}, []),
    ],
)
def test_what_a_stage_asks_by_a_day_wants_attention_after_it(
    days: int, more: dict[str, Any], expected: list[Reason]
) -> None:
    first, *others = METHOD.stages
    ranked = replace(first, milestones=(*first.milestones, Milestone(id="ranked", due_days=days)))
    asking = replace(METHOD, stages=(ranked, *others))
    some = deal("a 1 verify 12-10", "11-12 stage=verify", log="call:11-20", next_step=step("11-25"), **more)
    assert reasons(some, method=asking) == expected


@pytest.mark.parametrize(("on", "expected"), [("10-23", [Reason.UNTOUCHED]), ("10-24", [])])
def test_a_deal_is_untouched_from_the_limit_on(on: str, expected: list[Reason]) -> None:
    quiet = deal("a 1 verify 12-10", "10-01 stage=verify", log=f"call:{on}", next_step=step("11-25"))

    assert reasons(quiet) == expected


def test_a_deal_of_which_nothing_is_known_is_not_called_untouched() -> None:
    assert reasons(deal("a 1 verify 12-10", next_step=step("11-25"))) == []


def stalled(some: Opportunity, *, stage: Stage | None = None) -> bool:
    method = replace(METHOD, stages=(stage, *METHOD.stages[1:])) if stage else METHOD
    known = book(some, method=method)
    return is_stalled(standings(known)[0], known)


@pytest.mark.parametrize(("since", "expected"), [("09-23", True), ("09-24", False)])
def test_a_deal_stalls_from_twice_the_usual_days(since: str, *, expected: bool) -> None:
    assert stalled(deal("a 1 verify 12-10", f"{since} stage=verify")) is expected


def test_a_deal_stalls_by_the_method_s_limit_from_its_entry_unless_a_step_is_ahead() -> None:
    short = replace(METHOD.stages[0], stalled_days=10)

    assert stalled(deal("a 1 verify 12-10", "11-12 stage=verify"), stage=short)

    assert not stalled(deal("a 1 develop", "01-01 stage=verify", "11-01 stage=develop", created=day("01-01")))

    old = deal("a 1 verify 12-10", "01-01 stage=verify", next_step=step("11-21"))

    assert Reason.STALLED in reasons(old)


@pytest.mark.parametrize(
    "changed",
    [
        {"next_step": step("11-22")},
        {"paused": RESTS},
        {"history": ()},
        {"stage": "ghost"},
        {"stage": "lost", "closed": day("11-01")},
    ],
)
def test_no_stall_with_a_step_ahead_a_pause_or_an_unknown_entry(changed: dict[str, Any]) -> None:
    old = deal("a 1 verify 12-10", "01-01 stage=verify")

    assert not stalled(replace(old, **changed))


def test_a_met_gate_asks_for_promotion_and_a_stage_that_asks_for_nothing_is_never_finished() -> None:
    ready = replace(FINE, milestones=deal("a", ticks="need:11-02 credit:11-03").milestones)

    assert reasons(ready) == [Reason.GATE_MET]

    free = replace(METHOD, stages=(replace(METHOD.stages[0], milestones=()), *METHOD.stages[1:]))

    assert reasons(FINE, method=free) == []


def test_a_stage_whose_earlier_gates_are_open_is_not_earned() -> None:
    jumped = replace(FINE, stage="propose", history=())
    found = looked_at(jumped)[0].findings[0]

    assert (found.reason, [label.texts["en"] for label in found.evidence.args["criteria"]]) == (  # type: ignore[attr-defined]
        Reason.NOT_EARNED,
        ["Credit", "Plan"],
    )


def test_a_passage_by_force_is_told_with_its_reason_until_the_deal_moves_on() -> None:
    forced = deal(
        "a 1 develop 12-10",
        "11-01 stage=verify",
        "11-10 stage=develop forced=credit reason=boss",
        ticks="need:11-02 credit:11-20",
        next_step=step("11-25"),
    )
    moved = replace(
        forced, stage="verify", history=(*forced.history, *deal("b", "11-15 stage=verify").history)
    )

    assert (reasons(forced), Reason.FORCED in reasons(moved)) == ([Reason.FORCED], False)


def test_force_without_a_reason_says_so() -> None:
    forced = deal("a 1 develop 12-10", "11-10 stage=develop forced=credit")
    found = next(each for each in looked_at(forced)[0].findings if each.reason is Reason.FORCED)

    assert getattr(found.evidence.args["reason"], "text", None) == "no reason given"


def test_the_most_money_at_risk_comes_first_weighted_and_converted_and_never_at_rate_one() -> None:
    found = looked_at(deal("b 10 verify"), deal("a 10 verify"), deal("c 10 close"), deal("d - close"))

    assert [each.standing.deal.id for each in found] == ["c", "a", "b", "d"]

    rate = Rate(date=day("11-01"), from_="USD", to="CNY", rate=Decimal(7))
    found = looked_at(deal("a 10 close", currency="USD"), deal("b 10 close", currency="EUR"), rates=(rate,))

    assert [each.at_risk for each in found] == [Decimal("56.0"), Decimal(0)]


def test_findings_are_told_as_reason_and_evidence() -> None:
    found = looked_at(replace(FINE, expected_close=None))[0]

    assert [finding.reason for finding in found.findings] == [Reason.UNDATED]
    assert [line.text for line in findings_in_words(found.findings)] == ["{reason}: {evidence}"]

    passed = [replace(FINE, id=on, expected_close=day(on)) for on in ("11-20", "11-21")]
    notes = [finding.evidence for found in looked_at(*passed) for finding in found.findings]
    assert [Language("en").say(note) for note in notes] == ["2026-11-20, 2 days ago", "2026-11-21, 1 day ago"]
