"""What an editor needs to help with a book: schemas beside the records, and a first line that names one.

A book that has the schemas gets the line in its new files; a book without them is left alone. The
line is a comment, which yaml-language-server reads; the schemas are made from the method, and can be
written again or deleted at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from os.path import isfile
from pathlib import Path, PurePosixPath
from posixpath import dirname, relpath

from funnel_cli.records.method import Method
from funnel_cli.store import layout
from funnel_cli.store.journal.place import Place, refusal_of
from funnel_cli.values.errors import FunnelError, system_reason
from funnel_cli.values.message import N_

_CALLED = {folder: f"{folder}/<id>.yaml" for folder in layout.RECORD_FOLDERS} | {
    layout.REVIEWS: layout.review_file("<week>")
}
FILES: Mapping[str, str] = {name: _CALLED.get(place, place) for place, name in layout.SCHEMA_NAMES.items()}
"""The files that each schema describes, relative to the root."""


MODELINE = "# yaml-language-server:"
"""How a line begins that tells an editor of a schema."""


class CannotWriteSchemas(FunnelError):
    """The folder of the schemas cannot be written."""

    sentence = N_("{folder} cannot be written: {reason}.")
    code = "cannot_write"


def write_schemas(root: Path, method: Method, names: Iterable[str] = FILES) -> None:
    """Write the schemas of the book's files, with the words of its method.

    Raises `CannotWriteSchemas`, or `IsALink` where one of the names leads elsewhere.
    """
    from funnel_cli.store.record_schemas import record_schema

    place = Place(root)
    try:
        folder = place.disk.make_folders(place.root, layout.SCHEMAS)
        for name in names:
            text = json.dumps(record_schema(name, method), ensure_ascii=False, indent=2)
            place.disk.put_file(folder / PurePosixPath(layout.schema_file(name)).name, f"{text}\n".encode())
    except OSError as error:
        reason = system_reason(error)
        raise refusal_of(error, place) or CannotWriteSchemas(folder=layout.SCHEMAS, reason=reason) from error


def modeline(path: str) -> str:
    """The first line of a YAML file at that path, relative to the root: where its schema stands."""
    return f"{MODELINE} $schema={relpath(_schema_of(path), dirname(path) or '.')}\n"


def modeline_in(root: Path, path: str) -> str:
    """The first line of a new file at that path of a book; none where the book has no schema for it."""
    has_schema = isfile(root / _schema_of(path))  # noqa: PTH113 - false, too, where it may not be looked at
    return modeline(path) if has_schema else ""


def _schema_of(path: str) -> str:
    """Where the schema of the file at that path stands, relative to the root."""
    names = layout.SCHEMA_NAMES
    return layout.schema_file(names.get(path) or names[dirname(path)])
