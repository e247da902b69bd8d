"""The owner changes, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from arrange import TODAY, deal, line

from funnel_cli.rules.handing_over import NobodyNamed, SameOwner, hand_over
from funnel_cli.time.history import opportunity_on
from funnel_cli.values.period import days_after

ACME = deal("acme 100 develop", "09-01 stage=verify owner=li.wei", "10-01 stage=develop")


def test_the_owner_changes_from_that_day_on() -> None:
    [edit] = hand_over([ACME], "li.wei", "anna", TODAY).edits
    assert edit.after == replace(
        ACME,
        owner="anna",
        history=(
            *ACME.history,
            replace(line("11-22 owner=anna"), reason="handover from li.wei"),
        ),
    )

    assert edit.after
    before = opportunity_on(edit.after, days_after(TODAY, -1))  # type: ignore[arg-type]
    assert before
    assert before.owner == "li.wei"


def test_somebody_else_must_take_them() -> None:
    with pytest.raises(NobodyNamed):
        hand_over([ACME], "li.wei", None, TODAY)
    with pytest.raises(SameOwner):
        hand_over([ACME], "li.wei", "li.wei", TODAY)
