"""Where in a text each value stands: the tree a patch works on."""

from __future__ import annotations

from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.plain import MAX_BYTES, parsed
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.reading.yaml_text import Node, yaml_tree
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, message


class CannotPatch(DataRefused):
    """The text cannot be changed without touching more than was asked (exit 5)."""

    sentence = N_("This file is written in a way that cannot be changed safely; it was left as it is.")
    cure = N_("Change it by hand; the file of a deal opens with: funnel edit NAME")
    code = "cannot_patch"


class TooLarge(CannotPatch):
    """The file would pass the size of the largest that is read (exit 5)."""

    sentence = N_("The file would be larger than 4 MB, and then it could not be read; it was left as it is.")
    cure = N_("Shorten it by hand: a long log can go on in a file of its own elsewhere.")
    code = "too_large"


def demand_size(text: str) -> None:
    """Raise `TooLarge` for a text that is more than a file of a book may hold."""
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise TooLarge


def reads_as(text: str, form: str, meant: Plain) -> bool:
    """Whether the reader of the book takes the text, "yaml" or "json", for what was meant."""
    try:
        return isinstance(meant, dict | list) and parsed(text, form).plain == meant
    except Unreadable:
        return False


def spans(text: str) -> Node:
    """The tree of a text without BOM; raises `CannotPatch` if it is not one plain YAML document."""
    try:
        return yaml_tree(text)
    except Unreadable as refusal:
        line = message("Line {line} holds what a record may not hold.", line=refusal.line)
        raise CannotPatch(details=[line]) from refusal
