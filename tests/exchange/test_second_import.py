"""A second import respects the book: a row is compared with what it said last time."""

from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_samples import EMPTY, METHOD, applied, imported, kinds, only, plan, read

from funnel_cli.exchange.account import cures
from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.import_plan import ImportPlan, RowKind
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.matching import as_change, plan_import
from funnel_cli.exchange.sheet_people import as_the_book_spells
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact, Customer, NextStep
from funnel_cli.records.deal import Opportunity
from funnel_cli.time.history import deal_on, recorded

HEADER = "Deal ID,Customer,Name,Amount,Stage,Expected close,Next step"
BELTS = "D1,Acme,Belts,20000,Propose,2026-12-15,Call"
ONE = f"{HEADER}\n{BELTS}\n"
LATER = Day(2026, 12, 3)
NO_ID = "Customer,Name,Amount,Stage\nAcme,Belts,20000,Propose\n"
DATED = {"amount", "stage", "closed", "expected_close", "owner", "next_step"}


def changed(book: Book, **fields: Any) -> Book:
    """The book with these values set by a rep in its only deal."""
    (deal,) = book.opportunities.values()
    dated = {key: value for key, value in fields.items() if key in DATED}
    deal = replace(deal, **{key: value for key, value in fields.items() if key not in DATED})
    return replace(book, opportunities={deal.id: recorded(deal, LATER, dated)})


def won(book: Book) -> Book:
    return changed(book, stage="won", closed=LATER)


def again(text: str, book: Book, **terms: Any) -> ImportPlan:
    return plan(text, book, day=Day(2026, 12, 31), **terms)


def clashes(done: ImportPlan) -> list[tuple[str, Any, Any]]:
    return [(clash.field, clash.book, clash.file) for row in done.rows for clash in row.clashes]


@pytest.mark.parametrize("text", [ONE, NO_ID])
@pytest.mark.parametrize(
    "fields",
    [
        {"stage": "won", "closed": LATER},
        {"stage": "close"},
        {"amount": Decimal(27000), "expected_close": Day(2027, 1, 15)},
        {"customer": "Acme Ltd"},
        {"name": "Belts, new"},
        {"customer": "Other", "name": "Else", "created": LATER},
        {"next_step": NextStep(action="Send the offer", due=LATER)},
        {"owner": "ben"},
        {"amount": None},
    ],
)
def test_an_unchanged_row_touches_nothing_whatever_became_of_its_deal(
    text: str, fields: dict[str, Any]
) -> None:
    done = again(text, changed(imported(text), **fields))
    assert ([row.kind for row in done.rows], [*as_change(done).edits]) == ([RowKind.SAME], [])


def test_a_changed_cell_changes_only_its_field_and_what_the_rep_wrote_too_is_no_clash() -> None:
    book = changed(imported(ONE), expected_close=Day(2027, 1, 15))
    after = only(again(ONE.replace("20000", "25000"), book), RowKind.CHANGED)
    assert (after.amount, after.expected_close) == (Decimal(25000), Day(2027, 1, 15))

    book = changed(imported(ONE), amount=Decimal(25000))
    assert kinds(ONE.replace("20000", "25000"), book) == ["same"]


def test_a_clash_tells_both_values_leaves_its_field_alone_and_is_told_until_somebody_decides() -> None:
    done = again(ONE.replace("20000", "25000"), changed(imported(ONE), amount=Decimal(27000)))
    assert clashes(done) == [("amount", Decimal(27000), Decimal(25000))]

    text = ONE.replace("20000", "25000").replace("Call", "Visit")
    after = only(again(text, changed(imported(ONE), amount=Decimal(27000))), RowKind.CLASH)
    assert (after.amount, after.next_step) == (Decimal(27000), NextStep(action="Visit"))

    text = ONE.replace("20000", "25000")
    book = changed(imported(ONE), amount=Decimal(27000))
    assert kinds(text, applied(again(text, book), book)) == ["clash"]


