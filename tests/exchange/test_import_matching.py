from dataclasses import replace
from datetime import date as Day

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_samples import EMPTY, METHOD, TODAY, acme, applied, book, imported, kinds, only, plan

from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.import_plan import RowKind
from funnel_cli.exchange.mapping import ColumnMap, Entered
from funnel_cli.exchange.matching import ImportRefused, as_change, demand_whole, plan_import
from funnel_cli.records.book import Book
from funnel_cli.records.lead import LeadPast
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import message

HEADER = "Deal ID,customer,name,stage,amount,created,closed"
LATER = Day(2026, 12, 1)
PLAIN = "customer,name,stage,amount,created"
REFUSED = message("This file is empty.")


def test_what_the_book_does_not_know_is_new_and_called_by_customer_and_name() -> None:
    assert kinds(f"{PLAIN}\nAcme,ERP,verify,5,2026-01-02\n") == ["new"]
    assert list(imported("customer,name,stage\n华能,Pit lamps,verify\n").opportunities) == [
        "hua-neng-pit-lamps"
    ]


def test_ids_that_clash_are_numbered_and_stay_short_enough() -> None:
    text = f"{PLAIN}\nAcme,ERP!,verify,5,2026-02-02\nAcme,ERP?,verify,5,2026-02-02\n"
    ids = [row.after.id for row in plan(text, book(acme())).rows if row.kind is RowKind.NEW and row.after]
    assert ids == ["acme-erp-2", "acme-erp-3"]

    name = "x" * 80
    ids = list(imported(f"customer,name,stage\n,{name},verify\n,{name}!,verify\n").opportunities)
    assert [len(id) for id in ids] == [24, 24]


@pytest.mark.parametrize("path", ["data/opportunities", "data/opportunities/acme.yaml"])
@pytest.mark.parametrize("row", ["acme,Acme,ERP,verify", ",Other,Pumps,develop"])
def test_a_new_row_may_be_a_deal_that_cannot_be_read(path: str, row: str) -> None:
    broken = Book(method=METHOD, problems=(Problem(path, 1, 1, "x", REFUSED),))
    (found,) = plan(f"id,customer,name,stage\n{row}\n", broken).rows
    assert (found.kind, [why.args["file"] for why in found.reasons]) == (RowKind.SUSPECT, [path])


def test_beside_it_a_known_deal_is_changed_and_what_is_no_deal_stops_nothing() -> None:
    problem = Problem("data/opportunities/beta.yaml", 1, 1, "x", REFUSED)
    broken = replace(book(acme()), problems=(problem,))
    assert kinds(f"{PLAIN}\nAcme,ERP,develop,9,2026-01-02\n", broken) == ["changed"]
    leads = replace(broken, problems=(replace(problem, path="data/leads/beta.yaml"),))
    assert kinds("customer,name,stage\nNew,ERP,develop\n", leads) == ["new"]


@pytest.mark.parametrize(
    ("created", "said"),
    [
        ("", "the same customer and name as {ids}, and no day of creation"),
        ("2026-05-05", "the same customer and name, but created on another day: {ids}"),
    ],
)
def test_a_row_is_suspect_where_its_day_does_not_say_which_deal_it_is(created: str, said: str) -> None:
    (row,) = plan(f"{PLAIN}\nAcme,ERP,develop,5,{created}\n", book(acme())).rows
    assert (row.kind, row.reasons) == (RowKind.SUSPECT, (message(said, ids=["acme-erp"]),))


def test_a_row_means_the_deal_of_its_foreign_id_of_its_id_or_of_its_names_in_any_spelling() -> None:
    known = acme(customer="Renamed", refs={"deals": "7"})
    (row,) = plan(f"{HEADER}\n7,Acme,ERP,develop,,2026-01-02,\n", book(known)).rows
    assert row.before == known

    assert kinds("id,customer,name,stage\nacme-erp,Acme,ERP,develop\n", book(acme())) == ["same"]

    known = acme(customer="Café  Olé")
    assert kinds(f"{PLAIN}\nCafe\u0301 Ole\u0301,ERP,develop,,2026-01-02\n", book(known)) == ["same"]


