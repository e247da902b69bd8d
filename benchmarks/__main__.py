"""Print what the program costs beside what it must not cost; `--write` puts it into docs/benchmarks.md.

Runs are interleaved and medians taken, so that a busy machine slows both sides of a ratio alike.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date as Day
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import yaml
from yaml.cyaml import CBaseLoader

from benchmarks.invented import ROOT, invented_book
from benchmarks.starts import FUNNEL, Row, starts
from funnel_cli.store.read import read_book

MAVEN = ROOT.parent / "shared" / "data" / "maven" / "sales_pipeline.csv"
PAGE = ROOT / "docs" / "benchmarks.md"


def interleaved(*works: Callable[[], object], rounds: int) -> list[float]:
    """The median seconds of each, one round after the other; the first round only warms up."""
    times: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        for work, taken in zip(works, times, strict=True):
            start = perf_counter()
            work()
            if number:
                taken.append(perf_counter() - start)
    return [median(taken) for taken in times]


def ran(*command: str) -> None:
    """Run a program to its end with its output in a pipe, its modules compiled as an installed one's are."""
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, env=compiled)


def reading(folder: Path) -> Row:
    """Reading a book, against parsing the bare events of the same bytes."""
    book = invented_book(folder, 1000)

    def events() -> None:
        for path in (book / "data" / "opportunities").iterdir():
            for _ in yaml.parse(path.read_bytes(), Loader=CBaseLoader):
                pass

    ours, bare = interleaved(lambda: read_book(book), events, rounds=7)
    measured = f"{ours / bare:.2f} × ({ours * 1000:.0f} ms ÷ {bare * 1000:.0f} ms)"
    return "reading 1,000 records ÷ the bare events of the same bytes", "≤ 2.5 ×", measured


def importing(folder: Path) -> Row:
    """The import of 8,800 rows into an empty book, as a process of its own."""
    ran(*FUNNEL, "init", str(folder / "book"))
    start = perf_counter()
    command = [*FUNNEL, "-q", "-C", str(folder / "book"), "import", str(MAVEN), "--map", "maven"]
    pid = os.posix_spawn(sys.executable, command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    seconds, megabytes = perf_counter() - start, usage.ru_maxrss / 1024
    assert os.waitstatus_to_exitcode(status) == 0
    return "importing 8,800 rows", "≤ 15 s, ≤ 120 MB", f"{seconds:.1f} s, {megabytes:.0f} MB"


def measured() -> Iterator[Row]:
    """Every measure, in a folder of its own that is gone afterwards."""
    with TemporaryDirectory() as folder:
        yield from starts(Path(folder))
    for measure in (reading, *([importing] if MAVEN.exists() else [])):
        with TemporaryDirectory() as folder:
            yield measure(Path(folder))


def page(rows: list[Row]) -> str:
    """The measures as Markdown."""
    machine = f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}"
    lines = [
        "# What it costs",
        "",
        "`make bench` measures this; runs are interleaved and medians taken. Ratios are what counts: they",
        "are nearly the same on every machine. Whole runs are counted in time of the processor.",
        "",
        f"Measured on {Day.today()} with {machine}, {os.cpu_count()} cores, Typer {version('typer')}.",  # noqa: DTZ011
        "",
        "| measure | to reach | measured |",
        "| --- | --- | --- |",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write the page if asked to."""
    rows: list[Row] = []
    for row in measured():
        rows.append(row)
        print(f"{row[0]:<92} {row[1]:<18} {row[2]}", flush=True)
    if "--write" in sys.argv[1:]:
        PAGE.parent.mkdir(exist_ok=True)
        _, more, others = (
            PAGE.read_text(encoding="utf-8").partition("\n## ") if PAGE.exists() else ("", "", "")
        )
        PAGE.write_text(page(rows) + more + others, encoding="utf-8")


main()
