"""The scores as a section of docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day

from benchmarks.peers.programs import OURS, PEERS, WORKS
from benchmarks.peers.race import FLOOR, LOOKING, Score

HEAD = "## Beside other programs"
INTRO = """
`python -m benchmarks.peers` writes the same invented deals, all open, for `funnel` and, in their own form,
for each neighbour that is installed, asks all of them the same, one after the other, round after round, and
takes medians; what takes over four seconds runs once. Counted is the time that the processor works for a run
and what it starts. In brackets: how many times as long as ours. All runs are warm. A deal's past goes with
it: as comments, annotations, metadata or fields.

- hledger, ledger and beanquery change nothing themselves: their files are changed in an editor. Miller
  adds no row by itself, and jq changes a file by way of a second one.
- Taskwarrior and todoman sum nothing: Taskwarrior's forecast is the `export` from which one would be
  summed; todoman has none, and is asked about 1,000 deals at most.
- The floor is a hello-world of Typer, and listing the folder, looking at every file and reading the index:
  no command of ours can take less.
- Our `forecast` says the amounts by month and adds the walk, the habit and the range to them.
"""


class Scores:
    """Scores to look up by size, work and program."""

    def __init__(self, scores: Sequence[Score]) -> None:
        self.counts = sorted({score.count for score in scores})
        self._found = {(score.count, score.work, score.program): score for score in scores}
        names = [score.program for score in scores]
        self.programs = [each.name for each in (OURS, *PEERS) if each.name in names]

    def seconds(self, count: int, work: str, program: str) -> float | None:
        """Seconds of the processor, or `None` where that was not measured."""
        score = self._found.get((count, work, program))
        return score.run.processor if score else None

    def megabytes(self, count: int, work: str, program: str) -> float | None:
        """Megabytes at the peak, or `None` where that was not measured."""
        score = self._found.get((count, work, program))
        return score.run.megabytes if score else None


def section(scores: Scores, missing: Sequence[str], versions: str, today: Day) -> str:
    """The whole section as Markdown, from its head on."""
    parts = [HEAD, INTRO.strip("\n"), f"Measured on {today} with {versions}."]
    if missing:
        parts.append(f"Not measured, since not installed: {', '.join(missing)}.")
    parts.append("![Seconds for a forecast by month over the number of deals](growth.svg)")
    for count in scores.counts:
        parts += [f"### {count:,} deals", "\n".join(_grid(scores, count))]
    parts += ["### Figures of the comparison", "\n".join(_figures(scores))]
    return "\n\n".join(parts) + "\n"


def _grid(scores: Scores, count: int) -> Iterator[str]:
    """A row for every program, a column for every work."""
    works = [work for work in WORKS if scores.seconds(count, work, OURS.name) is not None]
    yield f"| | {' | '.join(WORKS[work] for work in works)} | memory of the forecast |"
    yield "| --- |" + " ---: |" * (len(works) + 1)
    for name in (*scores.programs, *FLOOR, LOOKING):
        cells = [_cell(scores, count, work, name) for work in works]
        memory = scores.megabytes(count, "forecast", name)
        if set(cells) != {"–"}:
            yield f"| {name} | {' | '.join(cells)} | {f'{memory:.0f} MB' if memory else '–'} |"


def _cell(scores: Scores, count: int, work: str, name: str) -> str:
    theirs, ours = scores.seconds(count, work, name), scores.seconds(count, work, OURS.name)
    if theirs is None or ours is None:
        return "–"
    told = f"{theirs * 1000:,.0f} ms"
    return told if name == OURS.name else f"{told} ({_times(theirs / ours)})"


def _times(ratio: float) -> str:
    return f"{ratio:.2f} ×" if ratio < 10 else f"{ratio:,.0f} ×"


@dataclass(frozen=True, slots=True)
class Figure:
    """How many times as long as ours a program must take at a work; below one, how much less it may take."""

    count: int
    work: str
    program: str
    least: float


_FORECASTS: dict[int, dict[str, float]] = {
    100: {"hledger": 1 / 3},
    1000: {"hledger": 1},
    10_000: {"hledger": 6, "recutils": 6, "Taskwarrior": 4, "beanquery": 4, "ledger": 2},
    100_000: {"hledger": 20, "recutils": 20, "Taskwarrior": 12, "beanquery": 12},
}
FIGURES = (
    *(
        Figure(count, "forecast", program, least)
        for count, row in _FORECASTS.items()
        for program, least in row.items()
    ),
    Figure(1000, "list", "todoman", 3),
)


def _figures(scores: Scores) -> Iterator[str]:
    """A row for every figure; the last column is what even a program that does nothing else could reach."""
    yield "| measure | to reach | measured | | at the floor |"
    yield "| --- | --- | --- | --- | --- |"
    for figure in FIGURES:
        theirs, ours = (
            scores.seconds(figure.count, figure.work, name) for name in (figure.program, OURS.name)
        )
        floor = _floor(scores, figure.count, figure.work)
        if theirs is not None and ours is not None and floor is not None:
            name = f"{figure.program} ÷ ours, {figure.work}, {figure.count:,}"
            verdict = "reached" if theirs / ours >= figure.least else "missed"
            told = " | ".join(
                (f"≥ {_times(figure.least)}", _times(theirs / ours), verdict, _times(theirs / floor))
            )
            yield f"| {name} | {told} |"
    for name, figure_, measured in own_figures(scores):
        yield f"| {name} | {figure_} | {measured} | | |"


def _floor(scores: Scores, count: int, work: str) -> float | None:
    """Seconds of hello-world, looking at every file and reading the index."""
    parts = [scores.seconds(count, work, name) for name in ("hello-world", LOOKING)]
    found = [part for part in parts if part is not None]
    return sum(found) if len(found) == len(parts) else None


def own_figures(scores: Scores) -> Iterator[tuple[str, str, str]]:
    """The figures that stand beside the floor instead of a neighbour: what, what to reach, what came."""
    for count, least, most in ((10_000, "1.8", 60), (100_000, "2", 300)):
        floor = _floor(scores, count, "forecast")
        ours = scores.seconds(count, "forecast", OURS.name)
        memory = scores.megabytes(count, "forecast", OURS.name)
        name = f"ours, forecast by month, {count:,}"
        if floor is not None and ours is not None:
            yield f"{name} ÷ the floor", f"≤ {least} ×", _times(ours / floor)
        if memory is not None:
            yield f"{name}, memory", f"≤ {most} MB", f"{memory:.0f} MB"
    for work in ("set", "log", "promote"):
        hello, ours = (scores.seconds(10_000, work, name) for name in ("hello-world", OURS.name))
        if hello is not None and ours is not None:
            yield f"ours, {work}, 10,000 ÷ hello-world", "≤ 1.5 ×", _times(ours / hello)
