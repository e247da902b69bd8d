"""Handing deals over: the owner changes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day

from funnel_cli.records.book import Change, Edit
from funnel_cli.records.deal import Opportunity
from funnel_cli.time.history import recorded
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, message
from funnel_cli.values.typed import shell_word


class NobodyNamed(UsageRefused):
    """Deals are to change hands, and nobody is named to take them."""

    sentence = N_("Nobody is named to take the deals over.")
    cure = N_("Say who: --to NAME")


class SameOwner(UsageRefused):
    """Both owners are the same."""

    sentence = N_("{owner} has these deals already.")


def hand_over(deals: Iterable[Opportunity], owner: str, to: str | None, day: Day) -> Change:
    """These deals with their new owner from `day` on; raises `NobodyNamed` or `SameOwner`."""
    if to is None:
        raise NobodyNamed
    if to == owner:
        raise SameOwner(owner=owner)
    reason = f"handover from {owner}"
    edits = tuple(
        Edit(before=deal, after=recorded(deal, day, {"owner": to}, reason=reason)) for deal in deals
    )
    return Change(
        note=message(
            "{count:deal|deals} handed over from {owner} to {to}", count=len(edits), owner=owner, to=to
        ),
        edits=edits,
        next=(f"funnel list {shell_word(f'owner:{to}')}",),
    )
