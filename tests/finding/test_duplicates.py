import pytest
from arrange import deal, written

from funnel_cli.finding.duplicates import (
    Spellings,
    alike_customers,
    duplicate_customers,
    duplicate_deals,
    likely_customers,
    mergeable,
    names_alike,
    same_deals,
)
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.store.layout import slug


def customer(name: str, *, former: str = "", apart: str = "", file: str = "x.yaml") -> Customer:
    return Customer(
        id=slug(name),
        name=name,
        former_names=tuple(filter(None, [former])),
        not_same_as=tuple(filter(None, [apart])),
        file=file,
    )


def book(*customers: Customer, deals: tuple[Opportunity, ...] = ()) -> Book:
    return written(*deals, customers={each.id: each for each in customers})


HILL = customer("Hill Ltd", former="Hill Quarries")
DONAU = deal("gravel 1 verify", customer="Kieswerk Donau")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hill Ltd", "Hill Ltd"), ("HILL (Ltd)", "Hill Ltd"), ("Hill Quarries", "Hill Ltd"),
        ("hill quarries", "Hill Ltd"), ("kieswerk donau", "Kieswerk Donau"),
        ("Hill Ltd.", "Hill Ltd."), ("Dale", "Dale"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_spelled_as_the_book_does_but_for_case_spaces_and_brackets(typed: str, name: str) -> None:
    assert Spellings(book(HILL, deals=(DONAU,))).of(typed) == name


def test_of_two_spellings_that_of_the_record_or_the_first_is_taken_unless_it_is_said_to_be_another() -> None:
    other = deal("x 1 verify", customer="KIESWERK DONAU")
    spellings = Spellings(book(deals=(DONAU, other)))
    assert [spellings.of(name) for name in ("KIESWERK DONAU", "Kieswerk Donau")] == [
        "KIESWERK DONAU",
        "Kieswerk Donau",
    ]

    other = deal("x 1 verify", customer="KIESWERK DONAU")
    assert (
        Spellings(book(customer("Kieswerk Donau"), deals=(other,))).of("kieswerk donau") == "Kieswerk Donau"
    )

    assert Spellings(book(customer("Hill Ltd", apart="HILL LTD"))).of("HILL LTD") == "HILL LTD"

    spellings = Spellings(book())
    spellings.add("Kieswerk Donau")
    spellings.add("KIESWERK DONAU")
    assert spellings.of("kieswerk donau") == "Kieswerk Donau"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Hill", ["Hill Ltd"]), ("Hill Quaries", ["Hill Ltd"]),
        ("Kieswerk Donua", ["Kieswerk Donau"]), ("Hill Ltd", []), ("Dale", []),
    ],
)  # fmt: skip
def test_customers_are_found_under_names_that_are_alike(typed: str, names: list[str]) -> None:
    assert [each.name for each in alike_customers(typed, book(HILL, deals=(DONAU,)), slug)] == names


def test_a_customer_is_not_found_for_its_own_new_name_nor_one_that_is_said_to_be_another() -> None:
    assert alike_customers("Hill AG", book(HILL), slug, but=HILL) == ()

    renamed = customer("Hill Works AG", former="Hill Works"), customer("Hill Works Ltd", apart="Hill Works")
    assert duplicate_customers(book(*renamed), slug) == ()


@pytest.mark.parametrize("own", [False, True])
def test_what_either_record_says_is_another_is_not_found(own: bool) -> None:
    apart = (
        customer("Hill", apart="Hill Ltd" if own else ""),
        customer("Hill Ltd", apart="" if own else "Hill"),
    )
    assert duplicate_customers(book(*apart), slug) == ()
    assert alike_customers("Hill", book(customer("Hill Ltd", apart="Hill")), slug) == ()


def test_the_customer_to_keep_has_a_record_and_most_deals() -> None:
    deals = [deal(f"a{n} 1 verify", customer="Hill AG") for n in range(3)]
    deals += [deal("b 1 verify", customer="Hill Inc")]
    (group,) = duplicate_customers(book(customer("Hill Ltd"), customer("Hill Inc"), deals=tuple(deals)), slug)
    assert [each.name for each in group] == ["Hill AG", "Hill Ltd", "Hill Inc"]


def test_two_that_are_not_said_to_be_two_are_joined_first() -> None:
    group = customer("Hill AG"), customer("Hill"), customer("Hill Ltd", apart="Hill AG")
    assert [each.name for each in mergeable(group)] == ["Hill", "Hill Ltd"]


LAMPS = deal("lamps 1 verify", customer="Hill Ltd", name="Pit lamps")


@pytest.mark.parametrize(
    ("name", "about", "found"),
    [
        ("Hill Ltd", "pit  LAMPS", ["lamps"]),
        ("Hill", "Pit lamps!", ["lamps"]),
        ("Hill Quarries", "Pit lamps", ["lamps"]),
        ("Hill Ltd", "Pit lamps 2", []),
        ("Dale", "Pit lamps", []),
        (None, "Pit lamps", []),
    ],
)
def test_an_open_deal_alike_is_found(name: str | None, about: str, found: list[str]) -> None:
    known = book(HILL, deals=(LAMPS,))
    new = deal("new 1 verify", customer=name, name=about)
    assert [each.id for each in same_deals(new, known)] == found


def test_a_closed_deal_is_another_and_foreign_ids_tell_deals_of_one_name_apart() -> None:
    won = deal("lamps 1 won", customer="Dale", name="Pit lamps")
    assert same_deals(deal("new", customer="Dale", name="Pit lamps"), book(deals=(won,))) == ()

    deals = [deal(id, customer="Dale", name="GTX", refs={"crm": id}) for id in ("a", "b")]
    assert duplicate_deals(book(deals=tuple(deals)), slug) == ()


def test_the_names_of_a_customer_are_all_it_had_and_those_alike() -> None:
    assert names_alike("hill", book(HILL)) == {"hill", "Hill Ltd", "Hill Quarries"}


def test_open_deals_of_one_customer_and_one_name_are_a_group() -> None:
    deals = (
        LAMPS,
        deal("again 1 verify", customer="Hill Quarries", name="pit lamps"),
        deal("other 1 verify", customer="Dale", name="Pit lamps"),
        deal("won 1 won", customer="Hill Ltd", name="Pit lamps"),
    )
    assert [[each.id for each in group] for group in duplicate_deals(book(HILL, deals=deals), slug)] == [
        ["again", "lamps"]
    ]


def test_names_that_come_in_are_told_which_customer_they_may_be_unless_it_is_said_to_be_another() -> None:
    names = ["Hill", "Hill Ltd", "Hill Quaries", "Dale", "Dale AG", "Brook"]
    assert likely_customers(names, book(HILL), slug) == {
        "Hill": "Hill Ltd",
        "Hill Quaries": "Hill Ltd",
        "Dale AG": "Dale",
    }

    assert likely_customers(["Hill"], book(customer("Hill Ltd", apart="Hill")), slug) == {}
