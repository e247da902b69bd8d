"""What territories hold against their mean, computed by hand."""

from decimal import Decimal

import pytest
from arrange import book, day, deal
from grids import cells, cny, ids, part, texts
from samples import SHAPED

from funnel_cli.finding.names import NoSuchWord
from funnel_cli.records.book import Book
from funnel_cli.records.customer import Customer
from funnel_cli.records.lists import Rate
from funnel_cli.render.language import Language
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.territory import (
    AREAS,
    Balance,
    balance,
    quota_document,
    territory_document,
)
from funnel_cli.time.standing import standings
from funnel_cli.values.period import named

DEALS = (
    deal("a 1000000 verify 2027-02-01"),
    deal("b 1000000 propose 2026-12-10", owner="anna"),
    deal("c 500000 develop -", owner="anna"),
    deal("d 9 won", closed=day("11-01"), owner="gone"),
    deal("e 9 close 12-10", category="omitted"),
)


def of(some: Book, by: str = "owner", period: str | None = None) -> Balance:
    return balance(standings(some), some, by, named(period) if period else None)


def test_a_quota_is_the_weighted_amount_of_the_open_deals_of_an_area_due_in_the_period() -> None:
    found = of(book(*DEALS))

    assert [(area.key, area.quota, area.share, area.deviation) for area in found.areas] == [
        ("anna", cny("650000.0"), Decimal("0.866667"), Decimal("0.733333")),
        ("li.wei", cny("100000.0"), Decimal("0.133333"), Decimal("-0.733333")),
    ]

    assert [(area.key, len(area.deals)) for area in of(book(*DEALS), period="2027").areas] == [("li.wei", 1)]

    some = book(
        deal("a 100 propose 12-10", currency="USD"),
        rates=(Rate(date=day("11-01"), from_="USD", to="CNY", rate=Decimal(7)),),
    )

    assert of(some).areas[0].quota.amount == 350


def test_a_region_is_that_of_the_customer_and_the_unknown_one_stands_last_outside_the_mean() -> None:
    regions = {
        "a": Customer(id="a", name="A", region="North"),
        "b": Customer(id="b", name="B", region="South"),
    }
    found = of(book(*DEALS, customers=regions), "region")

    assert [(area.key, area.deviation) for area in found.areas] == [
        ("North", Decimal("-0.666667")),
        ("South", Decimal("0.666667")),
        (None, None),
    ]


def test_what_is_no_area_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        of(book(), "colour")


def test_without_open_deals_there_is_no_area_and_that_is_said() -> None:
    found = of(book(DEALS[3]))

    assert (found.areas, found.total) == ((), cny("0"))

    some = book()
    none = territory_document([balance((), some, by) for by in AREAS], some)
    assert [table.rows for table in none.tables] == [(), (), ()]


def test_the_document_says_who_has_most_and_least_and_of_one_alone_nothing() -> None:
    some = book(*DEALS)
    document = quota_document(of(some), some)

    assert [Language().say(line) for line in document.lines] == [
        "All open deals, whenever they are due: amount × probability.",
        "anna holds the most (173.3% of the mean), li.wei the least (26.7%).",
    ]
    assert cells(document.tables[0], "area", "deals") == [("anna", 2), ("li.wei", 1)]

    some = book(*SHAPED)

    assert len(quota_document(of(some), some).lines) == 1


def test_each_quota_names_its_deals() -> None:
    some = book(*DEALS)

    assert [
        [one.id for one in figure.parts]
        for figure in figures_in(quota_document(of(some), some))
        if figure.parts
    ] == [
        ["b", "c"],
        ["a"],
    ]


BOOK = book(
    deal("acme 1000 propose", owner="anna"),
    deal("belt 1000 verify", owner="ben"),
    deal("crane 1000 develop", owner="carl"),
    customers={
        id: Customer(id=id, name=id.title(), region=region)
        for id, region in (("acme", "north"), ("belt", "south"), ("crane", "south"))
    },
)
DOCUMENT = territory_document([balance(standings(BOOK), BOOK, by) for by in AREAS], BOOK)


def test_an_owner_is_held_against_the_mean_of_the_owners_and_what_is_out_of_balance_is_said() -> None:
    table = part(DOCUMENT, "territory")
    assert cells(table, "area", "quota", "deviation") == [
        ("anna", cny("500"), Decimal("0.666667")),
        ("ben", cny("100"), Decimal("-0.666667")),
        ("carl", cny("300"), Decimal(0)),
    ]
    assert ids(table, "verdict") == ["heavy", "light", "even"]

    assert texts(DOCUMENT.lines) == [
        "All open deals, whenever they are due.",
        "Move deals from {heavy} to {light}.",
    ]
    assert ids(part(DOCUMENT, "region"), "verdict") == ["even", "even"]
    assert ids(part(DOCUMENT, "industry"), "verdict") == [None]
