"""The figures of the funnel's health are the sums of the deals they name."""

from __future__ import annotations

from arrange import TODAY, book, deal
from grids import cny

from funnel_cli.model import Book
from funnel_cli.money import Money
from funnel_cli.period import quarter_of
from funnel_cli.reports.explanation import Figure
from funnel_cli.reports.funnel.health import health
from funnel_cli.reports.funnel.health_figures import COVERAGE, REACH, TOTAL, WEIGHTED, health_figures
from funnel_cli.standing import standings

BOOK = book(
    deal("acme 100000 propose 12-20"), deal("belt 40000 propose 01-20"), deal("dale 30000 verify 12-01")
)


def figures(some: Book) -> list[Figure]:
    return list(health_figures(health(standings(some), some, quarter_of(TODAY)), some))


def test_a_stages_weighted_amount_is_the_sum_of_its_deals() -> None:
    [propose] = [each for each in figures(BOOK) if each.name == WEIGHTED and str(each.of.id) == "propose"]  # type: ignore[union-attr]
    assert [(each.id, each.adds) for each in propose.parts] == [
        ("acme", cny("50000.0")),
        ("belt", cny("20000.0")),
    ]
    assert propose.value == cny("70000.0")


def test_the_total_is_the_sum_of_the_stages() -> None:
    stages = [each.value for each in figures(BOOK) if each.name == WEIGHTED]
    [total] = [each for each in figures(BOOK) if each.name == TOTAL]
    assert total.value == cny(str(sum(money.amount for money in stages if isinstance(money, Money))))


def test_without_a_target_there_is_nothing_to_hold_it_against() -> None:
    missing = [each.value for each in figures(BOOK) if each.name in (REACH, COVERAGE)]
    assert missing == [None, None]


def test_an_empty_funnel_has_figures_of_nothing() -> None:
    assert {part for each in figures(book()) for part in each.parts} == set()
    assert [each.value for each in figures(book()) if each.name == TOTAL] == [cny("0")]


def test_coverage_is_made_of_the_open_deals_of_the_period() -> None:
    [coverage] = [each for each in figures(BOOK) if each.name == COVERAGE]
    assert [(each.id, each.adds) for each in coverage.parts] == [
        ("acme", cny("100000")),
        ("dale", cny("30000")),
    ]
    assert coverage.value is None
