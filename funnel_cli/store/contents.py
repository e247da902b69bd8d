"""What the files of a book say, as plain values: the whole of it, unknown keys included."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from funnel_cli.store.journal import Overlay
from funnel_cli.store.laid_out_files import files_with_layout
from funnel_cli.store.layout import DATA, METHOD_FILE
from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.plain import read_bytes
from funnel_cli.store.reading.source import as_source
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.values.errors import FunnelError, system_reason
from funnel_cli.values.message import N_


class NoScratch(FunnelError):
    """No folder for a book to be tried out in can be made."""

    sentence = N_("No scratch folder can be made: {reason}.")
    code = "cannot_write"


def contents_of(root: Path, but: Collection[str] = ()) -> Iterator[tuple[str, Plain]]:
    """Each record and list of the book by its path, `but` those; raises `Unreadable`."""
    for path in files_with_layout(root):
        if path not in but:
            yield path, as_source(path, read_bytes(root / path)).plain


def book_digest(root: Path, overlay: Overlay | None = None) -> str:
    """A hash of the method and of everything in the folder of the records, with `overlay` laid over it.

    What cannot be read counts by its name alone.
    """
    pending = overlay or {}
    paths = (path for path in (root / DATA).rglob("*") if not os.path.isdir(path))  # noqa: PTH112
    found = dict.fromkeys((*paths, *pending))
    whole = sha256()
    for path in sorted({root / METHOD_FILE, *found}):
        whole.update(f"{path.relative_to(root).as_posix()}\0".encode("utf-8", "surrogateescape"))
        with suppress(Unreadable):
            data = pending[path] if path in pending else read_bytes(path)
            whole.update(b"-" if data is None else sha256(data).digest())
    return whole.hexdigest()


@contextmanager
def scratch_book(root: Path) -> Iterator[Path]:
    """An empty book with the method of another one, which is gone afterwards; raises `NoScratch`."""
    try:
        with tempfile.TemporaryDirectory(prefix="funnel-") as name:
            folder = Path(name).resolve()
            (folder / METHOD_FILE).write_bytes(read_bytes(root / METHOD_FILE))
            yield folder
    except OSError as error:
        raise NoScratch(reason=system_reason(error)) from error
