"""The short and the long form of a torture test, and the figures that the long one writes down."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
Figures = Callable[[str, str, int], None]
Peers = Callable[[str, str, int, int, int], None]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "durability.md"
MOST = "at most"
HEAD = ("promise", "what was done", "times", "torn, mixed, lost, overwritten or unsafe")
PEERS_HEAD = ("program", "fault", "at so many calls", "something lost or twice", "half done")


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
    """Every item in the long form, else a third of so many at most, but two, evenly spread up to the last."""
    step = max(1, -(-len(items) // max(2, most // 3)))
    return items if long else items[(len(items) - 1) % step :: step]


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Notes how often something was done to a promise; under the same words it adds up.

    What begins with "at most" is no count: the largest is kept.
    """

    def note(promise: str, what: str, times: int) -> None:
        record_property("figure", (promise, what, times))

    return note


@pytest.fixture
def peers(record_property: Callable[[str, object], None]) -> Peers:
    """Notes what a fault cost a program: in how many cases, how often something was lost or half done."""

    def note(program: str, fault: str, times: int, lost: int, mixed: int) -> None:
        record_property("peer", (program, fault, f"{times:,}", str(lost), str(mixed)))

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the figures of a long run; with `--update` write them into the page.

    Those of other promises stay there, so that the parts of a run may be started one after the other.
    """
    if not config.getoption("--long"):
        return
    tables = {
        "figures": _table(HEAD, _totals(_noted(terminalreporter, "figure"))),
        "peers": _table(PEERS_HEAD, sorted(_noted(terminalreporter, "peer"))),
    }
    for name, lines in tables.items():
        for line in lines:
            terminalreporter.write_line(line)
        if config.getoption("--update"):
            _write(name, lines)


def _noted(reporter: pytest.TerminalReporter, kind: str) -> Iterator[Any]:
    """What tests that passed have noted under that name."""
    for report in reporter.stats.get("passed", []):
        yield from (value for name, value in report.user_properties if name == kind)


def _totals(noted: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, ...]]:
    """The rows of the figures, by promise."""
    totals: dict[tuple[str, str], int] = {}
    for promise, what, times in noted:
        known = totals.get((promise, what), 0)
        totals[promise, what] = max(known, times) if what.startswith(MOST) else known + times
    for (promise, what), times in sorted(totals.items(), key=lambda row: int(row[0][0][1:])):
        yield promise, what, f"{times:,}", "" if what.startswith(MOST) else "0"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _write(name: str, lines: Sequence[str]) -> None:
    """Put the table between its two marks in the page, and keep the rows of whatever is not in it."""
    begin, end = f"<!-- {name}: make torture -->\n", f"<!-- end of {name} -->"
    before, rest = PAGE.read_text(encoding="utf-8").split(begin)
    there, after = rest.split(end)
    new = {line.split("|")[1] for line in lines}
    kept = [line for line in there.splitlines() if line and line.split("|")[1] not in new]
    rows = sorted([*lines[2:], *kept], key=_of_promise)
    table = "\n".join(["", *lines[:2], *rows, "", ""])
    PAGE.write_text(before + begin + table + end + after, encoding="utf-8")


def _of_promise(line: str) -> tuple[int, str]:
    """Promises in the order of their numbers, programs by name."""
    name = line.split("|")[1].strip()
    return (int(name[1:]), "") if re.fullmatch("P[0-9]+", name) else (0, name)
