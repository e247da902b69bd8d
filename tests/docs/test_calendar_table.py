"""The table of directions in docs/numbers.md says what every option, argument and key does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import new_book, run
from surface import AFTER
from transcript import ROOT

from funnel_cli.cli import loaded
from funnel_cli.directory import COMMANDS
from funnel_cli.finding.deal_keys import DAYS
from funnel_cli.reports.across_questions import ASKED
from funnel_cli.reports.exports import EXPORTS

PAGE = (ROOT / "docs" / "numbers.md").read_text("utf-8").partition("## Calendar")[2]
ROWS = re.findall(r"^\| (`.*) \| (ahead|behind) \|$", PAGE, flags=re.MULTILINE)
SAID = {place: direction for places, direction in ROWS for place in re.findall(r"`([^`]+)`", places)}

PERIODS = {
    "forecast PERIOD": "forecast {} --json",
    "plan PERIOD": "plan {} --json",
    "target PERIOD": "target {} 5k --json -n",
    "call PERIOD": "call {} 5k --json -n",
    "health --period": "health --period {} --json",
    "waterfall --window": "waterfall --window {} --json",
    "territory PERIOD": "territory {} --json",
    "conversion PERIOD": "conversion {} --json",
    "accuracy PERIOD": "accuracy {} --json",
    "losses PERIOD": "losses {} --json",
    "sources PERIOD": "sources {} --json",
    "lead rates PERIOD": "lead rates {} --json",
    "waterfall PERIOD": "waterfall {} --json",
    "report PERIOD": "report {} --json",
    "kpi PERIOD": "kpi {} --json",
    "matrix PERIOD": "matrix {} --json",
    "counts add PERIOD": "counts add {} baidu clicks=4 -n --json",
    "counts show PERIOD": "counts show {} --json",
}
"""A command line for each place of a period, and what it is asked with."""

OF_DAYS = {
    "add --close": "add A --customer B --close {} -n --json",
    "add --due": "add A --customer B --next C --due {} -n --json",
    "lead add --close": "lead add A --close {} -n --json",
    "lead add --due": "lead add A --next C --due {} -n --json",
    "lead convert --close": "lead convert ready --close {} -n --json",
    "log --plan": "log acme-erp text --plan {} -n --json",
    "log --due": "log acme-erp text --next C --due {} -n --json",
    "visit --due": "visit acme-erp --result A --next C --due {} -n --json",
    "lead contact --due": "lead contact pump text --next C --due {} -n --json",
    "pause --until": "pause acme-erp --until {} --reason x -n --json",
    "set close=": "set acme-erp close={} -n --json",
    "set expected_close=": "set acme-erp expected_close={} -n --json",
    "set due=": "set acme-erp due={} -n --json",
    "forecast --what-if": "forecast 2026-12 --what-if push:acme-erp:{}",
    "set created=": "set acme-erp created={} -n --json",
    "set contract_date=": "set delta-doors contract_date={} -n --json",
    "target --by": "target 2027 5k --stage propose --by {} -n --json",
    "target --submitted": "target 2026-12 5k --submitted {} -n --json",
    "--as-of": "list --as-of {} --json",
}
"""A command line for each place of a day."""

DATED = {
    "add": "add A --customer B",
    "set": "set acme-erp close=2027-01-15",
    "log": "log acme-erp text",
    "check": "check acme-erp plan",
    "promote": "promote acme-erp --force --reason x",
    "demote": "demote acme-erp --to verify --reason x",
    "score": "score acme-erp power=4",
    "pause": "pause acme-erp --reason x",
    "win": "win acme-erp --force --reason x",
    "lose": "lose acme-erp --reason price --said x",
    "reopen": "reopen delta-doors --to propose --reason x",
    "remove": "remove acme-erp --reason x",
    "target": "target 2026-12 5k",
    "rate": "rate USD 7",
    "call": "call 2026-12 5k",
    "counts add": "counts add 2026-11 baidu clicks=4",
    "handover": "handover --from li.wei --to anna.meyer",
    "lead add": "lead add A",
    "lead set": "lead set pump owner=bo",
    "lead contact": "lead contact pump text",
    "lead qualify": "lead qualify pump",
    "lead return": "lead return pump --reason x",
    "lead convert": "lead convert ready",
    "visit": "visit acme-erp --result A",
    "form": "form acme-erp quote sum=3",
    "payment": "payment delta-doors 5",
}
"""A command line for each command that takes --date; `resume` and `import` read it in the same place."""

KEYS = {
    "close:": ("close:12-31", "acme-erp"),
    "due:": ("due:11-20", ""),
    "closed:": ("closed:oct", "delta-doors"),
    "created:": ("created:09-01", "acme-erp"),
    "entered:": ("entered:oct", "acme-erp"),
}
"""A query word for each key of a day, and the deal that it finds where its direction is the table's."""

