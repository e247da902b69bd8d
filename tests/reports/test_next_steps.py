import pytest
from arrange import TODAY, book, day, deal, step
from grids import cells, column, ids, part

from funnel_cli.records.customer import Contact, NextStep
from funnel_cli.records.deal import Opportunity, Pause
from funnel_cli.records.lead import Lead
from funnel_cli.reports.next_steps import agenda, when
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Named, Term
from funnel_cli.values.table import Document, table
from funnel_cli.values.table import day as due_column


def steps(*deals: Opportunity) -> Document:
    some = book(*deals)
    return agenda(standings(some), some)


@pytest.mark.parametrize(
    ("on", "due", "expected"),
    [
        ("11-18", None, "undated"), ("11-18", "11-17", "overdue"), ("11-18", "11-18", "today"),
        ("11-18", "11-22", "this_week"), ("11-18", "11-23", "next_week"),
        ("11-18", "11-29", "next_week"), ("11-18", "11-30", "later"),
        ("11-22", "11-23", "next_week"), ("11-22", "11-30", "later"),
    ],
)  # fmt: skip
def test_a_step_is_due_by_iso_weeks(on: str, due: str | None, expected: str) -> None:
    assert when(day(due) if due else None, day(on)).id == expected


def test_the_most_overdue_comes_first_and_the_undated_last() -> None:
    deals = (
        deal("a 1", next_step=NextStep(action="call")),
        deal("b 1", next_step=step("11-25")),
        deal("c 1", next_step=step("11-01")),
        deal("d 1", next_step=step("11-25")),
    )

    assert column(steps(*deals).tables[0], "id") == ["c", "b", "d", "a"]


OWED = table("owed", [day("11-10")], due_column("due", "Due", lambda due: due), title="Owed")


@pytest.mark.parametrize(
    ("due", "leading", "is_shown"), [("11-01", None, True), ("11-25", "owed", True), (None, "owed", False)]
)
def test_people_see_first_what_is_overdue(due: str | None, leading: str | None, *, is_shown: bool) -> None:
    some = book(*([deal("a 1", next_step=step(due))] if due else []))
    document = agenda(standings(some), some, OWED)
    assert (document.leading, document.tables[0].on_screen) == (leading, is_shown)


def test_closed_paused_and_removed_deals_have_no_next_step() -> None:
    deals = (
        deal("a 1 won", closed=day("11-01"), next_step=step("11-25")),
        deal("b 1", paused=Pause(since=day("11-01")), next_step=step("11-25")),
        deal("c 1", removed=day("11-01"), next_step=step("11-25")),
    )

    assert (steps(*deals).tables[0].rows, steps(*deals).notes) == ((), ())


def test_deals_without_a_next_step_are_named_and_many_of_them_counted() -> None:
    notes = steps(deal("b 1"), deal("a 1"), deal("c 1", next_step=step("11-25"))).notes

    assert [note.args for note in notes] == [  # type: ignore[union-attr]
        {"count": 2, "deals": (Named("a", "A"), Named("b", "B"))}
    ]

    notes = steps(*(deal(f"{id} 1") for id in "abcdef")).notes

    assert [note.args for note in notes] == [{"count": 6}]  # type: ignore[union-attr]


def test_a_row_says_what_to_do_with_whom() -> None:
    table = steps(deal("a 1", next_step=step("11-22"))).tables[0]

    assert cells(table, "due", "id", "action", "customer", "owner") == [(TODAY, "a", "call", "A", "li.wei")]


@pytest.mark.parametrize(
    ("action", "contact"),
    [
        ("Call Joost about it", "Joost Verhagen"),
        ("Meet VERHAGEN", "Joost Verhagen"),
        ("与王建国过一遍修改稿", "王建国"),
        ("Send the offer", "Eva Stadler"),
        ("Joosting", "Eva Stadler"),
    ],
)
def test_a_step_is_about_whom_it_names_else_who_can_be_called(action: str, contact: str) -> None:
    people = (
        Contact(name="Kai Brandt"),
        Contact(name="Eva Stadler", phone="0351"),
        Contact(name="Joost Verhagen", email="j@waal.example"),
        Contact(name="王建国"),
    )
    some = deal("a 1", contacts=people, next_step=NextStep(action=action, due=day("11-25")))
    assert ids(steps(some).tables[0], "contact") == [contact]


def test_people_are_told_the_telephone_on_one_line_with_the_name_or_the_mail_and_machines_each() -> None:
    eva = Contact(name="Eva Stadler", role="user", phone="0351", email="e@b.example")
    table = steps(deal("a 1", contacts=(eva,), next_step=step("11-25"))).tables[0]
    assert column(table, "contact") == [Term("Eva Stadler", "Eva Stadler 0351")]
    assert cells(table, "phone", "email") == [("0351", "e@b.example")]

    lars = Contact(name="Lars Holm", phone="+47 22 33")
    table = steps(deal("a 1", contacts=(lars,), next_step=step("11-25"))).tables[0]
    assert column(table, "contact") == [Term("Lars Holm", "Lars Holm +47\u00a022\u00a033")]

    eva = Contact(name="Eva Stadler", email="e@b.example")
    table = steps(deal("a 1", contacts=(eva,), next_step=step("11-25"))).tables[0]
    assert column(table, "contact") == [Term("Eva Stadler", "Eva Stadler e@b.example")]

    assert column(steps(deal("a 1", next_step=step("11-25"))).tables[0], "contact") == [None]


@pytest.mark.parametrize(("stage", "said"), [("new", "lead list"), ("returned", "anybody")])
def test_a_step_agreed_with_a_lead_is_not_denied(stage: str, said: str) -> None:
    agreed = step("11-25") if stage == "new" else None
    some = book(leads={"l": Lead(id="l", name="L", stage=stage, next_step=agreed)})
    assert said in str(part(agenda((), some), "steps").empty)
