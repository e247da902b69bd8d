"""The list of published JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterable

from funnel_cli.values.message import Text, message
from funnel_cli.values.table import Column, Document, Table


def schemas_document(schemas: Iterable[tuple[str, Text]]) -> Document:
    """A row per schema: its name, and the file or the command whose answer it describes."""
    return Document(
        schema="funnel.schemas/1",
        title=message("JSON Schemas"),
        tables=(
            Table(
                name="schemas",
                columns=(
                    Column(key="name", title=message("Schema"), weight=10, is_whole=True),
                    Column(key="of", title=message("Describes"), weight=9),
                ),
                rows=tuple(schemas),
            ),
        ),
        notes=(message("Print one with: funnel schema NAME"),),
    )
