"""Print what a first run costs beside the least that reading the same bytes takes.

`python -m benchmarks.cold`; with valgrind it counts the instructions of warm runs too, which no load changes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep

from benchmarks.invented import TODAY, invented_book
from benchmarks.peers.race import HELLO, ROOT, YOUNG, spent
from benchmarks.starts import FUNNEL, Row

RECORDS = 10_000
VISITS = 18
"""How many more visits make a record of about 2.5 kB."""

EVENTS = """
import sys
from pathlib import Path
import yaml
from yaml.cyaml import CBaseLoader
for path in Path(sys.argv[1]).iterdir():
    for _ in yaml.parse(path.read_bytes(), Loader=CBaseLoader):
        pass
"""


def _surroundings(cache: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FUNNEL_", "COV_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


def _asked(book: Path, *words: str) -> tuple[str, ...]:
    return (*FUNNEL, "-C", str(book), "--as-of", str(TODAY), *words)


def cold(folder: Path, rounds: int = 3) -> Iterator[Row]:
    """A list without an index, against the bare events of the same records."""
    book = invented_book(folder / "book", RECORDS)
    deals = book / "data" / "opportunities"
    visits = "".join(
        f"- {{date: 2026-11-{day:02}, kind: visit, text: Walked the whole line with the foreman and "
        "looked at every lamp}\n"
        for day in range(1, VISITS + 1)
    )
    for path in deals.iterdir():
        with path.open("a", encoding="utf-8") as file:
            file.write(visits)
    size = sum(path.stat().st_size for path in deals.iterdir()) / RECORDS
    sleep(YOUNG)
    events, first = [], []
    for number in range(rounds):
        surroundings = _surroundings(folder / f"cache{number}")
        events.append(spent((sys.executable, "-c", EVENTS, str(deals)), ROOT, surroundings))
        first.append(spent(_asked(book, "list"), ROOT, surroundings))
    name = f"first `funnel list`, {RECORDS:,} records of {size / 1000:.1f} kB ÷ their bare events"
    for part, figure, told in (
        ("processor", "≤ 1.5 ×", "processors' time"),
        ("wall", "≤ 0.75 ×", "on the wall"),
    ):
        ours, bare = (median(getattr(run, part) for run in runs) for runs in (first, events))
        yield f"{name}, {told}", figure, f"{ours / bare:.2f} × ({ours:.1f} s ÷ {bare:.1f} s)"


def instructions(folder: Path) -> Iterator[Row]:
    """Instructions of warm runs over 100 deals, against those of the smallest Typer program."""
    book = invented_book(folder / "book", 100)
    surroundings = _surroundings(folder / "cache")
    sleep(YOUNG)
    for line in (HELLO, _asked(book, "list")):
        spent(line, ROOT, surroundings)
    hello = counted(HELLO, surroundings)
    for command in ("list", "forecast", "health"):
        ours = counted(_asked(book, command), surroundings)
        measured = f"{ours / hello:.2f} × ({ours / 1e6:.0f} ÷ {hello / 1e6:.0f} million)"
        yield (
            f"instructions of warm `funnel {command}`, 100 deals ÷ hello-world of Typer",
            "≤ 1.35 ×",
            measured,
        )


def counted(line: tuple[str, ...], surroundings: Mapping[str, str]) -> int:
    """How many instructions callgrind counts in a run; it repeats nearly exactly."""
    words = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *line)
    told = subprocess.run(
        words, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
    ).stderr
    found = re.search(r"Collected : (\d+)", told)
    assert found, told
    return int(found[1])


def main() -> None:
    """Measure and print."""
    for rows in (instructions, cold) if shutil.which("valgrind") else (cold,):
        with TemporaryDirectory() as folder:
            for name, figure, measured in rows(Path(folder)):
                print(f"{name:<92} {figure:<10} {measured}", flush=True)


if __name__ == "__main__":
    main()
