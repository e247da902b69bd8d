"""Deals under what they have in common: sizes, new and existing customers, industries."""

import pytest
from arrange import METHOD, book, day, deal

from funnel_cli.finding.cuts import customer_kind, cut, left_from, name_of, size
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.time.standing import Standing, standings
from funnel_cli.values.message import Term


@pytest.mark.parametrize(
    ("amount", "band"),
    [
        ("0", "..1"), ("1", "1..3"), ("2.99", "1..3"), ("3", "3..10"), ("999", "300..1k"),
        ("1000", "1k..3k"), ("30000", "30k..100k"), ("99999.99", "30k..100k"),
        ("1000000", "1m..3m"), ("3000000000", "3000m..10000m"),
    ],
)  # fmt: skip
def test_a_size_is_a_band_between_one_three_and_ten(amount: str, band: str) -> None:
    some = book(deal(f"a {amount} verify"))
    assert size(standings(some)[0], some) == band


@pytest.mark.parametrize(
    "one", [deal("a - verify"), deal("a 1 verify", currency="USD")], ids=["no amount", "no rate"]
)
def test_a_size_that_no_amount_tells_is_unknown(one: Opportunity) -> None:
    some = book(one)
    assert size(standings(some)[0], some) is None


def test_a_customer_is_existing_from_the_day_of_the_first_win_on() -> None:
    some = book(
        deal("first 1 won", "05-01 stage=verify", "08-10 stage=won", customer="Acme", closed=day("08-10")),
        deal("before 1 verify", customer="Acme", created=day("08-09")),
        deal("after 1 verify", customer=" acme ".title().strip(), created=day("08-10")),
        deal("other 1 verify", customer="Belt", created=day("09-01")),
        deal("nobody 1 verify", customer=None, created=day("09-01")),
        deal("at-once 1 won", customer="Acme", created=day("08-10"), closed=day("08-10")),
        deal("again 1 won", customer="Acme", created=day("08-11"), closed=day("08-11")),
        deal("only 1 won", customer="Crane", created=day("09-01"), closed=day("09-01")),
    )
    assert {each.deal.id: customer_kind(each, some) for each in standings(some)} == {
        "first": "new",
        "before": "new",
        "after": "existing",
        "other": "new",
        "nobody": None,
        "at-once": "new",
        "again": "existing",
        "only": "new",
    }


def test_sizes_come_from_small_to_large_and_a_key_by_the_title_of_the_method_or_the_customer() -> None:
    some = book(deal("a 200000 verify"), deal("b 40000 verify"), deal("c - verify"), deal("d 2000000 verify"))
    assert [key for key, _ in cut(standings(some), some, "size")] == [
        "30k..100k",
        "100k..300k",
        "1m..3m",
        None,
    ]

    mine = Customer(id="acme", name="Acme", industry="mining")
    some = book(deal("acme 1 verify"), deal("belt 1 verify"), customers={"acme": mine})
    assert [(key, len(deals)) for key, deals in cut(standings(some), some, "industry")] == [
        ("mining", 1),
        (None, 1),
    ]

    some = book()
    assert [
        name_of(key, some, by) for key, by in (("verify", "stage"), ("price", "reason"), ("x", "owner"))
    ] == [
        Term("verify", METHOD.stages[0].label),
        Term("price", METHOD.lost_reasons[0].label),
        "x",
    ]

    some = book(deal("a 1 verify", customer=None))
    assert some.first_win_of(Standing(some.opportunities["a"], some).deal) is None


def test_a_lost_deal_left_the_stage_before_its_outcome() -> None:
    moved = deal("a 1 lost", "09-01 stage=verify", "09-05 stage=develop", "10-01 stage=lost")
    assert [left_from(each) for each in (moved, deal("b 1 lost"), deal("c 1 verify"))] == [
        "develop",
        None,
        None,
    ]
