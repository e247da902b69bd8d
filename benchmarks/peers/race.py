"""Runs of every program in turn, round after round, so that a busy machine slows all of them alike."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep

from benchmarks.peers.deals import deals_of
from benchmarks.peers.programs import OURS, PEERS, WORKS, Program, filled

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = """
import os, sys, time
folder, output, *line = sys.argv[1:]
os.chdir(folder)
streams = [(os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT, 0o600)]
start = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawnp(line[0], line, os.environ, file_actions=streams), 0)
print(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Runs a command and prints what it took; it is small (9 MB), since a child's peak counts its parent's."""

YOUNG = 2.1
"""Seconds after which a file is no longer too young to be recognised."""

SLOW = 4.0
"""Seconds of the processor from which on one run is enough to see how slow it is."""

PYTHON = (sys.executable, "-I", "-c", "pass")
HELLO = (sys.executable, "-m", "benchmarks.hello")
FLOOR = {"python": PYTHON, "hello-world": HELLO}


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds of the processor, seconds on the wall, and megabytes at its peak."""

    processor: float
    wall: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Score:
    """The medians of one program at one work in a book of so many deals."""

    count: int
    work: str
    program: str
    run: Run


class Arena:
    """A folder in which every installed program has its own copy of the same deals."""

    def __init__(self, folder: Path, count: int, programs: Sequence[Program] = (OURS, *PEERS)) -> None:
        self.folder = folder
        self.deals = deals_of(folder / "book", count)
        self.programs = [each for each in programs if each.is_installed and count <= each.largest]
        for program in self.programs:
            home = folder / program.name
            home.mkdir()
            program.write(home, self.deals)
        shutil.move(folder / "book", folder / OURS.name / "book")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("FUNNEL_", "COV_"))}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        own = {"HOME": folder, "XDG_CACHE_HOME": folder / "cache", "TASKRC": "taskrc", "PYTHONPATH": ROOT}
        self.surroundings = kept | {name: str(value) for name, value in own.items()} | {"TZ": "UTC"}

    def ran(self, program: Program, work: str, number: int) -> Run:
        """One run of the program in its own folder."""
        line = filled(program.lines[work], number)
        return spent(line, self.folder / program.name, self.surroundings)

    def warm(self) -> None:
        """Let every program read the deals once, so that what it keeps for later runs is there."""
        for program in self.programs:
            self.ran(program, "list", 0)


def spent(
    line: Sequence[str], folder: Path, surroundings: Mapping[str, str], output: str = os.devnull
) -> Run:
    """What the command takes in that folder with its output in a file; it must end well."""
    words = (sys.executable, "-I", "-S", "-c", LAUNCHER, str(folder), output, *line)
    told = subprocess.run(words, env=surroundings, stdout=subprocess.PIPE, check=True).stdout.split()
    return Run(*map(float, told))


def race(count: int, rounds: int, works: Iterable[str] = WORKS) -> Iterator[Score]:
    """The scores of every installed program in a book of so many deals; works that write come last."""
    with TemporaryDirectory() as folder:
        arena = Arena(Path(folder), count)
        sleep(YOUNG)
        arena.warm()
        for work in works:
            yield from _heat(arena, work, rounds)


def _heat(arena: Arena, work: str, rounds: int) -> Iterator[Score]:
    """The scores at one work; the first round does not count, but is the only one of a slow program."""
    first = dict(_round(arena, work, 1, without=()))
    slow = [name for name, run in first.items() if run.processor > SLOW]
    runs = {name: [run] if name in slow else [] for name, run in first.items()}
    for number in range(rounds):
        for name, run in _round(arena, work, number + 2, without=slow):
            runs[name].append(run)
    for name, several in runs.items():
        middle = (
            median(getattr(run, part) for run in several) for part in ("processor", "wall", "megabytes")
        )
        yield Score(len(arena.deals), work, name, Run(*middle))


def _round(arena: Arena, work: str, number: int, without: Collection[str]) -> Iterator[tuple[str, Run]]:
    """One run of everything: the floor, then every program that has the work and is not too slow."""
    for name, line in FLOOR.items():
        yield name, spent(line, ROOT, arena.surroundings)
    for program in arena.programs:
        if work in program.lines and program.name not in without:
            yield program.name, arena.ran(program, work, number)
