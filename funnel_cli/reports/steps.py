"""The steps of a book: what one changed, what undo or redo did with it, and which could be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date as Day
from typing import NamedTuple

from funnel_cli.reports.record_export import as_cell
from funnel_cli.values.message import Text, message
from funnel_cli.values.table import Cell, Document, count, day, table, text


class Undoable(NamedTuple):
    """What one command did: what undo calls it, its as-of day, its sentence and its files."""

    step: int
    day: Day
    note: Text
    files: tuple[str, ...]


def steps_document(steps: Iterable[Undoable]) -> Document:
    """The commands that can be taken back, the newest first."""
    return Document(
        schema="funnel.undo/1",
        title=message("What can be undone"),
        tables=(
            table(
                "steps",
                steps,
                count("step", message("Step"), weight=10),
                day("day", message("As of"), weight=6),
                text("note", message("What it did"), weight=9),
                count("count", message("Files"), lambda each: len(each.files), weight=4),
                text("files", message("Files"), on_screen=False),
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
