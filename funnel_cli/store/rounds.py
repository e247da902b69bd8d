"""Where a weekly round was left: which deals were looked at, so that it can be gone on with.

Derived and never required: it is kept in the user's cache folder beside the cache, and a round that
cannot be remembered begins at its beginning again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from funnel_cli.store.cache import cache_file, keep


class Round(NamedTuple):
    """The round of one week over the deals of one query; `file` is `None` where nothing can be kept."""

    file: Path | None
    week: str
    query: str

    def seen(self) -> frozenset[str]:
        """The ids of the deals that were looked at so far; none where another round was left last."""
        if self.file is None:
            return frozenset()
        try:
            left = json.loads(self.file.read_bytes())
        except (OSError, ValueError):
            return frozenset()
        if not isinstance(left, dict) or (left.get("week"), left.get("query")) != (self.week, self.query):
            return frozenset()
        ids = left.get("seen")
        return frozenset(id for id in ids if isinstance(id, str)) if isinstance(ids, list) else frozenset()

    def leave(self, seen: Iterable[str]) -> bool:
        """Remember the deals that were looked at, in one step; whether that could be done."""
        if self.file is None:
            return False
        text = json.dumps({"week": self.week, "query": self.query, "seen": sorted(seen)})
        return keep(self.file, text.encode())

    def forget(self) -> None:
        """Begin anew next time."""
        if self.file:
            with suppress(OSError):
                self.file.unlink()


def round_of(root: Path, environ: Mapping[str, str], week: str, query: str) -> Round:
    """The round of that week in the book at `root`."""
    file = cache_file(root, environ)
    return Round(file and file.with_suffix(".round"), week, query)
