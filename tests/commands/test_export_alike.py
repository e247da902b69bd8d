"""A report that is exported is the report that its own command shows."""

from pathlib import Path

import pytest
from running import new_book, run

from funnel_cli.cli import loaded
from funnel_cli.directory import COMMANDS as EVERY_COMMAND
from funnel_cli.reports.exports import EXPORTED_REPORTS, FACT_EXPORT, MONTH

COMMANDS = {
    "accuracy": "accuracy --all",
    "conversion": "conversion",
    "deals": "list stage:open,won,lost",
    "forecast": "forecast",
    "health": "health --all",
    "losses": "losses",
    "next": "next",
    "payments": "payment",
    "plan": "plan",
    "sources": "sources",
    "targets": "target",
    "territory": "territory",
    "waterfall": "waterfall",
}
OF_NO_COMMAND = {FACT_EXPORT, MONTH, "records"}

PERIODLESS = ("deals", "next", "payments", "records")
OF_ONE = sorted(COMMANDS.keys() - {"accuracy", "forecast", *PERIODLESS})


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book with what each report may leave out: a deal removed, calls judged, a target, a payment."""
    book = new_book(tmp_path / "book")
    for day, line in (
        ("2026-08-30", "call 2026-09 50k --owner li.wei"),
        ("2026-09-30", "call 2026-10 60k --owner li.wei"),
        ("2026-11-03", 'add Twice --customer "New One" --amount 9k --owner li.wei'),
        ("2026-11-10", "remove new-one-twice --reason Twice"),
        ("2026-11-11", "target 2026-12 90k"),
        ("2026-11-12", "payment delta-doors 30% 2026-12-31"),
    ):
        answer = run(line, book, FUNNEL_AS_OF=day)
        assert answer.exit == 0, answer.err
    return book


def test_every_report_is_that_of_a_command_or_of_none() -> None:
    assert COMMANDS.keys() | OF_NO_COMMAND == {each.id for each in EXPORTED_REPORTS}


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-10"])
@pytest.mark.parametrize("report", COMMANDS)
def test_what_is_exported_is_what_the_command_says(report: str, day: str, book: Path) -> None:
    exported = run(f"export {report} --as-of {day} -f json", book).json
    shown = run(f"{COMMANDS[report]} --as-of {day} -f json", book).json
    assert exported | {"query": ""} == shown | {"query": ""}


@pytest.mark.parametrize("report", [each for each in COMMANDS if each not in {"health", *PERIODLESS}])
def test_it_is_of_the_period_and_owner_asked_for(report: str, book: Path) -> None:
    words = "2026-10" if report == "targets" else "2026-10 owner:li.wei"
    assert (
        run(f"export {report} {words} -f json", book).json
        == run(f"{COMMANDS[report]} {words} -f json", book).json
    )


@pytest.mark.parametrize("report", OF_ONE)
def test_a_report_of_one_period_takes_one(report: str, book: Path) -> None:
    answer = run(f"export {report} 2026-09 2026-10", book)
    assert (answer.exit, answer.out) == (2, "")
    assert "one period" in answer.err


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in sorted(EVERY_COMMAND.keys() - {"accuracy", "forecast"})
        if any(param.metavar == "[PERIOD|QUERY]..." for param in loaded(name).params)
    ],
)
def test_a_command_of_one_period_passes_over_none(name: str, book: Path) -> None:
    answer = run(f"{name} 2026-09 2026-10", book)
    assert (answer.exit, answer.out) == (2, "")
    assert "one period" in answer.err


@pytest.mark.parametrize("report", PERIODLESS)
def test_a_period_that_names_no_deal_is_refused_by_a_report_of_none(report: str, book: Path) -> None:
    refused = run(f"export {report} 2026-10 --json", book)
    assert (refused.exit, refused.out, refused.error["code"]) == (2, "", "bad_period")
    assert "due:2026-10" in refused.error["hint"]
    run("add 2026-10 --customer Eta --amount 1 --close eoy", book)
    assert run(f"export {report} 2026-10 --json", book).exit == 0
