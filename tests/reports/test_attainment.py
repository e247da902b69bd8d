from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from arrange import book, day, deal
from grids import cells, cny, part
from samples import decided, target

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.render.language import Language
from funnel_cli.reports.attainment import Result, results
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.target import targets_document
from funnel_cli.time.standing import standings
from funnel_cli.values.money import Money
from funnel_cli.values.period import named

QUARTER = named("2026-Q4")
DEALS = (
    deal("won 100 won", closed=day("11-01")),
    deal("open 200 propose 12-10"),
    deal("hers 300 close 12-10", owner="anna"),
)
TARGETS = (target("09-01 2026-Q4 400 li.wei"), target("09-01 2026-Q4 200 anna"))


def found(*deals: Opportunity, owner: str | None = None, **more: Any) -> tuple[Result, ...]:
    some = book(*(deals or DEALS), **({"targets": TARGETS} | more))
    return results(standings(some), some, QUARTER, owner)


def test_the_figures_are_those_worked_out_by_hand_for_the_book_and_its_owners() -> None:
    one = found(owner="li.wei")[0]

    # Won 100, weighted 200 × 50 %; 200 open for the 300 that the target lacks.
    assert (one.forecast.landing, one.forecast.gap) == (cny("200"), cny("200"))
    assert (one.forecast.attainment, one.forecast.coverage) == (Decimal("0.25"), Decimal("0.666667"))

    assert [(one.owner, one.forecast.target, one.forecast.landing) for one in found()] == [
        (None, cny("600"), cny("440")),
        ("anna", cny("200"), cny("240")),
        ("li.wei", cny("400"), cny("200")),
    ]


def test_who_has_no_target_is_held_against_none_and_one_of_the_whole_book_against_all_deals() -> None:
    assert [one.owner for one in found(targets=TARGETS[:1])] == ["li.wei"]
    assert [(one.owner, one.forecast.won) for one in found(targets=(target("09-01 2026-Q4 400"),))] == [
        (None, cny("100"))
    ]
    assert found(targets=()) == ()


def test_each_tier_has_its_own_result_and_a_quarter_without_a_target_that_of_its_months() -> None:
    stretch = target("09-01 2026-Q4 500 li.wei", tier="stretch")

    assert [(one.tier, one.forecast.gap) for one in found(targets=(*TARGETS[:1], stretch))] == [
        ("target", cny("200")),
        ("stretch", cny("300")),
    ]

    months = tuple(target(f"09-01 2026-{month} 100 li.wei") for month in (10, 11, 12))

    assert [one.forecast.target for one in found(targets=months)] == [cny("300")]


def test_the_coverage_needed_is_one_over_the_win_rate() -> None:
    one = found(*decided(6, 6), targets=TARGETS[:1])[0]

    assert (one.win_rate, one.needed) == (Decimal("0.5"), Decimal(2))

    assert found(*decided(6, 8), targets=TARGETS[:1])[0].needed == Decimal("2.333333")


def test_a_quarter_whose_months_are_the_books_and_the_owners_is_the_whole_books() -> None:
    months = (target("09-01 2026-10 100"), target("09-01 2026-11 50"), target("09-01 2026-12 30 anna"))

    assert [(one.owner, one.forecast.target) for one in found(targets=months)] == [(None, cny("180"))]


def test_a_target_without_a_rate_has_a_row_and_so_has_the_whole_book() -> None:
    euros = target("09-01 2026-Q4 5000 anna", currency="EUR")

    assert [(one.owner, one.forecast.target) for one in found(targets=(TARGETS[0], euros))] == [
        (None, None),
        ("anna", None),
        ("li.wei", cny("400")),
    ]


@pytest.mark.parametrize(("won", "lost"), [(0, 0), (9, 0), (0, 12)])
def test_too_few_decided_deals_or_no_win_ask_for_no_coverage(won: int, lost: int) -> None:
    assert found(*(decided(won, lost) or DEALS), targets=TARGETS[:1])[0].needed is None


def document_of(some: Book) -> Any:
    return targets_document(some, some.targets, QUARTER, None, results(standings(some), some, QUARTER))


def test_the_lines_are_followed_by_what_came_of_them() -> None:
    table = part(document_of(book(*DEALS, targets=TARGETS[:1])), "results")

    assert cells(table, "owner", "target", "landing", "gap", "needed") == [
        ("li.wei", cny("400"), cny("200"), cny("200"), None)
    ]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("400", "2026-Q4 lands at CNY 440, CNY 40 above CNY 400."),
        ("600", "2026-Q4 lands at CNY 440, CNY 160 short of CNY 600."),
    ],
)
def test_a_sentence_says_where_the_period_lands(amount: str, expected: str) -> None:
    lines = document_of(book(*DEALS, targets=(target(f"09-01 2026-Q4 {amount}"),))).lines

    assert [Language().say(line) for line in lines] == [expected]


def test_the_sentence_says_whose_landing_it_is_unless_it_is_that_of_all_deals() -> None:
    some = book(*DEALS, targets=TARGETS)
    for owner, expected in ((None, "2026-Q4 lands at CNY 440"), ("anna", "anna: 2026-Q4 lands at CNY 240")):
        lines = targets_document(some, some.targets, QUARTER, owner, found(owner=owner)).lines
        assert Language().say(lines[0]).startswith(expected)
    lines = targets_document(some, TARGETS[:1], QUARTER, None, found(targets=TARGETS[:1])).lines
    assert Language().say(lines[0]).startswith("li.wei: 2026-Q4 lands at CNY 200")


def test_every_figure_names_its_deals_and_the_line_of_the_target() -> None:
    some = book(*DEALS, targets=TARGETS[:1])
    made = figures_in(document_of(some))
    behind = {figure.name.id: [(one.id, one.way) for one in figure.parts] for figure in made}

    assert behind["target"] == [("2026-Q4", (0, "amount"))]
    assert behind["won"] == [("won", ("amount",))]
    assert behind["weighted"] == [("open", ("amount",))]


def test_a_deal_without_a_rate_is_named_and_counts_for_nothing() -> None:
    dollars = replace(DEALS[0], currency="USD")
    some = book(dollars, targets=TARGETS[:1])
    table = part(document_of(some), "results")

    assert cells(table, "won") == [(Money(Decimal(0), "CNY"),)]
    assert [each.whose for each in some.missing_rates] == [dollars.id]
