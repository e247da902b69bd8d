"""What is planned on a deal: done with a log entry of its kind, or dropped; as of any day as it stood."""

from dataclasses import replace
from datetime import date as Day
from datetime import timedelta

import pytest
from arrange import METHOD, TODAY, after, day, deal, written
from hypothesis import given
from hypothesis import strategies as st
from settled import demand_settled

from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import Loss, Opportunity
from funnel_cli.records.planned import PlannedActivity
from funnel_cli.rules.adding import NotAheadOfIt, NothingPlanned, PlannedOnLost, drop_plan, log, plan
from funnel_cli.rules.moving import Removed, lose, remove
from funnel_cli.time.history import book_on, opportunity_on

DEAL = replace(deal("acme 100 verify", "09-01 stage=verify amount=100"), created=day("09-01"))


def planned(due: str, kind: str = "visit", *, on: str = "10-01", to: Opportunity = DEAL) -> Opportunity:
    return after(plan(to, PlannedActivity(due=day(due), kind=kind, text="Show it"), day(on), METHOD))


def logged(to: Opportunity, on: str, kind: str = "visit") -> Opportunity:
    return after(log(to, LogEntry(date=day(on), kind=kind, text="Shown"), None, METHOD))


def dropped(to: Opportunity, on: str, due: str | None = None, kind: str = "visit") -> Opportunity:
    return after(drop_plan(to, kind, day(due) if due else None, day(on), METHOD))


def state(of: Opportunity) -> list[tuple[str | None, ...]]:
    return [
        tuple(None if on is None else f"{on:%m-%d}" for on in (each.due, each.done, each.dropped))
        for each in of.planned
    ]


def test_what_is_planned_says_since_when() -> None:
    assert planned("10-05").planned == (
        PlannedActivity(due=day("10-05"), kind="visit", text="Show it", since=day("10-01")),
    )


def test_an_entry_of_the_kind_makes_what_is_due_first_and_was_planned_before_it_done() -> None:
    two = planned("10-05", to=planned("10-20"))
    assert state(logged(two, "10-04")) == [("10-20", None, None), ("10-05", "10-04", None)]

    assert state(logged(planned("10-05"), "10-05", "call")) == [("10-05", None, None)]
    assert state(logged(planned("10-05", on="10-02"), "10-01")) == [("10-05", None, None)]
    assert state(planned("10-15", on="10-04", to=logged(planned("10-05"), "10-04"))) == [
        ("10-05", "10-04", None),
        ("10-15", None, None),
    ]


def test_what_is_off_is_dropped_by_its_day_with_what_was_said_and_no_entry_makes_it_done() -> None:
    assert state(logged(dropped(planned("10-05"), "10-03"), "10-05")) == [("10-05", None, "10-03")]

    two = planned("10-05", to=planned("10-20"))
    assert state(dropped(two, "10-03", "10-20")) == [("10-20", None, "10-03"), ("10-05", None, None)]

    said = LogEntry(date=day("10-03"), text="Li postponed it")
    change = drop_plan(planned("10-05"), "visit", None, day("10-03"), METHOD, said)
    assert after(change).log == (said,)


@pytest.mark.parametrize(("kind", "due"), [("call", None), ("visit", "10-06")])
def test_what_is_not_planned_cannot_be_dropped(kind: str, due: str | None) -> None:
    with pytest.raises(NothingPlanned):
        dropped(planned("10-05"), "10-03", due, kind)


def test_nothing_is_planned_for_a_day_that_has_passed_or_on_a_deal_that_is_gone() -> None:
    with pytest.raises(NotAheadOfIt):
        planned("09-30")

    lost = after(lose(DEAL, written(DEAL), day("10-02"), Loss(reason="price")))
    with pytest.raises(PlannedOnLost):
        planned("10-05", on="10-03", to=lost)

    with pytest.raises(Removed):
        planned("10-05", on="10-03", to=after(remove(DEAL, day("10-02"), "so")))


def test_what_is_still_planned_is_dropped_with_a_deal_that_is_lost_or_removed() -> None:
    held = logged(planned("10-05", to=planned("10-20")), "10-04")
    lost = lose(held, written(held), day("10-06"), Loss(reason="price"))
    expected = [("10-20", None, "10-06"), ("10-05", "10-04", None)]
    assert [state(after(change)) for change in (lost, remove(held, day("10-06"), "so"))] == [expected] * 2


def test_a_deal_without_a_history_keeps_what_it_was_before() -> None:
    typed = deal("acme 100 verify")
    now = book_on(written(planned("12-01", on="11-20", to=typed)), day("11-10"))
    assert now.opportunities["acme"].stage == "verify"
    assert now.opportunities["acme"].planned == ()


DAYS = st.dates(Day(2026, 9, 1), TODAY)
PLANS = st.lists(
    st.builds(
        PlannedActivity,
        due=DAYS,
        kind=st.sampled_from(["visit", "call"]),
        since=st.none() | DAYS,
        done=st.none() | DAYS,
        dropped=st.none() | DAYS,
    ),
    max_size=3,
).map(tuple)


@given(PLANS, DAYS)
def test_a_deal_folded_twice_is_as_folded_once_and_settled_it_is_as_written(
    plans: tuple[PlannedActivity, ...], on: Day
) -> None:
    demand_settled(replace(DEAL, planned=plans), on)


@given(PLANS, DAYS, st.sampled_from(["visit", "call"]))
def test_an_entry_makes_one_plan_done_at_the_most_and_leaves_every_earlier_day_alone(
    plans: tuple[PlannedActivity, ...], on: Day, kind: str
) -> None:
    before = replace(DEAL, planned=plans)
    now = after(log(before, LogEntry(date=on, kind=kind, text="x"), None, METHOD))
    changed = [new for old, new in zip(before.planned, now.planned, strict=True) if old != new]
    assert len(changed) <= 1
    assert all(each.kind == kind and each.done == on for each in changed)
    early = on - timedelta(1)
    assert opportunity_on(now, early) == opportunity_on(before, early)
