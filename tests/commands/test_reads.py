"""The JSON contract of every question: its keys, their order and their types."""

import re
from pathlib import Path
from typing import Any

import pytest
from running import new_book, run

MONEY = {"amount", "velocity", "weighted", "target", "landing", "gap", "won", "value_then", "value_now"}
RATIOS = {
    "probability", "exit_probability", "share", "deviation", "coverage", "reach", "attainment", "ideal",
    "slope", "slope_reference", "low", "high", "by_count", "by_amount", "error", "accuracy", "bias",
    "bias_of_open", "least", "most", "luck_floor", "luck", "shock", "reach_without", "held", "norm",
    "growth_last", "growth_year", "missed_by", "response_rate", "lead_rate", "win_rate", "together",
    "conversion_held", "conversion", "deals_held", "top_three_share", "largest_share", "bar", "wape",
    "wape_of_open", "came", "brier_weighted", "brier_walk", "brier_luck",
}  # fmt: skip
RATIOS |= {f"{key}_{days}" for key in ("wape", "bias") for days in (30, 60, 90)}
MEDIANS = {"cycle_days", "days", "days_held"}
DAYS = {"as_of", "expected_close", "created", "entered", "closed", "due", "date", "submitted", "day"}

DEAL_KEYS = [
    "id", "customer", "name", "stage", "probability", "probability_from", "amount", "currency", "weighted",
    "expected_close", "next_step", "owner", "source", "category", "created", "entered", "days", "silent",
    "paused", "closed", "lost_reason", "contract", "erp", "erp_message", "erp_cure", "tags", "competitors",
    "file",
]  # fmt: skip

SCHEMAS = {
    "list": "funnel.list/1",
    "show acme": "funnel.show/1",
    "path acme": "funnel.path/1",
    "next": "funnel.next/1",
    "check acme": "funnel.checklist/1",
    "forecast": "funnel.forecast/1",
    "health": "funnel.health/1",
    "review": "funnel.review/1",
    "target": "funnel.target/1",
    "call": "funnel.call/1",
    "accuracy": "funnel.accuracy/1",
    "conversion": "funnel.conversion/1",
    "conversion --calibration": "funnel.calibration/1",
    "methods": "funnel.methods/1",
    "methods four-stage": "funnel.method/1",
    "methods search-marketing": "funnel.method/1",
    "validate": "funnel.validate/1",
    "undo --list": "funnel.undo/1",
}

every_question = pytest.mark.parametrize("line", SCHEMAS)


def leaves(value: Any, key: str = "") -> list[tuple[str, Any]]:
    """Every single value with the key it stands under."""
    if isinstance(value, dict):
        return [leaf for name, item in value.items() for leaf in leaves(item, name)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item, key)]
    return [(key, value)]


def test_the_list_is_as_the_contract_has_it(book: Path) -> None:
    answer = run("list stage:develop --json", book).json
    assert list(answer) == [
        "schema", "as_of", "currency", "query", "count", "items", "totals", "partial", "problems",
    ]  # fmt: skip
    assert {key: answer[key] for key in ("schema", "as_of", "currency", "query", "count")} == {
        "schema": "funnel.list/1",
        "as_of": "2026-11-22",
        "currency": "CNY",
        "query": "stage:develop",
        "count": 1,
    }
    (item,) = answer["items"]
    assert list(item) == DEAL_KEYS
    assert (item["amount"], item["weighted"], item["probability"]) == ("120000.00", "36000.00", 0.3)
    assert item["next_step"] == {"due": "2026-11-20", "action": "Call Zhang"}
    (total,) = answer["totals"]
    assert (total["currency"], total["amount"], total["weighted"]) == ("CNY", "120000.00", "36000.00")
    assert answer["problems"] == []


@every_question
def test_an_answer_is_typed_by_english_keys_between_its_schema_and_its_problems(
    line: str, book: Path
) -> None:
    answer = run(f"{line} --json --lang zh", book).json
    assert answer["schema"] == SCHEMAS[line]
    assert next(iter(answer)) == "schema"
    assert list(answer)[-2:] == ["partial", "problems"]
    assert answer["count"] == len(answer["items"])
    tables = [answer, *(value for value in answer.values() if isinstance(value, dict) and "items" in value)]
    for table in tables:
        rows = [*table["items"], *table["totals"]]
        assert len({tuple(row) for row in rows}) <= 1
    assert [key for key, _ in leaves(answer) if not re.fullmatch(r"[a-z0-9_]*", key)] == []
    for key, value in leaves(answer):
        if value is None or isinstance(value, int):  # how many were won, or entered, is called so too
            continue
        if key in MONEY:
            assert re.fullmatch(r"-?\d+\.\d+", value), (key, value)
        elif key in RATIOS | MEDIANS:
            assert isinstance(value, float), (key, value)
        elif key in DAYS:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", value), (key, value)
        else:
            assert not isinstance(value, float), (key, value)


@every_question
def test_what_is_unknown_is_still_there(line: str, tmp_path: Path) -> None:
    full = run(f"{line} --json", new_book(tmp_path / "full")).json
    book = new_book(tmp_path / "bare")
    (book / "data/targets.yaml").unlink()
    bare = run(f"{line} --json", book).json
    assert list(bare) == list(full)


def test_rows_are_the_same_in_every_form_and_the_list_says_where_closed_deals_match(book: Path) -> None:
    assert list(run("list -f csv", book).rows[0]) == DEAL_KEYS
    assert run("list -f jsonl", book).out.count("\n") == len(run("list --json", book).ids)

    answer = run("list customer:delta -f plain", book)
    assert "No open deal matches, but 1 closed one does; see with: stage:won,lost" in answer.out
    assert "delta-doors" in run("list customer:delta stage:won,lost", book).out

    (item,) = run("path acme --json", book).json["items"]
    assert Path(item["path"]).read_bytes() == (book / item["file"]).read_bytes()


def test_exact_amounts_survive_the_list_and_the_export(tmp_path: Path) -> None:
    record = "id: {id}\nname: Exact\nstage: verify\namount: {amount}\nexpected_close: 2026-12-10\n"
    book = new_book(
        tmp_path,
        e_1=record.format(id="e-1", amount="9007199254740993.01"),
        e_2=record.format(id="e-2", amount="0.1"),
        e_3=record.format(id="e-3", amount="0.2"),
    )
    assert [row["amount"] for row in run("list name:exact -f csv", book).rows] == [
        "9007199254740993.01",
        "0.10",
        "0.20",
    ]
    assert run("list name:exact --json", book).json["totals"][0]["amount"] == "9007199254740993.31"
    exported = run("export deals name:exact --json", book).json
    assert exported["items"][0]["amount"] == "9007199254740993.01"


def test_an_export_that_misses_a_record_says_partial(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book", broken=True)
    answer = run(f"export forecast 2026-12 -o {tmp_path / 'forecast.csv'}", book)
    assert answer.exit == 5
    assert "partial" in answer.err
    assert (tmp_path / "forecast.csv").exists()


def test_the_review_of_another_week_answers_as_of_its_end(book: Path) -> None:
    answer = run("review --week 2026-W46 --json", book).json
    assert (answer["as_of"], answer["week"]) == ("2026-11-15", "2026-W46")


@pytest.mark.parametrize(("week", "code"), [("2026-W48", "not_begun"), ("2026-10", "bad_period")])
def test_what_is_no_week_that_has_begun_is_not_reviewed(book: Path, week: str, code: str) -> None:
    refused = run(f"review --week {week} --done --json", book)
    assert (refused.exit, refused.error["code"]) == (2, code)
    assert not (book / "data/reviews").exists()
