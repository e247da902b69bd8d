"""The slope of the funnel, computed by hand, beside the ideal and the last period."""

from decimal import Decimal
from typing import Any

import pytest
from arrange import book, deal, step
from grids import cells, cny, ids, part
from samples import EVEN, QUARTER, SHAPED, decided, target

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.method import Choice
from funnel_cli.render.language import Language
from funnel_cli.reports.against import Comparison, against
from funnel_cli.reports.counts import IDEAL, LAST_PERIOD
from funnel_cli.reports.explanation import figures_in
from funnel_cli.reports.health import (
    FunnelHealth,
    fall,
    health,
    health_document,
    slope,
    slope_lines,
    vitals,
)
from funnel_cli.reports.shape import funnel_shape
from funnel_cli.time.standing import standings
from funnel_cli.values.figures import Figure
from funnel_cli.values.message import Label, Term
from funnel_cli.values.table import Document


def health_of(*deals: Opportunity, owner: str | None = None, **more: Any) -> FunnelHealth:
    some = book(*deals, **more)
    return health(standings(some), some, QUARTER, owner)


def test_reach_is_the_whole_weighted_funnel_by_the_target_of_whom_is_asked_for() -> None:
    assert health_of(*SHAPED, targets=(target("11-01 2026-Q4 400000"),)).reach == Decimal("0.5")
    assert health_of(*SHAPED).reach is None

    some = health_of(*SHAPED, owner="li.wei", targets=(target("11-01 2026-Q4 200000 li.wei"),))

    assert some.reach == Decimal(1)


def document(*deals: Opportunity, **more: Any) -> Document:
    some = book(*deals, **more)
    placed = standings(some)
    held = health(placed, some, QUARTER)
    return health_document(held, vitals(placed, some, held), some, "owner:me")


def test_the_head_holds_what_the_funnel_is_held_against() -> None:
    head = document(*SHAPED, targets=(target("11-01 2026-Q4 400000"),)).head

    assert head == {
        "query": "owner:me",
        "period": QUARTER,
        "weighted": cny("200000.0"),
        "target": cny("400000"),
        "reach": Decimal("0.5"),
        "coverage": Decimal("1.09375"),
        "slope": Decimal(0),
        "slope_reference": Decimal("0.665327"),
        "slope_verdict": None,
        "velocity": None,
        "win_rate": None,
        "cycle_days": None,
        "largest_share": Decimal("0.55"),
        "top_three_share": Decimal("0.95"),
        "pushed": 0,
        "against": Term("ideal", Label({"en": "ideal", "zh": "理想"})),
    }


def test_a_fault_not_found_says_so() -> None:
    table = part(document(*EVEN), "faults")

    assert list(zip(ids(table, "fault"), ids(table, "found"), strict=True))[:2] == [
        ("not_full", "clear"),
        ("low_conversion", "clear"),
    ]


def test_a_fault_has_a_row_per_evidence_and_its_advice_once() -> None:
    rows = cells(part(document(deal("a 1 close")), "faults"), "evidence", "advice")[2:]

    assert [(evidence is not None, advice is not None) for evidence, advice in rows] == [
        (True, True),
        (True, False),
        (True, False),
    ]


def test_conversion_stands_beside_the_methods_with_its_numbers() -> None:
    table = part(document(*decided(3, 2)), "conversion")

    assert cells(table, "reached", "decided", "share", "ideal", "waiting")[3] == (
        3,
        5,
        Decimal("0.6"),
        Decimal("0.8"),
        0,
    )


def test_deals_without_a_path_are_counted_below_the_conversion() -> None:
    assert [note.args["count"] for note in part(document(deal("a 1 close")), "conversion").notes] == [1]  # type: ignore[union-attr]
    assert part(document(*decided(1, 0)), "conversion").notes == ()


def test_the_list_behind_the_faults_names_each_deal_that_a_fault_counts() -> None:
    quiet = deal("q 1 verify 12-10", log="call:10-01", next_step=step("11-25"))
    ready = deal(
        "r 1 verify 12-10", log="call:11-20", ticks="need:11-02 credit:11-02", next_step=step("11-25")
    )
    table = part(document(quiet, ready), "lists")

    assert [(row[0], [term.id for term in row[1]]) for row in cells(table, "id", "reasons")] == [  # type: ignore[union-attr]
        ("q", ["untouched"])
    ]


def test_a_row_to_look_at_has_its_amount_and_its_owner() -> None:
    table = part(document(deal("a 5 verify"), deal("b")), "lists")

    assert cells(table, "id", "amount", "currency", "owner") == [
        ("a", cny("5"), "CNY", "li.wei"),
        ("b", None, None, "li.wei"),
    ]


BOOK = book(
    deal("acme 100000 propose 12-20"), deal("belt 40000 propose 01-20"), deal("dale 30000 verify 12-01")
)


