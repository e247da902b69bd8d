from datetime import date as Day
from decimal import Decimal

import pytest
from arrange import METHOD, book, day, deal, own_odds, step
from grids import cells, cny, column, texts, usd
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.deal import Loss, Opportunity
from funnel_cli.render.language import Language
from funnel_cli.reports.deals import (
    FIELDS,
    LISTED,
    category_term,
    deal_table,
    listing,
    money_notes,
    ordered,
    place_term,
    stage_term,
)
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.message import Term, message
from funnel_cli.values.table import Cell, Document


def known(some: Opportunity) -> Standing:
    return standings(book(some))[0]


def field(key: str, some: Opportunity) -> Cell:
    return FIELDS[key].of(known(some))


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("propose", Term("propose", METHOD.stages[2].label)),
        ("won", Term("won", message("won"))),
        ("lost", Term("lost", message("lost"))),
        ("ghost", "ghost"),
    ],
)
def test_a_stage_or_outcome_is_shown_under_its_title(stage: str, expected: Cell) -> None:
    assert (stage_term(known(deal(f"a 1 {stage}"))), place_term(stage, METHOD)) == (expected, expected)


def test_a_stage_that_is_not_known_yet_stays_unknown() -> None:
    assert stage_term(known(deal("a 1 close", "11-23 stage=close", created=day("11-01")))) is None


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        (deal("a 1 close"), "stage"),
        (deal("a 1 close", probability=own_odds("0.9", "11-01")), "override"),
        (deal("a 1 won", closed=day("11-01")), "outcome"),
        (deal("a 1 ghost"), None),
    ],
)
def test_it_is_said_whose_the_odds_are(some: Opportunity, expected: str | None) -> None:
    assert getattr(field("probability_from", some), "id", None) == expected


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        (deal("a 1 close"), "commit"),
        (deal("a 1 close", probability=own_odds("0.7", "11-01")), "commit"),
        (deal("a 1 close", probability=own_odds("0.69", "11-01")), "best-case"),
        (deal("a 1 close", probability=own_odds("0.4", "11-01")), "best-case"),
        (deal("a 1 close", probability=own_odds("0.39", "11-01")), "pipeline"),
        (deal("a 1 ghost"), "pipeline"),
        (deal("a 1 verify", category="commit"), "commit"),
        (deal("a 1 verify", category="omitted"), "omitted"),
        (deal("a 1 verify", category="hunch"), "hunch"),
    ],
)
def test_a_category_follows_the_odds_unless_the_deal_says_otherwise(some: Opportunity, expected: str) -> None:
    assert category_term(known(some)).id == expected


def test_a_category_of_the_users_own_is_said_as_it_stands() -> None:
    own = category_term(known(deal("a 1 verify", category="up{side}")))

    assert Language().say(own) == "up{side}"


@pytest.mark.parametrize(
    ("key", "some", "expected"),
    [
        ("next_step", deal("a 1", next_step=step("11-25")), {"due": Day(2026, 11, 25), "action": "call"}),
        ("next_step", deal("a 1"), None),
        ("currency", deal("a 1"), "CNY"),
        ("currency", deal("a"), None),
        ("lost_reason", deal("a 1 lost", closed=day("11-01"), lost=Loss(reason="gone")), "gone"),
        ("lost_reason", deal("a 1"), None),
        ("weighted", deal("a - close"), None),
        ("days", deal("a 1", "11-01 stage=verify"), 21),
        ("days", deal("a 1"), None),
        ("silent", deal("a 1", log="call:11-20"), 2),
        ("silent", deal("a 1", log="call:11-10", ticks="need:11-12"), 10),
        ("created", deal("a 1", "11-01 stage=verify"), Day(2026, 11, 1)),
    ],
)
def test_a_field_shows_what_the_record_says_or_nothing(key: str, some: Opportunity, expected: Cell) -> None:
    assert field(key, some) == expected


def test_a_won_deal_is_certain_a_lost_one_worth_nothing_and_odds_are_exact() -> None:
    won, lost = deal("a 9 won", closed=day("11-01")), deal("b 9 lost", closed=day("11-01"))

    assert (field("weighted", won), field("weighted", lost)) == (cny("9"), cny("0"))

    assert field("probability", deal("a 1 verify")) == Decimal("0.1")


def test_what_a_sum_leaves_out_is_said_and_nothing_otherwise() -> None:
    some = book(deal("a - verify"), deal("b 1 ghost"), deal("c 1 verify", currency="EUR"))

    assert texts(money_notes(standings(some), some)) == [
        "{count} without an amount: counted, not summed.",
        "{count} without odds: counted, not weighted.",
    ]

    some = book(deal("a 1 verify"))

    assert money_notes(standings(some), some) == ()

    assert deal_table("some", (), book(), ("id",)).totals == ()


def listed(*deals: Opportunity) -> Document:
    some = book(*deals)
    return listing(standings(some), some, "stage:open")


def test_the_deals_are_listed_by_id_below_the_query() -> None:
    assert column(listed(deal("b 1"), deal("a 2")).tables[0], "id") == ["a", "b"]
    assert listed().head == {"query": "stage:open"}


def test_a_total_is_the_sum_of_the_rows_of_its_currency_and_one_over_what_can_be_converted() -> None:
    table = listed(deal("a 100 propose"), deal("b 200 close")).tables[0]

    assert cells(table, "amount", "weighted", totals=True) == [(cny("300"), cny("210.0"))]

    table = listed(deal("a 100 propose"), deal("b 200 close", currency="USD")).tables[0]

    assert cells(table, "amount", "weighted", totals=True) == [
        (cny("100"), cny("50.0")),
        (usd("200"), usd("160.0")),
        (cny("100"), cny("50.0")),
    ]


def test_the_screen_shows_the_daily_columns_and_machines_get_all() -> None:
    shown = [each.key for each in listed().tables[0].columns if each.on_screen]

    assert sorted(shown) == sorted(LISTED)


def test_an_empty_list_says_how_to_begin_or_that_only_closed_deals_match() -> None:
    assert listed().tables[0].empty == message("No deal yet: funnel add")

    some = book(deal("a 1"))
    told = listing((), some, "competitor:Bo", closed=2).tables[0].empty
    assert told == message(
        "No open deal matches, but {count:closed one does|closed ones do}; see with: stage:won,lost", count=2
    )


def test_by_amount_the_largest_in_the_books_currency_stands_first_and_what_has_none_last() -> None:
    some = (deal("d 5"), deal("c -"), deal("b 20", currency="XAF"), deal("a 5"), deal("e 10"))
    assert [each.deal.id for each in ordered(standings(book(*some)), "amount")] == ["e", "a", "d", "b", "c"]


@given(st.lists(st.integers(0, 9), max_size=6))
def test_by_amount_no_deal_is_lost_and_none_stands_before_a_larger_one(amounts: list[int]) -> None:
    known = standings(book(*(deal(f"d{at} {amount}") for at, amount in enumerate(amounts))))
    shown = ordered(known, "amount")
    assert [each.deal.amount for each in shown] == sorted(amounts, reverse=True)
    assert {each.deal.id for each in shown} == {each.deal.id for each in known}


def test_by_close_the_earliest_stands_first_and_what_has_no_day_last() -> None:
    some = (deal("a 1"), deal("b 1 verify 2027-02-01"), deal("c 1 verify 2027-01-01"))
    assert [each.deal.id for each in ordered(standings(book(*some)), "close")] == ["c", "b", "a"]
