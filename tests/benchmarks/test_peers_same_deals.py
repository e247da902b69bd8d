"""Every program is given the same deals: what it says of them is what they add up to."""

import re
from pathlib import Path

import pytest

from benchmarks.peers.deals import Deal, deals_of, forecast_by_month
from benchmarks.peers.programs import OURS, PEERS, WORKS, Program
from benchmarks.peers.race import Arena, spent

COUNT = 60

LISTED = {
    "funnel": r"^deal-",
    "hledger": r"\(amount:develop\)",
    "ledger": r"\(amount:develop\)",
    "Taskwarrior": r"^ *\d+ .*\bdevelop\b",
    "beanquery": r"^20\d\d-",
    "recutils": r"^id: ",
    "todoman": r"^\[ \] ",
    "sqlite3": r"^deal-",
    "jq": r"^\{",
    "Miller": r"^deal-",
}
"""How a deal shows itself in each program's list."""


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Arena:
    return Arena(tmp_path_factory.mktemp("arena"), COUNT)


def said(arena: Arena, program: Program, work: str, tmp_path: Path) -> str:
    """What the program prints; the test is skipped where it is not installed or has no such command."""
    if program not in arena.programs or work not in program.lines:
        pytest.skip(f"no {work} of {program.name} here")
    line = tuple(word.replace("{n}", "1") for word in program.lines[work])
    output = tmp_path / "output"
    spent(line, arena.folder / program.name, arena.surroundings, str(output))
    return output.read_text(encoding="utf-8")


PROGRAMS = pytest.mark.parametrize("program", [OURS, *PEERS], ids=lambda each: each.name)


def test_the_same_seed_gives_the_same_deals(tmp_path: Path) -> None:
    assert deals_of(tmp_path / "one", 5, seed=7) == deals_of(tmp_path / "two", 5, seed=7)


def test_a_month_is_expected_to_bring_its_amounts_by_their_odds(tmp_path: Path) -> None:
    deals = deals_of(tmp_path, 20)
    month = deals[0].month
    tenths = {"verify": 1, "develop": 3, "propose": 5, "close": 8}
    by_hand = sum(
        deal.amount * tenths[deal.stage] // 10 for deal in deals if str(deal.close).startswith(month)
    )
    assert forecast_by_month(deals)[month] == by_hand


@PROGRAMS
def test_two_filters_leave_the_same_deals(program: Program, arena: Arena, tmp_path: Path) -> None:
    def is_meant(deal: Deal) -> bool:
        return deal.stage == "develop" and deal.owner == "li.wei"

    found = re.findall(LISTED[program.name], said(arena, program, "list", tmp_path), re.MULTILINE)
    assert len(found) == sum(map(is_meant, arena.deals))


@PROGRAMS
def test_the_shown_deal_is_of_the_same_customer(program: Program, arena: Arena, tmp_path: Path) -> None:
    if program.name == "todoman":
        pytest.skip("todoman numbers its tasks in the order in which it finds them")
    assert arena.deals[7].customer in said(arena, program, "show", tmp_path)


@PROGRAMS
def test_every_month_is_expected_to_bring_the_same(program: Program, arena: Arena, tmp_path: Path) -> None:
    if program.name == "Taskwarrior":
        pytest.skip("Taskwarrior sums nothing")
    text = said(arena, program, "forecast", tmp_path).replace(",", "")
    form = "{:g}" if program.name == "recutils" else "{}"  # recutils says six digits of a sum
    sums = [form.format(amount) for amount in forecast_by_month(arena.deals).values()]
    assert [amount for amount in sums if amount not in text] == []


def test_taskwarrior_exports_every_deal_with_its_weight(arena: Arena, tmp_path: Path) -> None:
    task = next(program for program in PEERS if program.name == "Taskwarrior")
    weights = re.findall(r'"weighted":(\d+)', said(arena, task, "forecast", tmp_path))
    assert sum(map(int, weights)) == sum(deal.weighted for deal in arena.deals)


def test_no_work_is_asked_of_a_peer_that_has_no_name_on_the_page() -> None:
    assert {work for program in PEERS for work in program.lines} <= set(WORKS)
