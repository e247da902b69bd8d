from dataclasses import replace
from pathlib import Path

from import_samples import EMPTY, METHOD, plan
from running import run, tree

from funnel_cli.exchange.sheet_people import with_regions
from funnel_cli.records.book import Book, Edit
from funnel_cli.records.customer import Customer
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import message

HEADER = "Customer,Name,Stage,Amount,Created"


def sheet(book: Path, *rows: str) -> str:
    file = book.parent / "deals.csv"
    file.write_text("\n".join([HEADER, *rows, ""]), "utf-8")
    return str(file)


def taken(book: Path, *rows: str) -> list[tuple[str, list[str]]]:
    """Customer and remarks of each row of a dry run."""
    items = run(f"import {sheet(book, *rows)} --dry-run --json", book).json["items"]
    return [(row["customer"], row["reasons"]) for row in items]


def test_a_row_is_written_with_the_books_spelling_and_says_so(book: Path) -> None:
    assert taken(book, "ACME (ltd),Belts,verify,5,2026-11-02") == [
        ("Acme Ltd", ["ACME (ltd) is written as Acme Ltd"])
    ]

    answer = run(f"import {sheet(book, 'Acme GmbH,Belts,verify,5,2026-11-02')} --dry-run", book)
    assert "expected to close on a day" not in answer.out


def test_a_former_name_is_written_as_the_present_one(book: Path) -> None:
    run("customer merge 'Acme Ltd' Gamma", book)
    assert taken(book, "acme ltd,Belts,verify,5,2026-11-02")[0][0] == "Gamma"


def test_a_row_that_differs_in_nothing_but_spelling_changes_nothing(book: Path) -> None:
    rows = "Acme Ltd,Belts,verify,5,2026-11-02"
    run(f"import {sheet(book, rows)}", book)
    before = tree(book)
    run(f"import {sheet(book, rows.upper().replace('VERIFY', 'verify').replace('BELTS', 'Belts'))}", book)
    assert tree(book) == before


def test_two_spellings_in_one_sheet_are_one_customer(book: Path) -> None:
    rows = taken(
        book,
        "华能矿业（集团）有限公司,Belts,verify,5,2026-11-02",
        "华能矿业(集团)有限公司,Lamps,verify,5,2026-11-02",
    )
    assert [customer for customer, _ in rows] == ["华能矿业（集团）有限公司"] * 2


def test_what_is_alike_in_book_or_sheet_is_pointed_out_and_stays(book: Path) -> None:
    assert taken(
        book,
        "Acme GmbH,Belts,verify,5,2026-11-02",
        "Brauerei Hofmann,Belts,verify,5,2026-11-02",
        "Brauerei Hoffmann AG,Belts,verify,5,2026-11-02",
        "Dale,Belts,verify,5,2026-11-02",
    ) == [
        ("Acme GmbH", ["maybe the same customer as Acme Ltd"]),
        ("Brauerei Hofmann", []),
        ("Brauerei Hoffmann AG", ["maybe the same customer as Brauerei Hofmann"]),
        ("Dale", []),
    ]


KNOWN = Book(
    method=METHOD, customers={"acme": Customer(id="acme", name="Acme", region="North", industry="ore")}
)
SHEET = "customer,name,stage,region\nAcme,Belt,verify,South\nBeta,Pump,verify,West\nBeta,Fan,verify,West\n"


def changes(text: str, book: Book) -> tuple[Edit, ...]:
    return with_regions(plan(text, book), book).others


def test_a_customer_begins_with_the_region_of_its_rows_or_gets_the_one_it_lacks() -> None:
    assert [edit.after for edit in changes(SHEET, EMPTY)] == [
        Customer(id="acme", name="Acme", region="South"),
        Customer(id="beta", name="Beta", region="West"),
    ]

    known = Customer(id="acme", name="Acme", industry="ore")
    book = Book(method=METHOD, customers={"acme": known})
    (edit,) = changes("customer,stage,region\nAcme,verify,South\n", book)
    assert edit == Edit(before=known, after=Customer(id="acme", name="Acme", industry="ore", region="South"))

    text = 'customer,stage,region,amount\nAcme,verify,South,"1,234"\nAcme,verify,,"1,5"\n'
    assert changes(text, EMPTY) == ()


def test_a_customer_keeps_the_region_it_has_and_the_row_says_so() -> None:
    done = with_regions(plan(SHEET, KNOWN), KNOWN)
    assert [edit.after for edit in done.others] == [Customer(id="beta", name="Beta", region="West")]
    assert [len(row.reasons) for row in done.rows] == [1, 0, 0]


def test_a_customer_that_cannot_be_read_is_not_begun_a_second_time() -> None:
    unread = Problem("data/customers/beta.yaml", 1, 1, "x", message("This is not YAML."))
    book = replace(KNOWN, problems=(unread,))
    done = with_regions(plan(SHEET, book), book)
    assert (done.others, [row.kind.value.id for row in done.rows]) == ((), ["new"] * 3)
    assert [why.args.get("file") for row in done.rows[1:] for why in row.reasons] == [unread.path] * 2


def test_an_owner_is_one_whatever_the_case(book: Path) -> None:
    file = book.parent / "deals.csv"
    owners = ("Anna ", "ANNA", "anna", "LI.WEI", "ben")
    lines = (f"C{n},D{n},verify,5,{owner}" for n, owner in enumerate(owners))
    file.write_text("\n".join(["Customer,Name,Stage,Amount,Owner", *lines]), "utf-8")
    answer = run(f"import {file}", book)
    owned = {row["id"]: row["owner"] for row in run("list --json", book).json["items"]}
    assert [owned[f"c{n}-d{n}"] for n in range(5)] == ["Anna", "Anna", "Anna", "li.wei", "ben"]
    assert "Owner ANNA is written as Anna." in answer.err + answer.out
