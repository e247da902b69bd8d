from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import METHOD, book, day, deal, own_odds, step
from grids import cells, cny, column, part, texts

from funnel_cli.finding.names import term_of
from funnel_cli.finding.people import ROLES
from funnel_cli.records.customer import Contact, Customer, LogEntry
from funnel_cli.records.deal import Contract, HistoryLine, Loss, Opportunity, Pause
from funnel_cli.render.choice import with_card
from funnel_cli.reports.card import card, place
from funnel_cli.reports.glimpse import CELLS
from funnel_cli.values.message import Message, Term, message
from funnel_cli.values.table import Cell, Document


def shown(some: Opportunity, *, with_history: bool = False, **more: Any) -> Document:
    known = book(some, **more)
    return card(known.opportunities[some.id], known, with_history=with_history)


def facts(some: Opportunity, **more: Any) -> dict[str, Cell]:
    rows = with_card(shown(some, **more)).tables[0].rows
    return {getattr(field, "text", str(field)): value for field, value in rows}


def args(cell: Cell) -> dict[str, object]:
    assert isinstance(cell, Message)
    return dict(cell.args)


def test_a_card_is_titled_by_customer_and_name() -> None:
    assert shown(deal("acme 1", name="Lights")).title == "Acme · Lights"


def test_a_card_leaves_out_what_has_no_value_and_tells_currency_and_region() -> None:
    bare = deal("a - ghost", owner=None)

    assert list(facts(bare)) == ["Deal", "Stage", "Owner", "Category", "File"]

    assert facts(deal("a 5 propose"))["Weighted"] == message("{money}", money=cny("2.5"))

    acme = Customer(id="acme", name="Acme", region="Hunan")

    assert facts(deal("acme 1"), customers={"acme": acme})["Region"] == "Hunan"


def test_odds_say_whose_they_are() -> None:
    own = deal("a 1 propose", probability=own_odds("0.9", "11-05"))
    found = facts(own)

    assert (args(found["Odds"])["odds"], args(found["Own odds"])) == (
        Decimal("0.9"),
        {"odds": Decimal("0.9"), "day": day("11-05"), "reason": "felt so"},
    )


@pytest.mark.parametrize(
    ("some", "field", "expected"),
    [
        (deal("a 1 lost", closed=day("11-01"), lost=Loss(said="too dear")), "They said", "too dear"),
        (deal("a 1 lost", closed=day("11-01"), lost=Loss(competitor="Lux")), "Competitors", ("Lux",)),
        (deal("a 1 won", closed=day("11-01"), contract=Contract(number="C-7")), "Contract", "C-7"),
        (deal("a 1 won", closed=day("11-01"), contract=Contract()), "Contract", None),
        (deal("a 1 lost", closed=day("11-01"), lost=Loss()), "They said", None),
    ],
)
def test_the_end_of_a_deal_is_told(some: Opportunity, field: str, expected: str | None) -> None:
    assert facts(some).get(field) == expected


def test_a_pause_is_told() -> None:
    rests = deal("a 1", paused=Pause(since=day("11-01"), until=day("12-01")))

    assert args(facts(rests)["Paused"]) == {"since": day("11-01"), "until": day("12-01"), "reason": "—"}


def test_the_gate_and_what_wants_attention_are_said_first() -> None:
    lines = shown(deal("a 1 verify 12-10")).lines

    assert texts(lines) == ["Gate of {stage}: {met} of {required} criteria met.", "{reason}: {evidence}"]


def test_a_closed_deal_has_nothing_to_say() -> None:
    some = shown(deal("a 1 won", closed=day("11-01")))

    assert (some.lines, some.notes, some.head["gate_met"]) == ((), (), None)


def test_the_head_holds_every_field_for_machines() -> None:
    head = shown(deal("a 5 propose", refs={"salesforce": "006"}, probability=own_odds("0.9", "11-05"))).head

    assert [
        head[key] for key in ("id", "amount", "override_reason", "gate_met", "gate_required", "refs")
    ] == ["a", cny("5"), "felt so", 0, 1, {"salesforce": "006"}]


