"""A change of one deal by its id: what it opens, and what it loads for that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import DAY, new_book

import funnel_cli

ROOT = Path(funnel_cli.__file__).parents[1]

WATCHER = """
import json, sys
opened = []
def heard(event, args):
    if event == "open" and isinstance(args[0], str):
        opened.append(args[0])
from funnel_cli import __main__
sys.addaudithook(heard)
sys.argv = ["funnel", *sys.argv[1:]]
try:
    __main__.answer_arguments()
finally:
    print(json.dumps([opened, [*sys.modules]]), file=sys.stderr)
"""


def watched(book: Path, *words: str) -> tuple[list[str], set[str]]:
    """The records that a run opens, relative to the book, and the modules it has loaded at its end."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FUNNEL_", "COV_"))}
    done = subprocess.run(
        [sys.executable, "-c", WATCHER, *words],
        env=kept | {"PYTHONPATH": str(ROOT), "FUNNEL_BOOK": str(book), "FUNNEL_AS_OF": DAY},
        capture_output=True,
        text=True,
        check=True,
    )
    opened, modules = json.loads(done.stderr.splitlines()[-1])
    inside = {path.removeprefix(f"{book}/") for path in opened if path.startswith(f"{book}/data/")}
    records = sorted(path for path in inside if path.endswith(".yaml") and ".funnel" not in path)
    return records, set(modules)


@pytest.mark.parametrize(
    "words",
    [
        ("set", "acme-erp", "amount=1"),
        ("log", "acme-erp", "Called"),
        ("promote", "acme-erp", "--force", "--reason", "known"),
        ("check", "acme-erp", "plan"),
    ],
)
def test_no_other_record_is_opened(words: tuple[str, ...], tmp_path: Path) -> None:
    opened, _ = watched(new_book(tmp_path, broken=True), *words)
    assert opened == ["data/opportunities/acme-erp.yaml"]


def test_nothing_is_loaded_that_a_change_can_do_without(tmp_path: Path) -> None:
    _, modules = watched(new_book(tmp_path), "set", "acme-erp", "amount=1")
    assert modules & {"rich", "tabulate"} == set()
