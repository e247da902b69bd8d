"""An amount that no rate converts is missing from a report by name, in every format, with exit 5."""

import json
from pathlib import Path

import pytest
from running import METHOD, run, with_a_light_typer
from test_saved_untold import READS, WRITES

from funnel_cli.reports.exports import EXPORTS

FRANCS = """\
id: {id}
customer: {id}
name: Belts
amount: 19500
currency: CHF
stage: {stage}
owner: anna.meyer
source: referral
created: 2026-05-01
expected_close: 2026-12-10
next_step: {{due: 2026-11-20, action: Call}}
{end}
history:
- {{date: 2026-05-01, stage: verify, amount: 19500, expected_close: 2026-12-10}}
- {{date: {day}, stage: {stage}{closed}}}
"""


def francs(id: str, stage: str, end: str = "", day: str = "2026-06-01") -> str:
    """A deal in francs."""
    closed = f", closed: {day}" if stage in ("won", "lost") else ""
    end += f"closed: {day}" if closed else ""
    return FRANCS.format(id=id, stage=stage, end=end, day=day, closed=closed)


OWN = francs("yuan", "develop").replace("CHF", "CNY")

DEALS = {
    "open": francs("open", "develop"),
    "won": francs("won", "won", "payments: [{due: 2026-11-01, amount: 9}]\n", day="2026-10-30"),
    "lost": francs("lost", "lost", "lost: {reason: price}\n", day="2026-10-20"),
    "yuan": OWN,
    "early": francs("early", "lost", "lost: {reason: price}\n", day="2026-08-20").replace("CHF", "CNY"),
}


LISTS = {
    "data/targets.yaml": "- {set: 2026-09-01, period: 2026-10, amount: 9}\n",
    "data/calls.yaml": "- {filed: 2026-09-01, period: 2026-10, amount: 9}\n",
}


def book_of(folder: Path, **more: str) -> Path:
    """A book in yuan with these files, the deals by id, and no rate of any day."""
    files = {"stages.yaml": METHOD, **LISTS} | {
        f"data/opportunities/{id}.yaml": text for id, text in DEALS.items()
    }
    for path, text in (files | more).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return book_of(tmp_path)


CONVERTING: dict[str, tuple[tuple[str, set[str]], ...]] = {
    "forecast": (
        ("forecast 2026-12", {"open", "won"}),
        ("forecast 2026-10 --part figures", {"won", "open"}),
        ("forecast 2026-12 --by size --basis combined", {"open", "won"}),
        ("forecast 2026-12 --explain", {"open", "won"}),
        ("forecast 2026-12 --what-if lose:yuan", {"open", "won"}),
    ),
    "conversion": (("conversion", {"won", "lost"}),),
    "accuracy": (("accuracy", {"lost", "open", "won"}),),
    "health": (("health", {"lost", "open", "won"}),),
    "stalled": (("stalled", {"open"}),),
    "losses": (("losses", {"lost"}),),
    "sources": (("sources", {"won", "lost"}),),
    "territory": (("territory", {"open"}),),
    "waterfall": (("waterfall 2026-10 --window 2026-Q4", {"open", "won", "lost"}),),
    "plan": (("plan 2026-12 --target 100k", {"open", "won"}),),
    "target": (("target 2026-10", {"won"}), ("target --quota owner", {"open"})),
    "call": (("call 2026-10", {"won"}),),
    "payment": (("payment", {"won"}),),
    "kpi": (("kpi 2026-10", {"lost", "open", "won"}),),
    "report": (("report 2026-10", {"open", "won", "lost"}),),
    "review": (("review --list", {"open", "won"}),),
    "handover": (("handover --from anna.meyer", {"open", "won"}),),
    "customer list": (("customer list", {"open"}),),
}
"""Lines of each command that shows converted money, and the deals that are missing there."""

WITHOUT = {
    "show": "show open",
    "find": "find open",
    "path": "path open",
    "next": "next",
    "matrix": "matrix",
    "customer show": "customer show yuan",
    "lead list": "lead list",
    "lead rates": "lead rates",
    "validate": "validate",
    "help": "help",
    "methods": "methods",
    "undo": "undo --list",
    "schema": "schema",
    "doctor": "doctor",
    "check": "check open",
    "brief": "brief open",
    "schedule": "schedule --for cron",
}
"""A line of each command that shows no sum of money in one currency."""

NOT_HERE = {"sql", "across", "edit", "export", "lead show", "counts show", "merge-file", "completion", "list"}


def test_every_command_that_reads_is_one_that_converts_or_one_that_does_not() -> None:
    known = {*CONVERTING, *WITHOUT} | NOT_HERE
    assert known >= READS
    assert known <= READS | WRITES.keys()


LINES = [pair for pairs in CONVERTING.values() for pair in pairs]
lines = pytest.mark.parametrize(
    ("line", "missing"), LINES, ids=lambda value: value if isinstance(value, str) else ""
)


