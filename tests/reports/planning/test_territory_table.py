"""What territories hold against their mean, computed by hand."""

from __future__ import annotations

from decimal import Decimal

from arrange import book, deal
from grids import cells, cny, ids, part, texts

from funnel_cli.model import Customer
from funnel_cli.reports.planning.quota import AREAS, balance
from funnel_cli.reports.planning.territory_table import territory_document
from funnel_cli.standing import standings

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


def test_an_owner_is_held_against_the_mean_of_the_owners() -> None:
    table = part(DOCUMENT, "territory")
    assert cells(table, "area", "quota", "deviation") == [
        ("anna", cny("500"), Decimal("0.666667")),
        ("ben", cny("100"), Decimal("-0.666667")),
        ("carl", cny("300"), Decimal(0)),
    ]
    assert ids(table, "verdict") == ["heavy", "light", "even"]


def test_what_is_out_of_balance_is_said_in_words() -> None:
    assert texts(DOCUMENT.lines) == [
        "All open deals, whenever they are due.",
        "Move deals from {heavy} to {light}.",
    ]


def test_within_the_tolerance_areas_are_even() -> None:
    assert ids(part(DOCUMENT, "region"), "verdict") == ["even", "even"]


def test_what_nobody_knows_has_no_verdict() -> None:
    assert ids(part(DOCUMENT, "industry"), "verdict") == [None]


def test_without_open_deals_it_says_so() -> None:
    some = book()
    none = territory_document([balance((), some, by) for by in AREAS], some)
    assert [table.rows for table in none.tables] == [(), (), ()]
