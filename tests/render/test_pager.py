"""Long answers at a terminal go to the reader's pager, and are shown in any case."""

import os
import sys
from pathlib import Path

import pytest
from running import new_book

if sys.platform == "win32":
    pytest.skip("there is no pty on Windows", allow_module_level=True)
from terminal import sit

from funnel_cli.render.pager import is_taller, pager

MARKING = "sed 's/^/> /'"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_book(tmp_path_factory.mktemp("paged"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("one\n" * 24, False), ("one\n" * 25, True), ("x" * 81 + "\n" + "one\n" * 23, True)],
)
def test_wrapped_lines_count_as_many_as_they_take(text: str, expected: bool) -> None:
    assert is_taller(text, os.terminal_size((80, 24))) is expected


def test_styles_take_no_room_and_wide_letters_take_two_cells() -> None:
    assert not is_taller("\x1b[1m" + "x" * 80 + "\x1b[0m\n", os.terminal_size((80, 1)))
    assert is_taller("\u4e2d" * 41 + "\n", os.terminal_size((80, 1)))


@pytest.mark.parametrize(
    ("value", "words"), [("", []), ("cat", []), ("most -s", ["most", "-s"]), ("'torn", ["'torn"])]
)
def test_the_pager_is_what_the_variable_says(value: str, words: list[str]) -> None:
    assert list(pager({"PAGER": value})) == words


def test_what_is_longer_than_the_screen_goes_to_the_pager(book: Path) -> None:
    seen = sit("help commands", book, height=10, PAGER=MARKING)
    assert seen.exit == 0
    assert all(line.startswith("> ") for line in seen.lines)


@pytest.mark.parametrize(
    "line", ["list", "help commands --no-pager", "help commands --no-input", "-f json list"]
)
def test_what_fits_or_is_for_programs_or_is_not_to_be_paged_is_printed(line: str, book: Path) -> None:
    assert "> " not in sit(line, book, height=12, PAGER=MARKING).screen


@pytest.mark.parametrize("broken", ["no-such-pager -x", "false", "'torn"])
def test_a_broken_pager_is_told_in_a_sentence_and_the_answer_is_shown(broken: str, book: Path) -> None:
    seen = sit("help commands", book, height=10, PAGER=broken)
    assert seen.exit == 0
    assert seen.lines[0] == "Start:"
    assert seen.lines[-1] == f"The pager {broken} cannot be run: set PAGER."


def test_a_pager_that_stops_early_is_no_error(book: Path) -> None:
    seen = sit("help commands", book, height=10, PAGER="head -2")
    assert (seen.exit, len(seen.lines)) == (0, 2)


def test_a_round_is_not_paged(book: Path) -> None:
    assert "> " not in sit("review", book, ("q leaves", "q"), height=5, PAGER=MARKING).screen
