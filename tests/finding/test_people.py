from dataclasses import replace

import pytest
from arrange import METHOD, book, day, deal, settings, written

from funnel_cli.finding.finder import How
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
from funnel_cli.records.form import Filing, Form, FormField
from funnel_cli.records.lead import Lead
from funnel_cli.records.method_parts import Grading
from funnel_cli.values.message import Label

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
        ("Hill Ltd", "Hill Ltd", How.ID), ("Hill   Ltd", "Hill Ltd", How.ID),
        ("hill-ltd", "Hill Ltd", How.ID), ("Hill Quarries", "Hill Ltd", How.ID),
        ("Dale", "Dale", How.ID), ("quarr", "Hill Ltd", How.PART), ("水泥", "北辰水泥", How.PART),
    ],
)  # fmt: skip
def test_a_customer_answers_to_name_former_name_id_or_a_part(word: str, name: str, how: How) -> None:
    meant = customer_named(BOOK, word)
    assert (meant.record.name, meant.how) == (name, how)


def test_several_customers_with_the_part_are_told_and_a_slip_is_answered_with_what_is_near() -> None:
    with pytest.raises(AmbiguousCustomer) as refused:
        customer_named(BOOK, "l")
    assert [line.args["name"] for line in refused.value.details] == ["Dale", "Hill Ltd"]

    with pytest.raises(NoSuchCustomer) as unknown:
        customer_named(BOOK, "Hil Lt")
    assert [line.args for line in unknown.value.details] == [{"words": ["Hill Ltd"]}]


@pytest.mark.parametrize("word", ["Nobody", "", " "])
def test_a_name_of_nobody_is_refused(word: str) -> None:
    with pytest.raises(NoSuchCustomer):
        customer_named(BOOK, word)


def test_a_lead_answers_to_its_id() -> None:
    assert lead_named(BOOK, "orchard-a").record.id == "orchard-a"
    with pytest.raises(AmbiguousLead):
        lead_named(BOOK, "orchard")
    with pytest.raises(NoSuchLead):
        lead_named(BOOK, "belts")


def test_a_written_grade_counts_before_the_levels() -> None:
    customer = Customer(id="x", name="X", grade="C", attraction="high", potential="high")
    assert grade(customer, settings()) == "C"


LEVELS = {level: Label({"en": level}) for level in ("high", "middle", "low")}
RANKING = Form(
    id="rank", for_="customer", fields=tuple(FormField(id=id, kind="choice", choices=LEVELS) for id in "abc")
)
RANKED = replace(
    METHOD,
    forms=(RANKING,),
    grading=Grading(form="rank", fields=("a", "b", "c"), points={"key": 5, "usual": 3, "small": 0}),
)


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ("high high high", "key"),  # 2 + 2 + 2 = 6
        ("high middle high", "key"),  # 2 + 1 + 2 = 5, just enough
        ("high middle middle", "usual"),  # 4
        ("high middle low", "usual"),  # 3, just enough
        ("high low low", "small"),  # 2
        ("low low low", "small"),  # 0
        ("high high", None),  # one is not marked
        ("high high nosuch", None),
    ],
)
def test_a_customer_s_grade_is_what_the_marks_of_a_form_come_to(says: str, expected: str | None) -> None:
    filed = (Filing(date=day("11-01"), says=dict(zip("abc", says.split(), strict=False))),)
    customer = Customer(id="x", name="X", attraction="low", potential="low", forms={"rank": filed})
    assert grade(customer, RANKED) == (expected or "D")
    assert grade(replace(customer, attraction=None), RANKED) == expected
    assert grade(replace(customer, grade="usual"), RANKED) == "usual"


@pytest.mark.parametrize(("on", "expected"), [("11-04", None), ("11-05", "small"), ("11-20", "key")])
def test_a_grade_by_marks_is_that_of_the_day(on: str, expected: str | None) -> None:
    filed = tuple(
        Filing(date=day(when), says=dict.fromkeys("abc", level))
        for when, level in (("11-05", "low"), ("11-20", "high"))
    )
    hill = Customer(id="hill", name="Hill", forms={"rank": filed})
    some = book(method=RANKED, customers={"hill": hill}, on=day(on))
    assert grade(some.customers["hill"], some.method) == expected


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
    assert (meant.record.name, meant.how) == ("Hill", How.ID)


def test_a_whole_name_in_two_cases_means_neither() -> None:
    some = written(deal("a 1 verify", customer="Hill"), deal("b 1 verify", customer="HILL"))
    with pytest.raises(AmbiguousCustomer):
        customer_named(some, "hill")


def test_a_whole_name_of_a_lead_is_exact() -> None:
    leads = {id: Lead(id=id, customer=id.title(), name="Scales") for id in ("orchard", "orchard nord")}
    meant = lead_named(written(leads=leads), "orchard · scales")
    assert (meant.record.id, meant.how) == ("orchard", How.ID)


def test_of_several_with_a_whole_name_those_are_listed_and_no_others() -> None:
    leads = {
        id: Lead(id=id, customer=name) for id, name in (("x", "Hill"), ("y", "HILL"), ("z", "Hill Nord"))
    }
    some = written(
        *(deal(f"{id} 1 verify", customer=each.customer) for id, each in leads.items()), leads=leads
    )
    with pytest.raises(AmbiguousLead) as several:
        lead_named(some, "hill")
    assert [line.args["id"] for line in several.value.details] == ["x", "y"]
    with pytest.raises(AmbiguousCustomer) as refused:
        customer_named(some, "hill")
    assert [line.args["name"] for line in refused.value.details] == ["Hill", "HILL"]


@pytest.mark.parametrize("word", ["NORD", "ｎｏｒｄ", "hill · n"])
def test_a_part_of_what_a_lead_is_called_is_found_in_any_width(word: str) -> None:
    leads = {"x": Lead(id="x", customer="Hill", name="Nord"), "y": Lead(id="y", customer="Dale")}
    meant = lead_named(written(leads=leads), word)
    assert (meant.record.id, meant.how) == ("x", How.ID if word != "hill · n" else How.PART)
