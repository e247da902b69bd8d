from dataclasses import replace

import pytest
from arrange import METHOD, day, deal, written

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.book import Change
from funnel_cli.records.customer import Contact, Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import Lead
from funnel_cli.records.method import Method
from funnel_cli.records.method_parts import Health
from funnel_cli.rules.customers import (
    CustomerExists,
    CustomerNameMissing,
    NameTaken,
    NoSuchContact,
    NotAnEndCustomer,
    StillHasDeals,
    add_customer,
    contact_from,
    looked_at,
    set_customer,
    with_contacts,
    with_wishes,
)
from funnel_cli.rules.settable_keys import NoSuchField, NotAnAssignment
from funnel_cli.rules.setting import set_fields
from funnel_cli.store.layout import slug
from funnel_cli.values.dates import Calendar

HILL = Customer(id="hill", name="Hill Ltd", file="data/customers/hill.yaml")
BARE = Customer(id="", name="Dale")


def added(name: str, **book: Customer) -> Change:
    return add_customer(Customer(id="new", name=name), written(customers=book))


def set_to(customer: Customer, *words: str, book: object = None) -> Change:
    whole = book or written(customers={customer.id: customer})
    return set_customer(customer, with_wishes(customer, words, METHOD), whole, slug)  # type: ignore[arg-type]


def test_a_customer_needs_a_name_that_no_other_has_exactly() -> None:
    with pytest.raises(CustomerExists):
        added("Hill  Ltd", hill=HILL)
    assert added("Hill Ltd, Maintenance", hill=HILL).warnings == ()
    with pytest.raises(CustomerNameMissing):
        added(" ")


def test_what_is_said_not_to_be_the_same_is_kept_until_it_is_unset() -> None:
    customer = with_wishes(HILL, ["not_same_as=Hill AG", "not_same_as=Hills"], METHOD)
    assert customer.not_same_as == ("Hill AG", "Hills")
    assert with_wishes(customer, ["not_same_as=Hilla"], METHOD).not_same_as == ("Hill AG", "Hills", "Hilla")
    assert with_wishes(customer, ["not_same_as="], METHOD).not_same_as == ()


def test_a_new_name_goes_to_all_deals_and_leads_in_one_change() -> None:
    one, two = deal("a 1 verify", customer="Hill Ltd"), deal("b 1 won", customer="Hill Quarries")
    other, lead = deal("c 1 verify", customer="Dale"), Lead(id="l", customer="Hill Ltd")
    hill = replace(HILL, former_names=("Hill Quarries",))
    book = written(one, two, other, customers={"hill": hill}, leads={"l": lead})
    change = set_to(hill, "name=Hill Group", book=book)
    own, *rest = [edit.after for edit in change.edits]
    assert isinstance(own, Customer)
    assert (own.name, own.former_names, own.id) == ("Hill Group", ("Hill Quarries", "Hill Ltd"), "hill")
    assert [(each.id, each.customer) for each in rest if isinstance(each, Opportunity | Lead)] == [
        ("a", "Hill Group"),
        ("b", "Hill Group"),
        ("l", "Hill Group"),
    ]


def test_a_name_that_another_customer_has_takes_no_deals_along_and_is_not_taken() -> None:
    hill, quarries = replace(HILL, former_names=("Hill Quarries",)), Customer(id="q", name="Hill Quarries")
    other = deal("b 1 verify", customer="Hill Quarries")
    book = written(other, customers={"hill": hill, "q": quarries})
    assert [edit.before for edit in set_to(hill, "name=Hill Group", book=book).edits] == [hill]

    (edit,) = set_to(replace(HILL, former_names=("Hill Quarries",)), "name=Hill Quarries").edits
    assert isinstance(edit.after, Customer)
    assert edit.after.former_names == ("Hill Ltd",)

    dale = Customer(id="dale", name="Dale", file="dale.yaml")
    with pytest.raises(NameTaken):
        set_to(HILL, "name=Dale", book=written(customers={"hill": HILL, "dale": dale}))


def test_setting_a_customer_that_only_deals_name_writes_its_record_and_what_is_so_changes_nothing() -> None:
    (edit,) = set_to(BARE, "industry=food", book=written(deal("a 1 verify", customer="Dale"))).edits
    assert (edit.before, edit.after) == (None, Customer(id="dale", name="Dale", industry="food"))

    assert set_to(replace(HILL, industry="mining"), "industry=mining").edits == ()


