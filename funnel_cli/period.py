"""Days and periods: half-open ranges, and the closed grammar people type them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`; `name` is how it is written and stored."""

    start: Day
    end: Day
    name: str
