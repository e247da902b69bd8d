"""No answer takes steps that grow as the square of the book: counted are calls, never seconds."""

from collections.abc import Callable
from cProfile import Profile
from datetime import date as Day
from datetime import timedelta
from pathlib import Path

import pytest
from running import METHOD, run

from funnel_cli.records.deal import OUTCOMES

LINES = (
    *("-f table", "list stage:open,won,lost", "next", "stalled", "matrix 2026-11", "handover --from li.wei"),
    *("show d1 --history", "check d1", "brief d1", "path d1", "customer list", "lead list"),
    *("forecast", "forecast --by customer", "forecast --basis walk", "forecast --explain"),
    *("health", "health --against last --explain", "health --part in_out", "accuracy", "call"),
    *(
        "conversion",
        "conversion --calibration",
        "losses --by size",
        "sources --explain",
        "territory",
        "report",
        "kpi",
    ),
    *(
        "review",
        "target",
        "target --quota owner",
        "plan --explain",
        "waterfall --explain",
        "validate",
        "validate --roundtrip",
    ),
    *("export records", "export deals", "fmt --check", "set d1 amount=10k --dry-run"),
)
START = Day(2026, 6, 1)

SIZES = (12, 24, 48)
STEEPEST = 2.8
"""How many times as many calls the second step may take, which is twice as wide: 2 if they grow as the book
does, 4 if they grow as its square.
"""


def deal(number: int, entries: int) -> str:
    """A deal that is won, lost or open, with so many changes of its amount and as many visits."""
    stage = ("verify", "develop", "propose", "won", "lost")[number % 5]
    days = [START + timedelta(number % 40 + step * 100 // entries) for step in range(entries)]
    lines = [
        f"id: d{number}",
        f"customer: Customer {number}",
        f"amount: {entries}",
        f"stage: {stage}",
        f"closed: {days[-1] if stage in OUTCOMES else '~'}",
        "owner: li.wei",
        "source: referral",
        f"expected_close: 2026-12-{number % 28 + 1:02}",
        f"milestones: {{need: {days[0]}}}",
        "history:",
        f"- {{date: {START}, stage: verify}}",
        *(f"- {{date: {day}, amount: {step}}}" for step, day in enumerate(days, 1)),
        f"- {{date: {days[-1]}, stage: {stage}}}",
        "log:",
        *(f"- {{date: {day}, kind: visit, text: Visit {step}}}" for step, day in enumerate(days)),
    ]
    return "\n".join(lines) + "\n"


def book(folder: Path, deals: int, entries: int) -> Path:
    """A book of so many deals, customers and leads; each deal with so many entries."""
    files = {"stages.yaml": METHOD, "data/targets.yaml": "- {set: 2026-06-01, period: 2026-12, amount: 9}\n"}
    for n in range(deals):
        files |= {
            f"data/opportunities/d{n}.yaml": deal(n, entries),
            f"data/customers/c{n}.yaml": f"id: c{n}\nname: Customer {n}\nregion: region {n % 5}\n",
            f"data/leads/l{n}.yaml": f"id: l{n}\nname: Lead {n}\ncreated: 2026-10-01\n",
        }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Books of ever more deals."""
    return [book(tmp_path_factory.mktemp(f"deals-{size}"), size, 3) for size in SIZES]


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Books of ever more history and log."""
    return [book(tmp_path_factory.mktemp(f"entries-{size}"), 5, size) for size in SIZES]


def calls(line: str, book: Path) -> int:
    """How many calls a run takes, and that it had nothing to complain about but the layout of files."""
    profile = Profile(subcalls=False)
    answer = profile.runcall(run, line, book, FUNNEL_NO_INDEX="1")
    assert (answer.exit, answer.err) == (int(line == "fmt --check"), "")
    return sum(each.callcount for each in profile.getstats())


def growth(counted: Callable[[Path], int], books: list[Path]) -> float:
    """How many times as many calls the second step takes as the first one, half as wide."""
    small, middle, large = map(counted, books)
    return (large - middle) / (middle - small)


@pytest.mark.parametrize("line", LINES)
def test_calls_grow_as_the_deals_do_and_as_history_and_log_do(
    line: str, wide: list[Path], deep: list[Path]
) -> None:
    calls(line, wide[0])  # what is done once a process is done
    assert max(growth(lambda book: calls(line, book), books) for books in (wide, deep)) < STEEPEST