@pytest.mark.parametrize(("side", "amount"), [("file", 25000), ("book", 27000)])
def test_a_clash_that_was_decided_is_asked_about_no_more(side: str, amount: int) -> None:
    text = ONE.replace("20000", "25000")
    book = changed(imported(ONE), amount=Decimal(27000))
    after = applied(again(text, book, side=side), book)
    (deal,) = after.opportunities.values()
    assert (deal.amount, kinds(text, after)) == (Decimal(amount), ["same"])


@pytest.mark.parametrize("side", [None, "file"])
def test_a_deal_that_was_won_is_never_reopened_by_a_sheet(side: str | None) -> None:
    text = ONE.replace("Propose", "Close")
    done = again(text, won(imported(ONE)), side=side)
    assert clashes(done) == [("stage", "won", "close")]


def test_a_deal_is_reopened_where_that_was_asked_for() -> None:
    text = ONE.replace("Propose", "Close")
    after = only(again(text, won(imported(ONE)), side="file", is_reopening=True), RowKind.CHANGED)
    assert (after.stage, after.closed) == ("close", None)


@pytest.mark.parametrize("outcome", ["Won", "Lost"])
def test_what_a_sheet_reopened_a_sheet_may_decide_again(outcome: str) -> None:
    text = ONE.replace("Propose,2026-12-15", f"{outcome},2026-11-20")
    opened = applied(again(ONE, imported(text), is_reopening=True), imported(text))
    done = plan(text.replace("2026-11-20", "2027-01-04"), opened, day=Day(2027, 1, 8))
    assert (clashes(done), only(done, RowKind.CHANGED).closed) == ([], Day(2027, 1, 4))


def test_a_deal_is_moved_back_by_a_sheet_only_where_that_was_asked_for() -> None:
    done = again(ONE.replace("Propose", "Verify"), imported(ONE))
    assert clashes(done) == [("stage", "propose", "verify")]

    done = again(ONE.replace("Propose", "Verify"), imported(ONE), is_reopening=True)
    assert only(done, RowKind.CHANGED).stage == "verify"


@pytest.mark.parametrize(("side", "is_asked"), [(None, True), ("book", False)])
@pytest.mark.parametrize(
    ("label", "fields"), [("Won", {"stage": "close"}), ("Close", {"stage": "won", "closed": LATER})]
)
def test_a_row_whose_outcome_is_not_taken_moves_no_expected_close(
    label: str, fields: dict[str, Any], side: str | None, is_asked: bool
) -> None:
    text = ONE.replace("Propose,2026-12-15", f"{label},2026-11-20")
    book = changed(imported(ONE), **fields)
    done = again(text, book, side=side)
    (deal,) = applied(done, book).opportunities.values()
    assert (deal.stage, deal.expected_close) == (fields["stage"], Day(2026, 12, 15))
    assert (bool(clashes(done)), kinds(text, applied(done, book))) == (
        is_asked,
        ["clash" if is_asked else "same"],
    )


def test_a_row_whose_stage_alone_is_not_taken_moves_the_expected_close() -> None:
    text = ONE.replace("Propose,2026-12-15", "Verify,2027-01-20")
    assert only(again(text, imported(ONE)), RowKind.CLASH).expected_close == Day(2027, 1, 20)


def test_an_outcome_of_the_sheet_closes_the_deal() -> None:
    after = only(
        again(
            ONE.replace("Propose,2026-12-15", "Won,2026-12-20").replace("Expected close", "Close Date"),
            imported(ONE),
        ),
        RowKind.CHANGED,
    )
    assert (after.stage, after.closed) == ("won", Day(2026, 12, 20))


def test_a_cell_that_is_or_was_blank_is_no_news() -> None:
    text = ONE.replace("20000", "").replace("Call", "")
    assert kinds(text, imported(ONE)) == ["same"]

    book = imported(ONE)
    book = applied(again(ONE.replace("20000", ""), book), book)
    assert kinds(ONE, changed(book, amount=Decimal(27000))) == ["same"]


RESTING = "Deal ID,Customer,Name,Stage,Status\nD1,Acme,Belts,Propose,On hold\n"
AWAKE = RESTING.replace("On hold", "Open")


