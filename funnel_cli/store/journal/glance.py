"""A reader's glance at the journal: nearly always nothing is pending, and then nothing of it is loaded."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

PENDING = "data/.funnel/tx.go"
"""Where a decided transaction is until it is carried out, relative to the root."""


def pending_in(root: Path) -> Mapping[Path, bytes | None]:
    """What readers take instead of the files on the disk, as `recovery.pending` has it."""
    if not os.path.lexists(root / PENDING):
        return {}
    from funnel_cli.store.journal.recovery import pending

    return pending(root)