def test_fields_are_read_by_id_or_title_and_an_empty_value_unsets() -> None:
    customer = with_wishes(
        replace(HILL, region="Wales", facts={"staff": "3"}),
        ["kind=经销商", "potential=高", "region=", "facts.lamps=60", "facts.staff="],
        METHOD,
    )
    assert (customer.kind, customer.potential, customer.region) == ("dealer", "high", None)
    assert customer.facts == {"lamps": "60"}
    assert with_wishes(HILL, ["类型=经销商", "潜力=高", "行业=food"], METHOD) == with_wishes(
        HILL, ["kind=dealer", "potential=high", "industry=food"], METHOD
    )


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("industry", NotAnAssignment), ("colour=red", NoSuchField),
        ("facts.=red", NoSuchField), ("id=other", NoSuchField),
        ("kind=friend", NoSuchWord), ("potential=huge", NoSuchWord),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused(word: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        with_wishes(HILL, [word], METHOD)


def test_the_parts_of_a_contact_are_known_by_themselves_in_any_language() -> None:
    assert contact_from("Tom Hill, foreman, coach, supporter, +44 20 5550, t@hill.example") == Contact(
        name="Tom Hill",
        title="foreman",
        role="coach",
        stance="supporter",
        phone="+44 20 5550",
        email="t@hill.example",
    )
    assert contact_from("王建国，厂长，决策人，支持") == Contact(
        name="王建国", title="厂长", role="decision-maker", stance="supporter"
    )


def test_a_person_told_again_keeps_what_is_not_told_and_who_left_goes() -> None:
    tom = Contact(name="Tom Hill", title="foreman", phone="+44 20 5550", problem="Dust")
    after = with_contacts(replace(HILL, contacts=(tom,)), ["Tom  Hill, manager"])
    assert after.contacts == (replace(tom, title="manager"),)

    assert with_contacts(replace(HILL, contacts=(Contact(name="Tom"),)), [], ["Tom"]).contacts == ()
    with pytest.raises(NoSuchContact):
        with_contacts(HILL, [], ["Tom"])


@pytest.mark.parametrize("kind", ["dealer", "contractor"])
def test_no_deal_is_set_to_a_dealer_or_contractor(kind: str) -> None:
    some = deal("belts 1 verify")
    book = written(some, customers={"hill": replace(HILL, kind=kind)})
    with pytest.raises(NotAnEndCustomer):
        set_fields([some], {"customer": "Hill Ltd"}, book, Calendar(book.day), book.day)


AGING = replace(METHOD, health=Health(customer_days=90))


@pytest.mark.parametrize(
    ("words", "method", "expected"),
    [
        (["region=Wales"], AGING, ["10-01", "11-22"]),
        (["region=Wales", "checked=2026-11-20"], AGING, ["10-01", "11-20"]),
        (["checked=2026-11-20"], METHOD, ["10-01", "11-20"]),
        (["checked=2026-09-01", "checked=2026-10-01"], METHOD, ["09-01", "10-01"]),
        (["checked="], AGING, []),
        (["region=Wales"], METHOD, ["10-01"]),  # the method does not say when data is old
        ([], AGING, ["10-01"]),
    ],
)
def test_a_change_is_dated_where_the_method_says_when_data_is_old(
    words: list[str], method: Method, expected: list[str]
) -> None:
    before = replace(HILL, checked=(day("10-01"),))
    after = with_wishes(before, words, method)
    assert looked_at(before, after, day("11-22"), method).checked == tuple(map(day, expected))


def test_a_new_customer_is_as_new_as_its_day() -> None:
    assert looked_at(None, HILL, day("11-22"), AGING).checked == (day("11-22"),)


@pytest.mark.parametrize("kind", ["dealer", "contractor"])
def test_a_customer_with_deals_stays_an_end_customer(kind: str) -> None:
    hill = replace(HILL, former_names=("Mound",))
    removed = deal("gone", customer="Hill Ltd", removed=day("11-01"))
    without = written(removed, deal("other"), customers={"hill": hill})
    assert set_to(hill, f"kind={kind}", book=without).edits
    some = written(deal("acme 1 won", customer=" Mound "), customers={"hill": hill})
    with pytest.raises(StillHasDeals):
        set_to(hill, f"kind={kind}", book=some)
    with pytest.raises(StillHasDeals):
        add_customer(Customer(id="new", name="Mound", kind=kind), written(deal("acme 1", customer="Mound")))
    dealer = replace(hill, kind=kind)
    assert set_to(dealer, "region=Wales", book=some).edits
