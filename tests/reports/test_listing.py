from __future__ import annotations

from arrange import book, deal
from grids import cells, cny, column, usd

from funnel_cli.message import message
from funnel_cli.model import Opportunity
from funnel_cli.reports.listing import SHOWN, listing
from funnel_cli.standing import standings
from funnel_cli.table import Document


def listed(*deals: Opportunity) -> Document:
    some = book(*deals)
    return listing(standings(some), some, "stage:open")


def test_the_deals_are_listed_by_id() -> None:
    assert column(listed(deal("b 1"), deal("a 2")).tables[0], "id") == ["a", "b"]


def test_the_query_stands_in_the_head() -> None:
    assert listed().head == {"query": "stage:open"}


def test_a_total_is_the_sum_of_the_rows() -> None:
    table = listed(deal("a 100 propose"), deal("b 200 close")).tables[0]

    assert cells(table, "amount", "weighted", totals=True) == [(cny("300"), cny("210.0"))]


def test_there_is_a_total_per_currency_and_one_over_what_can_be_converted() -> None:
    table = listed(deal("a 100 propose"), deal("b 200 close", currency="USD")).tables[0]

    assert cells(table, "amount", "weighted", totals=True) == [
        (cny("100"), cny("50.0")),
        (usd("200"), usd("160.0")),
        (cny("100"), cny("50.0")),
    ]


def test_the_screen_shows_the_daily_columns_and_machines_get_all() -> None:
    shown = [each.key for each in listed().tables[0].columns if each.on_screen]

    assert sorted(shown) == sorted(SHOWN)


def test_an_empty_book_says_how_to_begin() -> None:
    assert listed().tables[0].empty == message("No deal yet: funnel add")
