"""The steps of a book: what one changed, what undo or redo did with it, and which could be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date as Day

from funnel_cli.reports.records import as_cell
from funnel_cli.values.message import Text, message
from funnel_cli.values.table import Cell, Column, Document, Kind, Table

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


def change_document(note: Text, step: int | None, changed: Iterable[Mapping[str, object]]) -> Document:
    """What a command changed, file by file; `step` is what undo calls it, `None` if nothing was written."""
    head: dict[str, Cell] = {"note": note, "step": step, "changed": tuple(map(as_cell, changed))}
    return Document(schema="funnel.change/1", title=note, head=head)


def step_document(note: Text, step: int, files: tuple[str, ...]) -> Document:
    """Which command was taken back or done again, and in which files."""
    head: dict[str, Cell] = {"note": note, "step": step, "files": files}
    return Document(schema="funnel.step/1", title=note, head=head)
