"""Ask `funnel` and its neighbours the same; `--write` puts it into docs/benchmarks.md.

`--large` adds 100,000 deals, of which only the forecast is asked for, and only twice.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from datetime import date as Day
from importlib.metadata import version

from benchmarks.peers.growth import growth_plot
from benchmarks.peers.page import HEAD, Scores, section
from benchmarks.peers.programs import PEERS
from benchmarks.peers.race import ROOT, Score, race

PAGE = ROOT / "docs" / "benchmarks.md"
PLOT = ROOT / "docs" / "growth.svg"
ROUNDS = {100: 7, 1000: 5, 10_000: 3}
TITLE = "Seconds of the processor for a forecast by month over the number of deals"


def scores(is_large: bool) -> Iterator[Score]:
    """Every score, the small books first."""
    for count, rounds in ROUNDS.items():
        yield from race(count, rounds)
    if is_large:
        yield from race(100_000, 2, ["forecast"])


def plot(found: Scores) -> str:
    """The growth of every program's forecast."""
    lines = {
        name: [
            (count, seconds)
            for count in found.counts
            if (seconds := found.seconds(count, "forecast", name)) is not None
        ]
        for name in found.programs
    }
    return growth_plot(TITLE, {name: line for name, line in lines.items() if line})


def put(text: str) -> None:
    """Put the section in place of the old one, or before the first other section of the page."""
    page = PAGE.read_text(encoding="utf-8")
    if HEAD in page:
        before, _, old = page.partition(HEAD)
        after = old.partition("\n## ")[2]
    else:
        before, _, after = page.partition("\n## ")
    rest = f"\n## {after}" if after else ""
    PAGE.write_text(f"{before.rstrip()}\n\n{text}{rest}", encoding="utf-8")


def main() -> None:
    """Measure, print, and write the section and its plot if asked to."""
    measured = []
    for score in scores("--large" in sys.argv[1:]):
        measured.append(score)
        run = score.run
        told = f"{run.processor * 1000:9.1f} ms {run.wall * 1000:9.1f} ms on the wall {run.megabytes:6.0f} MB"
        print(f"{score.count:>7,} {score.work:<9} {score.program:<20} {told}", flush=True)
    found = Scores(measured)
    missing = [program.name for program in PEERS if not program.is_installed]
    machine = f"{platform.python_implementation()} {platform.python_version()} and Typer {version('typer')}"
    text = section(found, missing, machine, Day.today())  # noqa: DTZ011 - the day of the measurement
    print(f"\n{text}")
    if "--write" in sys.argv[1:]:
        put(text)
        PLOT.write_text(plot(found), encoding="utf-8")


if __name__ == "__main__":
    main()
