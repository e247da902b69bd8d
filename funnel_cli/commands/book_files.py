"""Files of the book that somebody names on the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from funnel_cli.session import Session
from funnel_cli.wishes import NoSuchFile


def paths_in_book(session: Session, files: Iterable[Path]) -> tuple[str, ...]:
    """The files as the book names them, relative to its root; raises `NoSuchFile`."""
    root = session.root.resolve()
    for file in files:
        if not (os.path.isfile(file) and file.resolve().is_relative_to(root)):  # noqa: PTH113 - a name too long is no file either
            raise NoSuchFile(path=str(file))
    return tuple(file.resolve().relative_to(root).as_posix() for file in files)
