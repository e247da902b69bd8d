"""`funnel review --text`: the week in a few plain lines that can be pasted anywhere."""

from pathlib import Path

import pytest
from running import new_book, run

WON = """\
id: {id}
customer: {id} GmbH
name: Lamps
amount: 10000
currency: CNY
stage: won
owner: li.wei
created: 2026-09-01
closed: 2026-11-18
history:
- {{date: 2026-09-01, stage: close, amount: 10000}}
- {{date: 2026-11-18, stage: won}}
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    ada, bob, cleo, dora = (WON.format(id=name) for name in ("ada", "bob", "cleo", "dora"))
    return new_book(tmp_path, ada=ada, bob=bob, cleo=cleo, dora=dora)


def lines(book: Path, words: str = "") -> list[str]:
    return run(f"review --text {words}", book).out.splitlines()


def beginning(lines: list[str], start: str) -> str:
    return next(line for line in lines if line.startswith(start))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_text_has_a_dozen_lines_at_the_most(lang: str, book: Path) -> None:
    said = lines(book, f"--lang {lang}")
    assert 6 <= len(said) <= 12
    assert all(said)


def test_what_was_won_this_week_by_the_deals_asked_for_is_named_without_legal_forms(book: Path) -> None:
    won = beginning(lines(book), "Won: ")
    assert "ada · Lamps (CNY 10,000)" in won
    assert won.endswith("1 more")
    assert "GmbH" not in won

    said = lines(book, "owner:nobody")
    assert (said[0], said[1]) == ("Week 2026-W47, as of 2026-11-22: nobody", "Won: nothing this week")


def test_a_week_without_a_win_says_so(tmp_path: Path) -> None:
    assert "Won: nothing this week" in lines(new_book(tmp_path))


def test_the_forecast_the_worst_and_what_comes_next_are_among_the_lines(book: Path) -> None:
    run("target 2026-Q4 500k", book)
    assert "of 500,000" in beginning(lines(book), "Forecast: 2026-Q4: ")

    said = lines(book)
    worst = said[said.index("To take up first:") + 1]
    assert worst == "1. Acme · ERP roll-out: 2 days late: Call Zhang"
    assert [line for line in said[said.index("Next steps: none") :] if "Call Zhang" in line] == []

    run('log acme-erp "Show the lamp" --plan +1d', book)
    assert any("visit, Show the lamp" in line for line in lines(book))


def test_amounts_are_as_the_settings_wish_them(book: Path) -> None:
    method = book / "stages.yaml"
    method.write_text(method.read_text("utf-8").replace("settings:", "settings:\n  numbers: short"), "utf-8")
    assert "(CNY 10k)" in beginning(lines(book), "Won: ")


@pytest.mark.parametrize("form", ["json", "csv", "html"])
def test_a_format_for_programs_is_refused(form: str, book: Path) -> None:
    answer = run(f"review --text -f {form}", book)
    assert (answer.exit, answer.out) == (2, "")


def test_the_text_and_the_filing_are_one_run(book: Path) -> None:
    assert run("review --text --done", book).out.startswith("Week 2026-W47, as of 2026-11-22\n")
    assert (book / "data/reviews").exists()