def test_a_deal_rests_from_when_the_sheet_says_so_until_it_or_the_rep_ends_that() -> None:
    book = imported(RESTING)
    assert only(again(AWAKE, book), RowKind.CHANGED).paused is None
    assert kinds(AWAKE, applied(again(AWAKE, book), book)) == ["same"]

    assert only(again(RESTING, imported(AWAKE)), RowKind.CHANGED).paused is not None

    (deal,) = imported(RESTING).opportunities.values()
    awake = recorded(deal, LATER, {"paused": None})
    assert kinds(RESTING, replace(EMPTY, opportunities={deal.id: awake})) == ["same"]


DETAILS = "Deal ID,Customer,Stage,Contact,Phone,Notes,Tags,Odds\nD1,Acme,Propose,Ann,12345,Called,mine,70%\n"


def test_people_notes_and_tags_are_only_added() -> None:
    text = DETAILS.replace("Ann,12345,Called,mine", "Bob,77777,Visited,new")
    after = only(again(text, imported(DETAILS)), RowKind.CHANGED)
    assert (
        [contact.name for contact in after.contacts],
        [entry.text for entry in after.log],
        after.tags,
    ) == (["Ann", "Bob"], ["Called", "Visited"], ("mine", "new"))

    assert not as_change(again(DETAILS, imported(DETAILS))).edits


def test_a_persons_cell_is_corrected_where_the_book_still_has_it_and_is_else_a_clash() -> None:
    sheet = "Deal ID,Customer,Stage,Contact,Phone,Email\nD1,Acme,Propose,Ann,12345,\n"
    ann = Contact(name="Ann", phone="12345")
    book, moved = imported(sheet), sheet.replace("12345", "777")
    for known in (ann, replace(ann, role="decision-maker", title="Boss")):
        after = only(again(moved, changed(book, contacts=(known,))), RowKind.CHANGED)
        assert after.contacts == (replace(known, phone="777"),)

    gained = only(again(sheet.replace("12345,", "12345,a@x.org"), book), RowKind.CHANGED)
    assert gained.contacts == (replace(ann, email="a@x.org"),)

    by_rep = changed(book, contacts=(replace(ann, phone="999"),))
    assert kinds(sheet, by_rep) == ["same"]
    assert [field for field, *_ in clashes(again(moved, by_rep))] == ["contacts"]
    assert only(again(moved, by_rep, side="file"), RowKind.CHANGED).contacts == (replace(ann, phone="777"),)
    assert kinds(moved, applied(again(moved, by_rep, side="book"), by_rep)) == ["same"]


def test_an_amount_and_its_currency_are_one_fact() -> None:
    text = "Deal ID,Customer,Stage,Amount,Currency\nD1,Acme,Verify,5,EUR\n"
    book = changed(imported(text), currency="USD")
    assert [field for field, *_ in clashes(again(text.replace(",5,", ",6,"), book))] == ["amount"]


def test_a_deal_that_never_saw_the_row_gains_what_it_lacks_and_keeps_what_it_says() -> None:
    deal = Opportunity(id="acme-belts", customer="Acme", name="Belts", stage="close", refs={"deals": "D1"})
    done = plan(ONE, replace(EMPTY, opportunities={deal.id: deal}))
    (row,) = done.rows
    assert row.after is not None
    assert (clashes(done), row.after.amount, row.after.stage) == (
        [("stage", "close", "propose")],
        Decimal(20000),
        "close",
    )


def test_a_renamed_customer_is_found_by_a_former_name_and_its_row_touches_nothing() -> None:
    known = Customer(id="acme", name="Acme Ltd", former_names=("Acme",))
    deal = Opportunity(id="acme-belts", customer="Acme Ltd", name="Belts", stage="propose")
    book = replace(EMPTY, opportunities={deal.id: deal}, customers={known.id: known})
    (row,) = plan(NO_ID, book).rows
    assert row.before == deal

    (deal,) = imported(NO_ID).opportunities.values()
    renamed = Customer(id="acme", name="Acme Ltd", former_names=("Acme",))
    deals = {deal.id: replace(deal, customer="Acme Ltd")}
    book = replace(EMPTY, opportunities=deals, customers={renamed.id: renamed})
    spelled = as_the_book_spells(read(NO_ID), book)
    done = plan_import(spelled, book, Terms(method=METHOD, day=LATER))
    assert ([row.kind for row in done.rows], [*as_change(done).edits]) == ([RowKind.SAME], [])


