"""What a run costs from its start to its end, once the index is warm, beside the smallest Typer program.

Counted is the time that the processor works for the process, which busy neighbours hardly change.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import process_time, sleep

from benchmarks.invented import TODAY, invented_book
from funnel_cli.store.cache import cache_file

PYTHON = (sys.executable, "-I", "-c", "pass")
HELLO = (sys.executable, "-m", "benchmarks.hello")
FUNNEL = (sys.executable, "-m", "funnel_cli")
YOUNG = 2.1
"""Seconds after which a file is no longer too young to be recognised."""

Row = tuple[str, str, str]
"""What was measured, the figure to reach, and what came out."""


def cost(command: Sequence[str], surroundings: dict[str, str]) -> tuple[float, float]:
    """Seconds of the processor and megabytes that a run takes with its output thrown away."""
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawn(command[0], [*command], surroundings, file_actions=nowhere)
    _, status, usage = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, command
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


class Book:
    """An invented book of so many deals with a cache of its own, and what was measured in it."""

    def __init__(self, folder: Path, count: int) -> None:
        self.root = invented_book(folder / str(count), count)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("FUNNEL_", "COV_"))}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        self.surroundings = kept | {"XDG_CACHE_HOME": str(folder / "cache")}

    def words(self, line: str) -> tuple[str, ...]:
        """The command line of `funnel` in this book."""
        return (*FUNNEL, "-C", str(self.root), "--as-of", str(TODAY), *line.split())

    def costs(self, *commands: Sequence[str] | Callable[[], object], rounds: int = 9) -> list[float]:
        """The median seconds of each, one round after the other; the first round only warms up."""
        taken: list[list[float]] = [[] for _ in commands]
        for number in range(rounds + 1):
            for command, seconds in zip(commands, taken, strict=True):
                if callable(command):
                    start = process_time()
                    command()
                    spent = process_time() - start
                else:
                    spent, _ = cost(command, self.surroundings)
                seconds.extend([spent] if number else [])
        return [median(seconds) for seconds in taken]

    def looked_at(self) -> None:
        """List the folder of deals, look at every file, read the cache: the least that a warm run does."""
        cache = cache_file(self.root, self.surroundings)
        folder = os.open(self.root / "data" / "opportunities", os.O_RDONLY)
        for name in os.listdir(folder):  # noqa: PTH208 - as the program does
            os.stat(name, dir_fd=folder, follow_symlinks=False)
        os.close(folder)
        if cache and cache.exists():
            cache.read_bytes()

    def edited(self) -> None:
        """Save one deal anew, as an editor does."""
        file = self.root / "data" / "opportunities" / "deal-00001.yaml"
        file.write_bytes(file.read_bytes())


def ratio(name: str, figure: str, ours: float, theirs: float) -> Row:
    """A row of two costs."""
    return name, figure, f"{ours / theirs:.2f} × ({ours * 1000:.0f} ms ÷ {theirs * 1000:.0f} ms)"


def starts(folder: Path) -> Iterator[Row]:
    """The rows of every kind of run."""
    small, usual, large = (Book(folder, count) for count in (100, 500, 10_000))
    sleep(YOUNG)
    bare, version, tab = small.costs(PYTHON, (*FUNNEL, "--version"), (*FUNNEL, "--complete", "sh"))
    yield ratio("`funnel --version` ÷ `python -I -c pass`", "≤ 2.5 ×", version, bare)
    yield ratio("one TAB ÷ `python -I -c pass`", "≤ 2.5 ×", tab, bare)
    lines = ("list", "forecast", "health", "-f table")
    hello, *some = small.costs(HELLO, *map(small.words, lines))
    for line, ours, figure in zip(lines, some, ("1.35", "1.35", "1.35", "2.2"), strict=True):
        yield ratio(f"warm `funnel {line}`, 100 deals ÷ hello-world of Typer", f"≤ {figure} ×", ours, hello)
    hello, ours = usual.costs(HELLO, usual.words("-f table"))
    yield ratio("warm `funnel` on a screen, 500 deals ÷ hello-world", "≤ 2.5 ×", ours, hello)
    yield from _large(large)


def _large(book: Book) -> Iterator[Row]:
    """The rows of a book of 10,000."""
    lines = ("list", "forecast", "health", "-f table", "show deal-00007")
    hello, looked, *some = book.costs(HELLO, book.looked_at, *map(book.words, lines), rounds=5)
    least = "hello-world + listdir + stat + reading the index"
    for line, ours in zip(lines, some, strict=True):
        yield ratio(f"warm `funnel {line}`, 10,000 ÷ ({least})", "≤ 1.8 ×", ours, hello + looked)
    book.edited()
    (after,) = book.costs(book.words("forecast"), rounds=1)
    yield ratio("`funnel forecast` after one edit, 10,000 ÷ warm", "≤ 1.3 ×", after, some[1])
    _, megabytes = cost(book.words("forecast"), book.surroundings)
    yield "memory of a warm `funnel forecast`, 10,000", "≤ 60 MB", f"{megabytes:.0f} MB"
    changes = [cost(book.words(f"set deal-00009 amount={n}"), book.surroundings)[0] for n in range(1, 6)]
    yield ratio("`funnel set`, 10,000 ÷ hello-world", "≤ 1.5 ×", median(changes), hello)
