"""The calls as people read them."""

from typing import Any

import pytest
from arrange import book, day, deal
from grids import cells, cny, ids
from samples import call

from funnel_cli.forecasting.calls import outcomes
from funnel_cli.records.lists import Call
from funnel_cli.reports.filed_calls import calls_document
from funnel_cli.time.standing import standings
from funnel_cli.values.message import message
from funnel_cli.values.table import Table

WON = deal("acme 200 won", "10-31 stage=won closed=10-31", closed=day("10-31"))


def table(*calls: Call) -> Table:
    some = book(WON, calls=calls)
    return calls_document(outcomes(standings(some), some), some).tables[0]


@pytest.mark.parametrize(
    ("line", "became"),
    [
        ("09-30 2026-09 5", "nothing_won"), ("09-30 2026-10 201", "too_high"),
        ("09-30 2026-10 199", "too_low"), ("09-30 2026-10 200", "exact"),
        ("09-30 2026-11 200", "running"), ("09-30 2026-12 200", "to_come"),
    ],
)  # fmt: skip
def test_what_became_of_a_call_is_said_in_a_word(line: str, became: str) -> None:
    assert ids(table(call(line)), "became") == [became]


def test_a_call_is_shown_in_the_currency_it_was_said_in_and_without_a_rate_held_against_nothing() -> None:
    [row] = cells(table(call("09-30 2026-10 200", currency="USD")), "error", "became")
    assert [row[0], getattr(row[1], "id", None)] == [None, "no_rate"]

    [row] = cells(table(call("09-30 2026-10 200 li.wei", note="Acme")), "whose", "amount", "currency", "note")
    assert row == ("li.wei", cny("200"), "CNY", "Acme")


@pytest.mark.parametrize(("owner", "whose"), [("", message("whole book")), ("anna", "anna")])
def test_a_call_without_an_owner_is_the_whole_books(owner: str, whose: Any) -> None:
    assert cells(table(call(f"09-30 2026-10 200 {owner}")), "whose") == [(whose,)]


def test_a_book_without_calls_says_how_to_file_one() -> None:
    assert table().empty == message("No call is filed yet: funnel call next-month 300k")
