from collections.abc import Iterable
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

from grids import column, part
from import_samples import EMPTY, METHOD, book, imported, plan, read

from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.mapping import ColumnMap, Entered
from funnel_cli.exchange.matching import plan_import
from funnel_cli.exchange.report import Showing, import_document
from funnel_cli.records.book import Book
from funnel_cli.render.language import Language
from funnel_cli.values.message import Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Document


def document(text: str, book: Book = EMPTY, sample: int | None = None) -> Document:
    return import_document(plan(text, book), "CNY", Showing(sample=sample))


def bare(cells: Iterable[object]) -> list[object]:
    """The cells as machines get them."""
    return [cell.id if isinstance(cell, Term) else cell for cell in cells]


def test_the_head_counts_every_kind_of_row() -> None:
    head = document("customer,stage\nAcme,verify\n,verify\n").head
    assert {key: head[key] for key in ("new", "changed", "same", "suspect", "bad")} == {
        "new": 1,
        "changed": 0,
        "same": 0,
        "suspect": 0,
        "bad": 1,
    }


def test_a_row_is_shown_with_its_line_and_reasons() -> None:
    (row,) = part(document("customer,stage,amount\nAcme,verify,many\n"), "items").rows
    reason = message("“{cell}” is not an amount; one looks like 12500.00", cell="many")
    assert (row[0], row[-2]) == (2, (message("{fault} ({code})", fault=reason, code="bad-amount"),))


def test_machines_get_every_row_and_a_screen_a_sample_and_every_row_that_needs_attention() -> None:
    rows = "".join(f"Acme {n},verify\n" for n in range(30))
    assert len(part(document(f"customer,stage\n{rows}"), "items").rows) == 30

    rows = "".join(f"Acme {n},verify\n" for n in range(30))
    shown = document(f"customer,stage\n{rows},verify\n", sample=3)
    assert [column(part(shown, name), "line") for name in ("items", "left_out")] == [[2, 3, 4], [32]]

    (note,) = part(document("customer,stage\nA,verify\nB,verify\nC,verify\n", sample=1), "items").notes
    assert getattr(note, "args", None) == {"count": 2}


def test_a_person_is_told_reason_by_reason_why_rows_were_left_out_or_odd_and_machines_row_by_row() -> None:
    bad = "".join(f"Acme {n},verify,many{n}\n" for n in range(5))
    shown = part(document(f"customer,stage,amount\n{bad},verify,1\n", sample=3), "refused")
    assert column(shown, "times") == [5, "", "", 1]
    assert [getattr(said, "args", {}).get("line") for said in column(shown, "why")] == ["2", "3", "4", "7"]

    rows = "".join(f"C{n},Verify,2027-0{n}\n" for n in range(1, 6))
    shown = part(document("Customer,Stage,Expected close\n" + rows, sample=0), "remarked")
    assert column(shown, "times") == [5, "", ""]
    assert message("--part items shows each row.") in shown.notes

    for_programs = document("customer,stage,amount\nAcme,verify,many\n")
    assert [each.name for each in for_programs.tables if "out" in each.name or each.name == "refused"] == [
        "left_out"
    ]


def test_changes_are_shown_field_by_field() -> None:
    text = "customer,name,stage,amount,created\nAcme,ERP,verify,5,2026-01-02\n"
    found = part(document(text.replace(",5,", ",7,"), imported(text)), "changes")
    assert [bare(row[2:]) for row in found.rows] == [
        ["amount", *(Money(Decimal(number), "CNY") for number in (5, 7))]
    ]


def test_every_kind_of_value_is_shown_before_and_after() -> None:
    header = "Deal ID,customer,name,stage,created,close date,next step,next_due,lost reason\n"
    known = imported(f"{header},Acme,ERP,verify,2026-01-02,,,,\n")
    opened = f"{header}7,Acme,ERP,verify,2026-01-02,2026-12-31,Call,2026-12-01,\n"
    lost = f"{header}7,Acme,ERP,lost,2026-01-02,2026-11-20,,,Too dear\n"
    after = imported(opened, known)
    shown = [
        dict(zip(bare(column(found, "field")), bare(column(found, "after")), strict=True))
        for found in (part(document(opened, known), "changes"), part(document(lost, after), "changes"))
    ]
    assert shown == [
        {"expected_close": Day(2026, 12, 31), "next_step": (Day(2026, 12, 1), "Call"), "refs": ("deals 7",)},
        {"stage": "lost", "closed": Day(2026, 11, 20), "lost": ("Too dear",)},
    ]


