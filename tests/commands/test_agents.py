"""What a new book tells an assistant: every line that it names works there, and none of them writes."""

import re
from pathlib import Path

import pytest
from running import run, tree

from funnel_cli.store.founding import AGENTS, shipped_method, shipped_methods

BOOKS = [(method, language) for method in ("four-stage", "search-marketing") for language in ("en", "zh")]

both = pytest.mark.parametrize(("method", "language"), BOOKS)


def lines_of(text: str) -> list[str]:
    """The command lines of its shell fences."""
    fences = re.findall(r"^```sh\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return [line for fence in fences for line in fence.splitlines()]


@both
def test_every_line_works_in_a_new_book_and_writes_nothing(
    method: str, language: str, tmp_path: Path
) -> None:
    run(f"--lang {language} init {tmp_path} --method {method}")
    shipped = shipped_method(method)
    if shipped.has_deals:
        run("add Lamps --customer Acme --amount 5k --close 2026-12-20", tmp_path)
    before = tree(tmp_path)
    lines = lines_of((tmp_path / AGENTS).read_text("utf-8"))
    assert len(lines) >= 5
    for line in lines:
        asked = line.removeprefix("funnel ").replace("DEAL", "acme-lamps")
        asked = asked.replace("STEP", shipped.steps[0].id if shipped.steps else "")
        assert (line, run(f"--no-input {asked}", tmp_path).exit) == (line, 0)
    assert tree(tmp_path) == before


@both
def test_every_command_that_it_names_in_passing_is_one(method: str, language: str, tmp_path: Path) -> None:
    run(f"--lang {language} init {tmp_path} --method {method}")
    text = (tmp_path / AGENTS).read_text("utf-8")
    for words in re.findall(r"`funnel ([a-z]+[^`]*)`", text):
        command = words.split(" ")[0]
        assert run(f"{command} --help").exit == 0
        for option in re.findall(r"--[a-z-]+", words):
            assert option in run(f"{command} --help", COLUMNS="200").out


@both
def test_it_has_no_more_than_600_words(method: str, language: str, tmp_path: Path) -> None:
    run(f"--lang {language} init {tmp_path} --method {method}")
    text = (tmp_path / AGENTS).read_text("utf-8")
    assert len(text.split()) <= 600


def test_one_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / AGENTS).write_text("Mine\n", "utf-8")
    assert run(f"init {tmp_path}").exit == 0
    assert (tmp_path / AGENTS).read_text("utf-8") == "Mine\n"


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / AGENTS).symlink_to(outside)
    run(f"init {tmp_path / 'book'}")
    assert not outside.exists()


@pytest.mark.parametrize("method", [each.method for each in shipped_methods()])
def test_every_shipped_method_has_one(method: str, tmp_path: Path) -> None:
    run(f"init {tmp_path} --method {method}")
    assert (tmp_path / AGENTS).read_text("utf-8").startswith("# For assistants")
