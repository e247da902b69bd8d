"""`funnel forecast --team` and `funnel call --on`."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from running import run

METHOD = """method: four
settings: {currency: CNY, owner: anna, team: {north: [anna, bo], south: []}}
stages:
- {id: talk, probability: 20%}
- {id: offer, probability: 60%}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "stages.yaml").write_text(METHOD, "utf-8")
    (tmp_path / "data" / "opportunities").mkdir(parents=True)
    return tmp_path


def called(place: Path) -> str:
    return (place / "data" / "calls.yaml").read_text("utf-8")


def test_a_managers_call_is_written_under_the_team(place: Path) -> None:
    assert run("call 2026-12 500k --on team:north", place).exit == 0
    assert re.search(r"""owner: ["']?team:north""", called(place))


def test_a_call_of_the_whole_book_has_no_owner(place: Path) -> None:
    assert run("call 2026-12 500k --on book", place).exit == 0
    assert "owner" not in called(place)


def test_a_managers_call_can_be_undone(place: Path) -> None:
    run("call 2026-12 500k --on north", place)
    assert run("undo", place).exit == 0
    assert run("call --json", place).json["items"] == []


def test_a_team_that_nobody_knows_changes_nothing(place: Path) -> None:
    assert run("call 2026-12 500k --on team:west", place).exit == 2
    assert not (place / "data" / "calls.yaml").exists()


def test_what_the_key_figures_advise_gives_a_team_its_target(place: Path) -> None:
    assert run("target 2026-12 300k --owner team:north", place).exit == 2
    for _ in range(2):
        said = run("kpi 2026-12 team:north -f table", place).out
        [advice] = re.findall(r"funnel (target .* --owner \w+)", " ".join(said.split()))
        assert run(advice, place).exit == 0
    assert "0% of CNY 600,000" in run("kpi 2026-12 team:north -f table", place).out


def test_only_a_rep_who_owns_nothing_under_any_spelling_is_a_stranger(place: Path) -> None:
    method = METHOD.replace("[anna, bo]", "[Anna, BO, zed]")
    (place / "stages.yaml").write_text(method, "utf-8")
    run("add Lamps --customer A --owner bo", place)
    assert "Team north names zed, who" in run("-f table forecast --team", place).out


def test_a_target_and_a_call_are_written_under_the_name_that_the_book_has(place: Path) -> None:
    for words in (
        "add Lamps --customer A --owner bo",
        "target 2026-12 9 --owner ' Bo '",
        "call 2026-12 9 --owner BO",
    ):
        assert run(words, place).exit == 0
    lists = "".join((place / f"data/{file}.yaml").read_text("utf-8") for file in ("targets", "calls"))
    assert re.findall("owner: ([^,}\n]*)", lists) == ["bo", "bo"]


def test_a_call_is_a_reps_or_a_teams(place: Path) -> None:
    answer = run("call 2026-12 500k --on north --owner bo", place)
    assert (answer.exit, answer.err.count("\n")) == (2, 1)


@pytest.mark.parametrize("other", ["--by month", "--methods", "--include overdue", "--what-if lose:x"])
def test_teams_go_with_no_other_way_to_look(place: Path, other: str) -> None:
    answer = run(f"forecast --team {other}", place)
    assert answer.exit == 2
    assert other.split(maxsplit=1)[0] in answer.err


def test_the_call_of_a_team_stands_in_the_forecast_by_team_once_it_is_known(place: Path) -> None:
    run("call 2026-12 500k --on north", place)
    rows = run("forecast 2026-12 --team --json", place).json["items"]
    assert [(each["whose"], each["call"]) for each in rows if each["call"]] == [("team:north", "500000.00")]

    rows = run("--as-of 2026-11-01 forecast 2026-12 --team --json", place).json["items"]
    assert not any(each["call"] for each in rows)


def test_without_teams_the_screen_says_how_to_name_them(place: Path) -> None:
    (place / "stages.yaml").write_text(METHOD.replace(", team: {north: [anna, bo], south: []}", ""), "utf-8")
    assert "team: {north: [anna, bo]}" in run("-f table forecast --team", place).out


SHARED_OUT = {
    "mine": "stage: offer\nowner: anna\namount: 40\nexpected_close: 2026-11-30\n",
    "gone": "stage: won\nowner: cy\namount: 70\nclosed: 2026-11-10\n",
    "nobodys": "stage: won\namount: 5\nclosed: 2026-11-12\n",
    "nobodys-open": "stage: offer\namount: 30\nexpected_close: 2026-11-29\n",
    "fresh": "stage: lost\nowner: dee\namount: 9\nclosed: 2026-11-11\nlost: {reason: price}\n",
}
"""Deals of a rep of a team, of reps who have nothing open, and of nobody."""


@pytest.mark.parametrize("owner", ["owner: anna, ", ""])
@pytest.mark.parametrize(
    "line", ["forecast 2026-11 --team", "kpi 2026-11 --by owner", "kpi 2026-11 --by team"]
)
def test_what_the_whole_book_won_stands_in_the_rows_or_is_named_below(
    place: Path, line: str, owner: str
) -> None:
    (place / "stages.yaml").write_text(METHOD.replace("owner: anna, ", owner), "utf-8")
    for id, text in SHARED_OUT.items():
        (place / f"data/opportunities/{id}.yaml").write_text(f"id: {id}\ncustomer: {id}\n{text}", "utf-8")
    *rows, whole = run(f"{line} --json", place).json["items"]
    assert (whole["whose"], whole["won"]) == ("whole book", "75.00")
    held = {each["whose"]: Decimal(each["won"]) for each in rows if each.get("level", "rep") == "rep"}
    named = re.search(r"In the row of the whole book alone: (.*)\.", run(f"{line} -f plain", place).out)
    missing = set(named[1].replace(" and ", ", ").split(", ")) if named else set()
    amounts = {"gone": 70, "nobodys": 5}
    assert sum(held.values()) + sum(amounts.get(each, 0) for each in missing) == 75
    assert ("nobodys-open" in missing) == (not owner and "--team" in line)
