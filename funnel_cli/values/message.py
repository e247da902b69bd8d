"""Sentences that do not know their language yet.

Everything below the renderers speaks in `Message` values: an English template, which is also
the key of the catalogue, and the values that fill it. Only a renderer turns one into text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A sentence still to be said: an English template with `{names}` and what fills them."""

    text: str
    args: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Label:
    """A name that its owner wrote in one or more languages, keyed by language code ("en", "zh")."""

    texts: Mapping[str, str]


@dataclass(frozen=True)
class Term:
    """A word of a closed list: its stable id, which machines get, and what people read instead."""

    id: str
    label: Text


@dataclass(frozen=True)
class Named(Term):
    """A record by its id, which machines and pipes get, and the name by which people call it."""


Text = str | Message | Label | Term
"""What a reader may see: their own words as they stand, a sentence of ours, a name by language, or
a term."""


def message(text: str, /, **args: object) -> Message:
    """A `Message` with its arguments; the literal is collected for the catalogue from this call."""
    return Message(text, args)


def N_(text: str) -> str:  # noqa: N802 - the name gettext gives to "collect, do not translate yet"
    """The text itself, marked so that the catalogue collects it."""
    return text
