"""`funnel rate`: rates are written down without an editor, and shown."""

from decimal import Decimal
from pathlib import Path

import pytest
from running import run, tree


def rates(book: Path, words: str = "") -> list[tuple[object, ...]]:
    rows = run(f"rate {words} --json", book).json["items"]
    return [(row["from"], row["to"], row["rate"], row["date"], row["in_force"]) for row in rows]


def test_a_rate_is_written_into_the_books_currency_and_undone(book: Path) -> None:
    before = tree(book)
    assert run("rate usd 7.25 --date 2026-11-20", book).exit == 0
    assert rates(book) == [("USD", "CNY", "7.25", "2026-11-20", True)]
    assert run("undo", book).exit == 0
    assert tree(book) == before


def test_an_amount_in_that_currency_counts_from_then_on(book: Path) -> None:
    run("add Crane --customer Dover --amount 1000USD --close 2026-12-10", book)
    assert run("forecast 2026-12", book).exit == 5
    run("rate USD 7", book)
    answer = run("forecast 2026-12 --json", book)
    assert (answer.exit, Decimal(answer.json["figures"]["items"][0]["weighted"])) == (0, Decimal(36700))


def test_the_latest_of_a_pair_is_in_force_once_it_is_known_and_earlier_ones_stay(book: Path) -> None:
    run("rate EUR 8", book)
    assert run("rate --as-of 2026-11-21 --json", book).json["items"] == []

    run("rate EUR 7.9 --date 2026-10-01", book)
    run("rate EUR 1.1 --into USD", book)
    assert rates(book, "eur") == [
        ("EUR", "CNY", "7.9", "2026-10-01", False),
        ("EUR", "CNY", "8", "2026-11-22", True),
        ("EUR", "USD", "1.1", "2026-11-22", True),
    ]
    assert rates(book, "USD") == [("EUR", "USD", "1.1", "2026-11-22", True)]


@pytest.mark.parametrize("worth", ["0", "-1", "0,92", "1e3", "7 元", "nan", "x", ""])
def test_what_is_no_rate_is_refused_and_nothing_is_written(book: Path, worth: str) -> None:
    before = tree(book)
    answer = run(f"rate USD -- '{worth}'", book)
    assert (answer.exit, "is no rate" in answer.err, tree(book)) == (2, True, before)


def test_a_rate_of_too_many_digits_says_so(book: Path) -> None:
    assert "has more digits" in run("rate USD 7.12345678", book).err


@pytest.mark.parametrize(
    ("words", "code"), [("CNY 1", 2), ("USD 1 --into usd", 2), ("USX 1", 2), ("USD 1 --into X", 2)]
)
def test_a_currency_that_is_none_or_the_same_is_refused(book: Path, words: str, code: int) -> None:
    before = tree(book)
    assert (run(f"rate {words}", book).exit, tree(book)) == (code, before)


def test_full_width_digits_are_digits(book: Path) -> None:
    run("rate USD ７．２", book)
    assert rates(book)[0][2] == "7.2"


@pytest.mark.parametrize("text", ["[]\n", "null\n", "---\n...\n", "# none yet\n"])
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("rates", "rate EUR 7.7"),
        ("targets", "target 2026-12 9k"),
        ("calls", "call 2026-12 9k"),
        ("goals", "target 2026-12 9k --stage develop --by 2026-12-05"),
    ],
)
def test_a_list_that_holds_nothing_yet_is_begun(book: Path, name: str, line: str, text: str) -> None:
    file = book / "data" / f"{name}.yaml"
    file.write_text(text, "utf-8")
    assert run(line, book).exit == 0
    assert "- {" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "line"),
    [("rates", "rate EUR 7.7"), ("targets", "target 2026-12 9k"), ("calls", "call 2026-12 9k")],
)
def test_a_list_that_gains_a_line_still_says_which_of_its_lines_cannot_be_read(
    book: Path, name: str, line: str
) -> None:
    (book / f"data/{name}.yaml").write_text("# mine\n- {period: 2026-Q4, amount: 300k}\n", "utf-8")
    before, answer = run("list", book), run(line, book)
    said, again = ([each for each in it.err.splitlines() if ".yaml:2:" in each] for it in (before, answer))
    assert (answer.exit, bool(said), again) == (0, True, said)


def test_a_list_that_cannot_be_gone_on_with_is_called_by_its_name_and_reason(book: Path) -> None:
    file = book / "data/rates.yaml"
    file.write_text("", "utf-8")
    answer = run("rate EUR 7.7", book)
    assert (answer.exit, "data/rates.yaml cannot be read" in answer.err) == (5, True)
    assert "This file is empty." in answer.err
    calls = book / "data/calls.yaml"
    calls.write_text("- filed: 2026-11-01\n  period: 2026-12\n  amount: 1\n  note: |\n    x", "utf-8")
    answer = run("call 2026-12 9k", book)
    assert (answer.exit, "data/calls.yaml" in answer.err) == (5, True)
