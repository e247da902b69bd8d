"""What `doctor` finds: the program and what it stands on, each thing good, to be looked at, or broken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from funnel_cli.values.message import N_, Message, Term, Text, message
from funnel_cli.values.table import Document, table, text

_GOOD, _LOOK = Term("good", message("good")), Term("look", message("look"))
BROKEN = Term("broken", message("broken"))
"""How a thing is: a broken one keeps the program from its work."""

_AREAS = {
    "install": N_("Install"),
    "terminal": N_("Terminal"),
    "encoding": N_("Encoding"),
    "book": N_("Book"),
    "data": N_("Data"),
    "journal": N_("Journal"),
    "git": N_("Git"),
    "index": N_("Index"),
}


class Finding(NamedTuple):
    """One thing that was looked at: its area and stable name, how it is, what was found, the cure."""

    area: str
    name: str
    state: Term
    found: Text
    cure: Text | None = None


def good(area: str, name: str, found: Text) -> Finding:
    """A thing that is as it should be."""
    return Finding(area, name, _GOOD, found)


def look(area: str, name: str, found: Text, cure: Text | None = None) -> Finding:
    """A thing that works, and could be better."""
    return Finding(area, name, _LOOK, found, cure)


def broken(area: str, name: str, found: Text, cure: Text | None = None) -> Finding:
    """A thing that keeps the program from its work."""
    return Finding(area, name, BROKEN, found, cure)


def checkup_document(findings: Sequence[Finding], done: Sequence[Message] = ()) -> Document:
    """A row per finding, in the order they were made; above them what was cured, and how many are what."""
    counts = {state.id: sum(each.state == state for each in findings) for state in (_GOOD, _LOOK, BROKEN)}
    return Document(
        schema="funnel.doctor/1",
        title=message("Checkup"),
        head={**counts, "done": tuple(done)},
        lines=(
            *done,
            message("{good:x} good, {look:x} to look at, {broken:x} broken.", **counts),
        ),
        tables=(
            table(
                "findings",
                findings,
                text("state", message("State"), weight=10, is_whole=True),
                text("area", message("Area"), _area, weight=6, is_whole=True),
                text("name", message("Name"), on_screen=False),
                text("found", message("What was found"), weight=8, is_prose=True),
                text("cure", message("What to do"), weight=9, is_prose=True),
            ),
        ),
    )


def _area(finding: Finding) -> Term:
    return Term(finding.area, message(_AREAS[finding.area]))
