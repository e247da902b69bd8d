"""The append-only files of a book, and what a line of each holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from funnel_cli.finding.parties import is_team
from funnel_cli.records.lists import Call, Count, Goal, Line, Rate, Target
from funnel_cli.records.method import Method
from funnel_cli.store import layout
from funnel_cli.values.errors import Problem, warning
from funnel_cli.values.message import N_, Message

LINES: Mapping[str, type[Line]] = {
    layout.TARGETS: Target,
    layout.GOALS: Goal,
    layout.RATES: Rate,
    layout.CALLS: Call,
    layout.COUNTS: Count,
}
"""The kind of line in each file, by its usual path relative to the root."""

STEMS: Mapping[str, type[Line]] = {PurePosixPath(path).stem: kind for path, kind in LINES.items()}
"""The same by the name of the file alone, whatever format it is in."""


def odd_targets(targets: Iterable[Target]) -> list[Problem]:
    """A warning for each team that has a target of its own."""
    teams = {target.owner for target in targets if target.owner and is_team(target.owner)}
    return _unknown(
        layout.TARGETS, "team-target", teams, N_("The line of {word} counts nowhere: its reps' targets do.")
    )


def odd_goals(goals: Iterable[Goal], method: Method) -> list[Problem]:
    """A warning for each stage that has a goal and that the method does not have."""
    unknown = {goal.stage for goal in goals if method.stage(goal.stage) is None}
    return _unknown(layout.GOALS, "unknown-stage", unknown, N_("The method has no stage “{word}”."))


def odd_counts(counts: Iterable[Count], method: Method) -> list[Problem]:
    """A warning for each step that was counted and that the method does not have."""
    unknown = {id for line in counts for id in line.counts} - {step.id for step in method.steps}
    return _unknown(layout.COUNTS, "unknown-step", unknown, N_("The method has no step “{word}”."))


def _unknown(path: str, code: str, words: Iterable[str], sentence: str) -> list[Problem]:
    said = (Message(sentence, {"word": word}) for word in sorted(words))
    return [warning(path, code, each) for each in said]