@pytest.mark.parametrize("names", ["Acme,ERP", "  acme , erp", "ACME,Erp"])
def test_a_row_means_the_deal_of_the_same_customer_name_and_day(names: str) -> None:
    found = plan(f"{PLAIN}\n{names},develop,,2026-01-02\n", book(acme()))
    assert [row.before.id for row in found.rows if row.before] == ["acme-erp"]


def test_a_row_that_could_mean_two_deals_or_a_removed_one_is_suspect() -> None:
    assert kinds(f"{PLAIN}\nAcme,ERP,develop,,2026-01-02\n", book(acme(), acme(id="acme-2"))) == ["suspect"]

    twins = book(acme(refs={"deals": "7"}), acme(id="acme-2", refs={"deals": "7"}))
    assert kinds(f"{HEADER}\n7,Acme,ERP,develop,,2026-01-02,\n", twins) == ["suspect"]

    assert kinds(f"{PLAIN}\nAcme,ERP,develop,,2026-01-02\n", book(acme(removed=TODAY))) == ["suspect"]


def test_a_deal_with_another_id_of_the_system_is_another_and_one_typed_by_hand_gains_the_id() -> None:
    known = book(acme(refs={"deals": "7"}))
    row = "8,Acme,ERP,develop,,{},\n"
    assert kinds(f"{HEADER}\n{row.format('2026-02-03')}", known) == ["new"]
    both = f"{HEADER}\n7,Acme,ERP,verify,,2026-01-02,\n{row.format('2026-01-02')}"
    assert kinds(both, known)[1] == "new"

    found = plan(f"{HEADER}\n7,Acme,ERP,develop,,2026-01-02,\n", book(acme()))
    assert only(found, RowKind.CHANGED).refs == {"deals": "7"}


ID, LONG = "0065e00000AAAA1", "0065e00000AAAA1AAP"


@pytest.mark.parametrize(("one", "other"), [(ID, LONG), (LONG, ID), (LONG, LONG)])
def test_the_long_and_the_short_id_of_salesforce_are_one_and_stay_as_they_were(one: str, other: str) -> None:
    text = f"{HEADER}\n{{}},Acme,ERP,develop,5,,\n"
    known = imported(text.format(one))
    (row,) = plan(text.format(other), known).rows
    assert (row.kind, row.before) == (RowKind.SAME, known.opportunities["acme-erp"])
    assert kinds(f"{text.format(one)}{other},Acme,CRM,develop,5,,\n") == ["new", "suspect"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0017", "17"), ("17", "0017"), ("D-1", "d-1"), ("D-1", "D1"), ("D-0017", "D-17"), ("17.0", "17"),
        ("{AB-1}", "ab-1"), ("12345678901", "1.23457E+10"),
    ],
)  # fmt: skip
def test_a_deal_under_an_id_that_may_be_another_spelling_of_its_own_is_suspect(one: str, other: str) -> None:
    text = f"{HEADER}\n{{}},Acme,ERP,develop,5,,\n"
    (row,) = plan(text.format(other), imported(text.format(one))).rows
    assert (row.kind, row.reasons[0].args["known"]) == (RowKind.SUSPECT, [one])


def test_an_id_that_is_spelled_alike_is_suspect_where_customer_or_name_are_the_same_too() -> None:
    known = imported(f"{HEADER}\n0017,Acme,ERP,won,5,,2026-11-02\n")
    assert kinds(f"{HEADER}\n17,Acme,ERP phase 1,develop,5,,\n", known) == ["suspect"]
    assert kinds(f"{HEADER}\n17,Beta,CRM,develop,5,,\n", known) == ["new"]
    assert kinds(f"{HEADER}\n17,Acme,ERP,develop,5,,\n0017,Acme,ERP,won,5,,2026-11-02\n") == [
        "new", "suspect",
    ]  # fmt: skip


