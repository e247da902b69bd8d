"""Talk: what the method advises to say and to ask in a stage."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from funnel_cli.records.method import Stage
from funnel_cli.values.columns import table, text
from funnel_cli.values.message import Term, message
from funnel_cli.values.table import Table

_PARTS = (
    Term("openings", message("opening")),
    Term("questions", message("question")),
    Term("objections", message("objection")),
    Term("signals", message("buying signal")),
    Term("closing", message("closing")),
)
"""What a talk has, by the keys of the method, in the order of a talk."""


def talk_table(stages: Iterable[Stage]) -> Table:
    """A row per piece of advice of these stages; on the screen of who asks for it."""
    return table(
        "talk",
        [(stage, part, said) for stage in stages for part in _PARTS for said in getattr(stage.talk, part.id)],
        text("stage", message("Stage"), lambda row: row[0].term, weight=5),
        text("part", message("Part of the talk"), itemgetter(1), weight=9),
        text("said", message("What helps in the talk"), itemgetter(2), weight=10, is_prose=True),
        title=message("Talk"),
        on_screen=False,
        empty=message(
            "The method has no advice for a talk here; it stands under talk of a stage in stages.yaml."
        ),
    )
