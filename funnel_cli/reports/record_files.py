"""The files of a book as they are: whole records, their layout, and the steps that changed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from operator import itemgetter
from typing import NamedTuple

from funnel_cli.values.message import Text, message
from funnel_cli.values.table import Cell, Document, count, day, table, text

_RECORD = text("record", message("Record"), on_screen=False)
"""What a file says, scalars as texts: no number is rounded on the way."""


def records_document(records: Iterable[tuple[str, object]]) -> Document:
    """A row per file: its path relative to the root, and all that it says."""
    some = tuple(records)
    return Document(
        schema="funnel.records/1",
        title=message("Records"),
        lines=(message("{count:file|files}; -f jsonl writes all that they say.", count=len(some)),),
        tables=(
            table(
                "records",
                some,
                text("file", message("File"), itemgetter(0), is_whole=True),
                _RECORD._replace(of=lambda each: _as_cell(each[1])),
            ),
        ),
    )


def with_records(document: Document, records: Mapping[str, object]) -> Document:
    """The document of deals with the whole record at the end of each row of its main table."""
    main = document.tables[0]
    place = [column.key for column in main.columns].index("file")
    rows = tuple((*row, _as_cell(records.get(str(row[place])))) for row in main.rows)
    whole = replace(main, columns=(*main.columns, _RECORD.column), rows=rows, totals=())
    return replace(document, tables=(whole, *document.tables[1:]))


def roundtrip_document(files: int, differences: Sequence[tuple[str, str, str]]) -> Document:
    """What became of a book that was exported and brought into an empty one: a row per file that differs."""
    same = message(
        "{count:file|files} exported, brought into an empty book, exported again: the same, byte for byte.",
        count=files,
    )
    other = message("{count:file|files} would not come back as it was.", count=len(differences))
    return Document(
        schema="funnel.roundtrip/1",
        title=message("Round trip"),
        head={"files": files, "different": len(differences)},
        lines=(other if differences else same,),
        tables=(
            table(
                "differences",
                differences,
                text("file", message("File"), itemgetter(0), weight=10),
                text("before", message("Before"), itemgetter(1), weight=8, is_prose=True),
                text("after", message("After"), itemgetter(2), weight=8, is_prose=True),
                empty=message("Nothing differs."),
            ),
        ),
        notes=(message("Comments and layout stay in the files; an export has the values."),),
    )


def _as_cell(value: object) -> Cell:
    if isinstance(value, dict):
        return {str(key): _as_cell(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(map(_as_cell, value))
    return None if value is None else str(value)


def layouts_document(paths: Sequence[str]) -> Document:
    """A row per file, relative to the root, that `fmt` would lay out anew."""
    return Document(
        schema="funnel.fmt/1",
        title=message("Layout"),
        lines=(message("{count:file|files} to lay out anew.", count=len(paths)),),
        tables=(table("files", paths, text("file", message("File"), str, is_whole=True), on_screen=True),),
    )


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
    head: dict[str, Cell] = {"note": note, "step": step, "changed": tuple(map(_as_cell, changed))}
    return Document(schema="funnel.change/1", title=note, head=head)


def step_document(note: Text, step: int, files: tuple[str, ...]) -> Document:
    """Which command was taken back or done again, and in which files."""
    head: dict[str, Cell] = {"note": note, "step": step, "files": files}
    return Document(schema="funnel.step/1", title=note, head=head)
