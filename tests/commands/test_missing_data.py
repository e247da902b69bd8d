"""A book whose records are not there is no empty book: every command says so, and nothing is written."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from running import run, tree, with_a_light_typer
from test_saved_untold import READS

from funnel_cli.completing.answer import candidates


def gone(data: Path) -> None:
    """An unmounted drive, a sync that has not begun."""
    shutil.rmtree(data)


def emptied(data: Path) -> None:
    """A mount point without its drive, a sync under way."""
    gone(data)
    data.mkdir()


def swept(data: Path) -> None:
    """Nothing left but what this machine and its desktop put there."""
    emptied(data)
    (data / ".funnel").mkdir(mode=0o700)
    (data / ".DS_Store").write_bytes(b"")


SAID = "No record of this book is here: its folder data is missing or empty."

every_way = pytest.mark.parametrize("lose", [gone, emptied, swept])

LINES = {
    "show": "show acme",
    "find": "find acme",
    "path": "path acme",
    "edit": "edit acme",
    "handover": "handover --from li.wei",
    "export": "export deals",
    "customer show": "customer show Acme",
    "lead show": "lead show x",
}
NOT_OF_THE_BOOK = {"help", "merge-file", "completion", "sql", "across"}


@every_way
@pytest.mark.parametrize(
    "name", sorted(READS - NOT_OF_THE_BOOK | {"review", "health", "doctor", "fmt", "undo"})
)
def test_no_command_takes_it_for_an_empty_book(name: str, lose: Callable[[Path], None], book: Path) -> None:
    lose(book / "data")
    answer = run(LINES.get(name, name), book)
    assert (answer.exit, SAID in f"{answer.out}{answer.err}") == (5, True)


@every_way
def test_the_home_screen_does_not_either(lose: Callable[[Path], None], book: Path) -> None:
    lose(book / "data")
    assert run("--json", book).error["code"] == "no_data"


@every_way
@pytest.mark.parametrize(
    "line", ["add X --customer Y", "target 2026-12 5", "customer add Z", "review --done", "redo"]
)
def test_nothing_is_written_where_the_records_ought_to_be(
    line: str, lose: Callable[[Path], None], book: Path
) -> None:
    lose(book / "data")
    before = tree(book)
    answer = run(line, book)
    assert (answer.exit, answer.err.splitlines()[0], tree(book)) == (5, SAID, before)


@every_way
def test_the_tab_key_is_silent(lose: Callable[[Path], None], book: Path) -> None:
    lose(book / "data")
    assert list(candidates(["show", ""], {"FUNNEL_BOOK": str(book)})) == []


def test_what_helps_helps(book: Path) -> None:
    gone(book / "data")
    command = run("list", book).err.rpartition("If the book is new: ")[2]
    subprocess.run(command, shell=True, check=True, cwd=book)  # noqa: S602 - as a person types it
    assert run("list", book).exit == 0


@with_a_light_typer
def test_a_new_book_is_empty_and_whole(tmp_path: Path) -> None:
    assert run(f"init {tmp_path}/new").exit == 0
    for line in ("list", "review --list", "validate", "doctor", "add X --customer Y"):
        assert run(line, tmp_path / "new").exit == 0


def test_a_fresh_clone_of_a_new_book_is_whole_as_well(tmp_path: Path) -> None:
    assert run(f"init {tmp_path}/new --git").exit == 0
    git = "git -c user.name=a -c user.email=a@example.org"
    line = f"cd new && {git} add -A && {git} commit -qm new && cd .. && git clone -q new clone"
    subprocess.run(line, shell=True, check=True, cwd=tmp_path)  # noqa: S602 - as a person types it
    assert run("list", tmp_path / "clone").exit == 0
    assert run("review --list", tmp_path / "clone").exit == 0
