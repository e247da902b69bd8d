"""Calls filed and judged, past periods replayed, and how deals get through, on the command line."""

from pathlib import Path

import pytest
from running import new_book, run, tree

CALLS = "data/calls.yaml"


def test_a_call_is_filed_for_the_settings_owner_as_a_line_of_its_own(book: Path) -> None:
    answer = run("call next-month 250k --note 'Acme and Beta'", book)
    assert (answer.exit, answer.err) == (0, "")
    assert answer.out.splitlines()[0] == "Call for 2026-12: CNY 250,000"
    assert (book / CALLS).read_text("utf-8").splitlines() == [
        "- {filed: 2026-11-22, period: 2026-12, amount: 250000, owner: li.wei, note: Acme and Beta}"
    ]


def test_an_earlier_call_stays_the_latest_is_in_force_and_undo_takes_it_back(book: Path) -> None:
    run("call 2026-12 250k --date 2026-11-01", book)
    before = (book / CALLS).read_text("utf-8")
    run("call 2026-12 'USD 20k' --owner anna", book)
    run("call 2026-12 200k", book)
    assert (book / CALLS).read_text("utf-8").startswith(before)
    rows = run("call 2026-12 -f csv", book).rows
    assert [(row["owner"], row["amount"], row["in_force"]) for row in rows] == [
        ("anna", "20000.00", "true"),
        ("li.wei", "250000.00", "false"),
        ("li.wei", "200000.00", "true"),
    ]

    filed = tree(book)
    run("call 2026-12 250k", book)
    run("undo", book)
    assert tree(book) == filed


def test_a_call_for_what_is_over_is_filed_with_a_warning(book: Path) -> None:
    answer = run("call 2026-10 250k", book)
    assert answer.exit == 0
    assert "2026-10 was over on 2026-11-22: this call counts for no accuracy." in answer.err


def test_what_came_of_a_call_stands_beside_it(book: Path) -> None:
    run("call 2026-10 80k --date 2026-09-30", book)
    [row] = run("call --json", book).json["items"]
    assert (row["won"], row["became"], row["error"]) == ("70000.00", "too_high", 0.142857)


def test_accuracy_needs_no_call_and_on_an_earlier_day_knows_no_later_period(book: Path) -> None:
    items = run("accuracy --json", book).json["items"]
    assert [item["basis"] for item in items] == ["weighted", "walk", "total", "combined"]

    rows = run("accuracy --as-of 2026-09-30 --part periods -f csv", book).rows
    assert [row["period"] for row in rows] == ["2026-06", "2026-07", "2026-08"]


def test_accuracy_of_an_owners_deals_judges_that_owners_calls(book: Path) -> None:
    run("call 2026-10 80k --date 2026-09-30", book)
    run("call 2026-10 10k --date 2026-09-30 --owner anna.meyer", book)
    rows = run("accuracy 2026-10 owner:me --part replays -f csv", book).rows
    assert [row["forecast"] for row in rows if row["basis"] == "call" and row["horizon"] == "ahead"] == [
        "80000.00"
    ]
    part = run("accuracy 2026-10 source:referral --part replays -f csv", book).rows
    assert "call" not in {row["basis"] for row in part}


def test_accuracy_of_a_young_book_says_when_it_can_tell(tmp_path: Path) -> None:
    young = new_book(tmp_path)
    answer = run("accuracy --as-of 2026-05-20 -f table", young)
    assert answer.exit == 0
    assert "2026-06 will be the next, from 2026-07-01 on." in answer.out


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("accuracy --kind week", "There is no kind called week."),
        ("conversion 2026-09 2026-10", "at a time"),
        ("call 2026-13 5k", "“2026-13” is not a period."),
        ("call 2026-12 lots", "“lots” is not an amount."),
    ],
)
def test_a_slip_is_refused_in_one_sentence(line: str, sentence: str, book: Path) -> None:
    answer = run(line, book)
    assert (answer.exit, answer.out) == (2, "")
    assert sentence in answer.err


@pytest.mark.parametrize("line", ["accuracy 2026-10", "conversion", "conversion --calibration"])
def test_every_figure_can_be_traced_to_a_line(line: str, book: Path) -> None:
    rows = run(f"{line} --explain --part behind -f csv", book).rows
    assert "data/opportunities/delta-doors.yaml:" in "".join(row["where"] for row in rows)


def test_a_call_in_a_forecast_is_traced_to_its_line(book: Path) -> None:
    run("call 2026-10 80k --date 2026-09-30", book)
    rows = run("accuracy 2026-10 --explain --part behind -f csv", book).rows
    assert [row["where"] for row in rows if row["figure"] == "call"] == [f"{CALLS}:1"]


def test_conversion_in_a_period_and_for_a_query(book: Path) -> None:
    answer = run("conversion 2026-10 owner:me --json", book).json
    assert (answer["period"], answer["query"], answer["cycle_days"]) == ("2026-10", "owner:me", 167)
