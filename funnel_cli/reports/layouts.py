"""Which files of a book are not laid out the usual way."""

from __future__ import annotations

from collections.abc import Sequence

from funnel_cli.values.message import message
from funnel_cli.values.table import Document, table, text


def layouts_document(paths: Sequence[str]) -> Document:
    """A row per file, relative to the root, that `fmt` would lay out anew."""
    return Document(
        schema="funnel.fmt/1",
        title=message("Layout"),
        lines=(message("{count:file|files} to lay out anew.", count=len(paths)),),
        tables=(table("files", paths, text("file", message("File"), str, is_whole=True)),),
    )
