"""The past stands still: no command given on a day changes an answer as of an earlier day."""

import json
import shutil
from collections.abc import Callable
from datetime import date as Day
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from past_answers import CHANGES, REPORTS, UNDATED, answers, changed
from running import METHOD, run, sample_book

import funnel_cli
from funnel_cli.directory import COMMANDS

ROOT = Path(funnel_cli.__file__).parents[1]
SHARED = ROOT.parent / "shared"
REPS = {"Moses Frase", "Zane Levy"}
CORPUS, MAVEN = SHARED / "corpus", SHARED / "data/maven/sales_pipeline.csv"

QUESTIONS = tuple(question for some in REPORTS.values() for question in some)
LINES = tuple(line for some in CHANGES.values() for line in some)

SHEET = """\
Customer,Name,Amount,Stage,Expected close
New One,Crane,9000,develop,2026-12-20
Acme,Erp,70000,close,
"""

POWER = (
    "strength: {power: {title: {en: Power, zh: 决策力}, rungs: [{at: 5, title: {en: Known, zh: 已知}}]}}\n"
    "forms: [{id: quote, fields: [{id: sum, kind: amount}]}, {id: offer, many: true, fields: [{id: sum}]},\n"
    "  {id: sight, for: lead, fields: [{id: sum}]},\n"
    "  {id: rank, for: customer, fields: [{id: sum, kind: amount}]}]\n"
)

DEALS = {
    "typed": "customer: Acme\namount: 100\nstage: develop\nexpected_close: 2026-12-20\n"
    "next_step: {action: Call}\n",
    "created": "customer: Acme\namount: 5000\ncreated: 2026-08-01\nstage: propose\nowner: li.wei\n"
    "probability: {value: 70%, date: 2026-10-01}\n",
    "logged": "customer: Beta\ncurrency: USD\namount: 300\nstage: verify\n"
    "log:\n- {date: 2026-09-05, kind: visit}\n"
    "planned:\n- {due: 2026-09-20, kind: visit}\n- {due: 2026-11-28, kind: visit, since: 2026-10-10}\n",
    "ticked": "customer: Beta\namount: 900\nstage: develop\nmilestones: {need: 2026-10-02}\n",
    "partly": "customer: Gamma\namount: 60\nstage: close\nhistory:\n- {date: 2026-09-10, amount: 60}\n",
    "whole": "customer: Gamma\namount: 80\ncreated: 2026-07-01\nstage: develop\nhistory:\n"
    "- {date: 2026-07-01, stage: verify, amount: 70}\n- {date: 2026-10-01, stage: develop}\n"
    "- {date: 2026-10-03, amount: 80}\n",
    "won": "customer: Acme\namount: 700\nstage: won\ncreated: 2026-05-01\nclosed: 2026-10-10\n"
    "contract: {number: C-0, date: 2026-10-10}\n"
    "payments:\n- {due: 2026-11-01, amount: 300, received: [{date: 2026-10-20, amount: 100}]}\n",
    "lost": "customer: Delta\namount: 650\nstage: lost\nclosed: 2026-09-20\nlost: {reason: price}\n",
    "passed": "customer: Delta\namount: 660\nstage: lost\ncreated: 2026-06-01\nclosed: 2026-10-02\nhistory:\n"
    "- {date: 2026-06-01, stage: verify}\n- {date: 2026-10-02, stage: lost, closed: 2026-10-02}\n",
    "ahead": "customer: Delta\namount: 640\nstage: won\nclosed: 2027-02-20\n",
    "resting": "customer: Eta\namount: 40\nstage: verify\npaused: {since: 2026-09-01, reason: Snow}\n",
    "removed": "customer: Eta\namount: 41\nstage: verify\nremoved: 2026-10-15\n",
    "drifted": "customer: Eta\namount: 45\nstage: propose\ncreated: 2026-06-01\nhistory:\n"
    "- {date: 2026-06-01, stage: verify, amount: 44}\n",
}
"""Records as people type them: with and without a history, a day of creation, a log, an outcome."""


