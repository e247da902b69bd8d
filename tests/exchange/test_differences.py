"""What a row changes in the deal that it means, and which dated lines that leaves."""

from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

import pytest
from import_samples import NO_WISHES, TODAY, acme, book, imported, kinds, only, plan

from funnel_cli.exchange.differences import Difference
from funnel_cli.exchange.import_plan import RowKind
from funnel_cli.exchange.mapping import ColumnMap, Entered
from funnel_cli.finding.cuts import left_from
from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import HistoryLine, Loss, Opening, Opportunity
from funnel_cli.render.language import Language

HEADER = "Deal ID,customer,name,stage,amount,created,closed"
LATER = Day(2026, 12, 1)
PLAIN = "customer,name,stage,amount,created"
LOST_ONE = "customer,name,stage,created,closed,lost reason\nAcme,ERP,lost,2026-01-02,2026-03-04,price\n"
OPEN_ONE = f"{PLAIN}\nAcme,ERP,develop,,2026-01-02\n"


def changes(text: str, known: Opportunity, wishes: ColumnMap = NO_WISHES) -> tuple[Difference, ...]:
    (row,) = plan(text, book(known), wishes).rows
    return row.changes


def test_a_change_tells_before_and_after() -> None:
    known = only(plan(f"{PLAIN}\nAcme,ERP,develop,5,2026-01-02\n"), RowKind.NEW)
    found = changes(f"{PLAIN}\nAcme,ERP,develop,7,2026-01-02\n", known)
    assert found == (Difference("amount", Decimal(5), Decimal(7)),)


def test_what_the_sheet_leaves_blank_or_says_in_other_words_is_no_change() -> None:
    known = acme(amount=Decimal(5), owner="ann", source="referral")
    assert changes("customer,name,stage,amount,created,owner\nAcme,ERP,develop,,2026-01-02,\n", known) == ()

    text = "customer,name,stage,amount,created,currency\nAcme,ERP,develop,5,2026-01-02,CNY\n"
    assert changes(text, acme(amount=Decimal("5.00"))) == ()

    step = NextStep(due=Day(2026, 12, 1), action="Call")
    text = "customer,name,stage,created,next step\nAcme,ERP,develop,2026-01-02,Call\n"
    assert changes(text, acme(next_step=step)) == ()

    day = Day(2026, 3, 4)
    known = acme(stage="lost", closed=day, lost=Loss(reason="price", analysis="Too dear", said="no"))
    text = "customer,name,stage,created,closed,lost reason\nAcme,ERP,lost,2026-01-02,2026-03-04,Too dear\n"
    assert changes(text, known) == ()


def test_an_open_deal_keeps_in_its_opening_line_what_the_sheet_said_and_changes_by_dated_lines() -> None:
    known = imported(f"{PLAIN}\nAcme,ERP,develop,5,2026-01-02\n")
    found = plan(f"{PLAIN}\nAcme,ERP,develop,7,2026-01-02\n", known, day=LATER)
    after = only(found, RowKind.CHANGED)
    assert after.opening == Opening(date=TODAY, changes={"stage": "develop", "amount": Decimal(5)})
    assert after.history == (HistoryLine(date=LATER, changes={"amount": Decimal(7)}),)

    after = only(plan(f"{PLAIN}\nAcme,ERP,develop,7,2026-01-02\n"), RowKind.NEW)
    assert after.opening == Opening(date=TODAY, changes={"stage": "develop", "amount": Decimal(7)})
    assert after.history == ()


def test_a_lost_deal_that_comes_in_was_in_the_stage_that_its_own_column_still_tells() -> None:
    text = "customer,name,stage,status,closed\nAcme,ERP,propose,Lost,2026-02-03\n"
    after = only(plan(text), RowKind.NEW)
    assert after.opening == Opening(date=TODAY, changes={"stage": "propose"})
    assert left_from(after) == "propose"


def test_an_outcome_that_is_still_to_come_is_pointed_out() -> None:
    found = plan("customer,name,stage,closed\nAcme,ERP,won,2027-02-03\n")
    assert [Language("zh").say(why) for why in found.rows[0].reasons] == ["赢单，日期 2027-02-03 尚未到来"]


def test_another_name_gets_no_line_and_an_outcome_one_of_its_own_day() -> None:
    known = imported(f"{HEADER}\n7,Acme,ERP,develop,,2026-01-02,\n")
    found = plan(f"{HEADER}\n7,Acme Ltd,ERP,develop,,2026-01-02,\n", known)
    assert (only(found, RowKind.CHANGED).customer, only(found, RowKind.CHANGED).history) == ("Acme Ltd", ())

    known = imported(f"{HEADER}\n,Acme,ERP,develop,,2026-01-02,\n")
    found = plan(f"{HEADER}\n,Acme,ERP,won,,2026-01-02,2026-11-03\n", known)
    day = Day(2026, 11, 3)
    assert only(found, RowKind.CHANGED).history == (
        HistoryLine(date=day, changes={"stage": "won", "closed": day}),
    )


def test_an_outcome_before_the_last_known_stage_is_suspect() -> None:
    line = HistoryLine(date=Day(2026, 11, 10), changes={"stage": "develop"})
    known = only(plan(f"{HEADER}\n,Acme,ERP,develop,,2026-01-02,\n"), RowKind.NEW)
    text = f"{HEADER}\n,Acme,ERP,won,,2026-01-02,2026-11-03\n"
    assert kinds(text, book(replace(known, history=(line,)))) == ["suspect"]


def test_a_deal_that_is_let_open_again_has_no_closing_day() -> None:
    after = only(plan(OPEN_ONE, imported(LOST_ONE), is_reopening=True), RowKind.CHANGED)
    assert (after.stage, after.closed, after.lost) == ("develop", None, None)


def test_a_stage_passed_on_the_way_gets_its_line_too() -> None:
    wishes = ColumnMap(entered=(Entered("engaged", "develop"),))
    text = "customer,name,stage,created,engaged,closed\nAcme,ERP,won,2026-01-02,2026-02-02,2026-03-03\n"
    known = imported(f"{PLAIN}\nAcme,ERP,verify,,2026-01-02\n")
    after = only(plan(text, known, wishes), RowKind.CHANGED)
    assert [(line.date.month, line.changes["stage"]) for line in after.history] == [
        (2, "develop"),
        (3, "won"),
    ]


def test_an_expected_close_that_has_passed_is_kept_and_remarked() -> None:
    (row,) = plan("customer,name,stage,close date\nAcme,ERP,verify,2026-11-21\n").rows
    assert (row.after and row.after.expected_close, len(row.reasons)) == (Day(2026, 11, 21), 1)


@pytest.mark.parametrize(
    ("wishes", "columns"),
    [
        (ColumnMap(), "customer,stage,amount,created\nAcme,verify,5,2026-12-12\n"),
        (
            ColumnMap(entered=(Entered("Offer on", "propose"),)),
            "customer,stage,amount,Offer on\nAcme,propose,5,2026-12-12\n",
        ),
    ],
)
def test_a_deal_that_begins_on_a_day_to_come_says_so(wishes: ColumnMap, columns: str) -> None:
    [row] = plan(columns, wishes=wishes).rows
    assert (row.kind, [str(each.args["day"]) for each in row.reasons]) == (RowKind.NEW, ["2026-12-12"])
