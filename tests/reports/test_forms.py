from dataclasses import replace
from datetime import date as Day
from typing import Any

import pytest
from arrange import METHOD, TODAY, book, day, deal, step
from grids import cells, column, part, texts

from funnel_cli.records.customer import Contact, LogEntry, NextStep
from funnel_cli.records.deal import HistoryLine, Loss, Opportunity
from funnel_cli.records.method_parts import Axis
from funnel_cli.render.language import Language
from funnel_cli.reports.brief import brief, sponsor_letter
from funnel_cli.reports.forms import NotLost, loss_report, visit_report
from funnel_cli.time.standing import Standing
from funnel_cli.values.message import Term, message

LEE = Contact(name="Lee", role="user", problem="Dust", cause="Old seals", vision="No stop", value="90k")
WOOD = Contact(name="Wood", role="decision-maker")


def told(*people: Contact, **more: Any) -> Opportunity:
    return deal("acme 100 develop 12-20", contacts=people, **more)


def test_a_visit_names_both_sides_in_order() -> None:
    entry = LogEntry(date=TODAY, kind="visit", with_=("Wood", "Lee"), ours=("anna",), text="Fine")
    rows = cells(part(visit_report(told(), entry), "people"), "side", "name")
    assert [(side.id, name) for side, name in rows if isinstance(side, Term)] == [
        ("theirs", "Wood"),
        ("theirs", "Lee"),
        ("ours", "anna"),
    ]


def test_what_a_visit_does_not_say_is_an_empty_place_for_people_and_null_for_programs() -> None:
    report = visit_report(told(), LogEntry(date=TODAY, kind="visit", text="Fine"))
    assert [value for _, value in report.card].count("") == 4
    assert report.head["purpose"] is None


@pytest.mark.parametrize(
    ("agreed", "now", "due"),
    [
        (step("12-04", "offer"), step("12-09", "offer"), day("12-04")),
        (None, step("12-09", "offer"), day("12-09")),
        (step("12-04", "call"), step("12-09", "call"), None),
        (NextStep(action="offer"), None, None),
    ],
)
def test_a_visit_says_until_when_its_next_step_is_due(
    agreed: NextStep | None, now: NextStep | None, due: Day | None
) -> None:
    lines = (HistoryLine(date=TODAY, changes={"next_step": agreed}),) if agreed else ()
    entry = LogEntry(date=TODAY, kind="visit", text="Fine", next="offer")
    report = visit_report(told(history=lines, next_step=now), entry)
    assert report.head["next_due"] == due


def test_a_loss_tells_the_stage_it_was_lost_from_and_only_of_a_lost_deal() -> None:
    lost = deal(
        "acme 100 lost", "09-01 stage=verify", "10-01 stage=propose", "11-01 stage=lost",
        closed=day("11-01"), lost=Loss(reason="price", said="Too dear"),
    )  # fmt: skip
    report = loss_report(lost, book(lost))
    assert (report.head["stage"], report.head["reason"]) == ("propose", "price")
    assert column(part(report, "answers"), "answer") == [None, "Too dear", None, None]

    with pytest.raises(NotLost):
        loss_report(told(), book(told()))


def test_a_brief_has_who_is_moved_and_who_decides_and_says_what_is_not_known() -> None:
    some = told(Contact(name="Tom"), LEE, WOOD)
    assert column(part(brief(Standing(some, book(some)), book(some)), "people"), "name") == ["Lee", "Wood"]

    some = told(LEE, WOOD)
    assert texts(brief(Standing(some, book(some)), book(some)).lines) == [
        "Not known of {name}: {missing}.",
        "No next step is agreed.",
    ]

    some = told(next_step=step("12-01"))
    assert texts(brief(Standing(some, book(some)), book(some)).lines) == ["No decision maker is named yet."]


@pytest.mark.parametrize(
    ("scores", "said"), [({"problem": 4}, "4: problem 4"), ({"power": 0}, "0: power 0"), ({}, None)]
)
def test_a_brief_tells_the_scores_that_were_given_and_no_others(
    scores: dict[str, int], said: str | None
) -> None:
    some, method = told(LEE, strength=scores), replace(METHOD, strength={"problem": Axis(), "power": Axis()})
    held = book(some, method=method)
    card = {
        Language().say(label): Language().spell(value)
        for label, value in brief(Standing(some, held), held).card
    }
    assert card.get("Strength") == said


def test_a_letter_goes_to_who_is_moved_or_somebody_else_and_says_what_is_missing() -> None:
    some = told(LEE, WOOD)
    letter = sponsor_letter(some, book(some))
    assert (letter.to, letter.missing) == ("Lee", ())
    assert {"name": "Wood"} in [getattr(each, "args", None) for each in letter.paragraphs]

    letter = sponsor_letter(told(LEE), book(told(LEE)))
    assert letter.paragraphs[-1] == message("{name}\n{day}", name="li.wei", day=TODAY)

    some = told(LEE, WOOD)
    letter = sponsor_letter(some, book(some), "Wood")
    assert (letter.to, len(letter.missing)) == ("Wood", 4)

    assert sponsor_letter(told(), book(told())).to == "[…]"


def test_several_results_and_open_points_of_a_visit_are_numbered() -> None:
    entry = LogEntry(
        date=TODAY, kind="visit", text="Plan read\nPrice is open", next="send the quote", open_ours="a；b; c"
    )
    report = visit_report(deal("a 1"), entry)
    shown = [(Language().say(label), value) for label, value in report.card[4:]]
    assert shown == [
        ("Result 1", "Plan read"),
        ("Result 2", "Price is open"),
        ("Next step", "send the quote"),
        ("Open on their side", ""),
        ("Open on our side 1", "a"),
        ("Open on our side 2", "b"),
        ("Open on our side 3", "c"),
    ]
