"""The commands where Windows is played: they answer as they do here, and leave the same files."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import windows
from attackers import victim
from every_command import lines_of
from faulty_disk import after, crash, edits, make_book, texts
from running import tree
from terminal import sit
from windows import lines_run

from funnel_cli.directory import COMMANDS

WINDOWS = str(Path(windows.__file__))

ADD = "add New --customer Acme --amount 1k --close 2026-12-31"

Outcome = tuple[list[list[Any]], dict[str, str]]


def outcome(folder: Path, lines: list[str], *, is_windows: bool) -> Outcome:
    """What the lines answer on a new book in the folder, and the files that they leave."""
    shutil.rmtree(folder / "book", ignore_errors=True)
    book = victim(folder / "book")
    answers = lines_run(book, lines, is_windows=is_windows, FUNNEL_NO_INDEX="1")
    return answers, tree(book)


def test_every_command_answers_as_elsewhere(tmp_path: Path) -> None:
    lines = [line for name in COMMANDS for line in lines_of(name, tmp_path / "book")]
    here, there = (outcome(tmp_path, lines, is_windows=which) for which in (False, True))
    assert [*zip(lines, there[0], strict=True)] == [*zip(lines, here[0], strict=True)]
    assert there[1] == here[1]


def test_the_keys_of_the_round_come_from_the_console(book: Path, tmp_path: Path) -> None:
    keys = (("q leaves", "\n"), ("? help", "\n"), ("? help", "\x1b[C"), ("? help", "\x1b[D"), ("? help", "q"))
    seen = sit("review", book, *keys, program=WINDOWS, LOCALAPPDATA=str(tmp_path / "local"))
    stops = [" ".join(line.split()) for line in seen.lines if line[:1].isdigit() and "/" in line.split()[0]]
    assert (seen.exit, stops) == (
        0,
        ["1/3 Acme Ltd · ERP roll-out", "2/3 Gamma", "3/3 北京某某科技有限公司 · 皮带输送机", "2/3 Gamma"],
    )


def test_the_index_is_kept_where_windows_keeps_caches(book: Path, tmp_path: Path) -> None:
    lines_run(book, ["list"], is_windows=True)
    assert [path.suffix for path in (tmp_path / "local/funnel/Cache").iterdir()] == [".cache"]


@pytest.mark.parametrize("code_page", ["cp936", "cp1252", "utf-8"])
def test_a_console_of_any_code_page_is_written_to(book: Path, code_page: str) -> None:
    seen = sit("list", book, program=WINDOWS, PYTHONIOENCODING=code_page, PYTHONUTF8="0", FUNNEL_NO_INDEX="1")
    assert (seen.exit, "Traceback" in seen.screen) == (0, False)


def test_a_change_that_was_interrupted_is_finished(tmp_path: Path) -> None:
    book = make_book(tmp_path, 3)
    before = texts(book)
    crash(book, edits(3), written=1, exchanges=False)
    lines_run(book, ["doctor --fix"], is_windows=True)
    assert texts(book) == after(before, edits(3))


@pytest.mark.parametrize("name", ["data", "data/opportunities", "data/.funnel"])
def test_a_link_is_refused_without_handles_too(tmp_path: Path, name: str) -> None:
    book = victim(tmp_path / "book")
    shutil.move(book / name, tmp_path / "elsewhere")
    (book / name).symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path / "elsewhere")
    ((code, _, said),) = lines_run(book, [ADD], is_windows=True)
    assert (code, "is a link" in said, tree(tmp_path / "elsewhere")) == (5, True, before)


def test_a_book_that_somebody_writes_to_is_left_alone(tmp_path: Path) -> None:
    book = victim(tmp_path / "book")
    before = tree(book)
    with (book / "data/.funnel/lock").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ((code, _, said),) = lines_run(book, [ADD], is_windows=True)
    assert (code, "has been writing" in said, tree(book)) == (6, True, before)


def test_the_tab_key_answers(book: Path) -> None:
    words = [sys.executable, WINDOWS, "--complete", "show", "ac"]
    done = subprocess.run(words, env=os.environ | {"FUNNEL_BOOK": str(book)}, capture_output=True, check=True)
    assert done.stdout.startswith(b"acme-erp")
