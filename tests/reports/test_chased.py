from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from arrange import METHOD, TODAY, book, day, deal
from grids import cells, part
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.form import AnswerTime, Filing, Form, FormField
from funnel_cli.records.lead import Lead
from funnel_cli.records.method import Milestone
from funnel_cli.reports.chased import Awaited, awaited_of, chased, chased_in_stage
from funnel_cli.reports.checklist import checklist
from funnel_cli.rules.ticking import milestones_meant
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Label

HOURS = {"urgent": 1, "calm": 48}
URGENCY = FormField(id="urgency", kind="choice", choices={id: Label({"en": id}) for id in (*HOURS, "never")})
ANSWER = FormField(id="answer", within_hours=AnswerTime(by="urgency", each=HOURS))
REQUEST = Form(id="request", many=True, fields=(URGENCY, ANSWER))


def filing(on: str, **says: str) -> Filing:
    return Filing(date=day(on), says=says)


def asked(*filings: Filing, **more: Any) -> Opportunity:
    return deal("a 1 verify", "10-01 stage=verify", forms={"request": filings}, **more)


def owed(*deals: Opportunity, form: Form = REQUEST, on: str = "11-22", **more: Any) -> tuple[Awaited, ...]:
    method = replace(METHOD, forms=(form,))
    some = book(*deals, method=method, on=day(on), **more)
    return awaited_of(standings(some), some)


def told(found: tuple[Awaited, ...]) -> list[tuple[int, str]]:
    return [(each.version, each.due.isoformat()[5:]) for each in found]


def test_a_question_is_chased_by_the_hours_of_the_choice_the_most_overdue_first() -> None:
    deal = asked(filing("11-21", urgency="calm"), filing("11-22", urgency="urgent"))
    assert told(owed(deal)) == [(2, "11-22"), (1, "11-23")]


@pytest.mark.parametrize("says", [{"urgency": "never"}, {}, {"urgency": "urgent", "answer": "yes"}])
def test_what_has_no_time_or_is_answered_is_not_chased(says: dict[str, str]) -> None:
    assert owed(asked(filing("11-20", **says))) == ()


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=5), st.integers(0, 9))
def test_each_version_is_chased_from_its_filing_until_its_own_answer_whatever_comes_later(
    some: list[tuple[int, bool]], today: int
) -> None:
    """Of n requests filed on days, some are answered three days later, as versions of their own."""
    some = sorted(some)
    first = TODAY - timedelta(days=20)
    asked_on = [
        Filing(date=first + timedelta(days=on), version=n, says={"urgency": "urgent"})
        for n, (on, _) in enumerate(some, 1)
    ]
    answered = [
        replace(each, date=each.date + timedelta(days=3), says={**each.says, "answer": "yes"})
        for each, (_, is_answered) in zip(asked_on, some, strict=True)
        if is_answered
    ]
    on = first + timedelta(days=today)
    expected = {
        n
        for n, (asked_day, is_answered) in enumerate(some, 1)
        if asked_day <= today and not (is_answered and asked_day + 3 <= today)
    }
    found = owed(asked(*asked_on, *answered), on=on.isoformat())
    assert {each.version for each in found} == expected


def test_a_form_that_is_kept_once_is_chased_by_its_last_filing() -> None:
    once = replace(REQUEST, many=False)
    asked_twice = asked(filing("11-01", urgency="urgent"), filing("11-10", urgency="calm"))
    assert [each.due for each in owed(asked_twice, form=once)] == [day("11-12")]


@pytest.mark.parametrize("gone", [{"stage": "lost", "closed": day("11-21")}, {"removed": day("11-21")}])
def test_nobody_is_asked_about_a_lost_or_a_removed_deal(gone: dict[str, Any]) -> None:
    assert owed(asked(filing("11-20", urgency="urgent"), **gone)) == ()


def test_leads_and_the_customers_of_the_deals_are_chased_too() -> None:
    said = (filing("11-20", urgency="urgent"),)
    forms = {"request": said}
    lead = Lead(id="l", name="Tip", forms=forms)
    was = replace(lead, id="was", stage="converted")
    hill, other = (Customer(id=id, name=id.title(), forms=forms) for id in ("a", "b"))
    found = owed(
        deal("a 1 verify"), leads={"l": lead, "was": was}, customers={"a": hill, "b": other}, on="11-22"
    )
    assert [(each.subject.id, each.command) for each in found] == [
        ("a", 'funnel form "A" request answer=… --number 1'),
        ("l", "funnel form l request answer=… --number 1"),
    ]


def test_the_answer_about_a_visit_goes_to_the_day_of_the_visit() -> None:
    rehearsed = FormField(id="rehearsed", kind="date", within_hours=AnswerTime(hours=14 * 24))
    joined = Form(id="joined", for_="visit", fields=(FormField(id="practise"), rehearsed))
    filings = (filing("11-10", practise="x"), filing("11-20", practise="y", rehearsed="2026-11-21"))
    visited = deal("a 1", "10-01 stage=verify", log="visit:11-10 visit:11-20", forms={"joined": filings})
    assert [(each.due, each.command) for each in owed(visited, form=joined)] == [
        (day("11-24"), "funnel form a joined rehearsed=… --date 2026-11-10")
    ]


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
