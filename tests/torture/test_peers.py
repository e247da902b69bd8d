"""What other trusted programs lose on the same faults, printed beside ours."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cases import LEADS
from figures import Peers
from running import DAY, new_book, run
from test_strace import ROOT
from tracer import CHANGING

TASKS = 60
ROWS = 5
CALL = re.compile(r"^(?:\d+ +)?(\w+)\(", re.MULTILINE)

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here")


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that saves many things at once: what to run, and how much is wrong afterwards."""

    command: list[str]
    environ: dict[str, str]
    prepare: Callable[[], object]
    wrong: Callable[[], tuple[int, int]]
    """How many are lost, or there twice; and whether some have the change and others not."""


def traced(peer: Peer, *options: str) -> None:
    command = ["strace", "-f", *options, *peer.command]
    subprocess.run(command, env=os.environ | peer.environ, input=b"", capture_output=True, check=False)


def faults(peer: Peer, folder: Path, fault: str) -> tuple[int, int, int]:
    """In how many cases there was a fault, something lost, and something half done."""
    peer.prepare()
    names = ",".join(sorted(CHANGING - {"create"}))
    traced(peer, "-e", f"trace={names}", "-o", str(folder / "calls"))
    calls = Counter(CALL.findall((folder / "calls").read_text(errors="replace")))
    points = [(name, n + 1) for name, times in sorted(calls.items()) for n in range(times)]
    lost = mixed = 0
    for name, n in points[:: max(1, len(points) // 150)]:
        peer.prepare()
        traced(peer, "-o", os.devnull, "-e", f"inject={name}:{fault}:when={n}")
        gone, half = peer.wrong()
        lost += gone > 0
        mixed += half > 0
    return len(points[:: max(1, len(points) // 150)]), lost, mixed


def taskwarrior(folder: Path) -> Peer:
    """Sixty tasks that all get another priority."""
    data = folder / "task"
    environ = {"TASKRC": str(folder / "taskrc"), "TASKDATA": str(data)}
    settings = ("confirmation=off", "bulk=0", "recurrence=off", "hooks=off", "verbose=nothing")
    (folder / "taskrc").write_text("\n".join(settings))
    tasks = [{"description": f"task {n}", "project": "x", "status": "pending"} for n in range(TASKS)]
    (folder / "tasks.json").write_text(json.dumps(tasks))

    def task(*words: str) -> bytes:
        command = ["task", *words]
        done = subprocess.run(command, env=os.environ | environ, capture_output=True, input=b"", check=False)
        return done.stdout

    def prepare() -> None:
        shutil.rmtree(data, ignore_errors=True)
        if (folder / "template").exists():
            shutil.copytree(folder / "template", data)
            return
        data.mkdir()
        task("import", str(folder / "tasks.json"))
        shutil.copytree(data, folder / "template")

    def wrong() -> tuple[int, int]:
        try:
            found = json.loads(task("export") or b"[]")
        except ValueError:
            found = []
        changed = sum(each.get("priority") == "H" for each in found)
        return TASKS - len(found), 0 < changed < len(found)

    return Peer(["task", "project:x", "modify", "priority:H"], environ, prepare, wrong)


def hledger(folder: Path) -> Peer:
    """Five rows of a bank that are imported, and imported again after the fault, as one would."""
    place = folder / "hledger"
    command = ["hledger", "-f", str(place / "all.journal"), "import", str(place / "bank.csv")]

    def prepare() -> None:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        (place / "all.journal").write_text("2026-01-01 opening\n    assets:bank  1\n    equity\n")
        (place / "bank.csv").write_text("".join(f"2026-02-0{n + 1},row {n},{n + 1}\n" for n in range(ROWS)))
        (place / "bank.csv.rules").write_text(
            "fields date, description, amount\ncurrency $\naccount1 assets:bank\ndate-format %Y-%m-%d\n"
        )

    def wrong() -> tuple[int, int]:
        subprocess.run(command, capture_output=True, input=b"", check=False)
        text = (place / "all.journal").read_text(errors="replace")
        there = Counter(re.findall(r"row \d", text))
        return sum(there[f"row {n}"] != 1 for n in range(ROWS)), 0

    return Peer(command, {"LC_ALL": "C.UTF-8"}, prepare, wrong)


def ours(folder: Path) -> Peer:
    """Three leads that are imported, and imported again after the fault."""
    book = folder / "book"
    (folder / "leads.csv").write_text(LEADS)
    words = ["-C", str(book), "import", str(folder / "leads.csv")]
    command = [sys.executable, "-m", "funnel_cli", *words]

    def prepare() -> None:
        shutil.rmtree(book, ignore_errors=True)
        new_book(book)

    def wrong() -> tuple[int, int]:
        before = len(run("list --json", book).ids)
        run(f"import {folder / 'leads.csv'}", book)
        after = len(run("list --json", book).ids)
        return after != 3 + 3, before not in (3, 3 + 3)

    return Peer(command, {"PYTHONPATH": str(ROOT), "FUNNEL_AS_OF": DAY}, prepare, wrong)


PEERS: dict[str, tuple[str, Callable[[Path], Peer]]] = {
    "funnel import": ("", ours),
    "hledger import": ("hledger", hledger),
    "task modify": ("task", taskwarrior),
}


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("fault", ["signal=KILL", "error=ENOSPC"])
def test_what_a_fault_at_each_change_of_the_disk_costs(
    name: str, fault: str, folder: Path, long: bool, peers: Peers
) -> None:
    program, made = PEERS[name]
    if program and shutil.which(program) is None:
        pytest.skip(f"{program} is not here")
    if not long:
        pytest.skip("in the long form")
    points, lost, mixed = faults(made(folder), folder, fault)
    peers(name, fault, points, lost, mixed)
    assert program or (lost, mixed) == (0, 0)