def test_another_id_is_another_deal_where_the_known_one_is_decided_or_bad_beside_it() -> None:
    known = imported(f"{HEADER}\n7,Acme,ERP,won,5,,2026-11-02\n")
    assert kinds(f"{HEADER}\n8,Acme,ERP,develop,5,,\n", known) == ["new"]
    assert kinds(f"{HEADER}\n8,Acme,ERP,won,5,,2026-11-02\n", known) == ["suspect"]

    known = imported(f"{HEADER}\n7,Acme,ERP,develop,5,,\n")
    assert kinds(f"{HEADER}\n7,Acme,ERP,develop,lots,,\n8,Acme,ERP,develop,5,,\n", known) == ["bad", "new"]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("Total,,351,Verify", "suspect"), (",小计,4,Verify", "suspect"),
        ("Acme,Subtotal,100,Verify", "suspect"), ("Verify Total,,7,Verify", "suspect"),
        (",Acme 汇总,7,Verify", "suspect"), ("Total,All deals,300,Verify", "suspect"),
        ("Total,Refinery pump,351,Verify", "new"), ("Acme,Total station,3,Verify", "new"),
        ("Acme,数据汇总,3,Verify", "new"), ("Total Energies,,3,Verify", "new"),
    ],
)  # fmt: skip
def test_a_new_deal_that_is_called_like_a_row_of_totals_is_suspect(row: str, kind: str) -> None:
    text = f"Customer,Name,Amount,Stage\nAcme,A,100,Verify\nMill,B,200,Verify\n{row}\n"
    assert kinds(text)[2] == kind


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("Total,2 in all,300,Verify,2027-01-05,", "suspect"), ("Mill,Sum,300,Verify,2027-01-05,x", "suspect"),
        ("Mill,合计,200,Verify,2027-01-05,", "suspect"), ("合计,2个,300,Verify,2027-01-05,me", "suspect"),
        ("Total,Refinery pump,200,Verify,2027-01-05,", "new"), ("Total,Pump,299,Verify,2027-01-05,", "new"),
        ("Hill,Pump,300,Verify,2027-01-05,", "new"), ("Total,Refinery pump,300,Verify,2027-01-05,", "new"),
    ],
)  # fmt: skip
def test_a_new_deal_called_like_a_total_that_adds_up_rows_is_suspect_though_it_has_a_day(
    row: str, kind: str
) -> None:
    text = "Customer,Name,Amount,Stage,Close Date,Owner\nAcme,A,100,Verify,2027-01-05,me\n"
    text += f"Mill,B,200,Verify,2027-01-05,me\n{row}\n"
    assert kinds(text) == ["new", "new", kind]


def test_a_total_of_all_adds_up_the_deals_and_not_the_totals_above_it() -> None:
    rows = ["Acme,A,100", "Acme,B,200", "Acme,Total,300", "Mill,C,50", "Mill,Total,50", "All,Subtotal,350"]
    text = "".join(f"{row},Verify,2027-01-05\n" for row in rows)
    found = kinds(f"Customer,Name,Amount,Stage,Close Date\n{text}")
    assert found == ["new", "new", "suspect", "new", "suspect", "suspect"]


def test_a_total_adds_up_the_rows_that_cannot_be_read_too() -> None:
    text = "Customer,Name,Amount,Stage,Owner\nAcme,A,100,Nowhere,me\nMill,B,200,Verify,me\n"
    assert kinds(f"{text}Total,2 deals,300,Verify,me\n") == ["bad", "new", "suspect"]


def test_a_row_of_totals_is_named_by_its_word() -> None:
    found = plan("Stage,Customer,Name,Amount\nVerify,Acme,A,100\nVerify,Mill,B,200\nVerify,Subtotal,,300\n")
    assert found.rows[-1].reasons[0].args["text"] == "Subtotal"


def test_a_row_with_an_id_day_or_owner_is_a_deal_whatever_it_is_called() -> None:
    text = "Deal ID,Account Name,Deal,Stage,Amount,Close Date,Owner\n"
    for row in (
        "D-1,TotalEnergies,Total,Verify,300,,",
        "D-2,,Lump sum,Verify,4,,",
        ",Total,,Verify,5,2027-01-05,",
    ):
        assert kinds(f"{text}{row}\n") == ["new"]
    assert kinds(f"{text},,设备汇总,Verify,5,,Wang\n") == ["new"]


def test_a_deal_called_sum_with_the_amount_above_is_suspect_and_no_footer() -> None:
    text = "Customer,Deal,Stage,Amount,Close\nAcme,Parts,Verify,100,2027-01-01\nAcme,Sum,Verify,100,\n"
    (_, row, _) = plan(f"{text}Beta,B,Verify,200,2027-01-01\n").rows
    assert (row.kind, row.reasons) == (
        RowKind.SUSPECT,
        (message("may be a row of totals: {text}", text="Sum"),),
    )


