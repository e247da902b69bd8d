"""The owner changes, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from arrange import TODAY, after, deal, line

from funnel_cli.rules.handing_over import NobodyNamed, SameOwner, hand_over
from funnel_cli.time.history import opportunity_on
from funnel_cli.values.period import days_after

ACME = deal("acme 100 develop", "09-01 stage=verify owner=li.wei", "10-01 stage=develop")


def test_the_owner_changes_from_that_day_on() -> None:
    handed = after(hand_over([ACME], "li.wei", "anna", TODAY))
    new = replace(line("11-22 owner=anna"), reason="handover from li.wei")
    assert handed == replace(ACME, owner="anna", history=(*ACME.history, new))
    before = opportunity_on(handed, days_after(TODAY, -1))
    assert before
    assert before.owner == "li.wei"


def test_somebody_else_must_take_them() -> None:
    with pytest.raises(NobodyNamed):
        hand_over([ACME], "li.wei", None, TODAY)
    with pytest.raises(SameOwner):
        hand_over([ACME], "li.wei", "li.wei", TODAY)
