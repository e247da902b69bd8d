"""`funnel forecast` as it is typed."""

from pathlib import Path

import pytest
from running import run, tree


def test_assumptions_may_follow_one_another_and_touch_no_file(book: Path) -> None:
    before = tree(book)
    answer = run("forecast 2026-12 --what-if lose:acme-erp --json", book)

    assert (answer.exit, answer.json["assumed"], tree(book)) == (0, ["lose:acme-erp"], before)

    answer = run(
        "forecast 2026-12 --what-if push:acme-erp:+30d amount:acme-erp:80k win:acme-erp --json", book
    )

    assert answer.json["assumed"] == ["push:acme-erp:+30d", "amount:acme-erp:80k", "win:acme-erp"]


@pytest.mark.parametrize("basis", ["weighted", "walk", "combined"])
def test_a_basis_is_named_in_the_answer(book: Path, basis: str) -> None:
    assert run(f"forecast --basis {basis} --json", book).json["basis"] == basis


def test_every_figure_leads_to_a_line_of_a_file(book: Path) -> None:
    where = [row["where"] for row in run("forecast 2026-12 --explain --json", book).json["behind"]["items"]]

    assert where
    assert [each for each in where if not each.rpartition(":")[2].isdigit()] == []


def test_strict_judges_the_landing_of_the_basis(book: Path) -> None:
    assert run("target 2026-12 1m", book).exit == 0
    assert run("forecast 2026-12 --basis walk --strict", book).exit == 7


@pytest.mark.parametrize(
    "sets", ["overdue,undated", "overdue, undated", "overdue、undated", "逾期，无预计成交日期"]
)
def test_one_option_may_name_several_sets(book: Path, sets: str) -> None:
    asked = run(f"forecast --include '{sets}' --json", book)

    assert asked.out == run("forecast --include overdue --include undated --json", book).out
    assert asked.exit == 0