def test_a_total_is_named_by_the_word_for_it() -> None:
    found = plan("Customer,Deal,Stage,Amount\nAcme,A,Verify,1\nBeta,B,Verify,2\nBeta,Total,,3\n").rows[-1]
    assert (found.kind, found.reasons) == (
        RowKind.FOOTER,
        (message("taken for a footer: {text}", text="Total"),),
    )


def test_a_known_deal_of_that_name_is_none_of_them() -> None:
    known = book(acme(customer="Total", name=None, refs={"deals": "7"}))
    assert kinds(f"{HEADER}\n7,Total,,develop,,,\n", known) == ["same"]


@pytest.mark.parametrize(
    ("known", "row"),
    [
        ("Acme,ERP,won,100,,2025-12-01", "Acme,ERP,won,150,,2026-10-01"),
        ("Acme,ERP,won,100,,2025-12-01", "Acme,ERP,won,150,2026-02-01,2026-03-01"),
        ("Acme,ERP,develop,100,,", "Acme,ERP,develop,100,2026-02-01,"),
        ("Acme,,develop,100,,", "Acme,,develop,999,,"),
    ],
)
def test_another_id_is_another_deal_where_the_days_say_so_or_there_is_no_name(known: str, row: str) -> None:
    before = imported(f"{HEADER}\n101,{known}\n", day=Day(2026, 1, 10))
    assert kinds(f"{HEADER}\n202,{row}\n", before) == ["new"]


@pytest.mark.parametrize(
    ("one", "other"), [("1-11", "11-1"), ("1-11", "111"), (ID, ID.lower()), (LONG, ID.lower())]
)
def test_ids_with_signs_between_digits_and_ids_of_salesforce_are_not_spelled_alike(
    one: str, other: str
) -> None:
    text = f"{HEADER}\n{{}},Acme,ERP,develop,5,,\n"
    assert kinds(f"{text.format(one)}{other},Acme,ERP,develop,5,,\n") == ["new", "new"]
    assert kinds(f"{HEADER}\n{other},Acme,CRM,develop,5,,\n", imported(text.format(one))) == ["new"]


def test_a_row_that_repeats_another_in_itself_or_by_its_ids_is_suspect() -> None:
    row = "Acme,ERP,develop,5,2026-01-02"
    assert kinds(f"{PLAIN}\n{row}\n{row}\n") == ["new", "suspect"]

    assert kinds(f"{HEADER}\n7,A,x,verify,,,\n7,B,y,verify,,,\n") == ["new", "suspect"]

    text = "id,ref,customer,name,stage\n,7,Acme,ERP,develop\nacme-erp,,Acme,ERP,develop\n"
    wishes = ColumnMap(columns={"ref": "ref"})
    assert kinds(text, book(acme(refs={"deals": "7"})), wishes) == ["same", "suspect"]

    text = f"{HEADER}\n7,Acme,ERP,develop,,2026-01-02,\n8,Acme,ERP,develop,,2026-01-02,\n"
    assert kinds(text, book(acme())) == ["suspect", "suspect"]


def test_only_new_and_changed_rows_are_written_and_no_suspect_one() -> None:
    assert not as_change(plan(f"{PLAIN}\nAcme,ERP,develop,,\n", book(acme()))).edits

    text = f"{PLAIN}\nAcme,ERP,develop,,2026-01-02\nBeta,CRM,verify,,\n"
    known = imported(f"{PLAIN}\nAcme,ERP,develop,,2026-01-02\n")
    assert [edit.before for edit in as_change(plan(text, known)).edits] == [None]


def test_one_bad_row_stops_the_whole_import_unless_it_is_left_out() -> None:
    with pytest.raises(ImportRefused) as refusal:
        demand_whole(plan(f"{PLAIN}\nAcme,ERP,develop,,2026-01-02\n,,verify,many,\n"))
    assert (refusal.value.exit_code, refusal.value.args_by_name["count"]) == (5, 1)

    done = plan(f"{PLAIN}\nAcme,ERP,develop,,2026-01-02\n,,verify,many,\n")
    demand_whole(done, skip_bad=True)
    assert (len(as_change(done).edits), done.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        ("Acme,ERP,develop,,\n", TODAY),
        ("Acme,ERP,won,2026-02-03,\n", None),
        ("Acme,ERP,develop,,\nBeta,ERP,won,2026-02-03,\n", TODAY),
        ("Acme,ERP,develop,,\nBeta,ERP,won,2026-02-03,2026-01-05\n", None),
    ],
)
def test_the_first_import_of_open_deals_says_since_when_histories_are_whole_unless_a_past_is_told(
    rows: str, since: Day | None
) -> None:
    wishes = ColumnMap(entered=(Entered("seen", "verify"),))
    found = plan(f"customer,name,stage,closed,seen\n{rows}", wishes=wishes)
    assert as_change(found).complete_since == since


