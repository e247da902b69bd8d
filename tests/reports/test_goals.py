"""Goals by stage, worked out by hand, on their day and before it."""

from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal
from grids import cells, cny, explained, texts
from samples import QUARTER

from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lists import Goal
from funnel_cli.reports.goals import (
    StageGoal,
    goal_lines,
    goals_table,
    missed_goals,
    stage_goals,
)
from funnel_cli.time.standing import standings

DEALS = (
    deal("early 1000 verify 12-10"),
    deal("there 200 propose 12-10"),
    deal("further 30 close 12-20"),
    deal("later 5000 close 01-20"),
    deal("won 4 won", "09-01 stage=close", "10-10 stage=won", closed=day("10-10")),
    deal("gone 7000 won", "08-01 stage=close", "09-10 stage=won", closed=day("09-10")),
)
"""In the quarter 200 + 30 are open in propose or further, and 4 were won."""


def goal(text: str, **more: Any) -> Goal:
    """`11-01 2026-Q4 propose 12-15 500 li.wei`: set, period, stage, by, amount, owner; it may be missing."""
    on, period, stage, by, amount, *owner = text.split()
    return Goal(
        set=day(on),
        period=period,
        stage=stage,
        by=day(by),
        amount=Decimal(amount),
        owner=owner[0] if owner else None,
        **more,
    )


def found(
    *lines: str, deals: tuple[Opportunity, ...] = DEALS, owner: str | None = None
) -> tuple[StageGoal, ...]:
    some = book(*deals, goals=tuple(map(goal, lines)))
    return stage_goals(standings(some), some, QUARTER, owner)


def verdicts(*lines: str) -> list[str | None]:
    return [each.verdict.id if each.verdict else None for each in found(*lines)]


def test_what_stands_there_is_open_in_the_stage_or_further_and_due_in_the_period_or_won_in_it() -> None:
    [there] = found("11-01 2026-Q4 propose 12-15 468")
    assert {each.deal.id for each in there.deals} == {"there", "further", "won"}
    assert (there.held, there.share) == (cny("234"), Decimal("0.5"))

    assert found("11-01 2026-Q4 verify 12-15 1")[0].held == cny("1234")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("11-01 2026-Q4 propose 12-15 234", "reached"),
        ("11-01 2026-Q4 propose 12-15 234.01", "running"),
        ("11-01 2026-Q4 propose 11-22 500", "running"),
        ("11-01 2026-Q4 propose 11-21 500", "missed"),
    ],
)
def test_a_goal_is_missed_only_once_its_day_is_over(line: str, expected: str) -> None:
    assert verdicts(line) == [expected]


def test_once_its_day_is_over_a_goal_is_measured_on_that_day() -> None:
    moved = deal("late 500 propose 12-10", "09-01 stage=verify amount=500 close=12-10", "11-15 stage=propose")
    before, after = (found(f"11-01 2026-Q4 propose {by} 400", deals=(moved,)) for by in ("11-14", "11-15"))
    assert [(each.held, each.verdict.id if each.verdict else None) for each in (*before, *after)] == [
        (cny("0"), "missed"),
        (cny("500"), "reached"),
    ]


def test_the_latest_line_of_period_stage_and_owner_counts_once_it_is_known_until_taken_back() -> None:
    [there] = found("11-01 2026-Q4 propose 12-01 500", "11-05 2026-Q4 propose 12-15 600")
    assert (there.asked, there.goal.by) == (cny("600"), day("12-15"))

    assert found("11-01 2026-Q4 propose 12-01 500", "11-05 2026-Q4 propose 12-01 0") == ()
    assert found("11-23 2026-Q4 propose 12-01 500") == ()
    assert found("11-01 2026-11 propose 11-30 5", "11-01 2026-Q4 nothing 11-30 5") == ()


def test_an_owners_goal_is_measured_over_the_owners_deals() -> None:
    deals = (*DEALS, deal("hers 50 propose 12-10", owner="anna"))
    lines = ("11-01 2026-Q4 propose 12-15 100 anna", "11-01 2026-Q4 close 12-15 100")
    assert [(each.goal.owner, each.held) for each in found(*lines, deals=deals)] == [
        (None, cny("34")),
        ("anna", cny("50")),
    ]
    assert [each.goal.owner for each in found(*lines, deals=deals, owner="anna")] == ["anna"]


def test_a_goal_without_a_rate_is_not_judged() -> None:
    some = book(*DEALS, goals=(goal("11-01 2026-Q4 propose 12-15 5", currency="USD"),))
    [there] = stage_goals(standings(some), some, QUARTER)
    assert (there.asked, there.share, there.verdict) == (None, None, None)
    assert [each.file for each in some.missing_rates] == ["data/goals.yaml"]


def test_the_next_goal_that_is_not_reached_is_told_or_that_all_are() -> None:
    some = found(
        "11-01 2026-Q4 propose 12-15 468", "11-01 2026-Q4 close 12-10 68", "11-01 2026-Q4 verify 12-01 1"
    )
    [line] = goal_lines(some)
    assert (line.args["day"], line.args["share"]) == (day("12-10"), Decimal("0.5"))

    assert texts(goal_lines(found("11-01 2026-Q4 propose 12-15 200"))) == [
        "Goals by stage: {count:goal|goals}, all reached."
    ]
    assert [each.args["held"] for each in missed_goals(found("10-01 2026-Q4 propose 10-15 500"))] == [
        cny("234")
    ]


def test_a_goal_has_a_row_and_a_figure_with_its_deals() -> None:
    some = found("11-01 2026-Q4 propose 12-15 468")
    assert cells(goals_table(some), "period", "stage", "by", "goal", "held", "share") == [
        (QUARTER, some[0].stage.term, day("12-15"), cny("468"), cny("234"), Decimal("0.5"))
    ]
    held, _ = explained(goals_table(some))
    assert {(each.id, each.adds) for each in held.parts} == {
        ("there", cny("200")),
        ("further", cny("30")),
        ("won", cny("4")),
    }
