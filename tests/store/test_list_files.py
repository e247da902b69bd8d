"""The append-only files: counts are read as the method's steps, and what is none of them is named."""

from decimal import Decimal
from pathlib import Path

import pytest

from funnel_cli.records.lists import Count, Goal
from funnel_cli.store.read import read_book
from funnel_cli.values.period import iso_day

METHOD = "method: m\nkind: counts\nsteps: [{id: shown}, {id: clicks}]\n"
LINE = "- {{filed: 2026-11-01, period: 2026-10, channel: fair, counts: {{{counts}}}}}\n"


def book(folder: Path, counts: str) -> Path:
    (folder / "stages.yaml").write_text(METHOD, encoding="utf-8")
    (folder / "data").mkdir()
    (folder / "data/counts.yaml").write_text(LINE.format(counts=counts), encoding="utf-8")
    return folder


def test_counts_are_read(tmp_path: Path) -> None:
    found = read_book(book(tmp_path, "shown: 999999999999, clicks: 0"))
    line = Count(
        filed=iso_day("2026-11-01"),
        period="2026-10",
        channel="fair",
        counts={"shown": 999999999999, "clicks": 0},
    )
    assert (found.counts, found.problems) == ((line,), ())


def test_a_channel_that_only_cost_something_needs_no_counts(tmp_path: Path) -> None:
    folder = book(tmp_path, "shown: 1")
    line = "- {filed: 2026-11-01, period: 2026-10, channel: tv, cost: 9}\n"
    (folder / "data/counts.yaml").write_text(line, encoding="utf-8")
    found = read_book(folder)
    assert ([(each.counts, each.cost) for each in found.counts], found.problems) == ([({}, Decimal(9))], ())


def test_goals_are_read_and_a_stage_that_the_method_lacks_is_named(tmp_path: Path) -> None:
    book(tmp_path, "shown: 1")
    goal = "- {set: 2026-11-01, period: 2026-Q4, stage: nowhere, by: 2026-12-01, amount: 5}\n"
    (tmp_path / "data/goals.yaml").write_text(goal, encoding="utf-8")
    found = read_book(tmp_path)
    day, by = iso_day("2026-11-01"), iso_day("2026-12-01")
    assert found.goals == (Goal(set=day, period="2026-Q4", stage="nowhere", by=by, amount=Decimal(5)),)
    assert [(each.path, each.code, each.is_error) for each in found.problems] == [
        ("data/goals.yaml", "unknown-stage", False)
    ]


@pytest.mark.parametrize(
    ("stage", "codes"),
    [("verify", []), ("check", []), ("won", ["unknown-stage"]), ("verfy", ["unknown-stage"])],
)
def test_a_goal_is_of_a_stage_by_its_present_or_former_id(
    stage: str, codes: list[str], tmp_path: Path
) -> None:
    book(tmp_path, "")
    method = "method: m\nstages: [{id: verify, probability: 10%, formerly: [check]}]\n"
    (tmp_path / "stages.yaml").write_text(method, encoding="utf-8")
    goal = f"- {{set: 2026-11-01, period: 2026-Q4, stage: {stage}, by: 2026-12-01, amount: 5}}\n"
    (tmp_path / "data/goals.yaml").write_text(goal, encoding="utf-8")
    assert [each.code for each in read_book(tmp_path).problems] == codes


ODD_LINES = {
    "goals": ("unknown-stage", "{set: 2026-11-01, period: 2026-Q4, stage: no, by: 2026-12-01, amount: 5}"),
    "counts": ("unknown-step", "{filed: 2026-11-01, period: 2026-10, channel: fair, counts: {cliks: 1}}"),
    "targets": ("team-target", '{set: 2026-11-01, period: 2026-Q4, owner: "team:north", amount: 5}'),
}


@pytest.mark.parametrize("name", ODD_LINES)
def test_what_is_odd_in_a_list_file_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    code, line = ODD_LINES[name]
    book(tmp_path, "shown: 1")
    (tmp_path / f"data/{name}.yaml").write_text(f"# odd\n- {line}\n\n- {line}\n", encoding="utf-8")
    assert [(each.code, each.line, each.is_error) for each in read_book(tmp_path).problems] == [
        (code, 2, False),
        (code, 4, False),
    ]


@pytest.mark.parametrize("cost", ["-1", "much", "1e9"])
def test_what_is_no_cost_is_an_error(cost: str, tmp_path: Path) -> None:
    found = read_book(book(tmp_path, f"shown: 1}}, cost: {cost}, x-more: {{a: 1"))
    assert [each.code for each in found.problems] == ["bad-amount"]


@pytest.mark.parametrize("counts", ["shown: -1", "shown: 1.5", "shown: 1000000000000", "shown: many"])
def test_what_is_no_number_is_an_error(tmp_path: Path, counts: str) -> None:
    assert [each.code for each in read_book(book(tmp_path, counts)).problems] == ["bad-number"]