def test_the_last_three_words_are_shown_and_all_with_the_history() -> None:
    talked = deal("a 1", log="call:11-01 call:11-02 visit:11-03 mail:11-04")

    tables = [part(shown(talked, with_history=whole), "log") for whole in (False, True)]
    assert [[kind.id for kind in column(table, "kind")] for table in tables] == [  # type: ignore[union-attr]
        ["call", "visit", "mail"],
        ["call", "call", "visit", "mail"],
    ]


def changes(*lines: HistoryLine) -> list[list[object]]:
    """For each line the values it tells."""
    values: dict[str, Any] = {key: value for line in lines for key, value in line.changes.items()}
    table = part(shown(replace(deal("a 1"), history=lines, **values), with_history=True), "history")
    return [[args(each)["value"] for each in row] for row in column(table, "change")]  # type: ignore[union-attr]


def changed(**values: object) -> HistoryLine:
    return HistoryLine(date=day("11-01"), changes=values)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (changed(stage="verify"), Term("verify", METHOD.stages[0].label)),
        (changed(stage="won"), Term("won", message("won"))),  # the day of closing is told below it
        (changed(stage="ghost"), "ghost"),
        (changed(amount=Decimal(5)), cny("5")),
        (changed(amount=None), None),
        (changed(expected_close=day("12-01")), day("12-01")),
        (changed(next_step=step("11-25")), (day("11-25"), "call")),
        (changed(strength={"problem": 14}), {"problem": 14}),
        (changed(owner="anna"), "anna"),
    ],
)
def test_a_dated_change_tells_its_new_value(line: HistoryLine, expected: object) -> None:
    assert changes(line)[0] == [expected]


def test_a_passage_by_force_names_the_open_criteria() -> None:
    forced = deal("a 1 develop", "11-01 stage=verify", "11-10 stage=develop forced=credit reason=boss")
    table = part(shown(forced, with_history=True), "history")

    assert cells(table, "reason", "forced") == [(None, None), ("boss", ("credit",))]


def test_a_place_is_the_whole_path_and_the_one_inside_the_book() -> None:
    assert place(deal("acme 1"), "/books/mine").tables[0].rows == (
        ("/books/mine/data/opportunities/acme.yaml", "acme", "data/opportunities/acme.yaml"),
    )


def test_one_screen_tells_whom_to_call_cuts_what_is_long_and_keeps_every_table_for_programs() -> None:
    who = Contact(name="Kai", title="Plant manager", role="buyer", phone="+49 170 1", email="kai@a.example")
    known = book(deal("a 1 propose", contacts=(who,)))
    few = card(known.opportunities["a"], known, is_whole=False).card

    assert (term_of("buyer", ROLES), ("Kai", "Plant manager", "+49 170 1", "kai@a.example")) in few

    known = book(deal("a 1 propose", next_step=step("12-01", "word " * 100)))
    few = card(known.opportunities["a"], known, is_whole=False).card
    said = next(value for label, value in few if label == message("Next step"))

    assert len(str(args(said)["action"])) <= CELLS + 1

    known = book(deal("a 1 propose"))
    short, whole = (card(known.opportunities["a"], known, is_whole=each) for each in (False, True))

    assert [each.name for each in short.tables] == [each.name for each in whole.tables]
    assert not any(each.on_screen for each in short.tables)


@pytest.mark.parametrize(("stage", "title"), [("won", "Won on"), ("lost", "Lost on")])
def test_the_day_on_which_a_deal_ended_is_called_by_how_it_ended(stage: str, title: str) -> None:
    assert facts(deal(f"a 1 {stage}", closed=day("11-01")))[title] == day("11-01")


def test_what_the_erp_answered_is_told_in_the_reader_s_language_and_kept_as_it_was_written() -> None:
    note = LogEntry(date=day("11-02"), kind="note", text="ERP -1: no such user")
    log = part(shown(replace(deal("a 1 won", closed=day("11-01")), log=(note,))), "log")
    (said,) = column(log, "text")
    assert isinstance(said, Term)
    assert isinstance(said.label, Message)
    assert (said.id, said.label.args["said"]) == ("ERP -1: no such user", "no such user")
