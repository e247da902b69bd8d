"""The append-only files of a book, and what a line of each holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from funnel_cli.model import Call, Count, Line, Target
from funnel_cli.money import Rate
from funnel_cli.store import layout

LINES: Mapping[str, type[Line]] = {
    layout.TARGETS: Target,
    layout.RATES: Rate,
    layout.CALLS: Call,
    layout.COUNTS: Count,
}
"""The kind of line in each file, by its usual path relative to the root."""

STEMS: Mapping[str, type[Line]] = {PurePosixPath(path).stem: kind for path, kind in LINES.items()}
"""The same by the name of the file alone, whatever format it is in."""