def test_a_later_import_leaves_it_as_it_is() -> None:
    whole = replace(METHOD, settings=replace(METHOD.settings, complete_since=Day(2026, 1, 1)))
    known = Book(method=whole)
    assert as_change(plan(f"{PLAIN}\nAcme,ERP,develop,7,2026-01-02\n", known)).complete_since is None


def test_progress_is_told_up_to_the_last_row() -> None:
    told: list[tuple[int, int]] = []
    rows = "".join(f"Acme,{n},verify,,\n" for n in range(250))
    terms = Terms(method=METHOD, day=TODAY)
    plan_import(
        plan(f"{PLAIN}\n{rows}").incoming, EMPTY, terms, lambda done, total: told.append((done, total))
    )
    assert told == [(100, 250), (200, 250), (250, 250)]


ROWS = st.tuples(
    st.sampled_from(["", "7", "8", "9"]),
    st.sampled_from(["Acme", "ACME ", "北光", ""]),
    st.sampled_from(["ERP", "erp", "CRM"]),
    st.sampled_from(["verify", "close", "won", "lost"]),
    st.sampled_from(["", "5", "7.50"]),
    st.sampled_from(["", "2026-01-02", "2026-01-03"]),
    st.just("2026-11-03"),
)
SHEETS = st.lists(ROWS, min_size=1, max_size=6).map(
    lambda rows: "\n".join([HEADER, *(",".join(row) for row in rows)])
)


def test_a_deal_without_a_day_of_creation_is_told_from_its_namesake_with_one() -> None:
    text = f"{HEADER}\n,Acme,ERP,verify,,,\n,Acme,ERP,verify,,2026-01-02,\n"
    assert kinds(text, imported(text)) == ["same", "same"]


@given(SHEETS)
def test_a_sheet_that_is_imported_again_changes_nothing(text: str) -> None:
    first = plan(text)
    again = plan(text, applied(first))
    expected = [RowKind.SUSPECT if row.kind is RowKind.SUSPECT else RowKind.SAME for row in first.rows]
    assert [row.kind for row in again.rows] == expected


@given(SHEETS, SHEETS)
def test_a_sheet_changes_a_book_once(text: str, other: str) -> None:
    known = imported(other)
    after = applied(plan(text, known), known)
    assert not {row.kind for row in plan(text, after).rows} & {RowKind.NEW, RowKind.CHANGED}


@given(SHEETS, SHEETS)
def test_no_import_takes_a_deal_out_of_the_book(text: str, other: str) -> None:
    known = imported(other)
    assert set(applied(plan(text, known), known).opportunities) >= set(known.opportunities)


# a deal that was a lead


def test_a_row_of_the_day_on_which_a_deal_began_as_a_lead_is_that_deal() -> None:
    was = acme(created=Day(2026, 3, 1), lead=LeadPast(created=Day(2026, 1, 2)))
    assert kinds(f"{PLAIN}\nAcme,ERP,develop,,2026-01-02\n", book(was)) == ["same"]
    assert kinds(f"{PLAIN}\nAcme,ERP,develop,,2026-03-01\n", book(was)) == ["same"]
    assert kinds(f"{PLAIN}\nAcme,ERP,develop,,2026-02-01\n", book(was)) == ["suspect"]


def test_a_deal_that_was_decided_before_it_was_created_comes_in_with_a_remark() -> None:
    rows = "7,Acme,ERP,won,5,2026-01-03,2026-01-02\n8,Mill,ERP,won,5,2026-01-02,2026-01-02\n"
    first, second = plan(f"{HEADER}\n{rows}").rows
    assert ([[*said.args] for said in first.reasons], second.reasons) == ([["closed", "created"]], ())
