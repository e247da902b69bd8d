from pathlib import Path

import pytest
from running import new_book, run
from terminal import sit

ROOT = Path(__file__).parents[2]


def test_at_a_terminal_in_a_book_the_day_is_shown(book: Path) -> None:
    sitting = sit("", book)
    assert sitting.exit == 0
    assert sitting.lines[0].endswith("Today  as of 2026-11-22, in CNY")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_day_of_the_sample_book_fits_a_small_terminal(lang: str) -> None:
    lines = sit(f"--lang {lang}", ROOT).lines
    assert len(lines) < 24


def test_at_a_terminal_without_a_book_the_help_is_shown(tmp_path: Path) -> None:
    assert sit("", tmp_path).screen.startswith("Usage: ")


def test_in_a_pipe_the_help_is_shown(book: Path) -> None:
    assert run("", book).out.startswith("Usage: funnel")


def test_with_a_format_the_day_is_answered_in_a_pipe_too(book: Path) -> None:
    answer = run("--json", book).json
    assert answer["schema"] == "funnel.today/1"
    assert [item["id"] for item in answer["items"]] == ["acme-erp"]


def test_a_book_that_cannot_be_read_whole_says_so(tmp_path: Path) -> None:
    assert run("--json", new_book(tmp_path, broken=True)).exit == 5
