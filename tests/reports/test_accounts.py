from dataclasses import replace
from decimal import Decimal

import pytest
from arrange import METHOD, TODAY, book, day, deal
from grids import cells, column, ids, part, texts

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Contact, Customer, LogEntry
from funnel_cli.records.lead import Lead
from funnel_cli.render.language import Language
from funnel_cli.reports.accounts import (
    account_of,
    accounts,
    customer_card,
    customer_list,
    customer_search,
    fact_card,
    follow_ups,
)
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Message, Term
from funnel_cli.values.money import Money

CALLING = replace(METHOD, follow_up={"A": 7, "B": 30})


def customer(name: str, grade: str | None = None, **more: tuple[str, ...]) -> Customer:
    id = name.lower()
    return Customer(id=id, name=name, grade=grade, file=f"{id}.yaml", former_names=more.get("former", ()))


def whole(*deals: str, **customers: Customer) -> Book:
    """A book of deals like `acme 1 verify visit:11-20`."""
    made = (deal(text.rsplit(" ", 1)[0], log=text.rsplit(" ", 1)[1]) for text in deals)
    return book(*made, method=CALLING, customers=customers)


def due(some: Book) -> list[tuple[str, int | None, int]]:
    found = follow_ups(accounts(standings(some), some), some)
    return [(each.account.customer.name, each.days, each.limit) for each in found]


def test_deals_under_a_former_name_are_the_customers_own() -> None:
    hill = customer("Hill", former=("Acme",))
    some = whole("acme 1 verify visit:11-20", "hill 1 won call:11-01", hill=hill)
    (account,) = accounts(standings(some), some)
    assert [each.deal.id for each in account.deals] == ["acme", "hill"]
    assert account == account_of(hill, standings(some), some)


def test_the_last_contact_is_the_latest_visit_call_or_mail_of_deals_and_leads() -> None:
    lead = Lead(id="l", customer="Acme", log=(LogEntry(date=day("11-12"), kind="mail"),))
    some = book(deal("acme 1 verify", log="visit:11-02 note:11-20"), leads={"l": lead})
    (account,) = accounts(standings(some), some)
    assert account.last
    assert (account.last.date, account.silent(TODAY)) == (day("11-12"), 10)


def test_a_customer_is_called_again_when_the_days_of_its_grade_are_over_and_one_never_called_first() -> None:
    some = whole(
        "acme 1 verify call:11-15",  # 7 days: the limit counts
        "dale 1 verify call:11-16",
        "hill 1 verify call:10-20",
        acme=customer("Acme", "A"),
        dale=customer("Dale", "A"),
        hill=customer("Hill", "B"),
    )
    assert due(some) == [("Hill", 33, 30), ("Acme", 7, 7)]

    some = whole("acme 1 verify call:10-01", acme=customer("Acme", "A"), dale=customer("Dale", "B"))
    assert due(some) == [("Dale", None, 30), ("Acme", 52, 7)]

    assert due(whole("acme 1 verify call:01-01", acme=customer("Acme", "D"), dale=customer("Dale"))) == []


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


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("hil", []),
        ("hikl", ["Nothing in the book answers to hikl.", "  Did you mean Hill?"]),
        ("region:atlantis", ["Nothing in the book answers to region:atlantis."]),
        ("kind:end user", []),
    ],
)
def test_a_name_that_no_customer_has_is_told(word: str, told: list[str]) -> None:
    assert list(map(Language("en").say, customer_search(BOOK).unheard(FOUND, [word]))) == told


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
        (["区域:wales", "行业：mining"], ["Hill"]),
        (["region:wales", "dale"], []),
        (["区域"], []),
    ],
)
def test_words_choose_among_customers(words: list[str], names: list[str]) -> None:
    assert listed(*words) == names


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        listed("reigon:wales")


def test_a_card_has_the_people_and_every_deal_and_says_where_there_is_no_record() -> None:
    card = customer_card(account_of(HILL, standings(BOOK), BOOK), BOOK)
    assert ids(part(card, "contacts"), "role") == ["coach", "buyer"]
    assert column(part(card, "deals"), "id") == ["hill", "hill2"]

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


def test_an_open_amount_is_unknown_where_no_deal_of_a_customer_tells_one_in_the_books_money() -> None:
    some = book(
        deal("acme 5 verify", currency="USD"),
        deal("belt - verify"),
        deal("crane 5 verify"),
        deal("crane-two - verify", customer="Crane"),
    )
    found = customer_list(accounts(standings(some), some), some, (), None)
    amounts = column(part(found, "customers"), "open_amount")
    assert amounts == [None, None, Money(Decimal(5), "CNY")]
    assert [str(note.text) for note in found.notes if isinstance(note, Message)] == [
        "{count} without an amount: counted, not summed."
    ]


def test_the_leads_of_a_customer_are_called_by_name_and_stage() -> None:
    lead = Lead(id="l", customer="Hill", name="Scales", stage="new")
    some = book(leads={"l": lead}, customers={"hill": HILL})
    card = customer_card(account_of(HILL, (), some), some)
    (id, name, stage) = cells(part(card, "leads"), "id", "name", "stage")[0]
    assert isinstance(stage, Term)
    assert (id, name, Language("zh").say(stage)) == ("l", "Scales", "新线索")