def book_of(folder: Path, deals: dict[str, str]) -> Path:
    """A book of these deals, one in JSON, with a lead, a customer, targets, calls and a filed review."""
    texts = {
        "stages.yaml": METHOD + POWER,
        "data/customers/acme.yaml": "id: acme\nname: Acme\nkind: end-customer\n",
        "data/leads/tip.yaml": "id: tip\nname: Tip\ncustomer: Acme\nstage: qualified\namount: 900\n"
        "created: 2026-09-01\nhistory:\n- {date: 2026-09-01, stage: new}\n"
        "- {date: 2026-10-20, stage: qualified}\n",
        "data/leads/typed-tip.yaml": "id: typed-tip\nname: Typed\nstage: qualified\nowner: li.wei\n"
        "marks: {budget: low}\nnext_step: {action: Call}\n",
        "data/targets.yaml": "- {set: 2026-09-01, period: 2026-12, amount: 100000}\n",
        "data/goals.yaml": "- {set: 2026-09-01, period: 2026-Q4, stage: close, by: 2026-10-15, amount: 9}\n",
        "data/rates.yaml": "- {date: 2026-09-01, from: USD, to: CNY, rate: 7}\n",
        "data/calls.yaml": "- {filed: 2026-09-30, period: 2026-10, amount: 900}\n",
        "data/reviews/2026-W44.yaml": "as_of: 2026-11-01\nweek: 2026-W44\nowner: li.wei\n"
        "promises: [{deal: created, due: 2026-11-08, action: Call}]\n",
    }
    texts |= {f"data/opportunities/{id}.yaml": f"id: {id}\n{text}" for id, text in deals.items()}
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "data/opportunities").mkdir(exist_ok=True)
    (folder / "sheet.csv").write_text(SHEET, encoding="utf-8")
    return folder


FIRST = {"undo": ("log whole so",), "redo": ("log whole so", "undo")}
"""What must be done so that a command has something to do."""

SOON = ("validate", "fmt")
LATE = ("undo", "redo", "remove", "win", "lose", "handover")
"""Before others these have something to do; after these a deal takes no other, or it is taken back."""

AT_ONCE = 16


def place(line: str) -> int:
    """When a line is given among others."""
    word = line.split(maxsplit=1)[0]
    return word not in SOON and 1 + (word in LATE)


TOGETHER = [sorted(LINES[n::AT_ONCE], key=place) for n in range(AT_ONCE)]
"""Lines that are given to one book one after the other, since asking it everything takes the time."""

