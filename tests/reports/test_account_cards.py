from __future__ import annotations

import pytest
from arrange import book, day, deal
from grids import cells, column, ids, part, texts

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.customer import Contact, Customer
from funnel_cli.reports.account_cards import customer_card, customer_list, fact_card
from funnel_cli.reports.accounts import account_of, accounts
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Term

HILL = Customer(
    id="hill",
    name="Hill",
    industry="mining",
    region="Wales",
    attraction="high",
    potential="high",
    former_names=("Quarries",),
    contacts=(Contact(name="Tom", role="coach"), Contact(name="Ann", role="buyer", stance="neutral")),
    facts={"lamps": "60"},
    file="hill.yaml",
)
DEALER = Customer(id="resale", name="Resale", kind="dealer", file="resale.yaml")
BOOK = book(
    deal("hill 100 verify", log="visit:11-20"),
    deal("hill2 50 won", customer="Hill", closed=day("10-01")),
    deal("dale 30 verify"),
    customers={"hill": HILL, "resale": DEALER},
)
FOUND = accounts(standings(BOOK), BOOK)


def listed(*words: str) -> list[object]:
    return list(column(part(customer_list(FOUND, BOOK, words, str), "customers"), "name"))


def test_every_customer_is_listed_with_its_figures() -> None:
    table = part(customer_list(FOUND, BOOK, (), str), "customers")
    assert cells(table, "name", "grade", "open", "won", "last_contact", "days") == [
        ("Dale", None, 1, 0, None, None),
        ("Hill", "A", 1, 1, day("11-20"), 2),
        ("Resale", None, 0, 0, None, None),
    ]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["hil"], ["Hill"]),
        (["quarries"], ["Hill"]),
        (["kind:dealer"], ["Resale"]),
        (["grade:a,b"], ["Hill"]),
        (["region:wales", "industry:mining"], ["Hill"]),
        (["region:"], ["Dale", "Resale"]),
        (["region:wales", "dale"], []),
        (["区域"], []),
    ],
)
def test_words_choose_among_customers(words: list[str], names: list[str]) -> None:
    assert listed(*words) == names


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        listed("reigon:wales")


def test_a_card_has_the_people_and_every_deal() -> None:
    card = customer_card(account_of(HILL, standings(BOOK), BOOK), BOOK)
    assert ids(part(card, "contacts"), "role") == ["coach", "buyer"]
    assert column(part(card, "deals"), "id") == ["hill", "hill2"]


def test_a_customer_without_a_record_says_so() -> None:
    card = customer_card(account_of(Customer(id="", name="Dale"), standings(BOOK), BOOK), BOOK)
    assert texts(card.lines) == ["Only deals name this customer; it has no record yet."]


def test_the_fact_card_has_a_place_for_every_buying_role_and_names_the_empty_ones() -> None:
    card = fact_card(account_of(HILL, standings(BOOK), BOOK), BOOK)
    rows = cells(part(card, "people"), "role", "name")
    assert [(role.id, name) for role, name in rows if isinstance(role, Term)] == [
        ("user", None),
        ("influencer", None),
        ("decision-maker", None),
        ("buyer", "Ann"),
        ("coach", "Tom"),
    ]
    assert texts(card.lines) == ["Nobody is named yet as: {roles}."]
    assert ("lamps", "60") in card.card