def test_two_deals_that_swapped_their_names_are_found_by_what_their_rows_said() -> None:
    text = "Customer,Name,Stage\nAcme,Belts,Verify\nAcme,Fans,Verify\n"
    one, two = imported(text).opportunities.values()
    book = replace(EMPTY, opportunities={"a": replace(one, name="Fans"), "b": replace(two, name="Belts")})
    assert kinds(text, book) == ["same", "same"]


def test_a_column_with_the_day_of_creation_may_come_later() -> None:
    text = NO_ID.replace("Stage", "Stage,Created").replace("Propose", "Propose,2026-10-01")
    assert only(plan(text, imported(NO_ID)), RowKind.CHANGED).created == Day(2026, 10, 1)


FIRST = "ID,Customer,Name,Amount,Stage\n1,Orchard Lane,Line,10000,Verify\n2,Hill Farm,Dryer,20000,Propose\n"
OTHER = "ID,Customer,Name,Amount,Stage\n1,Pit GmbH,Crane,99000,Propose\n3,Quarry AG,Belt,5000,Verify\n"


@pytest.mark.parametrize("path", ["crm-a.csv", "crm-b.csv"])
def test_the_same_id_of_an_unnamed_system_with_other_names_is_suspect(path: str) -> None:
    book = imported(FIRST, path="crm-a.csv")
    assert [row.kind.value.id for row in plan(OTHER, book, path=path).rows] == ["suspect", "new"]


def test_named_systems_have_their_own_ids_and_others_find_theirs_whatever_the_sheet_is_called() -> None:
    book = imported(FIRST, wishes=ColumnMap(system="north"))
    assert kinds(OTHER, book, ColumnMap(system="south")) == ["new", "new"]

    book = imported(FIRST, path="november.csv")
    assert [row.kind.value.id for row in plan(FIRST, book, path="december.csv").rows] == ["same", "same"]


def test_a_named_system_is_followed_through_new_names_and_open_deals_gone_from_the_sheet_are_told() -> None:
    wishes = ColumnMap(system="north")
    (row,) = plan(OTHER[: OTHER.index("3,")], imported(FIRST, wishes=wishes), wishes).rows
    assert [change.field for change in row.changes][:2] == ["customer", "name"]

    assert len(plan(FIRST[: FIRST.index("2,")], imported(FIRST)).missing) == 1


ROWS = st.tuples(
    st.sampled_from(["", "7", "8", "9"]),
    st.sampled_from(["Acme", "Hill", ""]),
    st.sampled_from(["ERP", "CRM"]),
    st.sampled_from(["", "5", "7.50"]),
    st.sampled_from(["verify", "propose", "won", "lost"]),
    st.sampled_from(["", "2026-11-03"]),
    st.just("2026-11-20"),
)
SHEETS = st.lists(ROWS, min_size=1, max_size=5).map(
    lambda rows: "\n".join(
        ["Deal ID,Customer,Name,Amount,Stage,Expected close,Closed", *(",".join(row) for row in rows)]
    )
)
WORK = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.sampled_from([None, Decimal(5), Decimal(99)]),
        "stage": st.sampled_from(["develop", "close", "won"]),
        "customer": st.sampled_from(["Acme", "Hill", "New & Co"]),
        "name": st.sampled_from(["ERP", "Something else"]),
        "expected_close": st.sampled_from([None, Day(2027, 1, 1)]),
    },
)


def worked(book: Book, work: list[dict[str, Any]]) -> Book:
    """The book after a rep worked on its deals."""
    deals = {}
    for deal, fields in zip(book.opportunities.values(), work, strict=False):
        dated = {key: value for key, value in fields.items() if key in DATED}
        if dated.get("stage") == "won":
            dated["closed"] = LATER
        plain = {key: value for key, value in fields.items() if key not in DATED}
        deals[deal.id] = recorded(replace(deal, **plain), LATER, dated)
    return replace(book, opportunities={**book.opportunities, **deals})