DAYS = ("2026-11-21", "2026-10-31", "2026-09-06")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What the book says to every question on each of the days before anything is done to it."""
    book = book_of(tmp_path_factory.mktemp("before"), DEALS)
    return {day: answers(book, day, DEALS, QUESTIONS) for day in DAYS}


def asked(turn: int) -> tuple[str, ...]:
    """Some of the deals, others at each turn: to ask each of them each time would take its time."""
    return tuple(DEALS)[turn % 4 :: 4]


def test_every_command_answers_as_of_a_day_or_changes_the_book_or_depends_on_no_day() -> None:
    assert REPORTS.keys() | CHANGES.keys() | UNDATED.keys() == COMMANDS.keys()


def test_a_review_filed_again_in_its_week_leaves_what_was_filed_before(tmp_path: Path) -> None:
    book = book_of(tmp_path, DEALS)
    run('review --done --notes "First"', book, FUNNEL_AS_OF="2026-11-23")
    questions = ("review --list", "handover --from li.wei")
    then = answers(book, "2026-11-24", (), questions)
    assert changed(book, 'review --done --notes "Second"', "2026-11-25")
    assert answers(book, "2026-11-24", (), questions) == then


@pytest.mark.parametrize("lines", TOGETHER, ids=" · ".join)
def test_no_command_changes_an_answer_as_of_a_day_before(
    lines: list[str], before: dict[str, dict[str, object]], tmp_path: Path
) -> None:
    turn = TOGETHER.index(lines)
    book, day = book_of(tmp_path, DEALS), DAYS[turn % len(DAYS)]
    for line in lines:
        for first in FIRST.get(line, ()):
            run(first, book)
        deals = tuple(DEALS) if "{deal}" in line else ("",)
        done = [changed(book, line.format(deal=deal, sheet=book / "sheet.csv")) for deal in deals]
        assert any(done), line
    now = answers(book, day, asked(turn), QUESTIONS)
    assert {question for question in now if now[question] != before[day][question]} == set()


NEW = {
    "open": "amount: 900\nstage: propose\ncreated: 2026-11-22\nmilestones: {need: 2026-11-22}\n",
    "won": "amount: 700\nstage: won\ncreated: 2026-11-22\nclosed: 2026-11-23\n"
    "payments:\n- {due: 2026-12-01, amount: 300}\n",
}
"""Deals that were not there before that day."""


@pytest.mark.parametrize("line", [line for line in LINES if "{deal}" in line or " tip" in line])
def test_no_command_writes_into_a_record_on_a_day_before_it_is_there(line: str, tmp_path: Path) -> None:
    book = book_of(tmp_path, {id: f"customer: Acme\n{text}" for id, text in NEW.items()})
    (book / "data/leads/tip.yaml").write_text(
        "id: tip\nname: Tip\nstage: qualified\ncreated: 2026-11-22\n", encoding="utf-8"
    )
    for id in NEW:
        assert not changed(book, line.format(deal=id), "2026-11-21")


def texts_of(deal: dict[str, Any]) -> str:
    """The record without what is unset, as JSON, which is YAML too."""
    return json.dumps({key: value for key, value in deal.items() if value})


EARLY = st.dates(Day(2026, 8, 1), Day(2026, 11, 20)).map(Day.isoformat)
LINE = st.fixed_dictionaries(
    {"date": EARLY},
    optional={
        "stage": st.sampled_from(["verify", "develop", "propose"]),
        "amount": st.sampled_from(["10", "20"]),
        "expected_close": st.sampled_from(["2026-12-05", "2027-01-05"]),
        "owner": st.sampled_from(["li.wei", "wang"]),
        "currency": st.sampled_from(["CNY", "USD"]),
    },
)
OUTCOME = st.fixed_dictionaries({"stage": st.sampled_from(["won", "lost"]), "closed": EARLY})
PLACE = st.fixed_dictionaries({"stage": st.sampled_from(["verify", "develop", "propose", "close"])}) | OUTCOME
RECORDS = st.builds(
    lambda place, rest: rest | place,
    PLACE,
    st.fixed_dictionaries(
        {"customer": st.sampled_from(["Acme", "Beta"]), "amount": st.sampled_from([None, "10", "500"])},
        optional={
            "created": EARLY,
            "currency": st.just("USD"),
            "expected_close": st.sampled_from(["2026-11-10", "2026-12-20"]),
            "owner": st.sampled_from(["li.wei", "wang"]),
            "probability": st.builds(lambda on: {"value": "60%", "date": on}, EARLY),
            "paused": st.builds(lambda on: {"since": on, "reason": "Snow"}, EARLY),
            "removed": EARLY,
            "milestones": st.builds(lambda on: {"need": on}, EARLY),
            "strength": st.just({"power": "5"}),
            "log": st.lists(st.builds(lambda on: {"date": on, "kind": "call"}, EARLY), max_size=2),
            "planned": st.lists(
                st.builds(lambda on, due: {"since": on, "due": due, "kind": "call"}, EARLY, EARLY), max_size=2
            ),
            "history": st.lists(LINE, max_size=3).map(
                lambda lines: sorted(lines, key=lambda one: one["date"])
            ),
        },
    ),
)
SOME = st.lists(RECORDS, min_size=1, max_size=3)
STEPS = st.lists(st.sampled_from([line for line in LINES if "{deal}" in line]), min_size=1, max_size=3)
BRIEF = (
    "show {deal}",
    "list",
    "forecast 2026-11 2026-12",
    "conversion",
    "health",
    "waterfall 2026-10",
    "accuracy",
    "review --list",
)


def test_no_commands_on_any_book_change_an_answer_as_of_a_day_before(pytestconfig: pytest.Config) -> None:
    examples = 20 if pytestconfig.getoption("long") else 7
    setting = settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    setting(given(SOME, STEPS, st.dates(Day(2026, 8, 1), Day(2026, 11, 21)))(still))()


def still(deals: list[dict[str, Any]], lines: list[str], early: Day) -> None:
    """Hold that the commands, each given on a day of its own, change no answer as of the day before."""
    with TemporaryDirectory() as folder:
        book = book_of(Path(folder), {})
        ids = [f"deal-{n}" for n in range(len(deals))]
        for id, deal in zip(ids, deals, strict=True):
            (book / f"data/opportunities/{id}.json").write_text(texts_of({"id": id} | deal), encoding="utf-8")
        for turn, line in enumerate(lines):
            on = Day(2026, 11, 22) + timedelta(turn)
            before = (on - timedelta(1) if turn else early).isoformat()
            then = answers(book, before, ids, BRIEF)
            run(line.format(deal=ids[0]), book, FUNNEL_AS_OF=on.isoformat())
            assert answers(book, before, ids, BRIEF) == then


def corpus_book(folder: Path) -> Path:
    """Records that went wrong somewhere in the world, as one book."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not here")
    (folder / "data/opportunities").mkdir(parents=True)
    shutil.copy(CORPUS / "stages.yaml", folder)
    for file in CORPUS.iterdir():
        if file.suffix in {".yaml", ".json"} and file.name != "stages.yaml":
            shutil.copy(file, folder / "data/opportunities")
    return folder


