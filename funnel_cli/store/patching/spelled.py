"""What a file says, each text with how it is spelled there, so that it stays so in another file or place."""

from __future__ import annotations

import re

from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.patching.patch_json import spelled_json
from funnel_cli.store.patching.spans import spans
from funnel_cli.store.patching.yaml_spelling import QUOTES, Spelled
from funnel_cli.store.reading.yaml_text import BREAKS, Node

_NOT_EVERYWHERE = re.compile(rf"[][{{}},:{BREAKS}]")
"""What a text without quotes may not hold in braces, or on one line."""

_BREAK = re.compile(f"[{BREAKS}]")


def spelled_tree(text: str, form: str) -> Plain:
    """What the text of a YAML or JSON file says; raises `CannotPatch` or `NotCanonicalJson`."""
    if form == "json":
        return spelled_json(text)
    text = text.removeprefix("\ufeff")
    return as_spelled(text, spans(text))


def as_spelled(text: str, node: Node) -> Plain:
    """What stands at the node; what could not stand elsewhere as it is goes without its spelling."""

    def said(part: Node) -> str | None:
        source = text[part.start : part.end]
        odd = _BREAK if source[:1] in QUOTES else _NOT_EVERYWHERE
        return part.text if part.text is None or odd.search(source) else Spelled(part.text, source)

    return node.tree(said)
