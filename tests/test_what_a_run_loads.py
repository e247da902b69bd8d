"""Which modules each kind of run may load beside those of Typer: every import is earned."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from running import DAY, new_book, with_a_light_typer

import funnel_cli

ROOT = Path(funnel_cli.__file__).parents[1]

WATCHED = frozenset(
    [
        *("anyascii", "csv", "ctypes", "decimal", "gettext", "hashlib", "json", "pydantic", "pydantic_core"),
        *("icalendar", "jinja2", "plistlib", "python_calamine", "xlsxwriter"),
        *("rich", "statistics", "tabulate", "typer", "yaml", "zipfile"),
        *("funnel_cli.exchange", "funnel_cli.store.decoding", "funnel_cli.store.journal.recovery"),
    ]
)
"""What takes more than a moment to load, or belongs to one kind of run only."""

EVERY_RUN = frozenset({"typer", "gettext", "decimal"})
SCREEN = EVERY_RUN | {"rich"}
GRID = EVERY_RUN | {"tabulate", "csv", "hashlib", "statistics", "zipfile"}
if sys.version_info >= (3, 13):
    GRID |= {"json"}  # by importlib.metadata, which tabulate asks for its version

PAGE = EVERY_RUN | {"jinja2", "hashlib", "json", "zipfile"}

MAY_LOAD = {
    "--version": frozenset[str](),
    "--complete show ''": {"json"},
    "--help": EVERY_RUN,
    "list --help": EVERY_RUN,
    "list": EVERY_RUN,
    "list owner:me amount:1k..": EVERY_RUN,
    "--lang zh list": EVERY_RUN,
    "next": EVERY_RUN,
    "health": EVERY_RUN,
    "forecast": EVERY_RUN,
    "show beskyd": EVERY_RUN | {"statistics"},
    "list -f json": EVERY_RUN | {"json"},
    "list -f csv": EVERY_RUN | {"csv"},
    "list -f tsv": EVERY_RUN,
    "list -f table": SCREEN,
    "-f table": SCREEN,
    "list -f plain": GRID,
    "list -f md": GRID,
    "review": GRID,
    "list -f html": PAGE,
    "report -f html": PAGE,
    "report -f json": EVERY_RUN | {"json"},
    "export month -f csv": EVERY_RUN | {"csv"},
    "next -f ics": EVERY_RUN | {"icalendar", "ctypes", "json"},
    "schedule --for cron": EVERY_RUN,
}
"""For the words of a command line, piped, whatever of `WATCHED` they may load once the index is warm."""


@cache
def environment() -> dict[str, str]:
    """The surroundings of a run on this repository's own book."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FUNNEL_", "COV_", "LC_"))}
    return kept | {"FUNNEL_BOOK": str(ROOT), "FUNNEL_AS_OF": DAY, "LANG": "C.UTF-8"}


def loaded_by(line: str, **other: str) -> set[str]:
    """The modules that a piped run has loaded at its end."""
    words = [word.strip("'") for word in line.split(" ")]
    program = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        f"sys.argv = ['funnel', *{words!r}]\n"
        "from funnel_cli.__main__ import answer_arguments\n"
        "answer_arguments()\n"
    )
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, env=environment() | other, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """The index of this repository's own book."""
    loaded_by("list")


@with_a_light_typer
@pytest.mark.parametrize("line", MAY_LOAD)
def test_a_run_loads_no_more_than_it_needs(line: str) -> None:
    assert loaded_by(line) & WATCHED - MAY_LOAD[line] == set()


def test_a_change_loads_nothing_that_draws(tmp_path: Path) -> None:
    loaded = loaded_by("set acme-erp amount=1", FUNNEL_BOOK=str(new_book(tmp_path)))
    assert loaded & {"rich", "tabulate"} == set()
