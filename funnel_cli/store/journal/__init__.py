"""The journal: every change is locked, compared, staged, decided by one rename, and can be undone."""

from collections.abc import Mapping
from pathlib import Path

Overlay = Mapping[Path, bytes | None]
"""What a file is to hold instead of what it holds; `None` for one that goes."""

FilePair = tuple[bytes | None, bytes | None]
"""The bytes that were read (`None`: no file) and the new ones (`None`: the file goes)."""

FilePairs = Mapping[str, FilePair]
"""The files of a change by their paths relative to the root."""

JOURNAL = "data/.funnel"
PENDING = f"{JOURNAL}/tx.go"
"""Where a decided transaction is until it is carried out, relative to the root."""

MOMENT = 1.0
"""Seconds that a reader waits for a writer, in all."""

LOOKS = 5
"""How often a reader looks again when writers are faster, before it asks them to wait."""