@given(SHEETS, st.lists(WORK, max_size=5))
def test_a_sheet_that_did_not_change_changes_nothing_whatever_was_done_meanwhile(
    text: str, work: list[dict[str, Any]]
) -> None:
    first = plan(text)
    done = again(text, worked(applied(first), work))
    assert not as_change(done).edits
    assert [row.kind is RowKind.SUSPECT for row in done.rows if row.kind is not RowKind.SAME] == [
        True for row in first.rows if row.kind is RowKind.SUSPECT
    ]


@given(SHEETS, SHEETS, st.lists(WORK, max_size=5))
def test_no_sheet_takes_back_what_a_rep_did(text: str, other: str, work: list[dict[str, Any]]) -> None:
    before = imported(text)
    book = worked(before, work)
    after = applied(again(other, book), book)
    for id, deal in book.opportunities.items():
        for field in ("amount", "stage", "closed", "customer", "name", "expected_close"):
            if getattr(deal, field) != getattr(before.opportunities[id], field):
                assert getattr(after.opportunities[id], field) == getattr(deal, field)


@given(SHEETS, SHEETS)
def test_no_sheet_reopens_a_deal_or_moves_one_back(text: str, other: str) -> None:
    order = [*(stage.id for stage in METHOD.stages), "won", "lost"]
    before = imported(text)
    after = applied(again(other, before), before)
    for id, deal in before.opportunities.items():
        is_open = after.opportunities[id].stage not in {"won", "lost"}
        assert (
            order.index(after.opportunities[id].stage or "") >= order.index(deal.stage or "") or not is_open
        )


CREATED = "Deal ID,Customer,Name,Amount,Stage,Created\nD1,Acme,Belts,20000,Propose,{}\n"


@pytest.mark.parametrize("side", [None, "file"])
def test_a_day_of_creation_after_the_deal_was_known_is_a_clash(side: str | None) -> None:
    done = again(CREATED.format("2026-12-15"), imported(ONE), side=side)
    assert [(clash.field, str(clash.why.args["day"])) for row in done.rows for clash in row.clashes] == [
        ("created", "2026-11-22")
    ]
    assert deal_on(applied(done, imported(ONE)).opportunities["acme-belts"], Day(2026, 11, 30), EMPTY)


def test_an_earlier_day_of_creation_is_told_and_a_later_one_is_settled_by_the_word_of_the_book() -> None:
    text, book = CREATED.format("2026-12-15"), imported(ONE)
    book = applied(again(text, book, side="book"), book)
    assert book.opportunities["acme-belts"].created is None
    assert [row.kind for row in again(text, book).rows] == [RowKind.SAME]

    done = again(CREATED.format("2026-10-15"), imported(ONE))
    assert only(done, RowKind.CHANGED).created == Day(2026, 10, 15)


@pytest.mark.parametrize("ids", ["D1,", ","])
def test_of_rows_that_mean_one_deal_none_changes_it_whatever_their_order(ids: str) -> None:
    head, one, two = HEADER, f"{ids}Acme,Belts,100,Verify,,", f"{ids}Acme,Belts,200,Verify,,"
    book = imported(f"{head}\n{one}\n{two}\n")
    for lines in ([one, two], [two, one], [two, two]):
        done = again(f"{head}\n{lines[0]}\n{lines[1]}", book)
        assert {row.kind for row in done.rows} <= {RowKind.SAME, RowKind.SUSPECT}
        assert applied(done, book) == book


def test_a_deal_is_missed_only_where_its_own_system_no_longer_tells_of_it() -> None:
    head = "Deal ID,Customer,Name,Amount,Stage"
    text = f"{head}\n1,Acme,Belts,5,Verify\n2,Beta,Doors,6,Verify\n3,Chen,Lamps,7,Verify\n"
    book = imported(text)
    after = text.replace("5,Verify", "5,Nowhere").replace("3,Chen,Lamps,7,Verify", ",Chen,Lamps,,Nowhere")
    assert again(after, book).missing == ()

    crm = "Deal ID,Customer,Name,Amount,Stage\n1,Acme,Belts,5,Verify\n2,Beta,Doors,6,Verify\n"
    book = imported(crm, path="crm.csv")
    other = "Deal ID,Customer,Name,Amount,Stage\nX1,Acme,Belts,5,Verify\nX9,Cog,Fan,6,Verify\n"
    book = imported(other, book, ColumnMap(system="liste"), path="liste.csv")
    assert [plan(crm, book, path=path).missing for path in ("crm.csv", "crm-december.csv")] == [(), ()]


