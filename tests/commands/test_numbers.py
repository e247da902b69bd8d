"""`settings.numbers` says how people see amounts, and no program."""

from pathlib import Path

import pytest
from running import METHOD, run

PEOPLE = ["table", "plain", "md", "html"]
PROGRAMS = ["csv", "tsv", "json", "jsonl"]


def counting(numbers: str, book: Path) -> Path:
    path = book / "stages.yaml"
    path.write_text(METHOD.replace("settings:\n", f"settings:\n  numbers: {numbers}\n"), "utf-8")
    return book


@pytest.mark.parametrize("form", PEOPLE)
@pytest.mark.parametrize(
    ("numbers", "lang", "expected"),
    [("short", "en", "120k"), ("short", "zh", "12万"), ("万", "en", "12万"), ("full", "zh", "120,000")],
)
def test_people_see_amounts_as_the_settings_say(
    numbers: str, lang: str, expected: str, form: str, book: Path
) -> None:
    assert expected in run(f"list -f {form} --lang {lang}", counting(numbers, book)).out


@pytest.mark.parametrize("form", PROGRAMS)
def test_programs_get_exact_amounts(form: str, book: Path) -> None:
    before = run(f"list -f {form}", book).out
    assert run(f"list -f {form}", counting("short", book)).out == before


def test_a_pipe_and_a_change_get_exact_amounts_and_another_word_is_named_with_its_place(book: Path) -> None:
    assert "120000.00" in run("list", counting("万", book)).out
    assert "123,456" in run("target 2026-12 123456", counting("short", book)).out

    answer = run("list", counting("tiny", book))
    assert (answer.exit, "stages.yaml:" in answer.err, "none of full, short, 万" in answer.err) == (
        5,
        True,
        True,
    )
