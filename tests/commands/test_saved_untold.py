"""What was saved is never called undone because the answer could not be written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import DAY, new_book, run, tree

from funnel_cli.directory import COMMANDS

FULL = Path("/dev/full")

CSV = "Customer,Name,Amount,Currency,Stage\nOmega,Pumps,1000,CNY,Verify\n"

LEAD = "lead add Pumps --customer Omega"

WRITES: dict[str, tuple[str, ...]] = {
    "init": ("init {folder}/other",),
    "methods": ("methods --switch four-stage --yes", "methods --add source=fair"),
    "add": ("add Lamps --customer Eta --amount 12",),
    "set": ("set acme-erp amount=130k", "set owner:li.wei name=Same -y", "set acme-erp amount=1 --json"),
    "log": ("log acme-erp Called", "log acme-erp Called --json", "log acme-erp Show --plan +1w"),
    "check": ("check acme-erp plan --evidence Signed",),
    "promote": ("promote acme-erp --force --reason Soon",),
    "demote": ("demote acme-erp --to verify --reason Unclear",),
    "score": (),
    "pause": ("pause acme-erp --until +2w --reason Budget",),
    "resume": ("pause acme-erp --until +2w --reason Budget", "resume acme-erp"),
    "win": ("win acme-erp --force --reason Signed",),
    "lose": ("lose acme-erp --reason price",),
    "reopen": ("reopen delta-doors --reason Back",),
    "remove": ("remove acme-erp --reason Double",),
    "target": ("target 2027-01 250k",),
    "rate": ("rate USD 7.2",),
    "call": ("call 2027-01 240k",),
    "counts add": (),
    "review": ("review --done",),
    "handover": ("handover --from anna.meyer --to li.wei --apply", "handover --from li.wei -o {folder}/pack"),
    "customer add": ("customer add Omega",),
    "customer set": ("customer add Omega", "customer set Omega region=North"),
    "customer merge": (
        "customer add Omega",
        'customer add "Omega Pumps"',
        'customer merge "Omega Pumps" Omega',
    ),
    "lead add": (LEAD,),
    "lead set": (LEAD, "lead set omega-pumps owner=anna"),
    "lead contact": (LEAD, "lead contact omega-pumps Called"),
    "lead qualify": (),
    "lead return": (LEAD, "lead return omega-pumps --reason unreachable"),
    "lead convert": (),
    "visit": (),
    "form": (),
    "payment": ("payment delta-doors 30% 2026-12-31", "payment delta-doors --received"),
    "brief": (),
    "import": ("import {folder}/deals.csv",),
    "undo": ("log acme-erp Called", "undo"),
    "redo": ("log acme-erp Called", "undo", "redo"),
    "fmt": ("fmt",),
    "schema": ("schema --write",),
    "doctor": ("doctor --rebuild",),
}
"""Lines of each command that writes, one after the other; none where it writes as `log` does."""

READS = {
    *(
        "help", "list", "show", "find", "path", "edit", "next", "forecast", "conversion", "accuracy",
        "health", "stalled",
    ),
    *("losses", "sources", "territory", "waterfall", "plan", "report", "kpi", "counts show", "matrix"),
    *(
        "customer list", "customer show", "lead list", "lead rates", "lead show", "export", "validate",
        "merge-file",
    ),
    *("completion", "sql", "across", "schedule"),
}  # fmt: skip
"""What writes nothing, or only at a terminal, or says nothing."""


def test_every_command_is_one_that_writes_or_one_that_reads() -> None:
    assert COMMANDS.keys() == WRITES.keys() | READS


def prepared(tmp_path: Path) -> Path:
    """A book with a record that is not laid out, and a sheet beside it."""
    book = new_book(tmp_path / "book", eta_lamps="stage: verify\nid: eta-lamps\ncustomer: Eta\n")
    (tmp_path / "deals.csv").write_text(CSV, encoding="utf-8")
    return book


def funnel(line: str, book: Path, redirected: str = "") -> tuple[int, str]:
    """Exit code and stderr of the line in a shell."""
    command = f'exec "{sys.executable}" -m funnel_cli -C "{book}" --lang en {line} {redirected}'
    environ = os.environ | {"FUNNEL_AS_OF": DAY}
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, env=environ)
    return done.returncode, done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("lines", [lines for lines in WRITES.values() if lines], ids=lambda lines: lines[-1])
def test_what_is_saved_ends_with_8_and_saved_where_stdout_is_full(
    lines: tuple[str, ...], tmp_path: Path
) -> None:
    book = prepared(tmp_path)
    *first, last = [line.format(folder=tmp_path) for line in lines]
    for line in first:
        run(line, book)
    before = tree(tmp_path)
    code, said = funnel(last, book, ">/dev/full")
    assert (code, "saved" in said) == (8, True), said
    assert tree(tmp_path) != before or last == "doctor --rebuild"


@pytest.mark.parametrize("redirected", [">&-", "| :"])
def test_a_reader_who_went_away_is_told_on_stderr_what_is_saved(redirected: str, tmp_path: Path) -> None:
    book = prepared(tmp_path)
    before = tree(book)
    _, said = funnel("log acme-erp Called", book, redirected)
    assert tree(book) != before
    assert said.startswith("This is saved") or (redirected == "| :" and not said)


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("line", ["list", "log acme-erp Called -n", "review --list", "undo --list"])
def test_where_nothing_was_saved_a_full_stdout_stays_a_failure(line: str, tmp_path: Path) -> None:
    book = prepared(tmp_path)
    before = tree(book)
    assert funnel(line, book, ">/dev/full")[0] == 1
    assert tree(book) == before


def test_a_file_that_cannot_be_written_after_a_change_is_said_to_be_only_the_answer(tmp_path: Path) -> None:
    book = prepared(tmp_path)
    code, said = funnel(f"log acme-erp Called --json -o {tmp_path}/none/x.json", book)
    assert (code, '"saved_untold"' in said) == (8, True)


def test_quietly_saved_is_saved(tmp_path: Path) -> None:
    assert funnel("log acme-erp Called -q", prepared(tmp_path), ">&-") == (0, "")
