from __future__ import annotations

import pytest
from arrange import deal, settings, written

from funnel_cli.finding.names import How
from funnel_cli.finding.people import (
    AmbiguousCustomer,
    AmbiguousLead,
    NoSuchCustomer,
    NoSuchLead,
    contacts_of,
    customer_named,
    customers,
    grade,
    lead_named,
)
from funnel_cli.records.customer import Contact, Customer
from funnel_cli.records.lead import Lead

HILL = Customer(id="hill-ltd", name="Hill Ltd", former_names=("Hill Quarries",), file="hill-ltd.yaml")
NORTH = Customer(id="north", name="北辰水泥", file="north.yaml")
BOOK = written(
    deal("belts 100 verify", customer="Hill  Ltd"),
    deal("lamps 100 verify", customer="Dale"),
    customers={each.id: each for each in (HILL, NORTH)},
    leads={id: Lead(id=id, customer="Orchard", name=id) for id in ("orchard-a", "orchard-b")},
)


def test_customers_are_those_with_a_record_and_those_that_are_only_named() -> None:
    assert [each.name for each in customers(BOOK)] == ["Dale", "Hill Ltd", "Orchard", "北辰水泥"]


@pytest.mark.parametrize(
    ("word", "name", "how"),
    [
        ("Hill Ltd", "Hill Ltd", How.ID),
        ("Hill   Ltd", "Hill Ltd", How.ID),
        ("hill-ltd", "Hill Ltd", How.ID),
        ("Hill Quarries", "Hill Ltd", How.ID),
        ("Dale", "Dale", How.ID),
        ("quarr", "Hill Ltd", How.PART),
        ("水泥", "北辰水泥", How.PART),
    ],
)
def test_a_customer_answers_to_name_former_name_id_or_a_part(word: str, name: str, how: How) -> None:
    meant = customer_named(BOOK, word)
    assert (meant.whom.name, meant.how) == (name, how)


def test_several_customers_with_the_part_are_told() -> None:
    with pytest.raises(AmbiguousCustomer) as refused:
        customer_named(BOOK, "l")
    assert [line.args["name"] for line in refused.value.details] == ["Dale", "Hill Ltd"]


@pytest.mark.parametrize("word", ["Nobody", "", " "])
def test_a_name_of_nobody_is_refused(word: str) -> None:
    with pytest.raises(NoSuchCustomer):
        customer_named(BOOK, word)


def test_a_slip_in_a_name_is_answered_with_what_is_near() -> None:
    with pytest.raises(NoSuchCustomer) as refused:
        customer_named(BOOK, "Hil Lt")
    assert [line.args for line in refused.value.details] == [{"words": ["Hill Ltd"]}]


def test_a_lead_answers_to_its_id() -> None:
    assert lead_named(BOOK, "orchard-a").whom.id == "orchard-a"


def test_several_leads_are_told() -> None:
    with pytest.raises(AmbiguousLead):
        lead_named(BOOK, "orchard")


def test_no_lead_is_refused() -> None:
    with pytest.raises(NoSuchLead):
        lead_named(BOOK, "belts")


def test_a_written_grade_counts_before_the_levels() -> None:
    customer = Customer(id="x", name="X", grade="C", attraction="high", potential="high")
    assert grade(customer, settings()) == "C"


def test_the_people_of_a_deal_come_first_and_are_told_once() -> None:
    customer = Customer(
        id="hill", name="Hill", contacts=(Contact(name="Wood", title="Manager"), Contact(name="Lee"))
    )
    some = deal("belts 100 verify", customer="Hill", contacts=(Contact(name="Wood", problem="Dust"),))
    people = contacts_of(some, written(some, customers={"hill": customer}))
    assert people == (Contact(name="Wood", title="Manager", problem="Dust"), Contact(name="Lee"))


@pytest.mark.parametrize("word", ["hill", "Hill", "ＨＩＬＬ", " HILL "])
def test_a_whole_name_is_exact_though_others_begin_so(word: str) -> None:
    some = written(deal("a 1 verify", customer="Hill"), deal("b 1 verify", customer="Hill Nord"))
    meant = customer_named(some, word)
    assert (meant.whom.name, meant.how) == ("Hill", How.ID)


def test_a_whole_name_in_two_cases_means_neither() -> None:
    some = written(deal("a 1 verify", customer="Hill"), deal("b 1 verify", customer="HILL"))
    with pytest.raises(AmbiguousCustomer):
        customer_named(some, "hill")


def test_a_whole_name_of_a_lead_is_exact() -> None:
    leads = {id: Lead(id=id, customer=id.title(), name="Scales") for id in ("orchard", "orchard nord")}
    meant = lead_named(written(leads=leads), "orchard · scales")
    assert (meant.whom.id, meant.how) == ("orchard", How.ID)