def maven_book(folder: Path) -> Path:
    """The first deals of two reps of a practice set, most of them closed, imported.

    Each rep more is a pace more that every past period is walked at.
    """
    if not MAVEN.is_file():
        pytest.skip("the practice set is not here")
    head, *lines = MAVEN.read_text(encoding="utf-8").splitlines(keepends=True)
    some = [line for line in lines if line.split(",")[1] in REPS][:60]
    (folder / "maven.csv").write_text("".join([head, *some]), encoding="utf-8")
    run(f"init {folder}")
    run(f"import {folder / 'maven.csv'} --map maven", folder, FUNNEL_AS_OF="2018-01-01")
    return folder


@pytest.mark.parametrize(
    ("made", "early", "on"),
    [
        (sample_book, "2026-11-21", "2026-11-22"),
        (corpus_book, "2026-11-01", "2026-11-22"),
        (maven_book, "2018-01-01", "2018-01-02"),
    ],
)
def test_all_commands_together_change_no_answer_of_a_whole_book_as_of_a_day_before(
    made: Callable[[Path], Path], early: str, on: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    is_long = pytestconfig.getoption("long")
    book = made(tmp_path)
    (book / "sheet.csv").write_text(SHEET, encoding="utf-8")
    ids = sorted(path.stem for path in (book / "data/opportunities").iterdir())
    some, turns = ids[:: 5 if is_long else 20], cycle(ids)
    then = answers(book, early, some, QUESTIONS)
    done = [
        changed(book, line.format(deal=next(turns), sheet=book / "sheet.csv"), on)
        for line in LINES
        for _ in range(5 if is_long and "{deal}" in line else 1)
    ]
    assert any(done)
    now = answers(book, early, some, QUESTIONS)
    assert {question for question in now if now[question] != then[question]} == set()
