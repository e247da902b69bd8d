"""The languages that people are answered in: the one list of them."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES: dict[str, Mapping[str, str]] = {"en": {"en": "English"}, "zh": {"en": "Chinese", "zh": "中文"}}
"""What each language is called, in one or more of them, by its code; the first needs no catalogue."""

AUTO = "auto"
"""The setting that takes the language of the locale."""

_BEGINNINGS = {"zh": ("中",)}
"""How else than by its code a wish for a language may begin."""


def language_meant(wish: str) -> str | None:
    """The code of the language that a wish or a locale begins with, like zh_CN; `None` of any other."""
    said = wish.lower()
    return next((code for code in LANGUAGES if said.startswith((code, *_BEGINNINGS.get(code, ())))), None)