YEARS = {"ahead": "2027", "behind": "2026"}
"""The year that a word which lies a little behind is given on 22 November 2026."""


def places() -> Iterator[str]:
    """Every place in which a day or a period may be typed."""
    for command in COMMANDS:
        for param in loaded(command).params:
            metavar = param.metavar or ""
            if not re.search("DAY|PERIOD|WEEK", metavar) or param.name == "date":
                continue
            name = param.opts[-1] if param.param_type_name == "option" else "PERIOD"
            yield "export PERIOD" if command == "export" else f"{command} {name}"
    yield from (f"{key}:" for key in DAYS)
    yield from (f"set {word}" for word, kinds in AFTER.items() if kinds == "DAY" and word.isascii())
    yield from ("--date", "--as-of", "forecast --what-if")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = new_book(tmp_path_factory.mktemp("deals"))
    with (folder / "stages.yaml").open("a", encoding="utf-8") as file:
        file.write("strength: {power: {title: {en: Power}, rungs: [{at: 3, title: {en: Some}}]}}\n")
        file.write("forms: [{id: quote, fields: [{id: sum, kind: amount}]}]\n")
    leads = folder / "data" / "leads"
    leads.mkdir()
    (leads / "pump.yaml").write_text(
        "id: pump\nname: Pump\nowner: li.wei\nstage: contacted\n", encoding="utf-8"
    )
    (leads / "ready.yaml").write_text("id: ready\nname: Ready\nstage: qualified\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counts")
    (folder / "data/opportunities").mkdir(parents=True)
    text = "method: ads\nkind: counts\nsettings: {currency: CNY}\nsteps: [{id: clicks}, {id: orders}]\n"
    (folder / "stages.yaml").write_text(text, encoding="utf-8")
    return folder


def test_every_place_of_a_day_or_a_period_stands_in_the_table() -> None:
    assert set(SAID) == set(places())


def test_every_command_with_a_date_is_tried_here() -> None:
    dated = {name for name in COMMANDS if any(param.name == "date" for param in loaded(name).params)}
    assert set(DATED) == dated - {"resume", "import"}


@pytest.mark.parametrize("place", PERIODS)
def test_a_month_without_a_year_lies_where_the_table_says(place: str, book: Path, counts: Path) -> None:
    answer = run(PERIODS[place].format("sep"), counts if place.startswith("counts") else book)
    year = YEARS[SAID[place]]
    assert f"{year}-09" in answer.out
    assert year == "2027" or "2027-09" not in answer.out


@pytest.mark.parametrize("place", OF_DAYS)
def test_a_day_without_a_year_lies_where_the_table_says(place: str, book: Path) -> None:
    answer = run(OF_DAYS[place].format("11-21"), book)
    assert f"{YEARS[SAID[place]]}-11-21" in answer.out + answer.err


@pytest.mark.parametrize("command", DATED)
def test_what_happened_on_a_day_without_a_year_is_past(command: str, book: Path, counts: Path) -> None:
    answer = run(f"{DATED[command]} --date 11-21 -n --json", counts if command == "counts add" else book)
    assert SAID["--date"] == "behind"
    assert "2026-11-21" in answer.out + answer.err


@pytest.mark.parametrize("key", KEYS)
def test_a_key_looks_where_the_table_says(key: str, book: Path) -> None:
    word, found = KEYS[key]
    answer = run(f"list {word} --json", book)
    assert found in answer.ids if found else not answer.ids
    assert SAID[key] == ("ahead" if key in {"close:", "due:"} else "behind")


@pytest.mark.parametrize("report", EXPORTS)
def test_an_export_looks_where_its_report_does(report: str, book: Path) -> None:
    said = {name: way for names, way in ROWS if "export" in names for name in re.findall(r"\w+", names)}
    answer = run(f"export {report} sep -f json", book)
    if EXPORTS[report].most != 0:
        assert f"{YEARS[said[report]]}-09" in answer.out


@pytest.mark.parametrize("question", [name for name, each in ASKED.items() if each.is_of_period])
def test_a_question_to_many_books_looks_where_its_report_does(question: str, book: Path) -> None:
    said = {name: way for names, way in ROWS if "across" in names for name in re.findall(r"\w+", names)}
    answer = run(f"across {question} sep {book} --json")
    assert f"{YEARS[said[question]]}-09" in answer.out


@pytest.mark.parametrize(
    "line", ["counts add 2026-12 baidu clicks=4", "counts add next-month baidu clicks=4"]
)
def test_counts_of_a_period_to_come_are_refused(line: str, counts: Path) -> None:
    answer = run(line, counts)
    assert (answer.exit, answer.err.splitlines()[0]) == (
        2,
        "2026-12 has not begun on 2026-11-22: nothing is counted in it yet.",
    )


def test_a_period_to_come_of_which_nothing_is_counted_is_not_shown(counts: Path) -> None:
    assert run("counts show 2027-01", counts).exit == 2
