"""The way of a deal: its stays in stages and the days it rested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Stint:
    """A stay in one stage from `start` up to, not including, `end` (`None`: still there).

    The first stay of a deal may have begun on a day that nobody knows: then `start` is `None`.
    """

    stage: str
    start: Day | None
    end: Day | None


Entry = tuple[str, int | None]
"""A stage or outcome, and the day it was entered by its ordinal; `None` where it is unknown."""

Span = tuple[int, int]
"""Days by their ordinal, from the first up to, not including, the second."""


@dataclass(frozen=True)
class Way:
    """The stages and outcomes that a deal entered, oldest first, and the days it was paused, in order.

    `seen` is the day by its ordinal on which the deal is known to have stood in its first stage, where it
    is not known when it came there.
    """

    entries: tuple[Entry, ...]
    rests: tuple[Span, ...]
    seen: int | None = None

    @cached_property
    def stints(self) -> tuple[Stint, ...]:
        """The stays in its stages and outcomes, oldest first; the last one is still running."""
        starts = [None if start is None else Day.fromordinal(start) for _, start in self.entries]
        stays = zip(self.entries, starts, (*starts[1:], None), strict=False)
        return tuple(Stint(stage, start, end) for (stage, _), start, end in stays)
