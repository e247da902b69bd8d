"""P18: whatever stands in a stranger's book, nothing outside is written, nothing run, nothing hangs."""

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from attackers import ATTACKS, outside, tree_of, victim
from every_command import LINES, lines_of
from running import run

from funnel_cli.completing.answer import candidates
from funnel_cli.directory import COMMANDS

PATIENCE = 20
"""Seconds after which a command has hung."""

ROOM = 1_000_000_000
"""Bytes that a command may take beyond what the tests have."""

DOCUMENTED = frozenset({*range(9), 141})

FEW = (
    "list", "init", "methods", "log", "set", "add", "target", "review", "handover", "lead convert", "import",
    "export", "undo", "redo", "validate", "doctor", "fmt", "merge-file", "schema",
)  # fmt: skip
"""The commands that between them take every way to a file; with --long each attack meets all commands."""

THOROUGH = frozenset({
    "data is a link", "records are links", "records are pipes", "records are endless",
    "the journal is a link", "changes whose notes cannot be said",
})  # fmt: skip
"""The attacks that meet every command in any case."""

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


class Hung(BaseException):
    """A command took too long."""


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What must stay as it is."""
    return outside(tmp_path_factory.mktemp("outside"))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book before anybody attacks it."""
    return victim(tmp_path_factory.mktemp("original") / "book")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The programs that are started, as they are."""
    found: list[Any] = []
    popen = subprocess.Popen

    def start(line: Any, *args: Any, **how: Any) -> Any:
        found.append(line if isinstance(line, str) else line[0])
        return popen(line, *args, **how)

    def refused(*args: object) -> NoReturn:
        found.append(args)
        raise PermissionError

    monkeypatch.setattr(subprocess, "Popen", start)
    for name in ("system", "execv", "execve", "posix_spawn", "posix_spawnp", "popen"):
        monkeypatch.setattr(os, name, refused)
    return found


@pytest.fixture
def _bounded() -> Iterator[None]:
    """An end of time and memory for what would take all there is."""

    def end(*_: object) -> NoReturn:
        raise Hung

    limits = resource.getrlimit(resource.RLIMIT_AS)
    with Path("/proc/self/statm").open() as facts:
        taken = int(facts.read().split()[0]) * resource.getpagesize()
    before = signal.signal(signal.SIGALRM, end)
    resource.setrlimit(resource.RLIMIT_AS, (taken + ROOM, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, limits)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def lines(book: Path, *, are_all: bool) -> Iterator[str]:
    """Every command as it could be used on the book, or one of each way to reach a file."""
    for name in COMMANDS if are_all else FEW:
        yield from lines_of(name, book)


@needs_git
@pytest.mark.usefixtures("_bounded")
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_strangers_book_is_only_read(
    attack: str,
    original: Path,
    theirs: Path,
    tmp_path: Path,
    started: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
) -> None:
    book = shutil.copytree(original, tmp_path / "book")
    ATTACKS[attack](book, theirs)
    before = tree_of(theirs)
    started.clear()
    monkeypatch.chdir(book)
    for line in lines(book, are_all=attack in THOROUGH or pytestconfig.getoption("long")):
        signal.alarm(PATIENCE)
        answer = run(line, book)
        assert (answer.exit in DOCUMENTED, "Traceback" in answer.err) == (True, False), (line, answer.err)
    for word in ("show", "lead", "customer", "check", "set"):
        signal.alarm(PATIENCE)
        candidates([word, ""], {"FUNNEL_BOOK": str(book)})
    assert set(started) <= {"git"}
    assert tree_of(theirs) == before


def test_every_line_is_of_a_command() -> None:
    assert {*LINES, *FEW} <= COMMANDS.keys()
    assert ATTACKS.keys() >= THOROUGH
