"""The contract of a won deal, and what the ERP answered to it.

What the ERP said before stays in the log: each new status is noted there with its message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date as Day
from typing import Any

from funnel_cli.finding.names import ERP_STATES, choice_named
from funnel_cli.finding.words import choice_called
from funnel_cli.records.customer import LogEntry
from funnel_cli.records.deal import Contract, Erp, Opportunity
from funnel_cli.records.kinds import NOTE
from funnel_cli.rules.adding import logged
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_, message


class NotWon(UsageRefused):
    """Only a won deal has a contract."""

    sentence = N_("{deal} is not won, so it has no contract.")
    cure = N_("Close it first: funnel win {deal} --contract NUMBER")


def contracted(deal: Opportunity, **values: Any) -> Mapping[str, object]:
    """The deal's contract with these values; raises `NotWon`."""
    return {"contract": replace(_contract(deal), **values)}


def answered(deal: Opportunity, text: str, day: Day) -> Mapping[str, object]:
    """The deal's contract after the ERP answered: a status, behind it the message if there was one.

    The log gets a note of it on `day`. Raises `NotWon`, or `NoSuchWord` for what is no status.
    """
    status, said = _status(text)
    erp = Erp(status=int(status), message=said or None)
    note = f"ERP {status}: {erp.message}" if erp.message else f"ERP {status}"
    entry = LogEntry(date=day, kind=NOTE, text=note)
    return {**contracted(deal, erp=erp), "log": logged(deal.log, entry)}


def _status(text: str) -> tuple[str, str]:
    """The status that the text begins with, by its longest name, and the message behind it."""
    words = text.split()
    for count in range(len(words), 1, -1):
        if found := choice_called(" ".join(words[:count]), ERP_STATES):
            return found.id, " ".join(words[count:])
    word, _, said = text.partition(" ")
    return choice_named(message("ERP status"), word, ERP_STATES).id, said.strip()


def _contract(deal: Opportunity) -> Contract:
    """The contract so far; one that begins now is of the day the deal was closed."""
    if not deal.is_won:
        raise NotWon(deal=deal.id)
    return deal.contract or Contract(date=deal.closed)
