"""Where in the book's files a value stands, for reports that explain themselves."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from funnel_cli.store.journal import Overlay
from funnel_cli.store.layout import is_list
from funnel_cli.store.patching.edits import KeyPath as Way
from funnel_cli.store.reading.folder import Folder
from funnel_cli.store.reading.source import Source, as_list_source, as_source
from funnel_cli.store.reading.unreadable import Unreadable


class Spots:
    """The places of a book's values; each file is read once, when its first place is asked for."""

    def __init__(self, root: Path, overlay: Overlay | None = None) -> None:
        self._folder = Folder(root, overlay or {})
        self._source = cache(self._read)

    def __call__(self, file: str, way: Way) -> str:
        """`file:line` of the value that the keys of `way` lead to, or of what should hold it.

        Just the file if it cannot be read.
        """
        source = self._source(file)
        return f"{file}:{source.place(way)[0]}" if source else file

    def _read(self, file: str) -> Source | None:
        read = as_list_source if is_list(file) else as_source
        try:
            return read(file, self._folder.read(file))
        except Unreadable:
            return None
