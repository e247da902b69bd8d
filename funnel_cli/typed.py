"""Text as people type it, before a grammar looks at it."""

from __future__ import annotations

_HALF_WIDTH = {0x3000: " "} | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def half_width(text: str) -> str:
    """The text with full-width letters, digits and signs as ASCII, and single spaces inside only.

    Nothing else is folded (NFKC would read `12²` as 122).
    """
    return " ".join(text.translate(_HALF_WIDTH).split())
