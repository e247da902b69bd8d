"""What undo could take back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day

from funnel_cli.message import Text, message
from funnel_cli.table import Column, Document, Kind, Table

Step = tuple[int, Day, Text, tuple[str, ...]]
"""Number, as-of day, sentence and files of one command."""


def steps_document(steps: Iterable[Step]) -> Document:
    """The commands that can be taken back, the newest first."""
    return Document(
        schema="funnel.undo/1",
        title=message("What can be undone"),
        tables=(
            Table(
                name="steps",
                columns=(
                    Column(key="step", title=message("Step"), kind=Kind.COUNT, weight=10),
                    Column(key="day", title=message("As of"), kind=Kind.DAY, weight=6),
                    Column(key="note", title=message("What it did"), weight=9),
                    Column(key="count", title=message("Files"), kind=Kind.COUNT, weight=4),
                    Column(key="files", title=message("Files"), on_screen=False),
                ),
                rows=tuple((number, day, note, len(files), files) for number, day, note, files in steps),
                empty=message("There is nothing to undo."),
            ),
        ),
    )