def test_a_day_before_what_the_book_has_is_told_with_a_cure_of_its_own() -> None:
    book = changed(imported(ONE), stage="close")
    text = ONE.replace("Stage,Expected close", "Stage,Closed").replace("Propose,2026-12-15", "Won,2026-11-25")
    assert [row.kind for row in again(text, book).rows] == [RowKind.CLASH]
    done = again(text, book, side="file")
    assert [row.kind for row in done.rows] == [RowKind.SUSPECT]
    [cure] = cures(done)
    assert "--take book" in cure.text
    assert [row.kind for row in again(text, applied(again(text, book, side="book"), book)).rows] == [
        RowKind.SAME
    ]


@pytest.mark.parametrize("close", ["2026-12-15", "2027-Q1", ""])
@pytest.mark.parametrize("header", ["Expected close", "Close"])
@pytest.mark.parametrize("stage", ["Propose", None])
def test_the_day_on_which_it_was_expected_says_nothing_of_when_it_was_decided(
    header: str, close: str, stage: str | None
) -> None:
    text = f"Deal ID,Customer,Name,Stage,{header}\nD1,Acme,Belts,{{}},{close}\n"
    book = imported(text.format("Propose"))
    if stage is None:
        book = Book(
            method=METHOD,
            opportunities={id: replace(deal, imported={}) for id, deal in book.opportunities.items()},
        )
    after = applied(again(text.format("Won"), won(book)), won(book))
    (deal,) = after.opportunities.values()
    assert (deal.stage, deal.closed, kinds(text.format("Won"), won(book))) == ("won", LATER, ["same"])


@pytest.mark.parametrize("header", ["Expected close", "Close", "Close Date"])
@pytest.mark.parametrize("outcome", ["Won", "Lost"])
def test_a_day_that_came_from_the_sheet_alone_follows_the_sheet(header: str, outcome: str) -> None:
    text = f"Deal ID,Customer,Name,Stage,{header}\nD1,Acme,Belts,{{}},{{}}\n"
    book = imported(text.format("Propose", "2026-12-20"))
    for close in ("2026-12-10", "2026-12-20"):
        done = again(text.format(outcome, close), book)
        assert [row.kind for row in done.rows] == [RowKind.CHANGED]
        book = applied(done, book)
        (deal,) = book.opportunities.values()
        assert deal.closed == Day.fromisoformat(close)


def test_a_closing_day_of_its_own_is_news() -> None:
    text = "Deal ID,Customer,Name,Stage,Closed\nD1,Acme,Belts,{},{}\n"
    book = won(imported(text.format("Propose", "")))
    assert clashes(again(text.format("Won", "2026-12-01"), book)) == [("closed", LATER, Day(2026, 12, 1))]


def test_what_a_row_does_not_say_the_book_knows_of_its_deal() -> None:
    named = ColumnMap(system="crm")
    book = imported(ONE, wishes=named)
    for row in ("D1,Acme,Belts,", "D1,,,Propose", "D1,,,"):
        assert kinds(f"Deal ID,Customer,Name,Stage\n{row}\n", book, named) == ["same"]
    assert kinds("Deal ID,Customer,Name,Stage\nD2,Hill,Fans,\nD1,Acme,Belts,Won\n", book) == ["bad", "bad"]


def test_a_row_that_is_bad_means_no_deal_that_another_means() -> None:
    text = "Customer,Name,Amount,Stage\nAcme,Belts,{},Propose\n"
    done = plan(text.format(150) + "Acme,Belts,50,\n", imported(text.format(100)), day=LATER)
    assert {row.line: row.kind for row in done.rows} == {2: RowKind.CHANGED, 3: RowKind.BAD}
