from __future__ import annotations

from dataclasses import replace

from import_samples import EMPTY, METHOD, plan

from funnel_cli.exchange.regions import with_regions
from funnel_cli.records.book import Book, Edit
from funnel_cli.records.customer import Customer
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import message

KNOWN = Book(
    method=METHOD, customers={"acme": Customer(id="acme", name="Acme", region="North", industry="ore")}
)
SHEET = "customer,name,stage,region\nAcme,Belt,verify,South\nBeta,Pump,verify,West\nBeta,Fan,verify,West\n"


def changes(text: str, book: Book) -> tuple[Edit, ...]:
    return with_regions(plan(text, book), book).others


def test_a_customer_without_a_record_begins_one_with_the_region() -> None:
    assert [edit.after for edit in changes(SHEET, EMPTY)] == [
        Customer(id="acme", name="Acme", region="South"),
        Customer(id="beta", name="Beta", region="West"),
    ]


def test_a_customer_keeps_the_region_it_has_and_the_row_says_so() -> None:
    done = with_regions(plan(SHEET, KNOWN), KNOWN)
    assert [edit.after for edit in done.others] == [Customer(id="beta", name="Beta", region="West")]
    assert [len(row.reasons) for row in done.rows] == [1, 0, 0]


def test_a_customer_without_a_region_gets_it() -> None:
    known = Customer(id="acme", name="Acme", industry="ore")
    book = Book(method=METHOD, customers={"acme": known})
    (edit,) = changes("customer,stage,region\nAcme,verify,South\n", book)
    assert edit == Edit(before=known, after=Customer(id="acme", name="Acme", industry="ore", region="South"))


def test_a_row_that_is_not_taken_in_gives_no_region() -> None:
    text = 'customer,stage,region,amount\nAcme,verify,South,"1,234"\nAcme,verify,,"1,5"\n'
    assert changes(text, EMPTY) == ()


def test_a_customer_that_cannot_be_read_is_not_begun_a_second_time() -> None:
    unread = Problem("data/customers/beta.yaml", 1, 1, "x", message("This is not YAML."))
    book = replace(KNOWN, problems=(unread,))
    done = with_regions(plan(SHEET, book), book)
    assert (done.others, [row.kind.value for row in done.rows]) == ((), ["new"] * 3)
    assert [why.args.get("file") for row in done.rows[1:] for why in row.reasons] == [unread.path] * 2