@lines
def test_json_is_partial_and_names_what_is_missing(line: str, missing: set[str], book: Path) -> None:
    answer = run(f"{line} --json", book)
    named = {problem["path"]: problem["code"] for problem in answer.json["problems"]}
    assert (answer.exit, answer.json["partial"]) == (5, True)
    assert named == {f"data/opportunities/{id}.yaml": "no-rate" for id in missing}


@lines
@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "table", "plain", "md"])
def test_every_form_is_partial_and_names_what_is_missing(
    line: str, missing: set[str], form: str, book: Path
) -> None:
    answer = run(f"{line} -f {form}", book, COLUMNS="400")
    notes = [each for each in f"{answer.out}{answer.err}".splitlines() if "no rate from CHF to CNY" in each]
    assert (answer.exit, len(notes)) == (5, 1), f"{answer.out}{answer.err}"
    assert notes[0].startswith(f"Partial: without {', '.join(sorted(missing))}:")


def test_a_file_is_partial_and_stderr_says_so(book: Path, tmp_path: Path) -> None:
    for name in ("out.csv", "out.md", "out.json"):
        answer = run(f"forecast 2026-12 -o {tmp_path / name}", book)
        assert (answer.exit, "Partial: without open, won" in answer.err) == (5, True)


@pytest.mark.parametrize("report", EXPORTS)
def test_every_export_that_converts_is_partial(report: str, book: Path) -> None:
    period = " 2026-10" if report == "targets" else ""
    answer = run(f"export {report}{period} -f json", book)
    assert answer.exit == (0 if report in {"next", "records"} else 5)


@pytest.mark.parametrize(
    "line",
    [pytest.param(line, marks=[with_a_light_typer] if line == "doctor" else []) for line in WITHOUT.values()],
)
def test_an_answer_without_such_a_sum_is_whole(line: str, book: Path) -> None:
    answer = run(line, book)
    assert (answer.exit, "no rate" in f"{answer.out}{answer.err}") == (0, False)


def test_the_home_screen_says_what_its_landing_lacks(book: Path) -> None:
    answer = run("-f table", book, FUNNEL_AS_OF="2026-10-31")
    notes = " ".join(answer.out.split())
    assert (answer.exit, "won: no rate from CHF to CNY on 2026-10-30" in notes) == (5, True)


def test_a_list_lacks_nothing_but_the_sum_of_all_currencies(book: Path) -> None:
    whole, partial = run("list -f csv", book), run("list --json", book)
    assert (whole.exit, whole.err) == (0, "")
    assert (partial.exit, partial.json["partial"]) == (5, True)

    answer = run("list --json stage:won", book)
    assert (answer.exit, answer.json["totals"][0]["amount"]) == (0, "19500.00")


def test_a_target_or_a_call_without_a_rate_is_named(tmp_path: Path) -> None:
    book = book_of(
        tmp_path, **{"data/targets.yaml": "- {set: 2026-09-01, period: 2026-12, amount: 9, currency: USD}\n"}
    )
    answer = run("target 2026-12 --json", book)
    problem = next(each for each in answer.json["problems"] if each["path"] == "data/targets.yaml")
    assert (answer.exit, problem["code"], problem["key"]) == (5, "no-rate", "2026-12.target")

    call = "- {filed: 2026-09-01, period: 2026-10, amount: 9, currency: USD}\n"
    answer = run("call --json", book_of(tmp_path, **{"data/calls.yaml": call}))
    assert (answer.exit, "data/calls.yaml" in [each["path"] for each in answer.json["problems"]]) == (5, True)


def test_a_goal_without_a_rate_is_named(tmp_path: Path) -> None:
    goal = "- {set: 2026-09-01, period: 2026-12, stage: verify, by: 2026-12-01, amount: 9, currency: USD}\n"
    answer = run("target 2026-12 --json", book_of(tmp_path, **{"data/goals.yaml": goal}))
    problem = next(each for each in answer.json["problems"] if each["path"] == "data/goals.yaml")
    assert (answer.exit, problem["code"], problem["key"]) == (5, "no-rate", "2026-12.verify")


def test_with_a_rate_on_the_day_that_is_named_nothing_is_missing(book: Path) -> None:
    for _ in range(9):
        said = json.loads(run("accuracy --json", book).out)["problems"]
        if not said:
            break
        day = min(each["message"].partition(" on ")[2][:10] for each in said)
        rate = f"- {{date: {day}, from: CHF, to: CNY, rate: 8}}\n"
        (book / "data/rates.yaml").write_text(rate, encoding="utf-8")
    for line, _ in LINES:
        answer = run(f"{line} --json", book)
        assert (answer.exit, answer.json["partial"]) == (0, False), line


def test_all_is_said_only_of_all(book: Path) -> None:
    assert " in CNY, without 1 " in run("list -f table", book).out
    rate = "- {date: 2026-01-01, from: CHF, to: CNY, rate: 8}\n"
    (book / "data/rates.yaml").write_text(rate, encoding="utf-8")
    assert " all in CNY " in run("list -f table", book).out
