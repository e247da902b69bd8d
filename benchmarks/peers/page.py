"""The scores as a section of docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date as Day

from benchmarks.peers.programs import OURS, PEERS, WORKS
from benchmarks.peers.race import FLOOR, Score

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
- Beside them stand Python that does nothing, and a hello-world of Typer: no command of ours can take less.
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
    return "\n\n".join(parts) + "\n"


def _grid(scores: Scores, count: int) -> Iterator[str]:
    """A row for every program, a column for every work."""
    works = [work for work in WORKS if scores.seconds(count, work, OURS.name) is not None]
    yield f"| | {' | '.join(WORKS[work] for work in works)} | memory of the forecast |"
    yield "| --- |" + " ---: |" * (len(works) + 1)
    for name in (*scores.programs, *FLOOR):
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