def figures(some: Book) -> list[Figure]:
    placed = standings(some)
    held = health(placed, some, QUARTER)
    return list(figures_in(health_document(held, vitals(placed, some, held), some)))


def test_without_a_target_or_a_deal_there_is_nothing_to_hold_it_against() -> None:
    missing = [each.value for each in figures(BOOK) if each.name.id in {"reach", "coverage"}]
    assert missing == [None, None]

    assert {part for each in figures(book()) for part in each.parts} == set()
    assert [each.value for each in figures(book()) if each.name.id == "total"] == [cny("0")]


def test_the_weighted_total_is_the_sum_of_the_stages() -> None:
    stages = [each.value.amount for each in figures(BOOK) if each.name.id == "weighted"]
    [total] = [each.value for each in figures(BOOK) if each.name.id == "total"]
    assert total == cny(str(sum(stages)))


def test_coverage_is_made_of_the_open_deals_of_the_period() -> None:
    [coverage] = [each for each in figures(BOOK) if each.name.id == "coverage"]
    assert [(each.id, each.adds) for each in coverage.parts] == [
        ("acme", cny("100000")),
        ("dale", cny("30000")),
    ]
    assert coverage.value is None


STAGES = ("verify", "develop", "propose", "close")


def some(*counts: int) -> list[Opportunity]:
    """So many deals in each stage."""
    return [
        deal(f"{stage}{n} 100 {stage}")
        for stage, count in zip(STAGES, counts, strict=True)
        for n in range(count)
    ]


def compared(*deals: Opportunity, to: Choice = IDEAL) -> Comparison:
    held = book(*deals)
    placed = standings(held)
    return against(placed, held, to, QUARTER, funnel_shape(placed, held))


def verdict(*counts: int) -> str | None:
    found = slope(compared(*some(*counts)), Decimal("0.3")).verdict
    return found.id if found else None


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((4, 2, 1, 1), Decimal("0.5")), ((7, 6, 4, 3), Decimal("0.28")), ((3, 3, 3, 3), Decimal(0)),
        ((1, 2, 3, 4), Decimal("-0.4")), ((8, 0, 0, 0), Decimal("1.2")), ((3, 1), Decimal(1)),
    ],
)  # fmt: skip
def test_the_slope_is_the_fall_per_stage_of_the_best_line_by_the_mean_stage(
    counts: tuple[int, ...], expected: Decimal
) -> None:
    assert fall([Decimal(count) for count in counts]) == expected


@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (5,)])
def test_no_deals_and_one_stage_have_no_slope(counts: tuple[int, ...]) -> None:
    assert fall([Decimal(count) for count in counts]) is None


def test_the_ideal_slope_is_that_of_deals_for_as_many_wins_in_each_stage() -> None:
    # 1 ÷ 10 %, 30 %, 50 %, 80 % are 10, 3.333, 2, 1.25: they fall by 2.758 a stage and are 4.146 in the mean
    assert slope(compared(*some(7, 6, 4, 3)), Decimal("0.3")).held == Decimal("0.665327")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((7, 6, 4, 3), "flat"), ((1, 2, 3, 4), "flat"), ((16, 5, 3, 2), "even"), ((9, 0, 0, 0), "steep")],
)
def test_a_slope_is_off_beyond_the_tolerance(counts: tuple[int, ...], expected: str) -> None:
    assert verdict(*counts) == expected


def told(*counts: int) -> list[str]:
    found = compared(*some(*counts))
    return [Language("en").say(line) for line in slope_lines(slope(found, Decimal("0.3")), found)]


def test_below_five_deals_nothing_is_said_of_the_slope_and_without_one_no_line() -> None:
    assert verdict(4, 0, 0, 0) is None
    assert told(1, 0, 0, 0) == ["Slope: not yet, 1 of 5 deals."]
    assert told(0, 0, 0, 0) == []


def test_the_slope_and_what_it_is_held_against_say_which_way_they_lean() -> None:
    [line] = told(1, 2, 3, 4)
    assert line.startswith("Slope: 40% more a stage, ideal 66.5% fewer: ")


def test_the_last_period_has_the_slope_of_its_last_day() -> None:
    moved = [deal(f"m{n} 100 develop", "07-01 stage=verify", "10-10 stage=develop") for n in range(5)]
    found = slope(compared(*moved, to=LAST_PERIOD), Decimal("0.3"))
    assert (found.actual, found.held) == (Decimal("0.4"), Decimal("1.2"))
    assert found.verdict
    assert found.verdict.id == "flat"


def test_the_slope_is_made_of_the_open_deals() -> None:
    actual = next(each for each in figures(book(*some(1, 0, 1, 0))) if each.name.id == "slope")
    assert [(each.id, each.adds) for each in actual.parts] == [("verify0", 1), ("propose0", 1)]
