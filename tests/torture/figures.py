"""The short and the long form of a torture test, and the figures that the long one writes down."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest

T = TypeVar("T")
Figures = Callable[[str, str, int], None]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "durability.md"
MOST = "at most"
BEGIN, END = "<!-- figures: make torture -->\n", "<!-- end of figures -->"
HEAD = ("promise", "what was done", "times", "torn, mixed, lost, overwritten or unsafe")


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether this is the long form, which takes minutes."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, in memory where that can be had: a kill is one on any disk, and this one is fast."""
    memory = Path("/dev/shm")  # noqa: S108 - the system's name for it
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as name:
        yield Path(name)


def sampled(items: Sequence[T], most: int, *, long: bool) -> Sequence[T]:
    """Every item in the long form, else at most so many, evenly spread."""
    return items if long else items[:: max(1, -(-len(items) // most))]


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Notes how often something was done to a promise; under the same words it adds up.

    What begins with "at most" is no count: the largest is kept.
    """

    def note(promise: str, what: str, times: int) -> None:
        record_property("figure", (promise, what, times))

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the figures of a long run; with `--update` write them into the page."""
    totals: dict[tuple[str, str], int] = {}
    for promise, what, times in _figures(terminalreporter):
        known = totals.get((promise, what), 0)
        totals[promise, what] = max(known, times) if what.startswith(MOST) else known + times
    if not (config.getoption("--long") and totals):
        return
    rows = [
        (promise, what, f"{times:,}", "" if what.startswith(MOST) else "0")
        for (promise, what), times in sorted(totals.items(), key=lambda row: int(row[0][0][1:]))
    ]
    lines = [f"| {' | '.join(row)} |" for row in (HEAD, ("---", "---", "---:", "---:"), *rows)]
    for line in lines:
        terminalreporter.write_line(line)
    if not config.getoption("--update"):
        return
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(before + BEGIN + "\n".join(["", *lines, "", ""]) + END + after, encoding="utf-8")


def _figures(reporter: pytest.TerminalReporter) -> Iterator[tuple[str, str, int]]:
    for report in reporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", ()):
            if name == "figure":
                yield value
