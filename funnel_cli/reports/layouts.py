"""Which files of a book are not laid out the usual way."""

from __future__ import annotations

from collections.abc import Sequence

from funnel_cli.values.message import message
from funnel_cli.values.table import Column, Document, Table


def layouts_document(paths: Sequence[str]) -> Document:
    """A row per file, relative to the root, that `fmt` would lay out anew."""
    return Document(
        schema="funnel.fmt/1",
        title=message("Layout"),
        lines=(message("{count:file|files} to lay out anew.", count=len(paths)),),
        tables=(
            Table(
                name="files",
                columns=(Column(key="file", title=message("File"), is_whole=True),),
                rows=tuple((path,) for path in paths),
            ),
        ),
    )
