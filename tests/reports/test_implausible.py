"""Amounts that are hardly meant are pointed out, and no other."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.records.lists import Target
from funnel_cli.reports.implausible import amount_problems, odd_amounts, pointed_out

USUAL = tuple(deal(f"usual{n} {100 + n} verify") for n in range(5))


def codes(*texts: str) -> dict[str, str]:
    """The code by the deal of each problem."""
    some = book(*USUAL, *map(deal, texts))
    found = amount_problems(some.opportunities.values(), some, some.targets)
    return {each.path.rpartition("/")[2].partition(".")[0]: each.code for each in found}


def ids(*deals: object) -> list[str]:
    some = book(*deals)  # type: ignore[arg-type]
    return [each.deal.id for each in odd_amounts(some.opportunities.values(), some)]


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("a 0 verify", True), ("a 0.00 won", True), ("a -1 verify", True),
        ("a 102500 verify", True), ("a 100000 verify", False), ("a 0.01 verify", False),
        ("a 0 lost", False), ("a 9999999 lost", False), ("a - verify", False),
    ],
)  # fmt: skip
def test_zero_below_it_and_a_thousand_times_the_median_are_odd(text: str, odd: bool) -> None:
    assert ids(*USUAL, deal(text)) == (["a"] if odd else [])


def test_of_few_amounts_nobody_knows_what_is_usual_and_what_is_below_zero_is_a_problem_of_its_file() -> None:
    assert ids(*USUAL[:3], deal("a 999999999 verify")) == []
    assert codes("a 0 verify", "b -5 verify", "c 9000000 verify") == {
        "a": "zero-amount",
        "c": "implausible-amount",
    }


@pytest.mark.parametrize(
    ("text", "currency", "is_grouped"),
    [
        ("120.000", None, True), ("1.500", "USD", True), ("-12.345", None, True),
        ("120.00", None, False), ("1200.000", None, False), ("0.125", None, False), ("1.500", "KWD", False),
    ],
)  # fmt: skip
def test_a_point_before_three_digits_may_part_thousands(
    text: str, currency: str | None, *, is_grouped: bool
) -> None:
    amount = Decimal(text)
    some = book(
        replace(deal("a"), amount=amount, currency=currency),
        targets=(Target(set=day("11-01"), period="2026-12", amount=amount, currency=currency),),
    )
    found = amount_problems(some.opportunities.values(), some, some.targets)
    assert [(each.path, each.code, each.key) for each in found] == [
        ("data/opportunities/a.yaml", "grouped-amount", "amount"),
        ("data/targets.yaml", "grouped-amount", "0.amount"),
    ][: 2 * is_grouped]


@given(st.lists(st.integers(1, 999), min_size=1, max_size=40))
def test_amounts_that_lie_within_a_thousand_of_each_other_are_never_odd(amounts: list[int]) -> None:
    assert ids(*(deal(f"d{n} {amount} verify") for n, amount in enumerate(amounts))) == []


@pytest.mark.parametrize("aside", [{"category": "omitted"}, {"removed": day("11-01")}])
def test_what_counts_in_no_figure_is_not_usual(aside: dict[str, Any]) -> None:
    large = [deal(f"huge{n} 900000 verify", **aside) for n in range(9)]
    assert "a" in ids(*USUAL, *large, deal("a 150000 verify"))


def test_many_make_one_sentence_and_none_none() -> None:
    some = book(*(deal(f"d{n} 0 verify") for n in range(9)))
    (said,) = pointed_out(odd_amounts(some.opportunities.values(), some))
    assert (said.args["count"], said.args["deals"]) == (9, ("d0", "d1", "d2", "…"))

    assert [*pointed_out(())] == []
