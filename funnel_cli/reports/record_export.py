"""Whole records, every key of them, for other programs and for another book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from funnel_cli.values.message import message
from funnel_cli.values.table import Cell, Document, table, text

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
                _RECORD._replace(of=lambda each: as_cell(each[1])),
            ),
        ),
    )


def with_records(document: Document, records: Mapping[str, object]) -> Document:
    """The document of deals with the whole record at the end of each row of its main table."""
    main = document.tables[0]
    place = [column.key for column in main.columns].index("file")
    rows = tuple((*row, as_cell(records.get(str(row[place])))) for row in main.rows)
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


def as_cell(value: object) -> Cell:
    """A plain value as a cell."""
    if isinstance(value, dict):
        return {str(key): as_cell(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(map(as_cell, value))
    return None if value is None else str(value)