def test_the_columns_in_force_are_shown_and_those_that_are_not_read() -> None:
    wishes = ColumnMap(entered=(Entered("engaged", "verify"),))
    incoming = read("customer,shoe size,stage,engaged\nAcme,42,verify,2026-01-02\n", wishes)
    found = part(
        import_document(plan_import(incoming, EMPTY, Terms(method=METHOD, day=Day(2026, 1, 3))), "CNY"),
        "columns",
    )
    assert (column(found, "column"), column(found, "field")[-1]) == (
        ["customer", "stage", "engaged", "shoe size"],
        None,
    )


def test_what_the_labels_mean_is_shown_with_their_counts() -> None:
    found = part(document("customer,stage\nA,验证\nB,验证\nC,Propose\n"), "labels")
    assert [bare(row[1:]) for row in found.rows] == [["验证", "verify", 2], ["Propose", "propose", 1]]


def test_what_is_missing_in_the_new_deals_is_counted_and_no_win_among_them() -> None:
    lines = document("customer,name,stage,close date\n,CRM,verify,2026-01-01\nA,,verify,\n").lines
    assert [getattr(line, "text", "").partition(" ")[2] for line in lines[1:5]] == [
        "without a customer.",
        "without a day of creation.",
        "without an amount.",
        "deal|open deals} expected to close on a day that has passed.",
    ]

    lines = document("customer,stage,close date,created\nAcme,won,2027-03-26,2026-01-01\n").lines
    assert not any("has passed" in getattr(line, "text", "") for line in lines)


def test_the_lines_taken_for_a_footer_are_named() -> None:
    notes = document("customer,stage\nAcme,verify\n\nTotals,\n").notes
    assert getattr(notes[-1], "args", None) == {
        "line": "4",
        "what": message("taken for a footer: {text}", text="Totals"),
    }


def test_the_amounts_are_summed_by_currency_whether_or_not_their_rows_are_taken_in() -> None:
    text = "customer,stage,amount,currency\nA,verify,5,EUR\nB,won,7,EUR\nC,verify,9,USD\nD,Maybe,1,EUR\n"
    assert [row[1:] for row in part(document(text), "amounts").rows] == [
        (3, *(Money(Decimal(number), "EUR") for number in (13, 1, 7, 8))),
        (1, *(Money(Decimal(number), "USD") for number in (9, 9, 9, 0))),
    ]


def test_a_refused_sheet_is_offered_the_way_on_without_bad_rows_and_no_row_of_it_is_said_to_be_in() -> None:
    done = plan("customer,stage,amount,expected close\nAcme,verify,many,\nHill,verify,1,2026-01-02\n")
    for is_refused in (True, False):
        shown = import_document(done, "CNY", Showing(sample=3, is_refused=is_refused))
        refused, remarked = part(shown, "refused"), part(shown, "remarked")
        assert ("--skip-bad" in str(refused.notes), "Taken in" in str(remarked.title)) == (
            is_refused,
            not is_refused,
        )


def test_a_row_that_clashes_and_changes_something_else_is_said_to_be_taken_in_but_for_that() -> None:
    first = "id,customer,stage,amount,owner\nD1,Acme,verify,1,wang\n"
    known = imported(first)
    by_rep = book(*(replace(each, amount=Decimal(2)) for each in known.opportunities.values()))
    for owner, said in (("wang", "1 clash."), ("li", "1 clash (of 1 row only the cells that clash).")):
        done = plan(f"id,customer,stage,amount,owner\nD1,Acme,verify,3,{owner}\n", by_rep)
        assert Language("en").say(import_document(done, "CNY").lines[0]).endswith(f"not taken in: {said}")


def test_an_answer_that_left_rows_out_is_partial() -> None:
    assert [document(f"customer,stage\nA,{stage}\n").is_partial for stage in ("verify", "won")] == [
        False,
        True,
    ]


def test_stages_and_fields_are_told_by_their_titles_and_kept_by_their_ids() -> None:
    book = imported("customer,name,amount,stage\nAcme,Belts,20000,verify\n")
    changes = part(document("customer,name,amount,stage\nAcme,Belts,20000,develop\n", book), "changes")
    (field,), (before,), (after,) = (column(changes, key) for key in ("field", "before", "after"))
    assert bare((field, before, after)) == ["stage", "verify", "develop"]
    assert isinstance(after, Term)
    assert after.label == METHOD.stages[1].label


def test_a_rest_that_is_over_and_one_without_an_end_can_be_seen() -> None:
    said = "customer,stage,status\nAcme,verify,{}\n"
    book = imported(said.format("On hold"))
    changed = part(document(said.format("Open"), book), "changes")
    [row] = [row for row in changed.rows if "paused" in bare(row)]
    assert bare(row)[-2:] == ["yes", None]
