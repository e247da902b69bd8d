"""What a run costs from its start to its end, once the cache is warm, beside the smallest Typer program.

Counted is the time that the processor works for the process, which busy neighbours hardly change.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import sleep

from benchmarks.invented import ROOT, TODAY, invented_book

PYTHON = (sys.executable, "-I", "-c", "pass")
HELLO = (sys.executable, "-m", "benchmarks.hello")
FUNNEL = (sys.executable, "-m", "funnel_cli")
YOUNG = 2.1
"""Seconds after which a file is no longer too young to be recognised."""

ROUNDS = 9

Row = tuple[str, str, str]
"""What was measured, the figure to reach, and what came out."""

SET = "set {deal} amount={number}"
"""A write, another one each time."""

RATIOS = {
    "list": "2 ×",
    "forecast": "2.3 ×",
    SET: "4 ×",
}
"""How many times as long as hello-world a run may take in a rep's book."""


class Book:
    """A book with a cache of its own, and what is measured in it."""

    def __init__(self, root: Path, deal: str) -> None:
        self.root, self.deal = root, deal
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("FUNNEL_", "COV_"))}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        self.surroundings = kept | {"XDG_CACHE_HOME": str(root.with_name(f"{root.name}.cache"))}

    def words(self, line: str, number: int) -> tuple[str, ...]:
        """The command line of `funnel` in this book."""
        filled = line.format(deal=self.deal, number=number)
        return (*FUNNEL, "-C", str(self.root), "--as-of", str(TODAY), *filled.split())

    def costs(self, *lines: str | Sequence[str], rounds: int = ROUNDS) -> list[tuple[float, float]]:
        """The median seconds and megabytes of each, one round after the other; the first only warms up."""
        taken: list[list[tuple[float, float]]] = [[] for _ in lines]
        for number in range(1, rounds + 2):
            for line, found in zip(lines, taken, strict=True):
                found.append(
                    cost(self.words(line, number) if isinstance(line, str) else line, self.surroundings)
                )
        return [
            (median(seconds for seconds, _ in found[1:]), median(size for _, size in found[1:]))
            for found in taken
        ]


def cost(command: Sequence[str], surroundings: Mapping[str, str]) -> tuple[float, float]:
    """Seconds of the processor and megabytes that a run takes with its output thrown away."""
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawn(command[0], [*command], surroundings, file_actions=nowhere)
    _, status, usage = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, command
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def starts(folder: Path) -> Iterator[Row]:
    """The rows of every kind of run."""
    sample = folder / "sample"
    shutil.copytree(ROOT / "data", sample / "data")
    shutil.copyfile(ROOT / "stages.yaml", sample / "stages.yaml")
    books = {
        "the sample": Book(sample, "beskyd-forge-press-safety"),
        **{f"{count:,} deals": _invented(folder, count) for count in (200, 1000, 10_000)},
    }
    sleep(YOUNG)
    (bare, _), (tab, _) = books["the sample"].costs(PYTHON, (*FUNNEL, "--complete", "sh"))
    yield _ratio("one TAB ÷ a bare Python", "2.5 ×", tab, bare)
    for name in ("the sample", "200 deals"):
        yield from _ratios(books[name], name, RATIOS)
    yield from _ratios(books["1,000 deals"], "1,000 deals", {"list": "3.5 ×", "forecast": "3.5 ×"})
    lines = ("list", "forecast")
    for line, (seconds, size) in zip(lines, books["10,000 deals"].costs(*lines, rounds=5), strict=True):
        yield f"`funnel {line}`, 10,000 deals", "≤ 1 s, ≤ 120 MB", f"{seconds:.2f} s, {size:.0f} MB"


def _invented(folder: Path, count: int) -> Book:
    return Book(invented_book(folder / str(count), count), "deal-00009")


def _ratios(book: Book, name: str, figures: Mapping[str, str]) -> Iterator[Row]:
    (hello, _), *ours = book.costs(HELLO, *figures)
    for (line, figure), (seconds, _) in zip(figures.items(), ours, strict=True):
        yield _ratio(f"`funnel {line.split()[0]}`, {name} ÷ hello-world of Typer", figure, seconds, hello)


def _ratio(name: str, figure: str, ours: float, theirs: float) -> Row:
    told = f"{ours / theirs:.2f} × ({ours * 1000:.0f} ms ÷ {theirs * 1000:.0f} ms)"
    return name, f"≤ {figure}", told
