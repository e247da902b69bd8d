from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

from arrange import METHOD, book, day, deal
from grids import cells, ids, texts

from funnel_cli.records.deal import Opportunity, Tick
from funnel_cli.records.method import Check, Method, Milestone
from funnel_cli.records.method_parts import Talk
from funnel_cli.reports.checklist import checklist
from funnel_cli.values.message import Label, message
from funnel_cli.values.table import Document


def checked(some: Opportunity, method: Method = METHOD) -> Document:
    known = book(some, method=method)
    return checklist(known.opportunities[some.id], known)


def with_milestones(*milestones: Milestone) -> Method:
    return replace(METHOD, stages=(replace(METHOD.stages[0], milestones=milestones), *METHOD.stages[1:]))


def test_the_gate_is_counted_in_criteria() -> None:
    head = checked(deal("a 1 verify", ticks="need:11-01")).head

    assert (head["is_met"], head["met"], head["required"]) == (False, 1, 2)


def test_an_open_gate_shows_how_to_tick_the_first_open_criterion_and_a_met_one_needs_no_tick() -> None:
    assert [note.args["number"] for note in checked(deal("a 1", ticks="need:11-01")).notes] == ["2"]  # type: ignore[union-attr]

    some = checked(deal("a 1", ticks="need:11-01 credit:11-02"))

    assert (some.head["is_met"], some.notes) == (True, ())


def test_what_earlier_gates_lack_stands_before_and_one_gate_needs_no_column_for_its_stage() -> None:
    table = checked(deal("a 1 develop", ticks="need:11-01")).tables[0]

    assert (ids(table, "milestone"), ids(table, "stage"), table.columns[-1].on_screen) == (
        ["need", "credit", "plan"],
        ["verify", "verify", "develop"],
        True,
    )

    assert not checked(deal("a 1")).tables[0].columns[-1].on_screen


def test_a_closed_deal_has_no_gate_and_a_stage_that_asks_for_nothing_says_so() -> None:
    some = checked(deal("a 1 won", closed=day("11-01")))

    assert (some.tables[0].rows, some.head["is_met"], some.head["stage"], texts(some.lines), some.notes) == (
        (),
        None,
        "won",
        ["The deal is in no stage of the method."],
        (),
    )

    assert texts(checked(deal("a 1"), with_milestones()).lines) == [
        "{stage} asks for nothing before a deal may leave."
    ]


def test_a_tick_shows_its_day_and_evidence_from_its_day_until_it_lapsed() -> None:
    ticked = deal("a 1", milestones={"need": (Tick(date=day("11-01"), evidence="Letter"),)})

    assert cells(checked(ticked).tables[0], "is_met", "date", "evidence") == [
        (True, Day(2026, 11, 1), "Letter"),
        (False, None, None),
    ]

    assert checked(deal("a 1", ticks="need:11-23", created=day("11-01"))).head["met"] == 0

    lapsed = deal("a 1", milestones={"need": (Tick(date=day("11-01"), lapsed=day("11-10")),)})

    assert cells(checked(lapsed).tables[0], "is_met", "evidence")[0] == (
        False,
        message("lapsed on {day}", day=day("11-10")),
    )


def test_what_the_tool_sees_by_itself_is_said() -> None:
    seen = Milestone(id="budget", required=True, check=Check(field="amount", at_least=Decimal(1)))
    known = checked(deal("a 1"), with_milestones(seen))
    unseen = checked(deal("a"), with_milestones(seen))

    assert [cells(some.tables[0], "is_met", "evidence")[0] for some in (known, unseen)] == [
        (True, message("seen in the record")),
        (False, None),
    ]


def test_evidence_is_told_from_a_criterion_and_opens_no_gate() -> None:
    some = checked(
        deal("a 1", ticks="need:11-01"),
        with_milestones(Milestone(id="need", required=True), Milestone(id="list", for_="need")),
    )

    assert (ids(some.tables[0], "kind"), some.head["is_met"]) == (["criterion", "evidence"], True)


def test_the_talk_of_the_stage_is_for_who_asks_and_for_machines() -> None:
    talk = Talk(questions=(Label({"en": "Why now?"}),), openings=(Label({"en": "Hello"}),))
    method = replace(METHOD, stages=(replace(METHOD.stages[0], talk=talk), *METHOD.stages[1:]))
    known = book(deal("a 1 verify"), method=method)
    asked, plain = (
        next(
            each
            for each in checklist(known.opportunities["a"], known, with_talk=is_asked).tables
            if each.name == "talk"
        )
        for is_asked in (True, False)
    )
    assert (asked.on_screen, plain.on_screen) == (True, False)
    assert ids(plain, "part") == ["openings", "questions"]


def test_what_earlier_gates_asked_and_met_at_once_is_told_with_its_evidence() -> None:
    sheet = (Tick(date=day("11-01"), evidence="from my sheet"),)
    seen = (Tick(date=day("11-01"), evidence="Letter"),)
    taken = deal("a 1 develop", milestones={"need": sheet, "credit": sheet})
    apart = deal("a 1 develop", milestones={"need": sheet, "credit": seen})

    assert [
        [note.args for note in checked(some).notes if "before" in note.text]  # type: ignore[union-attr]
        for some in (taken, apart)
    ] == [[{"count": 2, "day": day("11-01"), "evidence": "from my sheet"}], []]
