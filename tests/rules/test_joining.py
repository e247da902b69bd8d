from dataclasses import replace

import pytest
from arrange import day, deal, written

from funnel_cli.records.book import Change
from funnel_cli.records.customer import Contact, Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.lead import Lead
from funnel_cli.rules.joining import KindsDiffer, SameCustomer, join_customers
from funnel_cli.store.layout import slug

HILL = Customer(id="hill", name="Hill Ltd", file="data/customers/hill.yaml")
QUARRIES = Customer(
    id="quarries", name="Hill Quarries", file="data/customers/quarries.yaml", former_names=("Hill & Co",)
)
BARE = Customer(id="", name="hill")


def joined(gone: Customer, kept: Customer, *leads: Lead) -> Change:
    records = {each.id: each for each in (gone, kept) if each.file}
    deals = (deal("a 1 verify", customer=gone.name), deal("b 1 won", customer=kept.name))
    whole = written(*deals, customers=records, leads={lead.id: lead for lead in leads})
    return join_customers(gone, kept, whole, slug)


def of(change: Change) -> Customer:
    return next(edit.after for edit in change.edits if isinstance(edit.after, Customer))


def test_one_record_stays_and_the_other_goes_with_its_deals_and_leads() -> None:
    lead = Lead(id="l", customer="Hill & Co")
    change = joined(QUARRIES, HILL, lead)
    assert [(edit.before, edit.after) for edit in change.edits[:2]] == [
        (HILL, replace(HILL, former_names=("Hill Quarries", "Hill & Co"))),
        (QUARRIES, None),
    ]
    moved = [edit.after for edit in change.edits[2:]]
    assert [(each.id, each.customer) for each in moved if isinstance(each, Opportunity | Lead)] == [
        ("a", "Hill Ltd"),
        ("l", "Hill Ltd"),
    ]


def test_a_name_without_a_record_becomes_a_former_name_and_the_only_record_stays() -> None:
    change = joined(BARE, HILL)
    assert of(change) == replace(HILL, former_names=("hill",))
    assert [edit.before for edit in change.edits if edit.after is None] == []

    (own, _) = joined(HILL, BARE).edits
    assert (own.before, own.after) == (HILL, replace(HILL, name="hill", former_names=("Hill Ltd",)))

    (own, _) = joined(BARE, Customer(id="", name="Hill AG")).edits
    assert (own.before, own.after) == (None, Customer(id="hill-ag", name="Hill AG", former_names=("hill",)))


def test_what_one_says_the_other_takes_over() -> None:
    gone = replace(QUARRIES, region="Wales", facts={"staff": "12"}, contacts=(Contact(name="Tom"),))
    kept = replace(HILL, industry="mining", facts={"lamps": "60"}, contacts=(Contact(name="Ann"),))
    change = joined(gone, kept)
    both = of(change)
    assert (both.industry, both.region, both.facts) == ("mining", "Wales", {"lamps": "60", "staff": "12"})
    assert [person.name for person in both.contacts] == ["Ann", "Tom"]
    assert change.warnings == ()


def test_what_both_say_stays_as_the_one_that_stays_has_it_and_is_named() -> None:
    gone = replace(
        QUARRIES,
        industry="stone",
        facts={"staff": "12"},
        contacts=(Contact(name="Tom", phone="1", title="boss"),),
    )
    kept = replace(HILL, industry="mining", facts={"staff": "9"}, contacts=(Contact(name="Tom", phone="2"),))
    change = joined(gone, kept)
    both = of(change)
    assert (both.industry, both.facts) == ("mining", {"staff": "9"})
    assert both.contacts == (Contact(name="Tom", phone="2", title="boss"),)
    assert [said.args for said in change.warnings] == [
        {"what": "industry", "kept": "mining", "gone": "stone"},
        {"what": "facts.staff", "kept": "9", "gone": "12"},
        {"what": "Tom, phone", "kept": "2", "gone": "1"},
    ]


def test_what_they_said_of_each_other_is_forgotten() -> None:
    gone = replace(QUARRIES, not_same_as=("Hill Ltd", "Dale"))
    assert of(joined(gone, replace(HILL, not_same_as=("Hill Quarries",)))).not_same_as == ("Dale",)


def test_a_customer_is_not_joined_with_itself_but_two_dealers_are() -> None:
    with pytest.raises(SameCustomer):
        joined(HILL, HILL)
    assert of(joined(replace(QUARRIES, kind="dealer"), replace(HILL, kind="dealer"))).kind == "dealer"


@pytest.mark.parametrize("bare", [False, True])
def test_a_dealer_and_an_end_customer_are_not_joined(bare: bool) -> None:
    dealer = replace(HILL, kind="dealer")
    with pytest.raises(KindsDiffer):
        joined(dealer, BARE if bare else QUARRIES)
    with pytest.raises(KindsDiffer):
        joined(BARE if bare else QUARRIES, dealer)


@pytest.mark.parametrize(
    ("first", "second"), [("11-01", "10-01"), ("10-01", "10-01 11-01"), ("10-01 11-01", "")]
)
def test_the_looks_at_both_stay(first: str, second: str) -> None:
    gone, kept = (
        replace(each, checked=tuple(map(day, on.split()))) for each, on in ((QUARRIES, first), (HILL, second))
    )
    assert of(joined(gone, kept)).checked == (day("10-01"), day("11-01"))
